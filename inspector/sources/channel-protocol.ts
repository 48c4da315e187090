import type { HeardFrame, HeardSound, SoundLevel, TurnEvent, TurnState, TurnTakingOptions } from 'avatar-ptt/headless';
import { turnEvent } from '../schema/event-schema.js';
import {
  amount,
  badRecording,
  count,
  fields,
  flag,
  listOf,
  moment,
  nullable,
  text,
  word,
  type Parser,
} from '../schema/parsing.js';
import { turnState, turnTaking } from '../schema/state-schema.js';

/** A request of a watcher to the page. `id` names the watcher. */
export type ToHost =
  | { readonly type: 'watch'; readonly id: string }
  | { readonly type: 'leave'; readonly id: string }
  /** The answer to each `ping`: whoever gives none is gone. Asks for a ping where none has come for a while. */
  | { readonly type: 'alive'; readonly id: string }
  /** Something could not be read: the state is wanted again. */
  | { readonly type: 'sync'; readonly id: string }
  /** Settings to apply; the page checks them whole before any of them reaches the tag. */
  | { readonly type: 'set-turn-taking'; readonly id: string; readonly patch: object }
  | { readonly type: 'override'; readonly id: string; readonly event: 'interrupt' | 'release-lock' }
  | { readonly type: 'listen'; readonly id: string; readonly isWanted: boolean };

/** A message of the page to one watcher, in order. Records travel as events: the machine makes the states again. */
export type ToViewer =
  /** Somebody shares under this name, since now: whoever waits may ask again. */
  | { readonly type: 'here' }
  /** Once a second, with those who watch: whoever is among them answers, and whoever is no longer may ask again. */
  | { readonly type: 'ping'; readonly ids: readonly string[] }
  /** It is watched by as many as may be; whoever gets this may ask again. */
  | { readonly type: 'full'; readonly to: string }
  | {
      readonly type: 'watched';
      readonly to: string;
      readonly label: string;
      readonly timeOriginMs: number;
      readonly turnTaking: TurnTakingOptions;
      /** Whether the page shares its sound. */
      readonly hasSound: boolean;
    }
  | {
      readonly type: 'begin';
      readonly to: string;
      readonly initial: TurnState | null;
      readonly firstSeq: number;
      readonly missed: number;
    }
  /** What was asked for by `sync`: the state after the last event that was sent; null: it can't be read either. */
  | { readonly type: 'state'; readonly to: string; readonly state: TurnState | null }
  | {
      readonly type: 'messages';
      readonly to: string;
      /** null: one that could not be read. */
      readonly events: readonly (TurnEvent | null)[];
      /** The states after events that others can't make again, by their place in the list. */
      readonly states: readonly (readonly [number, TurnState])[];
      readonly frames: readonly HeardFrame[];
      readonly levels: readonly SoundLevel[];
      readonly sounds: readonly HeardSound[];
      /** How many could not be read. */
      readonly unread: number;
    };

const MAX_AT_ONCE = 20_000;

// Not copied: only its kind tells whether it is sound.
const samples: Parser<Float32Array> = (value, path) => {
  if (value instanceof Float32Array) return value;
  throw badRecording(`${path} is not sound.`);
};

const frame = fields<HeardFrame>({
  at: moment,
  startMs: moment,
  endMs: moment,
  probability: amount,
  volume: amount,
  detector: word<HeardFrame['detector']>({ 'silero-v5': true, energy: true }),
});

const level = fields<SoundLevel>({
  at: moment,
  endMs: moment,
  volume: amount,
  noiseFloor: amount,
  isGateOpen: flag,
  avatarLevel: amount,
});

const sound = fields<HeardSound>({
  at: moment,
  startMs: moment,
  sampleRate: count,
  microphone: samples,
  avatar: samples,
});

const stateAfter: Parser<readonly [number, TurnState]> = (value, path) => {
  const [place, state] = Array.isArray(value) ? (value as unknown[]) : [];
  return [count(place, path), turnState(state, path)];
};

/** Each by itself: one that can't be read is null, and loses none of the others. */
function each<T>(parse: Parser<T>): Parser<(T | null)[]> {
  return listOf((value, path) => {
    try {
      return parse(value, path);
    } catch {
      return null;
    }
  }, MAX_AT_ONCE);
}

const patch: Parser<object> = (value, path) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw badRecording(`${path} is not a set of settings.`);
};

const messagesOf = fields({
  to: text,
  events: each(turnEvent),
  states: (value, path) => (value === undefined ? [] : each(stateAfter)(value, path)),
  frames: each(frame),
  levels: each(level),
  sounds: each(sound),
});

const messages: Parser<Omit<Extract<ToViewer, { type: 'messages' }>, 'type'>> = (value, path) => {
  const { to, events, states, frames, levels, sounds } = messagesOf(value, path);
  const lists = [events, states, frames, levels, sounds];
  const unread = lists.reduce((sum, list) => sum + list.filter((item) => item === null).length, 0);
  const read = <T>(list: readonly (T | null)[]): T[] => list.filter((item) => item !== null);
  return { to, events, states: read(states), frames: read(frames), levels: read(levels), sounds: read(sounds), unread };
};

const type = fields<{ type: string }>({ type: text });
const overriding = word<'interrupt' | 'release-lock'>({ interrupt: true, 'release-lock': true });

// A watcher's name goes back to it with every ping, so it can't be as long as somebody likes.
const id: Parser<string> = (value, path) => text(typeof value === 'string' ? value.slice(0, 64) : value, path);

const toHost: { readonly [T in ToHost['type']]: Parser<Omit<Extract<ToHost, { type: T }>, 'type'>> } = {
  watch: fields({ id }),
  leave: fields({ id }),
  alive: fields({ id }),
  sync: fields({ id }),
  'set-turn-taking': fields({ id, patch }),
  override: fields({ id, event: overriding }),
  listen: fields({ id, isWanted: flag }),
};

const toViewer: { readonly [T in ToViewer['type']]: Parser<Omit<Extract<ToViewer, { type: T }>, 'type'>> } = {
  here: fields({}),
  full: fields({ to: text }),
  ping: fields({ ids: listOf(text, MAX_AT_ONCE) }),
  watched: fields({ to: text, label: text, timeOriginMs: amount, turnTaking, hasSound: flag }),
  begin: fields({ to: text, initial: nullable(turnState), firstSeq: count, missed: count }),
  state: (value, path) => {
    const { to, state } = fields({ to: text, state: (inner: unknown) => inner })(value, path);
    return { to, state: each(turnState)([state], path)[0] ?? null };
  },
  messages,
};

/** A message for the page, or null: other scripts of this origin may talk on the same channel. */
export function parseToHost(message: unknown): ToHost | null {
  return parseBy(toHost, message) as ToHost | null;
}

/** A message for a watcher, or null. */
export function parseToViewer(message: unknown): ToViewer | null {
  return parseBy(toViewer, message) as ToViewer | null;
}

// The parser of each type gives what that type consists of; the callers name the union again.
function parseBy(parsers: Readonly<Record<string, Parser<object>>>, message: unknown): object | null {
  try {
    const named = type(message, 'message').type;
    return Object.hasOwn(parsers, named) ? { type: named, ...parsers[named]?.(message, named) } : null;
  } catch {
    // Not one of ours, or not whole: it changes nothing.
    return null;
  }
}

/** The channel of a shared tag. */
export function openChannel(name: string): BroadcastChannel {
  return new BroadcastChannel(`avatar-inspector:${name}`);
}
