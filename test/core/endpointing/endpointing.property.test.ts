import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  foldFrame,
  type EndpointingEdge,
  type EndpointingState,
  type SpeechFrame,
} from '../../../src/core/endpointing/endpointing.js';
import { Listening, settings } from '../frames.js';
import '../seed.js';

const EPSILON_MS = 0.1;

const rules = fc
  .record({
    stopSecs: fc.integer({ min: 1, max: 40 }).map((tenths) => tenths / 10),
    preSpeechMs: fc.constantFrom(0, 100, 500),
    maxDurationSecs: fc.integer({ min: 1, max: 6 }),
    startSecs: fc.constantFrom(0, 0.1, 0.2, 0.5),
    vadStopSecs: fc.constantFrom(0, 0.1, 0.2, 0.6),
  })
  .map(({ startSecs, vadStopSecs, ...turn }) => settings(turn, { startSecs, stopSecs: vadStopSecs }));

/** Any stream of frames, in stretches of speech and silence. */
const streams = fc
  .record({
    hopMs: fc.constantFrom(8, 10, 20, 32, 96),
    stretches: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 2500 })), { maxLength: 12 }),
  })
  .map(({ hopMs, stretches }) => sampled(stretches, hopMs));

/** The stretches as a detector with that hop sees them: a frame is speech if more than half of it is. */
function sampled(stretches: readonly (readonly [boolean, number])[], hopMs: number): SpeechFrame[] {
  const ends: number[] = [];
  for (const [, lengthMs] of stretches) ends.push((ends.at(-1) ?? 0) + lengthMs);
  const count = Math.ceil((ends.at(-1) ?? 0) / hopMs);
  return Array.from({ length: count }, (_, index) => {
    const startMs = index * hopMs;
    const stretch = ends.findIndex((endMs) => startMs + hopMs / 2 < endMs);
    return { startMs, endMs: startMs + hopMs, probability: stretches[stretch]?.[0] ? 1 : 0, volume: 1 };
  });
}

describe('foldFrame, for any speech', () => {
  it('ends a turn at its last confirmed speech plus stopSecs, or at its start plus maxDurationSecs', () => {
    fc.assert(
      fc.property(streams, rules, (stream, rule) => {
        const listening = new Listening();
        let confirmedMs = 0;
        for (const frame of stream) {
          const { turnStartMs } = listening.state;
          const count = listening.turns.length;
          listening.hear([frame], rule);
          const ended = listening.turns[count];
          // The frame that ends a turn in its silence confirms no speech of that turn.
          confirmedMs = Math.max(listening.state.confirmedUntilMs, turnStartMs ?? 0);
          if (!ended) continue;
          const stopMs = confirmedMs + rule.turn!.stopSecs * 1000;
          const capMs = ended.startMs + rule.turn!.maxDurationSecs * 1000;
          expect(ended.endMs).to.be.closeTo(ended.reason === 'stop-secs' ? stopMs : capMs, EPSILON_MS);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('makes no turn longer than the cap, none within another, and decides none before its end', () => {
    fc.assert(
      fc.property(streams, rules, (stream, rule) => {
        const listening = new Listening();
        let lastMs = 0;
        for (const frame of stream) {
          const count = listening.turns.length;
          listening.hear([frame], rule);
          for (const { startMs, endMs } of listening.turns.slice(count)) {
            expect(endMs - startMs).to.be.at.most(rule.turn!.maxDurationSecs * 1000 + EPSILON_MS);
            expect(startMs).to.be.at.least(lastMs - EPSILON_MS);
            expect(endMs).to.be.at.most(frame.endMs + EPSILON_MS);
            lastMs = endMs;
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps no turn open beyond the cap', () => {
    fc.assert(
      fc.property(streams, rules, (stream, rule) => {
        const listening = new Listening();
        for (const frame of stream) {
          listening.hear([frame], rule);
          const { turnStartMs, capMs, capSecs } = listening.state;
          // The frame that opens a turn is not yet one of its own.
          if (turnStartMs !== null && capSecs !== null) expect(frame.endMs).to.be.below(capMs);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes to the same however late and in whatever portions the frames arrive', () => {
    fc.assert(
      fc.property(streams, rules, fc.array(fc.integer({ min: 1, max: 60 })), (stream, rule, portions) => {
        const whole = new Listening().hear(stream, rule);
        const inParts = new Listening();
        let from = 0;
        for (const portion of [...portions, stream.length]) {
          inParts.hear(stream.slice(from, from + portion), rule);
          // What a page keeps or stores between two portions is plain data.
          inParts.state = JSON.parse(JSON.stringify(inParts.state)) as EndpointingState;
          from += portion;
        }
        expect(inParts.edges).to.deep.equal(whole.edges);
        expect(inParts.state).to.deep.equal(whole.state);
      }),
      { numRuns: 300 },
    );
  });

  it('changes no state that it was given', () => {
    fc.assert(
      fc.property(streams, rules, (stream, rule) => {
        let state = Object.freeze(new Listening().state);
        const edges: EndpointingEdge[] = [];
        for (const frame of stream) state = Object.freeze(foldFrame(state, frame, rule, (edge) => edges.push(edge)));
        expect(edges.length).to.be.at.most(2 * stream.length);
      }),
    );
  });

  it('opens and closes speech in turn', () => {
    fc.assert(
      fc.property(streams, rules, (stream, rule) => {
        const { edges } = new Listening().hear(stream, rule);
        const speech = edges.filter(({ type }) => type === 'speech-started' || type === 'speech-ended');
        for (const [index, { type }] of speech.entries()) {
          expect(type).to.equal(index % 2 === 0 ? 'speech-started' : 'speech-ended');
        }
      }),
    );
  });
});

describe('foldFrame, for any hop', () => {
  // Sentences and pauses that are what they are in every hop: clear of the limits of 200 ms and of stopSecs.
  const sentences = fc.integer({ min: 300, max: 3000 });
  const pauses = fc.integer({ min: 300, max: 850 });
  const talk = fc
    .tuple(fc.integer({ min: 0, max: 500 }), fc.array(fc.tuple(sentences, pauses), { maxLength: 3 }), sentences)
    .map(([quietMs, parts, lastMs]): [boolean, number][] => [
      [false, quietMs],
      ...parts.flatMap(([sentence, pause]): [boolean, number][] => [
        [true, sentence],
        [false, pause],
      ]),
      [true, lastMs],
      [false, 1500],
    ]);
  const rule = settings({ stopSecs: 1, maxDurationSecs: 5 });

  it('moves the boundary of a turn by no more than one hop', () => {
    fc.assert(
      fc.property(talk, fc.constantFrom(8, 10, 20, 32), fc.constantFrom(8, 10, 20, 32), (stretches, one, other) => {
        const [a, b] = [one, other].map((hopMs) => new Listening().hear(sampled(stretches, hopMs), rule).turns[0]!);
        const hopMs = Math.max(one, other);
        expect(Math.abs(a!.startMs - b!.startMs)).to.be.at.most(hopMs);
        expect(Math.abs(a!.endMs - b!.endMs)).to.be.at.most(hopMs);
      }),
      { numRuns: 500 },
    );
  });
});
