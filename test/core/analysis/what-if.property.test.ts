import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { SimulatedSession } from '../../../src/core/analysis/simulated-session.js';
import { judge } from '../../../src/core/analysis/what-if.js';
import {
  anyAnalyzing,
  anyAnswering,
  anyOptions,
  anyPauseAnswers,
  anyTalk,
  columns,
  framesOf,
} from '../conversations.js';
import '../seed.js';

/** A detector that stumbles: every so manieth frame is lost. */
const anyLoss = fc.constantFrom(Infinity, 2, 3, 11);

describe('judge, which passes over what changes nothing', () => {
  it('comes to the same as hearing every frame of 1,000 conversations', () => {
    const reasons = new Set<string>();
    fc.assert(
      fc.property(anyTalk, anyOptions, anyAnswering, anyLoss, (talk, options, answering, loss) => {
        const frames = framesOf(talk).filter((_, i) => (i + 1) % loss !== 0);
        const patient = new SimulatedSession(frames[0]?.startMs ?? 0, options, answering);
        for (const frame of frames) patient.hear(frame);
        patient.finish();
        expect(judge(columns(frames), options, answering)).to.deep.equal(patient.turns);
        for (const { reason } of patient.turns) reasons.add(reason ?? 'open');
      }),
      { numRuns: 1000 },
    );
    expect(reasons).to.have.all.keys('stop-secs', 'max-duration', 'open');
  }).timeout(60_000);

  it('comes to the same with an analyzer whose answers are late, void, missing or at once', () => {
    const reasons = new Set<string>();
    fc.assert(
      fc.property(anyTalk, anyAnalyzing, anyAnswering, anyPauseAnswers, (talk, options, answering, answers) => {
        const frames = framesOf(talk);
        const patient = new SimulatedSession(frames[0]?.startMs ?? 0, options, answering, answers);
        for (const frame of frames) patient.hear(frame);
        patient.finish();
        expect(judge(columns(frames), options, answering, undefined, answers)).to.deep.equal(patient.turns);
        for (const { reason } of patient.turns) reasons.add(reason ?? 'open');
      }),
      { numRuns: 1000 },
    );
    expect(reasons).to.have.all.keys('stop-secs', 'sounded-complete', 'max-duration', 'open');
  }).timeout(60_000);
});
