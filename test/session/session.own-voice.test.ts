import { expect } from '@open-wc/testing';
import type { PartialTurnTaking } from '../../src/core/settings/options.js';
import { Stage, settled } from './stand-ins.js';

const FRAME_MS = 32;
const TURN = { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.5 } } as const;

/** A conversation in hands-free, in which the avatar is heard from 1 s on until `untilMs`, with its echo. */
async function loudspeaker(untilMs: number, turnTaking: PartialTurnTaking = {}): Promise<Stage> {
  const stage = await new Stage({ mode: 'hands-free', ...TURN, ...turnTaking }).joined();
  stage.audio.avatarAt = (startMs, endMs) => (endMs > 1000 && startMs < untilMs ? 'sounding' : 'silent');
  stage.provider.context!.emit({ type: 'avatar-speech-started' });
  return stage;
}

/** What the detector makes of what the microphone hears. */
function hears({ audio }: Stage, fromMs: number, untilMs: number, probability: number): void {
  for (let startMs = fromMs; startMs < untilMs; startMs += FRAME_MS) {
    audio.listener.frame({ startMs, endMs: startMs + FRAME_MS, probability, volume: 0.9 });
  }
}

const starts = ({ provider }: Stage): number => provider.calls.filter((call) => call.startsWith('start')).length;

describe('the avatar’s own voice in the microphone', () => {
  it('is nobody’s speech: no turn, no interruption, no ducking, and none when it is over', async () => {
    for (const enableAcousticEchoCancellation of [false, true]) {
      const stage = await loudspeaker(6000, {
        localAudioPolicy: { enableAcousticEchoCancellation },
        bargeIn: { clientDetection: 'silero' },
      });
      hears(stage, 1000, 6000, 0.95);
      stage.provider.context!.emit({ type: 'avatar-speech-stopped' });
      hears(stage, 6000, 9000, 0.005);
      await settled();
      expect(starts(stage)).to.equal(0);
      expect(stage.audio.orders).not.to.include('duck');
      expect(stage.provider.calls).not.to.include('interrupt');
    }
  });

  it('is no frame of speech for those who listen either, so that a recording judges the same', async () => {
    const stage = await loudspeaker(6000);
    const heard: number[] = [];
    stage.session.listen({ frame: ({ probability }) => heard.push(probability) });
    hears(stage, 1000, 1100, 0.95);
    expect(new Set(heard)).to.deep.equal(new Set([0]));
  });

  it('leaves to a user who speaks on what lies after it', async () => {
    const stage = await loudspeaker(6000);
    hears(stage, 4992, 5990, 0.95);
    stage.provider.context!.emit({ type: 'avatar-speech-stopped' });
    hears(stage, 6016, 6500, 0.95);
    await settled();
    expect(starts(stage)).to.equal(1);
    const opened = stage.records.flatMap(({ effects }) => effects.filter(({ type }) => type === 'open-gate'));
    expect(opened).to.have.length(1);
    expect(opened[0]).to.have.property('fromMs').that.is.at.least(6000);
  });

  it('is told from the user’s once the canceller was seen to work: then a voice interrupts', async () => {
    const stage = await loudspeaker(20_000, { localAudioPolicy: { enableAcousticEchoCancellation: true } });
    hears(stage, 1000, 1992, 0.005);
    hears(stage, 1992, 2400, 0.95);
    expect(stage.provider.calls).not.to.include('interrupt');
    hears(stage, 2400, 4600, 0.005);
    hears(stage, 4600, 5000, 0.95);
    await settled();
    expect(stage.provider.calls).to.include('interrupt');
    expect(starts(stage)).to.equal(1);
  });

  it('has to be proved anew with another device', async () => {
    const stage = await loudspeaker(20_000, { localAudioPolicy: { enableAcousticEchoCancellation: true } });
    hears(stage, 1000, 4000, 0.005);
    await stage.session.setMicrophone('other');
    await settled();
    hears(stage, 4000, 5000, 0.95);
    await settled();
    expect(stage.provider.calls).not.to.include('interrupt');
  });
});

describe('a device that is gone', () => {
  it('is asked for again at once when its audio thread died, and not over and over', async () => {
    const stage = await new Stage().joined();
    const count = (): number => stage.audio.requests.length;
    const die = (): void =>
      stage.audio.listener.send({ type: 'microphone-lost', code: 'microphone-stopped', message: 'Dead.' });
    die();
    await settled();
    expect(count()).to.equal(2);
    expect(stage.session.state.microphone).to.equal('open');
    die();
    await settled();
    expect(count()).to.equal(2);
    expect(stage.session.state.microphone).to.equal('lost');
  });

  it('is asked for again when devices change, or the page is back, if it went by itself', async () => {
    const stage = await new Stage().joined();
    const count = (): number => stage.audio.requests.length;
    stage.audio.listener.send({ type: 'microphone-lost', code: 'microphone-suspended', message: 'Asleep.' });
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
    expect(count()).to.equal(2);
    stage.audio.listener.send({ type: 'microphone-lost', code: 'microphone-taken', message: 'Taken.' });
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    await settled();
    expect(count()).to.equal(2);
    await stage.session.reopenMicrophone();
    expect(count()).to.equal(3);
    expect(stage.session.state.microphone).to.equal('open');
  });
});
