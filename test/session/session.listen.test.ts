import { expect } from '@open-wc/testing';
import type { SpeechFrame } from '../../src/core/endpointing/endpointing.js';
import type { PartialTurnTaking } from '../../src/core/settings/options.js';
import type {
  HeardFrame,
  HeardSound,
  ListenOptions,
  SoundLevel,
  SoundListener,
} from '../../src/session/session-types.js';
import { Stage, settled } from './stand-ins.js';

const HOP_MS = 32;
const SPEECH: PartialTurnTaking = { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.5 } };
const samples = new Float32Array([0.1, 0.2]);
const sound = { startMs: 50, sampleRate: 48_000, microphone: samples, avatar: samples };

/** Frames of the detector, as time passes: speech from `speechMs` on for `lastsMs`, silence around it. */
function say(stage: Stage, { speechMs = 0, lastsMs = 0, untilMs }: Record<string, number>): void {
  const { listener } = stage.audio;
  for (let startMs = Math.ceil(stage.clock.at / HOP_MS) * HOP_MS; startMs < untilMs!; startMs += HOP_MS) {
    const isSpeech = startMs >= speechMs && startMs < speechMs + lastsMs;
    const frame: SpeechFrame = {
      startMs,
      endMs: startMs + HOP_MS,
      probability: isSpeech ? 0.95 : 0.02,
      volume: isSpeech ? 0.9 : 0.3,
    };
    stage.clock.pass(frame.endMs - stage.clock.at);
    if (stage.audio.isDetecting) listener.frame(frame);
  }
}

const edgesOf = ({ records }: Stage): string[] =>
  records.flatMap(({ event }) => (/^(speech|turn)-/.test(event.type) ? [JSON.stringify(event)] : []));

/** A listener, and all that it heard. */
function ear(): {
  readonly listener: Required<SoundListener>;
  readonly frames: HeardFrame[];
  readonly levels: SoundLevel[];
  readonly sounds: HeardSound[];
} {
  const frames: HeardFrame[] = [];
  const levels: SoundLevel[] = [];
  const sounds: HeardSound[] = [];
  const listener = {
    frame: (frame: HeardFrame) => void frames.push(frame),
    level: (level: SoundLevel) => void levels.push(level),
    sound: (heard: HeardSound) => void sounds.push(heard),
  };
  return { listener, frames, levels, sounds };
}

describe('what a session lets wait', () => {
  it('is levels and frames without speech, while nobody speaks and nobody listens', async () => {
    const stage = await new Stage({ ...SPEECH, mode: 'hands-free', vad: { confidence: 0.6 } }).joined();
    expect(stage.audio.patience).to.deep.equal({ framesBelow: 0.6, isForLevels: true });
    stage.session.setTurnTaking({ vad: { confidence: 0.8 } });
    expect(stage.audio.patience.framesBelow).to.equal(0.8);
  });

  it('is no frame from the first speech on until the turn is over', async () => {
    const stage = await new Stage({ ...SPEECH, mode: 'hands-free' }).joined();
    const { confidence } = stage.session.state.options.vad;
    say(stage, { speechMs: 1200, lastsMs: 640, untilMs: 1250 });
    expect(stage.audio.patience.framesBelow, 'what may be speech has begun').to.equal(0);
    say(stage, { speechMs: 1200, lastsMs: 640, untilMs: 2200 });
    expect(stage.audio.patience.framesBelow, 'the silence that ends the turn is counted').to.equal(0);
    say(stage, { untilMs: 3000 });
    expect(stage.session.state.turn?.gate).not.to.equal('open');
    expect(stage.audio.patience.framesBelow).to.equal(confidence);
  });

  it('is no frame of a turn whose detector is replaced', async () => {
    const stage = await new Stage({ ...SPEECH, mode: 'hands-free' }).joined();
    say(stage, { speechMs: 1200, lastsMs: 1000, untilMs: 1800 });
    stage.audio.listener.detectorChanged('silero-v5', 'Its worker is gone.');
    expect(stage.session.state.turn?.gate).to.equal('open');
    expect(stage.audio.patience.framesBelow).to.equal(0);
  });

  it('is nothing that somebody listens to', async () => {
    const stage = await new Stage({ mode: 'hands-free' }).joined();
    const { confidence } = stage.session.state.options.vad;
    const stop = stage.session.listen({ frame: () => undefined });
    expect(stage.audio.patience).to.deep.equal({ framesBelow: 0, isForLevels: true });
    const leave = stage.session.listen({ level: () => undefined });
    expect(stage.audio.patience).to.deep.equal({ framesBelow: 0, isForLevels: false });
    stop();
    leave();
    expect(stage.audio.patience).to.deep.equal({ framesBelow: confidence, isForLevels: true });
  });
});

