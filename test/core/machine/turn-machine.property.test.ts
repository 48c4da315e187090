import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { DEFAULT_TURN_TAKING, mergeTurnTaking } from '../../../src/core/settings/merge-turn-taking.js';
import { DEFAULT_PRESS_POLICY, type PressPolicy, type TurnTakingOptions } from '../../../src/core/settings/options.js';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import { transition } from '../../../src/core/machine/turn-machine.js';
import { initialTurnState, type TurnState } from '../../../src/core/machine/turn-state.js';
import { eventsIn } from './turn-alphabet.js';
import { FRESH_ORACLE, checkInvariants, type Oracle } from './turn-oracle.js';
import '../seed.js';

const options: fc.Arbitrary<TurnTakingOptions> = fc
  .record({
    mode: fc.constantFrom('hands-free', 'push-to-talk'),
    turnDetection: fc.constantFrom('use-default', 'disabled', 'custom'),
    initialServerStt: fc.constantFrom('use-default', 'disabled'),
    localAudioPolicy: fc.record({
      startMutedInPushToTalk: fc.boolean(),
      enableAcousticEchoCancellation: fc.boolean(),
      pushToTalkStartupMode: fc.constantFrom('prewarm-muted', 'open-on-first-press'),
    }),
    pushToTalkPolicy: fc.record({
      enableServerSttToggle: fc.boolean(),
      interruptBotOnPress: fc.boolean(),
      requireTurnCompletionBeforeNextPress: fc.boolean(),
      turnCompletionTimeoutMs: fc.constantFrom(0, 300, 5000),
      allowSpeechStoppedFallbackAfterSpeechStart: fc.boolean(),
      releaseTailMs: fc.constantFrom(0, 1000, 5000),
      preRollMs: fc.constantFrom(0, 200),
    }),
    bargeIn: fc.record({ clientDetection: fc.constantFrom('disabled', 'silero') }),
  })
  .map((patch) => mergeTurnTaking(DEFAULT_TURN_TAKING, patch));

const pressPolicies: fc.Arbitrary<PressPolicy> = fc.record({
  style: fc.constantFrom('hold', 'toggle', 'hybrid'),
  tapMs: fc.constantFrom(0, 400),
  maxHoldMs: fc.constantFrom(0, 2000, 60_000),
  latchEnds: fc.constantFrom('tap', 'endpoint'),
});

/** How long nothing happens before the event, and which of the events that could happen then does. */
const moves = fc.array(
  fc.record({
    waitMs: fc.constantFrom(0, 0, 0, 1, 100, 400, 1000, 3000, 5000, 100_000, -3),
    pick: fc.nat({ max: 9999 }),
    hostileId: fc.option(fc.constantFrom(NaN, -1, 0, 1.5, Infinity, 2 ** 53), { freq: 10, nil: null }),
  }),
  { minLength: 5, maxLength: 80 },
);

const stories = fc.record({
  first: options,
  others: fc.array(options, { maxLength: 2 }),
  policy: pressPolicies,
  moves,
});
type Story = typeof stories extends fc.Arbitrary<infer S> ? S : never;

/** Lives a story, every transition checked, and gives what happened. */
function live({ first, others, policy, moves: all }: Story): { events: TurnEvent[]; state: TurnState; oracle: Oracle } {
  let state = initialTurnState(first, policy);
  let oracle = FRESH_ORACLE;
  let at = 0;
  const events: TurnEvent[] = [];
  const happen = (event: TurnEvent): void => {
    events.push(event);
    const [after, effects] = transition(freeze(state), event);
    oracle = checkInvariants(oracle, state, event, after, effects);
    state = after;
  };
  // Most stories begin with a session.
  happen({ at, type: 'connect' });
  happen({ at, type: 'connected', capabilities: { serverStt: true, interrupt: true, sendText: true } });
  happen({ at, type: 'avatar-ready' });
  for (const { waitMs, pick, hostileId } of all) {
    at += waitMs;
    happen({ at, type: 'tick' });
    const possible = eventsIn(state, at, others);
    const { event } = possible[pick % possible.length]!;
    happen(hostileId !== null && 'turnId' in event ? { ...event, turnId: hostileId } : event);
    at = Math.max(at, event.at);
  }
  return { events, state, oracle };
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

describe('transition, for any story', function () {
  this.timeout(60_000);

  it('keeps every promise and changes no state that it was given', () => {
    fc.assert(
      fc.property(stories, (story) => {
        live(story);
      }),
      { numRuns: 3000 },
    );
  });

  it('comes to the same when it is lived again from its record', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { events, state } = live({ ...story, moves: story.moves.map((move) => ({ ...move, hostileId: null })) });
        const record = JSON.parse(JSON.stringify(events)) as TurnEvent[];
        const again = record.reduce(
          (before, event) => transition(before, event)[0],
          initialTurnState(story.first, story.policy),
        );
        expect(again).to.deep.equal(state);
        expect(JSON.parse(JSON.stringify(state))).to.deep.equal(state);
      }),
      { numRuns: 300 },
    );
  });

  it('can always be brought to rest by leaving', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { state, oracle } = live(story);
        const leave: TurnEvent = { at: 1e9, type: 'disconnect' };
        const [late, before] = transition(state, { at: 1e9, type: 'tick' });
        const [left, effects] = transition(late, leave);
        const there = checkInvariants(
          checkInvariants(oracle, state, { at: 1e9, type: 'tick' }, late, before),
          late,
          leave,
          left,
          effects,
        );
        expect(there).to.include({ openTurnId: null, isMicrophoneOn: false });
      }),
      { numRuns: 300 },
    );
  });
});

describe('transition, given outcomes of turns that are not there', () => {
  const types = ['start-acknowledged', 'stop-acknowledged'] as const;
  const failures = ['start-failed', 'stop-failed', 'server-stt-failed'] as const;
  const start = initialTurnState(DEFAULT_TURN_TAKING, DEFAULT_PRESS_POLICY);
  for (const turnId of [0, 1, -1, NaN, Infinity, 2 ** 53]) {
    it(`gives the same state for turn ${turnId}`, () => {
      const events: TurnEvent[] = [
        ...types.map((type) => ({ at: 1, type, turnId })),
        ...failures.map((type) => ({ at: 1, type, turnId, code: 'x', message: 'x' })),
        { at: 1, type: 'gate-opened', turnId, startMs: 1 },
      ];
      for (const event of events) {
        const [after, effects] = transition(start, event);
        expect(after, event.type).to.equal(start);
        expect(effects, event.type).to.deep.equal([]);
      }
    });
  }
});
