import type { HeardFrame, HeardSound, SoundLevel, TurnEvent, TurnState, TurnTakingOptions } from 'avatar-ptt/headless';
import { turnEvent } from '../recordings/event-schema.js';
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
} from '../recordings/parsing.js';
import { turnState, turnTaking } from '../recordings/state-schema.js';

/** What a watcher asks of the page. `id` names the watcher. */
export type Ask =
  | { readonly type: 'watch'; readonly id: string }
  | { readonly type: 'leave'; readonly id: string }
  /** Settings to apply; the page's own door checks them. */
  | { readonly type: 'set-turn-taking'; readonly id: string; readonly patch: unknown }
  | { readonly type: 'override'; readonly id: string; readonly event: 'interrupt' | 'release-lock' }
  | { readonly type: 'listen'; readonly id: string; readonly isWanted: boolean };

/** What the page tells one watcher, in order. Records travel as events: the machine makes the states again. */
export type Told =
  /** Somebody shares under this name, since now: whoever waits may ask again. */
  | { readonly type: 'here' }
  | {
      readonly type: 'watched';
      readonly to: string;
      readonly label: string;
      readonly timeOriginMs: number;
      readonly turnTaking: TurnTakingOptions;
    }
  | {
      readonly type: 'begin';
      readonly to: string;
      readonly initial: TurnState | null;
      readonly firstSeq: number;
      readonly missed: number;
    }
  | {
      readonly type: 'news';
      readonly to: string;
      readonly events: readonly TurnEvent[];
      readonly frames: readonly HeardFrame[];
      readonly levels: readonly SoundLevel[];
      readonly sounds: readonly HeardSound[];
    };

const MOST_AT_ONCE = 20_000;

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

const type = fields<{ type: string }>({ type: text });
const overriding = word<'interrupt' | 'release-lock'>({ interrupt: true, 'release-lock': true });

const asks: { readonly [T in Ask['type']]: Parser<Omit<Extract<Ask, { type: T }>, 'type'>> } = {
  watch: fields({ id: text }),
  leave: fields({ id: text }),
  'set-turn-taking': fields({ id: text, patch: (value: unknown) => value }),
  override: fields({ id: text, event: overriding }),
  listen: fields({ id: text, isWanted: flag }),
};

const tells: { readonly [T in Told['type']]: Parser<Omit<Extract<Told, { type: T }>, 'type'>> } = {
  here: fields({}),
  watched: fields({ to: text, label: text, timeOriginMs: amount, turnTaking }),
  begin: fields({ to: text, initial: nullable(turnState), firstSeq: count, missed: count }),
  news: fields({
    to: text,
    events: listOf(turnEvent, MOST_AT_ONCE),
    frames: listOf(frame, MOST_AT_ONCE),
    levels: listOf(level, MOST_AT_ONCE),
    sounds: listOf(sound, MOST_AT_ONCE),
  }),
};

/** A message for the page, or null: other scripts of this origin may talk on the same channel. */
export function parseAsk(message: unknown): Ask | null {
  return parseBy(asks, message) as Ask | null;
}

/** A message for a watcher, or null. */
export function parseTold(message: unknown): Told | null {
  return parseBy(tells, message) as Told | null;
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
