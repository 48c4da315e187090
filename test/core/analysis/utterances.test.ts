import { expect } from '@open-wc/testing';
import type { Speech } from '../../../src/core/analysis/speech-in.js';
import { utterancesOf, type RecordedTurn, type TurnMark } from '../../../src/core/analysis/utterances.js';

const said = (...bounds: [number, number][]): Speech[] => bounds.map(([startMs, endMs]) => ({ startMs, endMs }));

function turn(turnId: number, startMs: number, endMs: number, more: Partial<RecordedTurn> = {}): RecordedTurn {
  return { turnId, startMs, endMs, source: 'endpointer', reason: 'stop-secs', ...more };
}

const hold = (turnId: number, startMs: number, endMs: number): RecordedTurn =>
  turn(turnId, startMs, endMs, { source: 'pointer', reason: 'release' });

/** `0-1000 turn`, with its pauses: `0-3000 turn (1000-2000)`. */
function inWords(speech: Speech[], turns: RecordedTurn[], marks: [number, TurnMark][] = []): string[] {
  return utterancesOf(speech, turns, new Map(marks)).map(({ startMs, endMs, evidence, pauses }) =>
    [`${startMs}-${endMs} ${evidence}`, ...pauses.map((pause) => `(${pause.startMs}-${pause.endMs})`)].join(' '),
  );
}

describe('utterancesOf', () => {
  const oneGo = said([1000, 2000], [3500, 4500]);

  it('takes what is said in a hold for one utterance, without what lies outside', () => {
    const speech = said([0, 400], [1000, 2000], [3500, 4500], [5500, 6500], [7000, 8000]);
    expect(inWords(speech, [hold(1, 900, 6000)])).to.deep.equal(['1000-6000 hold (2000-3500) (4500-5500)']);
  });

  it('keeps two holds apart, however close', () => {
    expect(inWords(oneGo, [hold(1, 900, 2100), hold(2, 3400, 4600)])).to.deep.equal([
      '1000-2000 hold',
      '3500-4500 hold',
    ]);
  });

  it('takes a turn for an utterance when nothing says otherwise', () => {
    expect(inWords(oneGo, [turn(1, 1000, 5500)])).to.deep.equal(['1000-4500 turn (2000-3500)']);
    expect(inWords(said([0, 500], [4000, 4500]), [turn(1, 0, 1500), turn(2, 4000, 5500)])).to.deep.equal([
      '0-500 turn',
      '4000-4500 turn',
    ]);
  });

  it('does not trust a hold that was lost, or a button that was only clicked', () => {
    const lost = turn(1, 900, 2100, { source: 'keyboard', reason: 'blur' });
    const clicked = turn(2, 3400, 4600, { source: 'click', reason: 'release' });
    expect(inWords(oneGo, [lost, clicked])).to.deep.equal(['1000-2000 turn', '3500-4500 turn']);
  });

  it('joins turns when the person went on within two seconds of the end', () => {
    expect(inWords(oneGo, [turn(1, 1000, 2500), turn(2, 3500, 5000)])).to.deep.equal(['1000-4500 resumed (2000-3500)']);
    const late = said([1000, 2000], [4501, 5500]);
    expect(inWords(late, [turn(1, 1000, 2500), turn(2, 4501, 6000)])).to.deep.equal([
      '1000-2000 turn',
      '4501-5500 turn',
    ]);
  });

  it('does so after a tap that ended by itself, and knows that its longest was a cut', () => {
    const tapped = { source: 'pointer', reason: 'stop-secs' } as const;
    expect(inWords(oneGo, [turn(1, 500, 2500, tapped)])).to.deep.equal(['1000-4500 resumed (2000-3500)']);
    const capped = turn(1, 500, 1500, { source: 'click', reason: 'max-duration' });
    expect(inWords(said([700, 800], [1000, 2000]), [capped])).to.deep.equal(['700-2000 turn (800-1000)']);
  });

  it('joins what is said over the answer, though it is in no turn', () => {
    const speech = said([1000, 2000], [3500, 4000], [5000, 5500], [9000, 9500]);
    expect(inWords(speech, [turn(1, 1000, 2500), turn(2, 9000, 10_000)])).to.deep.equal([
      '1000-5500 resumed (2000-3500) (4000-5000)',
      '9000-9500 turn',
    ]);
  });

  it('joins the turn that begins within speech over the answer', () => {
    const speech = said([1000, 2000], [3500, 6000]);
    expect(inWords(speech, [turn(1, 1000, 2500), turn(2, 5000, 6500)])).to.deep.equal([
      '1000-6000 resumed (2000-3500)',
    ]);
  });

  it('joins a turn with what the person says follows, however late', () => {
    const turns = [turn(1, 1000, 2500), turn(2, 12_000, 14_000), turn(3, 20_000, 21_000)];
    const speech = said([1000, 2000], [12_000, 13_000], [20_000, 20_500]);
    expect(inWords(speech, turns, [[1, 'cut-me-off']])).to.deep.equal([
      // How long the pause would have been without the answer nobody knows.
      '1000-13000 mark (2000-4500)',
      '20000-20500 turn',
    ]);
  });

  it('takes the end of a turn that was too slow for a true end', () => {
    const turns = [turn(1, 1000, 2500), turn(2, 3500, 5000)];
    expect(inWords(oneGo, turns, [[1, 'too-slow']])).to.deep.equal(['1000-2000 mark', '3500-4500 turn']);
  });

  it('joins a capped turn with what goes on', () => {
    const capped = turn(1, 0, 4000, { reason: 'max-duration' });
    expect(inWords(said([0, 5000]), [capped, turn(2, 4000, 6000)])).to.deep.equal(['0-5000 resumed']);
    expect(inWords(said([0, 3900], [5000, 6000]), [capped, turn(2, 5000, 7000)])).to.deep.equal([
      '0-6000 resumed (3900-5000)',
    ]);
    expect(inWords(said([0, 5000]), [capped])).to.deep.equal(['0-5000 turn']);
  });

  it('does not join a voice with a button', () => {
    expect(inWords(oneGo, [turn(1, 1000, 2500), hold(2, 3400, 4600)])).to.deep.equal([
      '1000-2000 turn',
      '3500-4500 hold',
    ]);
    expect(inWords(oneGo, [hold(1, 900, 2100), turn(2, 3500, 5500)])).to.deep.equal([
      '1000-2000 hold',
      '3500-4500 turn',
    ]);
  });

  it('does not wonder what the application ended', () => {
    const ended = turn(1, 1000, 2500, { reason: 'release' });
    expect(inWords(oneGo, [ended, turn(2, 3500, 5500)])).to.deep.equal(['1000-2000 turn', '3500-4500 turn']);
  });

  it('finds no utterance in a turn without speech', () => {
    expect(inWords(oneGo, [hold(1, 0, 900)])).to.deep.equal([]);
    expect(inWords([], [])).to.deep.equal([]);
  });
});
