import { expect } from '@open-wc/testing';
import type { Utterance } from 'avatar-ptt/analysis';
import { foldTiming, type TurnTiming } from 'avatar-ptt/headless';
import { outcomeOf } from '../../../inspector/what-if/outcome.js';
import { recordedAnswering, type AnsweredTurn } from '../../../inspector/what-if/held-turns.js';
import { sampleConversation } from '../sample-conversation.js';

interface Delays {
  readonly startAckMs: number;
  readonly stopAckMs: number;
  readonly thinkMs: number;
  readonly speakMs: number;
}

const DELAYS = new WeakMap<AnsweredTurn, Delays>();

describe('recordedAnswering', () => {
  const first = turn(1000, 2000, { startAckMs: 50, stopAckMs: 60, thinkMs: 300, speakMs: 1000 });
  const second = turn(5000, 6000, { startAckMs: 70, stopAckMs: 80, thinkMs: 500, speakMs: 3000 });
  const third = turn(9000, 9500, { startAckMs: 90, stopAckMs: 100, thinkMs: 700, speakMs: 2000 });
  const all = [first, second, third];

  it('answers a turn like the recorded one at its place', () => {
    expect(recordedAnswering(all, all)(5100, 6400)).to.deep.equal(delaysOf(second));
    expect(recordedAnswering(all, all)(1200, 1600)).to.deep.equal(delaysOf(first));
  });

  it('takes the one whose end is nearest of two at the place', () => {
    expect(recordedAnswering(all, all)(4000, 9400)).to.deep.equal(delaysOf(third));
    expect(recordedAnswering(all, all)(4000, 6100)).to.deep.equal(delaysOf(second));
  });

  it('answers a turn where there was none as is usual in the session', () => {
    expect(recordedAnswering(all, all)(20_000, 21_000)).to.deep.equal({
      startAckMs: 70,
      stopAckMs: 80,
      thinkMs: 500,
      speakMs: 2000,
    });
    expect(recordedAnswering([], all)(5100, 6400)).to.deep.equal(recordedAnswering(all, all)(20_000, 21_000));
  });

  it('answers like the embedded avatar where nothing is known', () => {
    expect(recordedAnswering([], [])(1000, 3500)).to.deep.equal({
      startAckMs: 0,
      stopAckMs: 0,
      thinkMs: 400,
      speakMs: 2500,
    });
  });

  it('takes an interrupted answer to have been as long as is usual', () => {
    const cut = turn(13_000, 14_000, { startAckMs: 0, stopAckMs: 0, thinkMs: 100, speakMs: 200 }, 'interrupted');
    const replyTiming = recordedAnswering([...all, cut], [...all, cut]);
    expect(replyTiming(13_000, 14_000).speakMs).to.equal(1500);
  });

  it('takes a turn without any answer as over when the answer would have begun', () => {
    const { timing } = turn(1000, 2000, { startAckMs: 0, stopAckMs: 10, thinkMs: 0, speakMs: 0 });
    const unanswered = { ...timing, firstAnswerAt: null, completedAt: null, lockReleasedAt: 2110 };
    const replyTiming = recordedAnswering([{ startMs: 1000, endMs: 2000, timing: unanswered }], []);
    expect(replyTiming(1000, 2000)).to.include({ thinkMs: 100, speakMs: 0 });
  });
});

describe('outcomeOf', () => {
  const said: Utterance[] = [
    { startMs: 1000, endMs: 3000, evidence: 'turn', pauses: [] },
    { startMs: 6000, endMs: 8000, evidence: 'turn', pauses: [] },
  ];

  it('counts ends within an utterance, and the wait after each', () => {
    const early = { startMs: 1000, endMs: 2000 };
    const { cutOffs, delaysMs } = outcomeOf(said, [
      early,
      { startMs: 2500, endMs: 3400 },
      { startMs: 6000, endMs: 8700 },
    ]);
    expect([...cutOffs]).to.deep.equal([early]);
    expect(delaysMs).to.deep.equal([400, 700]);
  });

  it('knows no wait where no turn holds the end of what was said', () => {
    expect(outcomeOf(said, [{ startMs: 3200, endMs: 4000 }]).delaysMs).to.deep.equal([null, null]);
    expect(outcomeOf(said, [{ startMs: 1000, endMs: null }]).delaysMs).to.deep.equal([null, null]);
  });
});

function delaysOf(of: AnsweredTurn): Delays {
  const delays = DELAYS.get(of);
  if (!delays) throw new Error('Another turn.');
  return delays;
}

function turn(
  startMs: number,
  endMs: number,
  delays: Delays,
  lockReleaseReason: TurnTiming['lockReleaseReason'] = 'turn-completed',
): AnsweredTurn {
  const [any] = sampleConversation().records.reduce<readonly TurnTiming[]>(
    (turns, told) => foldTiming(turns, told),
    [],
  );
  if (!any) throw new Error('The sample has no turn.');
  const stopAcknowledgedAt = endMs + delays.stopAckMs;
  const firstAnswerAt = stopAcknowledgedAt + delays.thinkMs;
  const endedAt = firstAnswerAt + delays.speakMs;
  const timing: TurnTiming = {
    ...any,
    pressedAt: startMs,
    acknowledgedAt: startMs + delays.startAckMs,
    stopSentAt: endMs,
    stopAcknowledgedAt,
    firstAnswerAt,
    completedAt: lockReleaseReason === 'turn-completed' ? endedAt : null,
    lockReleasedAt: endedAt,
    lockReleaseReason,
  };
  const answered = { startMs, endMs, timing };
  DELAYS.set(answered, delays);
  return answered;
}
