import { aTimeout, expect, waitUntil } from '@open-wc/testing';
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

  it('tells that the sound stands still, and that it may be opened again', async () => {
    const { context, told, close } = await openQuietRoom();
    await context.suspend();
    await waitUntil(() => told.includes('microphone-suspended'));
    await context.resume();
    await waitUntil(() => told.includes('resumed'));
    await close();
  });

  it('tells when somebody else has closed the context, and why it can’t be opened again', async () => {
    const { audio, context, told, close } = await openQuietRoom();
    await context.close();
    await waitUntil(() => told.includes('microphone-closed'));
    expect(await audio.open(REQUEST).catch((error: unknown) => error)).to.include({ code: 'microphone-closed' });
    await close();
  });

  it('opens no gate in the future after the sound stood still', async () => {
    const { audio, context, heard, close } = await openQuietRoom();
    await aTimeout(500);
    await context.suspend();
    await aTimeout(1500);
    await context.resume();
    await audio.open(REQUEST);
    const at = performance.now();
    audio.openGate(1, at, null, 0);
    audio.letFlow(1);
    await aTimeout(800);
    audio.closeGate(1, performance.now(), null, false);
    await audio.drained(1);
    expect((heard.frames * 1000) / context.sampleRate).to.be.above(700);
    await close();
  });

  it('hears of the avatar what it plays, and the echo of it for a while', async () => {
    const { audio, context, close } = await openQuietRoom();
    await aTimeout(200);
    const from = context.currentTime * 1000;
    expect(audio.avatarAt(from, from + 20)).to.equal('silent');
    const tone = Float32Array.from({ length: 24_000 }, (_, i) => Math.sin(i / 10) / 4);
    await audio.output.playSamples(tone, 48_000);
    await aTimeout(100);
    const now = context.currentTime * 1000;
    expect(audio.avatarAt(from + 200, from + 220)).to.equal('sounding');
    expect(audio.avatarAt(now + 1000, now + 1020)).to.equal('silent');
    await close();
  });
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
  const told: string[] = [];
  const ignore = (): void => undefined;
  const audio = openAudioPath(
    {
      audio: ({ samples }) => (heard.frames += samples.length),
      sound: ignore,
      frame: ignore,
      detectorChanged: ignore,
      gateOpened: ignore,
      gateClosed: ignore,
      soundLost: ignore,
      resumed: () => told.push('resumed'),
      voiceActivity: ignore,
      flowing: ignore,
      silent: ignore,
      lost: ({ code }) => told.push(code),
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
  return { audio, context: contexts[0]!, heard, told, close };
}
