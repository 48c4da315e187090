import { aTimeout, expect } from '@open-wc/testing';
import { openAudioPath, type AudioListener } from '../../src/audio/audio-path.js';
import { AvatarPttError } from '../../src/core/error.js';

const NOTHING_LISTENS = {} as AudioListener;

/** What `openAudioPath` throws in a browser that has this instead of its own. */
function refusalWith(globals: Record<string, unknown>): string {
  const own = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    openAudioPath(NOTHING_LISTENS, { workletUrl: null, workerUrl: null });
    return 'none';
  } catch (thrown) {
    return thrown instanceof AvatarPttError ? thrown.code : String(thrown);
  } finally {
    for (const [name, descriptor] of own) if (descriptor) Object.defineProperty(globalThis, name, descriptor);
  }
}

describe('openAudioPath', () => {
  it('names a browser without worklets', () => {
    expect(refusalWith({ AudioWorkletNode: undefined })).to.equal('microphone-unsupported');
  });

  it('names the page that is not secure, where worklets are missing for that reason', () => {
    expect(refusalWith({ AudioWorkletNode: undefined, isSecureContext: false })).to.equal('microphone-insecure');
  });

  for (const isForLevels of [false, true]) {
    it(`captures a press whole after the sound stood still, ${isForLevels ? 'also where levels wait' : ''}`, async () => {
      const { audio, context, heard, close } = await openQuietRoom();
      audio.letWait({ framesBelow: 0, isForLevels });
      await aTimeout(1000);
      await context.suspend();
      await aTimeout(2000);
      // What a press does then.
      await audio.open(REQUEST);
      audio.openGate(1, performance.now(), null, 0);
      audio.letFlow(1);
      await aTimeout(1000);
      audio.closeGate(1, performance.now(), null, false);
      await audio.drained(1);
      expect((heard.frames * 1000) / context.sampleRate).to.be.above(900);
      await close();
    });
  }
});

const REQUEST = { deviceId: '', isEchoCancelled: false, constraints: {} };

/** The audio of a page whose microphone hears next to nothing, and its context. */
async function openQuietRoom() {
  const { AudioContext } = window;
  const { mediaDevices } = navigator;
  const room = new AudioContext();
  const gain = new GainNode(room, { gain: 0.001 });
  const microphone = room.createMediaStreamDestination();
  const tone = new OscillatorNode(room);
  tone.connect(gain).connect(microphone);
  tone.start();
  const contexts: AudioContext[] = [];
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
    }
  };
  mediaDevices.getUserMedia = () => Promise.resolve(microphone.stream.clone());
  const heard = { frames: 0 };
  const ignore = (): void => undefined;
  const audio = openAudioPath(
    {
      audio: ({ samples }) => (heard.frames += samples.length),
      sound: ignore,
      frame: ignore,
      detectorChanged: ignore,
      gateOpened: ignore,
      gateClosed: ignore,
      voiceActivity: ignore,
      flowing: ignore,
      silent: ignore,
      lost: ignore,
      playbackBlocked: ignore,
      beat: ignore,
    },
    { workletUrl: null, workerUrl: null },
  );
  window.AudioContext = AudioContext;
  await audio.open(REQUEST);
  const close = async (): Promise<void> => {
    // What was put over the browser's own.
    delete (mediaDevices as Partial<MediaDevices>).getUserMedia;
    await audio.close();
    await room.close();
  };
  return { audio, context: contexts[0]!, heard, close };
}
