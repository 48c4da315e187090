import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { EndpointingEdge, EndpointingSettings } from '../../../src/core/endpointing/endpointing.js';
import type { SmartTurnSettings } from '../../../src/core/settings/options.js';
import { anyAnalyzing, anyTalk, framesOf } from '../conversations.js';
import { Listening, type AnswerAfter } from '../frames.js';
import '../seed.js';

const EPSILON_MS = 0.02;

/** Answers as an analyzer gives them, the same when asked again. */
const anyAnswers: fc.Arbitrary<AnswerAfter> = fc
  .array(
    fc.record({
      completeness: fc.constantFrom(null, 0, 0.2, 0.5, 0.9, 1),
      afterMs: fc.constantFrom(0, 60, 300, 1500, 20_000),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((answers) => (askedMs) => answers[Math.floor(askedMs) % answers.length]!);

const anyRules = anyAnalyzing.map(({ vad, customTurnDetection }) => ({ vad, turn: customTurnDetection }));

const without = (edges: readonly EndpointingEdge[]): EndpointingEdge[] =>
  edges.filter(({ type }) => type !== 'pause-asked');

const bySilence = ({ vad, turn }: { turn: SmartTurnSettings } & EndpointingSettings): EndpointingSettings => ({
  vad,
  turn: { ...turn, analyzer: 'silence' },
});

/** The silence after which a turn ends that sounds so complete, s. */
function silenceSecs({ rule, threshold, askAfterSecs, minStopSecs, stopSecs }: SmartTurnSettings, p: number): number {
  if (rule === 'threshold') return p >= threshold ? Math.min(askAfterSecs, stopSecs) : stopSecs;
  const least = Math.min(minStopSecs, stopSecs);
  return Math.min(stopSecs, Math.max(askAfterSecs, least + (stopSecs - least) * (1 - p)));
}

describe('foldFrame with an analyzer, for any talk', () => {
  it('moves no boundary under silence, whatever the other settings are and whoever answers', () => {
    fc.assert(
      fc.property(anyTalk, anyRules, anyAnswers, (talk, rules, answers) => {
        const { vad, turn } = rules;
        const plain = {
          vad,
          turn: { ...turn, analyzer: 'silence', minStopSecs: 0.3, askAfterSecs: 0.2, threshold: 0.5 },
        };
        const heard = new Listening().hear(framesOf(talk), plain);
        expect(new Listening(answers).hear(framesOf(talk), bySilence(rules)).edges).to.deep.equal(heard.edges);
      }),
    );
  });

  it('moves no boundary while nobody answers', () => {
    fc.assert(
      fc.property(anyTalk, anyRules, fc.boolean(), (talk, rules, saysNothing) => {
        const heard = new Listening().hear(framesOf(talk), bySilence(rules));
        const unanswered = new Listening(saysNothing ? () => ({ completeness: null, afterMs: 0 }) : null);
        expect(without(unanswered.hear(framesOf(talk), rules).edges)).to.deep.equal(heard.edges);
      }),
    );
  });

  it('ends a turn where its answer puts the end, after the whole silence, or at the cap, however late the answer is', () => {
    const reasons = new Set<string>();
    fc.assert(
      fc.property(anyTalk, anyRules, anyAnswers, (talk, rules, answers) => {
        const listening = new Listening(answers);
        let asked: (EndpointingEdge & { type: 'pause-asked' }) | null = null;
        let count = 0;
        for (const frame of framesOf(talk)) {
          listening.hear([frame], rules);
          for (; count < listening.edges.length; count++) {
            const edge = listening.edges[count]!;
            if (edge.type === 'pause-asked') asked = edge;
            if (edge.type !== 'turn-ended') continue;
            reasons.add(edge.reason);
            if (edge.reason !== 'sounded-complete') continue;
            const completeness = answers(asked!.askedMs).completeness!;
            const endMs = asked!.pauseMs + silenceSecs(rules.turn, completeness) * 1000;
            expect(edge.endMs)
              .to.be.closeTo(endMs, EPSILON_MS)
              .and.at.least(asked!.askedMs - EPSILON_MS);
          }
        }
      }),
      { numRuns: 500 },
    );
    expect([...reasons]).to.have.members(['stop-secs', 'sounded-complete', 'max-duration']);
  });

  it('cuts a first turn no later for an answer than without one', () => {
    fc.assert(
      fc.property(anyTalk, anyRules, anyAnswers, (talk, rules, answers) => {
        const [plain] = new Listening().hear(framesOf(talk), bySilence(rules)).turns;
        const [turn] = new Listening(answers).hear(framesOf(talk), rules).turns;
        if (plain) expect(turn!.endMs).to.be.at.most(plain.endMs + EPSILON_MS);
      }),
    );
  });
});
