import { expect } from '@open-wc/testing';
import type { PressPolicy, TurnTakingOptions } from '../../../src/core/settings/options.js';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import { transition } from '../../../src/core/machine/turn-machine.js';
import { deadlinesOf } from '../../../src/core/machine/deadlines.js';
import { isPhysical, type TurnState } from '../../../src/core/machine/turn-state.js';
import { FRESH_ORACLE, checkInvariants, type Oracle } from './turn-oracle.js';
import { eventsIn } from './turn-alphabet.js';

/** They only multiply the states: any story may have them. Who comes and goes has a walk of its own. */
export const QUIET = ['microphone-silent', 'avatar-gone', 'user-muted'];

/** One reachable state, with the world as it must be there, and how it was reached. */
interface Place {
  readonly state: TurnState;
  readonly oracle: Oracle;
  readonly at: number;
  readonly from: number;
  readonly event: TurnEvent | null;
}

interface Walk {
  readonly places: readonly Place[];
  readonly transitions: number;
  /** Places from which each place can be reached in one step that is in a person's own power. */
  readonly ownWays: readonly (readonly number[])[];
}

// Moments: only whether there is one counts, and in which order the waits end.
const MOMENTS = new Set([
  'connectDueAt',
  'dueAt',
  'pressedAt',
  'capturedAt',
  'endMs',
  'downAt',
  'acknowledgedAt',
  'ackDueAt',
  'releasedAt',
  'endsAt',
  'holdEndsAt',
  'since',
  'releasesAt',
]);
// What is compared apart, and what no decision reads: places in the audio, words for people, and what is the same throughout a walk.
const MUTE = new Set([
  'id',
  'turnId',
  'turnIds',
  'openTurnId',
  'startAudioMs',
  'leadMs',
  'countsAt',
  'onsetMs',
  'cutUntilMs',
  'endReason',
  'durationMs',
  'toldOptions',
  'phase',
  'avatarState',
  'deviceId',
  'pressPolicy',
  'capabilities',
]);

interface Limits {
  /** Types of events that are left out. */
  readonly without?: ReadonlySet<string>;
  /** Settings that are changed to at any time. */
  readonly settings?: readonly TurnTakingOptions[];
  /** Likewise rules of pressing. */
  readonly policies?: readonly PressPolicy[];
}

/** Every state that the events can lead to, each transition checked. @throws Error with the way to what went wrong. */
export function walk(start: TurnState, { without = new Set(), settings = [], policies = [] }: Limits = {}): Walk {
  const places: Place[] = [{ state: start, oracle: FRESH_ORACLE, at: 0, from: -1, event: null }];
  const indexOf = new Map([[keyOf(places[0]!), 0]]);
  const ownWays: number[][] = [[]];
  let transitions = 0;
  for (let from = 0; from < places.length; from += 1) {
    const { state, oracle, at } = places[from]!;
    for (const { event, isOwn } of eventsIn(state, at, settings, policies)) {
      if (without.has(event.type)) continue;
      transitions += 1;
      const [after, effects] = transition(state, event);
      if (after === state && effects.length === 0 && event.at === at) continue;
      const place = { state: after, oracle, at: event.at, from, event };
      const next = {
        ...place,
        oracle: checked(places, place, () => checkInvariants(oracle, state, event, after, effects)),
      };
      const key = keyOf(next);
      const known = indexOf.get(key) ?? places.length;
      if (known === places.length) {
        indexOf.set(key, known);
        places.push(next);
        ownWays.push([]);
      }
      // A session that runs must get to rest without being ended.
      const isEnd = event.type === 'disconnect' && state.connection === 'connected';
      if (isOwn && !isEnd && known !== from) ownWays[known]!.push(from);
    }
  }
  return { places, transitions, ownWays };
}

/** Every place has a way out; the one line that is printed says what the walk covered, which is part of the result. */
export function report(name: string, walked: Walk): void {
  const stuck = stuckPlaces(walked);
  expect(stuck.length, stuck[0] && `No way out after\n${wayTo(walked.places, stuck[0])}`).to.equal(0);
  console.log(`${walked.places.length} states, ${walked.transitions} transitions walked: ${name}`);
}

