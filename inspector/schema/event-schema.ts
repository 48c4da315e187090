import type { TurnEvent } from 'avatar-ptt/headless';
import {
  amount,
  nullable,
  badRecording,
  count,
  fields,
  flag,
  moment,
  optional,
  text,
  word,
  type Parser,
  type Shape,
} from './parsing.js';
import { capabilities, mode, pressPolicy, source, turnTaking } from './state-schema.js';

type Type = TurnEvent['type'];
type EventOf<T extends Type> = Extract<TurnEvent, { type: T }>;
type Own<T extends Type> = Omit<EventOf<T>, 'type' | 'at' | 'handledAt' | 'raw'>;

const FAILURE = { code: text, message: text };
const OF_TURN = { turnId: count };
const OF_SOME_TURN = { turnId: optional(count) };
const NOTHING = {};

// The one table of what each event consists of: the compiler refuses a missing event, a missing field, a wrong type. What an
// event carries besides is dropped, so that a file can't bring anything into the page that nobody has looked at.
const EVENTS: { readonly [T in Type]: Shape<Own<T>> } = {
  connect: NOTHING,
  disconnect: NOTHING,
  press: { source },
  release: { source },
  drop: {
    reason: word<EventOf<'drop'>['reason']>({
      blur: true,
      hidden: true,
      'control-hidden': true,
      removed: true,
      unplugged: true,
      'gamepad-disconnected': true,
      'pointer-cancelled': true,
    }),
    source: optional(source),
  },
  cancel: NOTHING,
  interrupt: NOTHING,
  'release-lock': NOTHING,
  'set-mode': { mode },
  'set-options': { options: turnTaking },
  'set-press-policy': { pressPolicy },
  'set-microphone': { deviceId: text },
  'reopen-microphone': { isAutomatic: optional(flag) },
  'send-text': { text },
  'microphone-opened': { label: text, isEchoCancelled: flag },
  'microphone-failed': FAILURE,
  'microphone-lost': FAILURE,
  'microphone-flowing': NOTHING,
  'microphone-silent': FAILURE,
  'gate-opened': { turnId: count, startMs: moment },
  'gate-closed': { turnId: count, endMs: moment },
  'sound-lost': { turnId: count, lostMs: amount },
  'turn-sent': { turnId: count, firstLateMs: amount, lastLateMs: amount, caughtUpMs: amount },
  'voice-missing': { turnId: count, isOver: flag },
  'detector-changed': {
    detector: word<EventOf<'detector-changed'>['detector']>({ 'silero-v5': true, energy: true }),
    reason: text,
  },
  'voice-activity': { isActive: flag },
  'speech-started': { onsetMs: moment },
  'speech-ended': { endMs: moment },
  'speech-misfire': { onsetMs: moment, endMs: moment },
  'analyzer-changed': { analyzer: text, reason: text },
  'pause-asked': { pauseMs: moment, askedMs: moment },
  'pause-answered': { askedMs: moment, completeness: nullable(amount) },
  'turn-ended': {
    endMs: moment,
    reason: word<EventOf<'turn-ended'>['reason']>({
      'stop-secs': true,
      'sounded-complete': true,
      'max-duration': true,
    }),
  },
  'avatar-ready': NOTHING,
  'avatar-gone': { message: optional(text) },
  'user-muted': { isMuted: flag, message: optional(text) },
  'avatar-words': { text, turnId: optional(count) },
  'answer-unheard': { turnId: optional(count), message: optional(text) },
  'avatar-speech-started': OF_SOME_TURN,
  'avatar-speech-stopped': OF_SOME_TURN,
  'avatar-audible': OF_SOME_TURN,
  'turn-completed': OF_SOME_TURN,
  transcript: {
    role: word<EventOf<'transcript'>['role']>({ user: true, avatar: true }),
    text,
    final: flag,
    turnId: optional(count),
  },
  'no-response': { turnId: optional(count), message: optional(text) },
  'moderation-blocked': { turnId: optional(count), message: optional(text) },
  'usage-limit': { message: text, isSessionOver: optional(flag) },
  'service-timing': { measure: text, processor: text, tookMs: amount, turnId: optional(count) },
  'picture-changed': NOTHING,
  'session-ending': {
    remainingSecs: amount,
    reason: word<EventOf<'session-ending'>['reason']>({ 'max-duration': true, token: true, idle: true }),
    message: optional(text),
  },
  'idle-warning': { remainingSecs: amount, message: optional(text) },
  'session-error': FAILURE,
  reconnecting: NOTHING,
  reconnected: NOTHING,
  'connection-lost': FAILURE,
  'wire-message': { direction: word<EventOf<'wire-message'>['direction']>({ in: true, out: true }) },
  connected: { capabilities, told: optional(turnTaking) },
  'connect-failed': FAILURE,
  'start-acknowledged': OF_TURN,
  'start-failed': { turnId: count, ...FAILURE },
  'stop-acknowledged': OF_TURN,
  'stop-failed': { turnId: count, ...FAILURE },
  'server-stt-failed': { turnId: count, ...FAILURE },
  'mode-applied': { mode },
  'mode-failed': { mode, ...FAILURE },
  'effect-failed': { effect: text, ...FAILURE },
  'playback-blocked': NOTHING,
  'playback-unlocked': NOTHING,
  tick: NOTHING,
};

// A Map, since an object would have a parser called `constructor`.
const PARSERS = new Map<string, Parser<object>>(Object.entries(EVENTS).map(([type, shape]) => [type, fields(shape)]));
const head = fields<{ type: string; at: number; handledAt?: number }>({
  type: text,
  at: moment,
  handledAt: optional(moment),
});

/** An event of a session, from plain data without secrets. */
export const turnEvent: Parser<TurnEvent> = (value, path) => {
  const { type, ...times } = head(value, path);
  const parse = PARSERS.get(type);
  if (!parse) throw badRecording(`${path}.type is "${type.slice(0, 40)}", which no event is called.`);
  const raw: unknown = (value as { raw?: unknown }).raw;
  // The parser of this type has checked what this type needs.
  return { type, ...times, ...parse(value, path), ...(raw !== undefined && { raw }) } as TurnEvent;
};