describe('Session.listen', () => {
  it('tells each frame of the detector in force, with its place on the page clock', async () => {
    const stage = await new Stage({ mode: 'hands-free' }).joined();
    const { frames, listener } = ear();
    stage.session.listen(listener);
    const { listener: audio } = stage.audio;
    const frame = { startMs: 0, endMs: 32, probability: 0.4, volume: 0.5 };
    audio.detectorChanged('silero-v5', '');
    audio.frame(frame);
    audio.detectorChanged('energy', 'No wasm.');
    audio.frame({ ...frame, floor: 0.3 } as SpeechFrame);
    expect(frames).to.deep.equal([
      { ...frame, detector: 'silero-v5', at: 132 },
      { ...frame, detector: 'energy', at: 132 },
    ]);
  });

  it('brings one turn for what was said once, though the detector is replaced meanwhile', async () => {
    const stage = await new Stage({ ...SPEECH, mode: 'hands-free' }).joined();
    say(stage, { speechMs: 1200, lastsMs: 600, untilMs: 1800 });
    stage.audio.listener.detectorChanged('silero-v5', 'Its worker is gone.');
    say(stage, { untilMs: 3000 });
    await settled();
    stage.provider.context!.emit({ type: 'turn-completed' });
    say(stage, { untilMs: 4000 });
    expect(stage.told().filter((notice) => notice.startsWith('turn-'))).to.deep.equal([
      'turn-started',
      'turn-ended stop-secs',
    ]);
  });

  it('tells how loud it is while a device is open', async () => {
    const stage = await new Stage().joined();
    const { levels, listener } = ear();
    stage.session.listen(listener);
    Object.assign(stage.audio.meter, { volume: 0.5, noiseFloor: 0.2, isGateOpen: true, avatarLevel: 0.1 });
    stage.audio.listener.beat(20);
    const level = { volume: 0.5, noiseFloor: 0.2, isGateOpen: true, avatarLevel: 0.1 };
    expect(levels).to.deep.equal([{ at: 120, endMs: 20, ...level }]);
    stage.session.send({ type: 'microphone-lost', code: 'microphone-unplugged', message: '' });
    stage.audio.listener.send({ type: 'microphone-lost', code: 'microphone-unplugged', message: '' });
    stage.audio.listener.beat(40);
    expect(levels).to.have.length(1);
  });

  it('makes nothing that nobody listens to', async () => {
    const stage = await new Stage().joined();
    let looks = 0;
    Object.defineProperty(stage.audio, 'meter', { get: () => looks++ });
    stage.audio.pageOf = () => looks++;
    stage.session.listen({ sound: () => {} });
    stage.audio.listener.beat(20);
    stage.audio.listener.frame({ startMs: 0, endMs: 32, probability: 0, volume: 0 });
    expect(looks).to.equal(0);
  });

  it('taps the sound only while someone wants it', async () => {
    const stage = await new Stage().joined();
    const { sounds, listener } = ear();
    const stopLevels = stage.session.listen({ level: () => {} });
    expect(stage.audio.isTapped).to.be.false;
    const stop = stage.session.listen(listener);
    expect(stage.audio.isTapped).to.be.true;
    stage.audio.listener.sound(sound);
    expect(sounds).to.deep.equal([{ ...sound, at: 150 }]);
    stop();
    expect(stage.audio.isTapped).to.be.false;
    stage.audio.listener.sound(sound);
    expect(sounds).to.have.length(1);
    stopLevels();
  });

  it('goes on when a listener throws, and reports the mistake to the page', async () => {
    const stage = await new Stage({ mode: 'hands-free', ...SPEECH }).joined();
    const reported: unknown[] = [];
    const report = globalThis.reportError;
    globalThis.reportError = (error) => reported.push(error);
    const heard = ear();
    try {
      const mistake = (): never => {
        throw new Error('Mine.');
      };
      stage.session.listen({ frame: mistake, level: mistake, sound: mistake });
      stage.session.listen(heard.listener);
      stage.audio.listener.beat(20);
      stage.audio.listener.sound(sound);
      say(stage, { speechMs: 1200, lastsMs: 500, untilMs: 1600 });
    } finally {
      globalThis.reportError = report;
    }
    expect([heard.levels.length, heard.sounds.length]).to.deep.equal([1, 1]);
    expect(reported).to.have.length(heard.frames.length + 2);
    expect(stage.session.state.turn?.source).to.equal('endpointer');
  });

  it('listens until the signal aborts, and never with one that has', async () => {
    const stage = await new Stage().joined();
    const leaving = new AbortController();
    stage.session.listen(ear().listener, { signal: AbortSignal.abort(), isDetecting: true });
    expect([stage.audio.isDetecting, stage.audio.isTapped]).to.deep.equal([false, false]);
    stage.session.listen(ear().listener, { signal: leaving.signal, isDetecting: true });
    expect([stage.audio.isDetecting, stage.audio.isTapped]).to.deep.equal([true, true]);
    leaving.abort();
    expect([stage.audio.isDetecting, stage.audio.isTapped]).to.deep.equal([false, false]);
  });

  it('takes the same listener as often as it comes', async () => {
    const stage = await new Stage().joined();
    const listener = { frame: () => {} };
    stage.session.listen(listener);
    const stop = stage.session.listen(listener, { isDetecting: true });
    expect(stage.audio.isDetecting).to.be.true;
    stop();
    expect(stage.audio.isDetecting).to.be.false;
  });

  it('stays with the session when it connects again, and ends when that is closed', async () => {
    const stage = new Stage();
    const heard = ear();
    stage.session.listen(heard.listener, { isDetecting: true });
    for (let times = 1; times <= 2; times++) {
      await stage.joined();
      expect([stage.audio.isDetecting, stage.audio.isTapped]).to.deep.equal([true, true]);
      stage.audio.listener.beat(20);
      expect(heard.levels).to.have.length(times);
      await stage.session.disconnect();
    }
    await stage.session.close();
    stage.audio.listener.sound(sound);
    expect(heard.sounds).to.have.length(0);
  });
});

