import { expect } from '@open-wc/testing';
import { INITIAL_ENDPOINTING, withAnswer, withTurn } from '../../../src/core/endpointing/endpointing.js';
import type { SmartTurnSettings } from '../../../src/core/settings/options.js';
import { Listening, frames, inWords, settings, type AnswerAfter } from '../frames.js';

const ASKING: Partial<SmartTurnSettings> = { analyzer: 'stand-in', stopSecs: 2 };

const says =
  (completeness: number | null, afterMs = 0): AnswerAfter =>
  () => ({ completeness, afterMs });

function turnsWith(answer: AnswerAfter | null, drawing: string, turn: Partial<SmartTurnSettings> = {}): string[] {
  const listening = new Listening(answer).hear(frames(drawing, 10), settings({ ...ASKING, ...turn }));
  return inWords(listening);
}

describe('foldFrame, with an analyzer', () => {
  const ROWS: readonly [string, AnswerAfter | null, string, Partial<SmartTurnSettings>, string[]][] = [
    ['ends what is surely complete after minStopSecs', says(1), '#100 .300', {}, ['0-1300 sounded-complete']],
    ['slides between the two', says(0.5), '#100 .300', {}, ['0-2150 sounded-complete']],
    ['waits stopSecs for what is surely not', says(0), '#100 .300', {}, ['0-3000 stop-secs']],
    ['ends nothing before it was asked', says(1), '#100 .300', { askAfterSecs: 0.8 }, ['0-1800 sounded-complete']],
    ['takes the smaller of minStopSecs and stopSecs', says(1), '#100 .300', { minStopSecs: 9 }, ['0-3000 stop-secs']],
    ['waits stopSecs where nobody answers', null, '#100 .300', {}, ['0-3000 stop-secs']],
    ['waits stopSecs where there is no answer to be had', says(null), '#100 .300', {}, ['0-3000 stop-secs']],
    ['ends in the past when the answer is late', says(1, 900), '#100 .300', {}, ['0-1300 sounded-complete']],
    ['has ended when the answer is too late', says(1, 5000), '#100 .900', {}, ['0-3000 stop-secs']],
    [
      'forgets the answer when the person has gone on',
      says(1, 700),
      '#100 .60 #40 .300',
      {},
      ['0-2300 sounded-complete'],
    ],
    ['lets nobody exceed the cap', says(0), '#100 .300', { maxDurationSecs: 1.5 }, ['0-1500 max-duration']],
    ['ends at once from the threshold on', says(0.5), '#100 .300', { rule: 'threshold' }, ['0-1200 sounded-complete']],
    ['and after stopSecs below it', says(0.49), '#100 .300', { rule: 'threshold' }, ['0-3000 stop-secs']],
    ['asks nobody by default', says(1), '#100 .300', { analyzer: 'silence' }, ['0-3000 stop-secs']],
  ];
  for (const [what, answer, drawing, turn, turns] of ROWS) {
    it(what, () => expect(turnsWith(answer, drawing, turn)).to.deep.equal(turns));
  }

  it('asks once in each pause, in audio time, and not about a pause that is shorter', () => {
    const listening = new Listening(says(0)).hear(frames('#100 .19 #30 .90 #30 .300', 10), settings(ASKING));
    const asked = listening.edges.filter(({ type }) => type === 'pause-asked');
    expect(asked).to.deep.equal([
      { type: 'pause-asked', pauseMs: 1490, askedMs: 1690 },
      { type: 'pause-asked', pauseMs: 2690, askedMs: 2890 },
    ]);
  });

  it('is not asked where its answer could not come sooner than the silence', () => {
    const rules = settings({ ...ASKING, stopSecs: 0.2 });
    const { edges } = new Listening(says(1)).hear(frames('#100 .300', 10), rules);
    expect(edges.map(({ type }) => type)).to.deep.equal(['speech-started', 'speech-ended', 'turn-ended']);
  });

  it('keeps the answer through a misfire, and gives what is said after the boundary to the next turn', () => {
    const drawing = '#100 .50 #10 .300';
    expect(turnsWith(says(0.5), drawing)).to.deep.equal(['0-2150 sounded-complete']);
    const late = turnsWith(says(1, 600), '#100 .70 #60 .300');
    expect(late).to.deep.equal(['0-1300 sounded-complete', '1700-2600 sounded-complete']);
  });
});

describe('withAnswer', () => {
  it('changes nothing of a pause that was not asked about', () => {
    const open = withTurn(INITIAL_ENDPOINTING, 100);
    expect(withAnswer(open, 300, 1)).to.equal(open);
  });

  it('leaves with the turn', () => {
    const asked = { ...withTurn(INITIAL_ENDPOINTING, 100), askedMs: 300 };
    expect(withTurn(withAnswer(asked, 300, 1), null)).to.include({ askedMs: null, completeness: null });
  });
});
