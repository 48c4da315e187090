import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import type { AudioListener } from '../../src/audio/audio-path.js';
import { openAudioPath } from '../../src/audio/browser-audio.js';
import type { CapturedSound } from '../../src/audio/captured-sound.js';
import { AvatarPttError } from '../../src/core/error.js';

const NOTHING_LISTENS = {} as AudioListener;

/** What `openAudioPath` throws in a browser that has this instead of its own. */
function refusalWith(globals: Record<string, unknown>): string {
  const own = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    openAudioPath(NOTHING_LISTENS, { workletUrl: null, workerUrl: null, mayCatchUp: true });
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

  for (const [isForLevels, standsMs] of [
    [false, 300],
    [false, 2000],
    [true, 2000],
  ] as const) {
    it(`captures a press whole after ${standsMs} ms without sound${isForLevels ? ', where levels wait' : ''}`, async () => {
      const { audio, context, heard, close } = await openQuietRoom();
      audio.letWait({ framesBelow: 0, isForLevels });
      await aTimeout(1000);
      await context.suspend();
      await aTimeout(standsMs);
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

  it('tells that another script has closed its context, releases the device and asks for no other', async () => {
    const { audio, context, heard, tracks, close } = await openQuietRoom();
    await context.close();
    await waitUntil(() => heard.lost.length > 0);
    expect(heard.lost).to.deep.equal(['microphone-closed']);
    expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended']);
    const error: unknown = await audio.open(REQUEST).catch((thrown: unknown) => thrown);
    expect((error as AvatarPttError).code).to.equal('microphone-closed');
    expect(tracks).to.have.length(1);
    await close();
  });

  it('knows where the avatar was heard, by its own output and elsewhere', async () => {
    const { audio, context, heard, close } = await openQuietRoom();
    const now = (): number => context.currentTime * 1000;
    const startMs = now();
    expect(audio.avatarAt(0, startMs)).to.equal('silent');
    await audio.output.playSamples(new Float32Array(4800).fill(0.5), 48_000);
    await waitUntil(() => audio.avatarAt(startMs, now()) === 'sounding');
    // A piece may have begun a little before.
    expect(audio.avatarAt(0, startMs - 50)).to.equal('silent');
    await waitUntil(() => audio.avatarAt(now(), now() + 20) === 'echoing');
    await waitUntil(() => audio.avatarAt(now(), now() + 20) === 'silent');
    audio.output.heardElsewhere(true);
    const { beats } = heard;
    await waitUntil(() => heard.beats > beats && audio.avatarAt(now(), now() + 20) === 'sounding');
    // Or it would be taken for silent, and its speech for over.
    expect(audio.output.level()).to.be.above(0.01);
    audio.output.heardElsewhere(false);
    expect(audio.output.level()).to.equal(0);
    await waitUntil(() => audio.avatarAt(now(), now() + 20) === 'silent');
    await close();
  });

  it('taps without a gap, however often it is told to', async () => {
    const { audio, heard, close } = await openQuietRoom();
    const asking = setInterval(() => audio.tap(true), 10);
    await waitUntil(() => heard.sounds.length > 5);
    clearInterval(asking);
    const [first, ...rest] = heard.sounds;
    let endMs = first!.startMs + (first!.microphone.length * 1000) / first!.sampleRate;
    for (const { startMs, microphone, sampleRate } of rest) {
      expect(startMs).to.be.closeTo(endMs, 0.01);
      endMs = startMs + (microphone.length * 1000) / sampleRate;
    }
    await close();
  });

  it('hears a microphone whose two channels are opposite', async () => {
    const { audio, close } = await openQuietRoom(null, [0.1, -0.1]);
    await waitUntil(() => audio.meter.volume > 0.7);
    await close();
  });

  it('notices a track that another script has stopped, which tells nobody', async () => {
    const { heard, tracks, close } = await openQuietRoom();
    tracks[0]!.stop();
    await waitUntil(() => heard.lost.length > 0);
    expect(heard.lost).to.deep.equal(['microphone-unplugged']);
    await close();
  });

  it('says that its gate is closed once the sound stands still', async () => {
    const { audio, context, heard, close } = await openQuietRoom();
    audio.openGate(1, performance.now(), null, 0);
    await waitUntil(() => audio.meter.isGateOpen);
    await context.suspend();
    await waitUntil(() => heard.lost.length > 0);
    expect(audio.meter.isGateOpen).to.equal(false);
    await close();
  });

  it('publishes one voice as one channel', async () => {
    const { audio, close } = await openQuietRoom();
    const track = await audio.track();
    await waitUntil(() => (track.getSettings().channelCount ?? 1) === 1);
    await close();
  });

  it('tells that its track is muted, and that it is no more', async () => {
    const { audio, heard, tracks, close } = await openQuietRoom();
    tracks[0]!.dispatchEvent(new Event('mute'));
    expect(heard.lost).to.deep.equal(['microphone-muted']);
    expect(heard.resumed).to.equal(0);
    tracks[0]!.dispatchEvent(new Event('unmute'));
    expect(heard.resumed).to.equal(1);
    await audio.open(REQUEST);
    expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'live']);
    await close();
  });

  it('tells that the context runs again after it stood still', async () => {
    const { context, heard, close } = await openQuietRoom();
    expect(heard.resumed).to.equal(0);
    await context.suspend();
    await waitUntil(() => heard.lost.length > 0);
    await context.resume();
    await waitUntil(() => heard.resumed > 0);
    expect(heard.lost).to.deep.equal(['microphone-suspended']);
    await close();
  });

  for (const [how, end] of [
    ['throws', 'throw new Error("Dead.")'],
    ['falls silent', 'return false'],
  ] as const) {
    it(`tells that its worklet ${how}, and makes another on the same track`, async () => {
      const workletUrl = URL.createObjectURL(new Blob([mortal(end)], { type: 'text/javascript' }));
      const { audio, heard, close } = await openQuietRoom(workletUrl);
      const track = await audio.track();
      await waitUntil(() => heard.lost.length > 0, '', { timeout: 5000 });
      expect(heard.lost).to.deep.equal(['microphone-stopped']);
      const before = heard.beats;
      await audio.open(REQUEST);
      await waitUntil(() => heard.beats > before + 10);
      expect((await audio.track()) === track).to.equal(true);
      expect(heard.lost).to.have.length(1);
      await close();
      URL.revokeObjectURL(workletUrl);
    });
  }
});

