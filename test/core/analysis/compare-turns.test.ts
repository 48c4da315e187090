import { expect } from '@open-wc/testing';
import { compareTurns, type Comparison } from '../../../src/core/analysis/compare-turns.js';
import type { JudgedTurn } from '../../../src/core/analysis/simulated-session.js';
import { speechIn } from '../../../src/core/analysis/speech-in.js';
import type { RecordedTurn } from '../../../src/core/analysis/utterances.js';
import { judge } from '../../../src/core/analysis/what-if.js';
import { always, columns, optionsOf } from '../conversations.js';
import { frames } from '../frames.js';

const HOP_MS = 10;
const vad = { startSecs: 0.1, stopSecs: 0.1 };

const settings = (stopSecs: number, more: object = {}) =>
  optionsOf({ turnDetection: 'custom', customTurnDetection: { stopSecs, maxDurationSecs: 20 }, vad, ...more });
const INTERRUPTING = { localAudioPolicy: { enableAcousticEchoCancellation: true } };

/** What a conversation held with `was` would have been with `would`; the avatar answers for half a second. */
function compared(drawing: string, was: ReturnType<typeof settings>, would: ReturnType<typeof settings>): Comparison {
  const sound = columns(frames(drawing, HOP_MS));
  const answering = always({ thinkMs: 200, speakMs: 500 });
  const recorded = judge(sound, was, answering).flatMap(asRecorded);
  return compareTurns(recorded, judge(sound, would, answering), speechIn(sound, was.vad));
}

function asRecorded({ startMs, endMs, reason }: JudgedTurn, index: number): RecordedTurn[] {
  return endMs === null || reason === null ? [] : [{ turnId: index + 1, startMs, endMs, source: 'endpointer', reason }];
}

/** `1 sooner by -500`, one a turn. */
function inWords({ verdicts }: Comparison): string[] {
  return verdicts.map(({ turnId, verdict, byMs }) => `${turnId} ${verdict} by ${byMs}`);
}

describe('compareTurns', () => {
  const twoTurns = '#100 .500 #100 .500';

  it('finds every turn the same with the same settings', () => {
    const same = compared('#250 .80 #100 .300 #100 .400', settings(1), settings(1));
    expect(inWords(same)).to.deep.equal(['1 same by 0', '2 same by 0']);
    expect(same.summary).to.deep.equal({
      same: 2,
      sooner: 0,
      later: 0,
      cutOff: 0,
      merged: 0,
      missed: 0,
      added: 0,
      delayChangeMs: 0,
    });
  });

  it('tells how much sooner or later a turn would have ended', () => {
    expect(inWords(compared(twoTurns, settings(1), settings(0.5)))).to.deep.equal([
      '1 sooner by -500',
      '2 sooner by -500',
    ]);
    const later = compared(twoTurns, settings(1), settings(1.5));
    expect(inWords(later)).to.deep.equal(['1 later by 500', '2 later by 500']);
    expect(later.summary).to.include({ later: 2, delayChangeMs: 500 });
  });

  it('finds a turn cut off, with all that would have become of it', () => {
    const { verdicts, summary, added } = compared('#100 .80 #100 .300', settings(1), settings(0.5, INTERRUPTING));
    expect(verdicts.map(({ verdict, byMs }) => `${verdict} by ${byMs}`)).to.deep.equal(['cut-off by -2300']);
    expect(verdicts[0]!.judged.map(({ startMs, endMs }) => [startMs, endMs])).to.deep.equal([
      [0, 1500],
      [1800, 3300],
    ]);
    expect(summary).to.include({ cutOff: 1, added: 0, delayChangeMs: null });
    expect(added).to.deep.equal([]);
  });

  it('finds a turn cut off whose rest would have been lost under the answer', () => {
    const { verdicts } = compared('#100 .80 #20 .300', settings(1), settings(0.5));
    expect(verdicts.map(({ verdict, judged }) => `${verdict} ${judged.length}`)).to.deep.equal(['cut-off 1']);
  });

  it('finds turns that would have been one', () => {
    const merged = compared('#100 .150 #100 .300', settings(1, INTERRUPTING), settings(2));
    expect(inWords(merged)).to.deep.equal(['1 merged by 3500', '2 merged by 1000']);
    expect(merged.verdicts[0]!.judged).to.deep.equal(merged.verdicts[1]!.judged);
    expect(merged.summary).to.include({ merged: 2, delayChangeMs: null });
  });

  it('finds a turn that would have been missed, and one that nobody held', () => {
    const deaf = settings(1, { vad: { ...vad, confidence: 1 } });
    expect(compared(twoTurns, settings(1), deaf).summary).to.include({ missed: 2, added: 0 });
    expect(compared(twoTurns, deaf, settings(1)).summary).to.include({ missed: 0, added: 2 });
  });

  it('calls a turn later that would not have been over', () => {
    expect(inWords(compared('#100 .150', settings(1), settings(3)))).to.deep.equal(['1 later by null']);
  });

  it('cuts a capped turn where it was capped', () => {
    const capped = settings(1, { customTurnDetection: { stopSecs: 1, maxDurationSecs: 1 }, ...INTERRUPTING });
    expect(compared('#250 .200', capped, capped).summary).to.include({ same: 3, cutOff: 0 });
    expect(compared('#250 .200', capped, settings(1)).summary).to.include({ merged: 3 });
    expect(compared('#250 .200', settings(1), capped).summary).to.include({ cutOff: 1 });
  });

  it('measures a hold against what was said in it', () => {
    const sound = columns(frames('.100 #100 .60 #100 .300', HOP_MS));
    const held: RecordedTurn[] = [{ turnId: 7, startMs: 500, endMs: 3900, source: 'pointer', reason: 'release' }];
    const with_ = (stopSecs: number): string[] =>
      inWords(compareTurns(held, judge(sound, settings(stopSecs), always({})), speechIn(sound, settings(1).vad)));
    expect(with_(1)).to.deep.equal(['7 later by 700']);
    expect(with_(0.5)).to.deep.equal(['7 cut-off by -1400']);
  });

  it('takes the median change over the turns that stay turns', () => {
    const { summary } = compared('#100 .500 #100 .500 #100 .80 #100 .500', settings(1), settings(0.5, INTERRUPTING));
    expect(summary).to.deep.include({ sooner: 2, cutOff: 1, delayChangeMs: -500 });
  });

  it('has nothing to say without turns', () => {
    expect(compareTurns([], [], [])).to.deep.equal({
      verdicts: [],
      added: [],
      summary: { same: 0, sooner: 0, later: 0, cutOff: 0, merged: 0, missed: 0, added: 0, delayChangeMs: null },
    });
  });
});