/** The places from which a person can't get to rest by own means: connected ones to silence, others to the end. */
function stuckPlaces({ places, ownWays }: Walk): readonly Place[] {
  const isFree = places.map(({ state }) => isAtRest(state) || state.connection === 'disconnected');
  const free = isFree.flatMap((is, index) => (is ? [index] : []));
  for (let index = free.pop(); index !== undefined; index = free.pop()) {
    for (const from of ownWays[index]!) {
      if (isFree[from]) continue;
      isFree[from] = true;
      free.push(from);
    }
  }
  return places.filter((_, index) => !isFree[index]);
}

function isAtRest({ connection, phase, turn, stop, lock, modeChange, isAvatarSpeaking }: TurnState): boolean {
  const isQuiet = phase === 'idle' && !turn && !stop && !lock && !modeChange && !isAvatarSpeaking;
  return connection === 'connected' && isQuiet;
}

/** The events that led to a place. */
function wayTo(places: readonly Place[], place: Place): string {
  const events: string[] = [];
  for (let one: Place | undefined = place; one?.event; one = places[one.from]) {
    const { at, type, ...rest } = one.event;
    events.unshift(`${at} ${type} ${type === 'set-options' ? '' : JSON.stringify(rest)}`);
  }
  return events.join('\n');
}

function checked<T>(places: readonly Place[], place: Place, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new Error(`${String(error)}\n${wayTo(places, place)}`, { cause: error });
  }
}

// Two states are one place if they differ in nothing that could decide anything later.
function keyOf({ state, oracle, at }: Place): string {
  let key = `${encode(state)}|${encode(oracle)}|${numbersOf(state, oracle)}`;
  for (const { kind } of deadlinesOf(state)) key += `;${kind}`;
  return key + state.pressPolicy.latchEnds + shortnessOf(state, at);
}

// Of the numbers of turns only how they compare.
function numbersOf({ turn, stop, lock, turnIds }: TurnState, { openTurnId, turns }: Oracle): string {
  const { next, first, staleUpTo } = turnIds;
  const ids = [staleUpTo, next - 1, next, turn?.id ?? -1, stop?.turnId ?? -1, lock?.turnId ?? -1];
  const ranks = [...new Set(ids)].sort((a, b) => a - b);
  const known = [...ids, openTurnId ?? -1, ...turns.map(({ id }) => id)];
  return known.map((id) => ranks.indexOf(id)).join() + String(first === next);
}

// Whether a release now would make a tap.
function shortnessOf({ turn, heldPress, pressPolicy: { style, tapMs } }: TurnState, at: number): string {
  const isShort = (since: number | undefined): string => String(since !== undefined && at - since < tapMs);
  const mayBeTap = turn && turn.gate !== 'closed' && !turn.isLatched && isPhysical(turn.source);
  const short = mayBeTap ? isShort(turn.capturedAt ?? turn.pressedAt) : '';
  return style === 'hybrid' ? short + (mayBeTap ? isShort(turn.downAt) : '') + isShort(heldPress?.since) : short;
}

// States share most of their parts, so each part is written once, and is a number to those that have it.
const numbers = new WeakMap<object, number>();
const numbersOfTexts = new Map<string, number>();

function encode(value: object): number {
  const known = numbers.get(value);
  if (known !== undefined) return known;
  let text = '';
  // Who holds, in whatever order.
  const parts = (Array.isArray(value) ? value.toSorted() : value) as Readonly<Record<string, unknown>>;
  for (const key in parts) {
    if (MUTE.has(key)) continue;
    const inner = parts[key];
    if (typeof inner === 'object' && inner !== null) text += `{${encode(inner)}}`;
    // Whether it was there before, only people are told.
    else if (key === 'presence') text += `,${String(inner === 'here')}`;
    else if (MOMENTS.has(key)) text += inner === null ? '-' : 't';
    else text += `,${String(inner)}`;
  }
  const number = numbersOfTexts.get(text) ?? numbersOfTexts.size;
  numbersOfTexts.set(text, number);
  numbers.set(value, number);
  return number;
}
