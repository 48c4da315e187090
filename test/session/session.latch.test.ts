import { expect } from '@open-wc/testing';
import type { PartialTurnTaking } from '../../src/core/settings/options.js';
import { replay } from '../../src/session/replay.js';
import { registerTurnAnalyzer } from '../../src/session/turn-analyzers.js';
import { Stage, settled } from './stand-ins.js';

/** A conversation in push-to-talk in which a second of silence ends a tap's turn, and someone has tapped. */
async function tapped(customTurnDetection: PartialTurnTaking['customTurnDetection'] = {}): Promise<Stage> {
  const turnTaking = { turnDetection: 'custom', customTurnDetection: { stopSecs: 1, ...customTurnDetection } } as const;
  const pressPolicy = { style: 'toggle', latchEnds: 'endpoint' } as const;
  const stage = await new Stage(turnTaking, { pressPolicy }).joined();
  // What is loaded on demand comes a little later.
  for (let i = 0; i < 50 && customTurnDetection.analyzer && !stage.session.analyzer; i++) await settled();
  stage.session.press('pointer');
  stage.session.release('pointer');
  await settled();
  return stage;
}

/** Frames of 100 ms, `#` speech and `.` silence, from `fromMs` on, in the time that they last. */
async function hear({ audio, clock }: Stage, drawing: string, fromMs = 0): Promise<void> {
  for (const [i, mark] of Array.from(drawing).entries()) {
    const startMs = fromMs + i * 100;
    clock.pass(100);
    audio.listener.frame({ startMs, endMs: startMs + 100, probability: mark === '#' ? 0.9 : 0, volume: 0.8 });
    await settled();
  }
}

/** Where turns were ended in the audio, ms, and why. */
function endsOf({ records }: Stage): string[] {
  return records.flatMap(({ effects }) => {
    const gates = effects.flatMap((effect) => (effect.type === 'close-gate' ? [effect.untilMs] : []));
    const notices = effects.flatMap((effect) => (effect.type === 'announce' ? [effect.notice] : []));
    return notices.flatMap((one) => (one.type === 'turn-ended' ? [`${gates.join()} ${one.reason}`] : []));
  });
}

describe('a latched turn of a session', () => {
  it('waits for what is said, and is over a second after it', async () => {
    const stage = await tapped();
    await hear(stage, `${'.'.repeat(20)}#####...#####.........`);
    expect([stage.session.state.phase, stage.provider.calls.includes('stop 1')]).to.deep.equal(['capturing', false]);
    await hear(stage, '.', 4200);
    expect(endsOf(stage)).to.deep.equal(['4300 stop-secs']);
    expect(stage.provider.calls).to.include('stop 1');
  });

  it('is over as soon as it sounds complete', async () => {
    registerTurnAnalyzer('always-complete', () => ({ judge: () => 1 }));
    const stage = await tapped({ analyzer: 'always-complete' });
    expect(stage.session.analyzer).to.deep.equal({ name: 'always-complete', reason: '', progress: 1 });
    await hear(stage, '..........#####......');
    expect(endsOf(stage)).to.deep.equal(['1800 sounded-complete']);
  });

  it('does not last for ever where nothing is said, or no detector comes', async () => {
    const silent = await tapped();
    await hear(silent, '.'.repeat(85));
    expect(endsOf(silent)).to.deep.equal(['8000 max-duration']);
    const unheard = await tapped();
    unheard.clock.pass(9500);
    expect(endsOf(unheard)).to.deep.equal(['8000 max-duration']);
  });

  it('keeps what it has heard when another detector takes over, and counts the silence from there', async () => {
    const stage = await tapped();
    await hear(stage, '#####.....');
    stage.audio.listener.detectorChanged('energy', 'It broke.');
    await hear(stage, '.........', 1000);
    expect(endsOf(stage)).to.deep.equal([]);
    await hear(stage, '.', 1900);
    expect(endsOf(stage)).to.deep.equal(['2000 stop-secs']);
  });

  it('waits for its first word from another detector too', async () => {
    const stage = await tapped();
    await hear(stage, '.....');
    stage.audio.listener.detectorChanged('energy', 'It broke.');
    await hear(stage, `${'.'.repeat(20)}#####..........`, 500);
    expect(endsOf(stage)).to.deep.equal(['4000 stop-secs']);
  });

  it('ends by another tap at once, after which the silence ends nothing', async () => {
    const stage = await tapped();
    await hear(stage, '#####');
    stage.session.press('pointer');
    await hear(stage, '..........', 500);
    expect(endsOf(stage).map((end) => end.split(' ')[1])).to.deep.equal(['release']);
  });

  it('comes to the same when it is replayed', async () => {
    const stage = await tapped();
    await hear(stage, '#####..........');
    const recorded = JSON.parse(JSON.stringify(stage.records)) as typeof stage.records;
    const again = replay(
      recorded.map(({ event }) => event),
      stage.session.initial,
    );
    expect(JSON.parse(JSON.stringify(again))).to.deep.equal(recorded);
    expect(endsOf(stage)).to.deep.equal(['1500 stop-secs']);
  });
});

describe('the detector of a session', () => {
  const detections = async (pressPolicy: object, turnTaking: PartialTurnTaking = {}): Promise<boolean> =>
    (await new Stage(turnTaking, { pressPolicy }).joined()).audio.isDetecting;

  it('listens in push-to-talk where a latched turn may end by itself, and nowhere else', async () => {
    expect(await detections({ latchEnds: 'endpoint' })).to.equal(true);
    expect(await detections({ latchEnds: 'endpoint' }, { turnDetection: 'disabled' })).to.equal(false);
    expect(await detections({ style: 'toggle' })).to.equal(false);
  });

  it('is by loudness there while it loads, so that nobody who taps early waits for the end', async () => {
    const urgent = await new Stage({}, { pressPolicy: { latchEnds: 'endpoint' } }).joined();
    expect([urgent.audio.isDetecting, urgent.audio.isUrgent]).to.deep.equal([true, true]);
    const handsFree = await new Stage({ mode: 'hands-free' }, { pressPolicy: { latchEnds: 'endpoint' } }).joined();
    expect([handsFree.audio.isDetecting, handsFree.audio.isUrgent]).to.deep.equal([true, false]);
  });

  it('comes and goes with that wish', async () => {
    const { session, audio } = await new Stage().joined();
    session.setPressPolicy({ latchEnds: 'endpoint' });
    expect(audio.isDetecting).to.equal(true);
    session.setPressPolicy({ latchEnds: 'tap' });
    expect(audio.isDetecting).to.equal(false);
  });
});
