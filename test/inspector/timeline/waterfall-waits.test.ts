import { expect } from '@open-wc/testing';
import type { TurnTiming } from 'avatar-ptt/headless';
import { sentText, type UserTurn } from '../../../inspector/timeline/user-turns.js';
import { FELT_WAIT, WAITS, figuresOf, waitOf, waitsOf } from '../../../inspector/timeline/waits.js';

const TIMING: TurnTiming = {
  turnId: 1,
  source: 'pointer',
  pressedAt: 1000,
  gateOpenedAt: 1004,
  acknowledgedAt: 1060,
  releasedAt: 3000,
  capturedUntil: 3200,
  stopSentAt: 3201,
  stopAcknowledgedAt: 3280,
  finalTranscriptAt: 3150,
  firstAnswerAt: 3700,
  firstAudibleAt: 3730,
  completedAt: 5000,
  lockReleasedAt: 5000,
  durationMs: 2200,
  sent: null,
  endReason: 'release',
  discardReason: null,
  lockReleaseReason: 'turn-completed',
};

function turn(times: Partial<TurnTiming> = {}, places: Partial<UserTurn> = {}): UserTurn {
  const timing = { ...TIMING, ...times };
  return {
    timing,
    firstSampleAt: 994,
    spokenUntilAt: null,
    fromAt: 994,
    toAt: 3200,
    pauses: [],
    untilAt: 5000,
    ...places,
  };
}

const waitNamed = (name: string, of: UserTurn) => waitsOf(of).find(({ kind }) => kind.name === name);

describe('waitsOf', () => {
  it('names every wait of a held turn, from the press to the end of the answer', () => {
    expect(waitsOf(turn()).map(({ kind, ms }) => [kind.name, ms])).to.deep.equal([
      ['Gate opens', 4],
      ['First sample', -6],
      ['Start confirmed', 60],
      ['Held', 2000],
      ['Tail after release', 200],
      ['Stop is sent', 1],
      ['Stop confirmed', 79],
      ['Final transcript', 150],
      ['First sign of the answer', 499],
      ['First audible sound', 30],
      ['Answer is complete', 1270],
    ]);
  });

  it('tells the silence that ended a turn by voice', () => {
    const voice = turn({ source: 'endpointer', endReason: 'stop-secs' }, { spokenUntilAt: 2200 });
    expect([waitNamed('Spoken', voice)?.ms, waitNamed('Silence before the end', voice)?.ms]).to.deep.equal([1206, 800]);
    expect(waitNamed('Tail after release', voice)).to.equal(undefined);
  });

  it('tells it of a tap that ended by itself, too', () => {
    const tapped = turn({ endReason: 'sounded-complete' }, { spokenUntilAt: 2200 });
    expect(waitNamed('Silence before the end', tapped)?.ms).to.equal(800);
    expect(waitNamed('Held', tapped)).to.equal(undefined);
  });

  it('says why a wait is not there', () => {
    const missing = (name: string, times: Partial<TurnTiming>) => waitNamed(name, turn(times))?.missing;
    expect(missing('Final transcript', { finalTranscriptAt: null })).to.equal('the backend gave no transcript');
    expect(missing('Stop confirmed', { stopAcknowledgedAt: null })).to.equal('the backend never confirmed it');
    const silent = { firstAnswerAt: null, firstAudibleAt: null, completedAt: null } as const;
    expect(missing('First sign of the answer', { ...silent, lockReleaseReason: 'no-response' })).to.equal(
      'the model chose not to answer',
    );
    expect(missing('First sign of the answer', { ...silent, lockReleaseReason: 'timeout' })).to.include(
      'released by its timeout',
    );
    expect(missing('Held', { releasedAt: null, lockReleasedAt: null, completedAt: null })).to.equal('not yet');
    expect(missing('Start confirmed', { acknowledgedAt: null, discardReason: 'tap' })).to.equal(
      'the turn was discarded',
    );
  });

  it('says when no sound was watched', () => {
    expect(waitNamed('First sample', turn({}, { firstSampleAt: null }))?.missing).to.include('no sound was watched');
  });
});

describe('sentText', () => {
  it('says how late the voice left, and what was made up', () => {
    const sent = { firstLateMs: 262.4, lastLateMs: 11.2, caughtUpMs: 251.2 };
    expect(sentText(turn({ sent }))).to.equal(
      'Your voice left 262 ms late at first and 11 ms late at the end: 251 ms of pauses and pitch were left out to catch up.',
    );
    expect(sentText(turn({ sent: { firstLateMs: 9, lastLateMs: 9, caughtUpMs: 0 } }))).to.equal(
      'Your voice left 9 ms late at first and 9 ms late at the end.',
    );
    expect(sentText(turn())).to.equal('');
  });
});

describe('FELT_WAIT', () => {
  it('runs from letting go, or from the last word by voice, to the first sound', () => {
    expect(waitOf(turn(), FELT_WAIT).ms).to.equal(730);
    expect(waitOf(turn({ source: 'endpointer' }, { spokenUntilAt: 2200 }), FELT_WAIT).ms).to.equal(1530);
  });
});

describe('figuresOf', () => {
  const gate = WAITS.find(({ name }) => name === 'Gate opens')!;

  it('gives median and worst over the session', () => {
    const turns = [4, 90, 6, 8].map((ms, i) => turn({ turnId: i + 1, gateOpenedAt: 1000 + ms }));
    expect(figuresOf(turns, turns[0]!).get(gate)).to.deep.equal({ medianMs: 7, worst: { ms: 90, turnId: 2 } });
  });

  it('leaves out discarded turns, and those that began in another way', () => {
    const turns = [
      turn(),
      turn({ turnId: 2, gateOpenedAt: 1500, discardReason: 'tap' }),
      turn({ turnId: 3, gateOpenedAt: 1600, source: 'endpointer' }),
    ];
    expect(figuresOf(turns, turns[0]!).get(gate)?.worst?.turnId).to.equal(1);
  });

  it('has no figures where no turn has the wait', () => {
    const lone = turn({ finalTranscriptAt: null });
    const transcript = WAITS.find(({ to }) => to === 'transcript')!;
    expect(figuresOf([lone], lone).get(transcript)).to.deep.equal({ medianMs: null, worst: null });
  });
});
