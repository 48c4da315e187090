import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { STOP_SECS_GRID, tradeOff, tradeOffAt } from '../../../src/core/analysis/trade-off.js';
import type { Utterance } from '../../../src/core/analysis/utterances.js';
import { PRESENT, asMs, rateBy, scripts, spoken } from '../scripted-speaker.js';
import '../seed.js';

describe('tradeOff, of a scripted speaker', () => {
  it('has the rate and the delay of the script at every point', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const { stopSecs, cutOffRate, delayMs } of tradeOff(spoken(script), PRESENT)) {
          expect(cutOffRate, `rate at ${stopSecs} s`).to.equal(rateBy(script, asMs(stopSecs)));
          expect(delayMs, `delay at ${stopSecs} s`).to.be.closeTo(stopSecs * 1000, 0.001);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has the cap in the delay of an utterance that reaches it', () => {
    // 2 s of speech: a cap of 2.5 s leaves half a second of silence.
    const utterances = spoken({ phraseMs: 2000, utterances: [[]] });
    const delayAt = (maxDurationSecs: number, preSpeechMs = 0): number =>
      tradeOffAt(utterances, { stopSecs: 1, maxDurationSecs, preSpeechMs }).delayMs;
    expect(delayAt(2.5)).to.equal(500);
    expect(delayAt(2.5, 200)).to.equal(300);
    expect(delayAt(4)).to.equal(1000);
    // Cut in the midst of the speech, it goes on in a turn of its own.
    expect(delayAt(1.5)).to.equal(1000);
  });

  it('counts a cap within a pause as a cut-off', () => {
    const utterances = spoken({ phraseMs: 1000, utterances: [[800]] });
    expect(tradeOffAt(utterances, { stopSecs: 2, maxDurationSecs: 1.5, preSpeechMs: 0 }).cutOffs).to.equal(1);
    expect(tradeOffAt(utterances, { stopSecs: 2, maxDurationSecs: 1.9, preSpeechMs: 0 }).cutOffs).to.equal(0);
  });
});

describe('tradeOff', () => {
  it('has a point for each value of the grid and for the present one, in order', () => {
    const stops = (present: number): number[] =>
      tradeOff([], { ...PRESENT, stopSecs: present }).map(({ stopSecs }) => stopSecs);
    expect(stops(0.75)).to.deep.equal([...STOP_SECS_GRID, 0.75].sort((a, b) => a - b));
    expect(stops(3)).to.deep.equal(STOP_SECS_GRID);
    expect([STOP_SECS_GRID[0], STOP_SECS_GRID.at(-1), STOP_SECS_GRID.length]).to.deep.equal([0.1, 5, 50]);
  });

  it('passes over silences that are no pauses', () => {
    const pauses = [
      { startMs: 500, endMs: 590 },
      { startMs: 1000, endMs: 1100 },
    ];
    const utterance: Utterance = { startMs: 0, endMs: 2000, evidence: 'turn', pauses };
    expect(tradeOffAt([utterance], { ...PRESENT, stopSecs: 0.1 })).to.include({ cutOffs: 1, pauses: 1, cutOffRate: 1 });
  });

  it('is all zero without utterances', () => {
    expect(tradeOffAt([], PRESENT)).to.deep.equal({ stopSecs: 3, cutOffRate: 0, cutOffs: 0, pauses: 0, delayMs: 0 });
  });
});