describe('Session.listen with isDetecting', () => {
  it('hears in push-to-talk, of which the machine is told nothing', async () => {
    const stage = await new Stage(SPEECH).joined();
    const heard = ear();
    const stop = stage.session.listen(heard.listener, { isDetecting: true });
    stage.audio.listener.detectorChanged('silero-v5', '');
    const { state } = stage.session;
    say(stage, { speechMs: 1200, lastsMs: 800, untilMs: 4000 });
    expect(heard.frames.filter(({ probability }) => probability > 0.9)).to.have.length(25);
    expect(edgesOf(stage)).to.deep.equal([]);
    expect(stage.session.state).to.equal(state);
    stop();
    expect(stage.audio.detections).to.deep.equal([true, false]);
  });

  it('leaves the detector to hands-free turns when the listener goes', async () => {
    const stage = await new Stage({ mode: 'hands-free' }).joined();
    const stop = stage.session.listen(ear().listener, { isDetecting: true });
    stop();
    expect(stage.audio.detections).to.deep.equal([true]);
  });

  it('hears nothing of what nobody asked for in push-to-talk', async () => {
    const stage = await new Stage().joined();
    stage.session.listen(ear().listener);
    expect(stage.audio.detections).to.deep.equal([]);
  });

  it('opens no device before the first press where the policy says so', async () => {
    const stage = await new Stage({ localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } }).joined();
    stage.session.listen(ear().listener, { isDetecting: true });
    await settled();
    expect(stage.audio.requests).to.deep.equal([]);
    expect(stage.audio.detections).to.deep.equal([]);
    stage.session.press();
    await settled();
    expect(stage.audio.detections).to.deep.equal([true]);
  });

  it('starts the detector anew for hands-free, so that it knows nothing of before', async () => {
    const stage = await new Stage().joined();
    stage.session.listen(ear().listener, { isDetecting: true });
    await stage.session.setMode('hands-free');
    expect(stage.audio.detections).to.deep.equal([true, false, true]);
    await stage.session.setMode('push-to-talk');
    expect(stage.audio.detections).to.deep.equal([true, false, true]);
  });

  it('changes no turn: the same conversation comes to the same with a listener and without', async () => {
    const options: ListenOptions[] = [{}, { isDetecting: true }];
    const stories = await Promise.all(
      [null, ...options].map(async (given) => {
        const stage = new Stage(SPEECH);
        // A detector says so each time it has started.
        stage.onAudio = (audio) => {
          const { push } = audio.detections;
          audio.detections.push = (isStarted) => {
            if (isStarted) audio.listener.detectorChanged('silero-v5', '');
            return push.call(audio.detections, isStarted);
          };
        };
        await stage.joined();
        if (given) stage.session.listen(ear().listener, given);
        say(stage, { speechMs: 1200, lastsMs: 1000, untilMs: 2000 });
        // In the middle of speech: what was said before is nobody's turn.
        await stage.session.setMode('hands-free');
        say(stage, { speechMs: 1200, lastsMs: 1500, untilMs: 5000 });
        stage.session.interrupt();
        await stage.session.setMode('push-to-talk');
        say(stage, { speechMs: 5100, lastsMs: 400, untilMs: 5300 });
        await stage.session.setMode('hands-free');
        say(stage, { speechMs: 5100, lastsMs: 900, untilMs: 8000 });
        await settled();
        return { edges: edgesOf(stage), told: stage.told() };
      }),
    );
    expect(stories[0]!.told.filter((notice) => notice.startsWith('turn-ended'))).to.have.length(2);
    expect(stories[1]).to.deep.equal(stories[0]);
    expect(stories[2]).to.deep.equal(stories[0]);
  });
});