/** A capture worklet that tells of sound, and whose first processor comes to this end after a third of a second. */
function mortal(end: string): string {
  return `
    let made = 0;
    registerProcessor('avatar-ptt-capture', class extends AudioWorkletProcessor {
      number = made++;
      quanta = 0;
      process() {
        if (this.number === 0 && this.quanta++ > 120) ${end};
        const pieces = [{ startFrame: currentFrame, endFrame: currentFrame + 128, rms: 0.1, avatarRms: 0 }];
        this.port.postMessage({ type: 'batch', pieces, isGateOpen: false });
        return true;
      }
    });`;
}

const REQUEST = { deviceId: '', isEchoCancelled: false, constraints: {} };

/** The audio of a page whose microphone hears next to nothing, and its context. */
async function openQuietRoom(workletUrl: string | null = null, gains: readonly number[] = [0.001, 0.001]) {
  const { AudioContext } = window;
  const { mediaDevices } = navigator;
  const room = new AudioContext();
  const microphone = room.createMediaStreamDestination();
  const channels = new ChannelMergerNode(room, { numberOfInputs: 2 });
  const tone = new OscillatorNode(room);
  for (const [i, gain] of gains.entries()) tone.connect(new GainNode(room, { gain })).connect(channels, 0, i);
  channels.connect(microphone);
  tone.start();
  const contexts: AudioContext[] = [];
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
    }
  };
  const tracks: MediaStreamTrack[] = [];
  mediaDevices.getUserMedia = () => {
    const stream = microphone.stream.clone();
    tracks.push(...stream.getAudioTracks());
    return Promise.resolve(stream);
  };
  const heard = { frames: 0, beats: 0, resumed: 0, lost: [] as string[], sounds: [] as CapturedSound[] };
  const ignore = (): void => undefined;
  const audio = openAudioPath(
    {
      audio: ({ samples }) => (heard.frames += samples.length),
      sound: (sound) => heard.sounds.push(sound),
      frame: ignore,
      detectorChanged: ignore,
      send: (event) => event.type === 'microphone-lost' && heard.lost.push(event.code),
      resumed: () => heard.resumed++,
      beat: () => heard.beats++,
    },
    { workletUrl, workerUrl: null, mayCatchUp: true },
  );
  window.AudioContext = AudioContext;
  await audio.open(REQUEST);
  const close = async (): Promise<void> => {
    // What was put over the browser's own.
    delete (mediaDevices as Partial<MediaDevices>).getUserMedia;
    await audio.close();
    await room.close();
  };
  return { audio, context: contexts[0]!, heard, tracks, close };
}
