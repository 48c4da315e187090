import { AvatarPttError, plainAddresses, toAvatarPttError } from '../core/error.js';
import { DEFAULT_TURN_TAKING, isSameTurnTaking, mergeTurnTaking } from '../core/settings/merge-turn-taking.js';
import { DEFAULT_PRESS_POLICY, type PressPolicy, type TurnTakingOptions } from '../core/settings/options.js';
import { mergePressPolicy } from '../core/settings/press-policy.js';
import type { BackendEvent, TurnEvent } from '../core/machine/turn-events.js';
import type { SessionInput } from './session-types.js';

type Type = TurnEvent['type'];

/** What an event must carry beside its type; `?`: what it may. How each field is checked follows from its name. */
const OTHERS: Readonly<Record<Exclude<Type, BackendEvent['type']>, string>> = {
  connect: '',
  disconnect: '',
  press: 'source',
  release: 'source',
  drop: 'dropReason source?',
  cancel: '',
  interrupt: '',
  'release-lock': '',
  'set-mode': 'mode',
  'set-options': 'options',
  'set-press-policy': 'pressPolicy',
  'set-microphone': 'deviceId',
  'reopen-microphone': 'isAutomatic?',
  'send-text': 'text',
  'microphone-opened': 'label isEchoCancelled',
  'microphone-failed': 'code message',
  'microphone-lost': 'code message',
  'microphone-flowing': '',
  'microphone-silent': 'code message',
  'gate-opened': 'turnId startMs',
  'gate-closed': 'turnId endMs',
  'sound-lost': 'turnId lostMs',
  'turn-sent': 'turnId firstLateMs lastLateMs caughtUpMs',
  'voice-missing': 'turnId isOver',
  'detector-changed': 'detector reason',
  'voice-activity': 'isActive',
  'speech-started': 'onsetMs',
  'speech-ended': 'endMs',
  'speech-misfire': 'onsetMs endMs',
  'analyzer-changed': 'analyzer reason',
  'pause-asked': 'pauseMs askedMs',
  'pause-answered': 'askedMs completeness',
  'turn-ended': 'endMs endReason',
  connected: 'capabilities told?',
  'connect-failed': 'code message',
  'start-acknowledged': 'turnId',
  'start-failed': 'turnId code message',
  'stop-acknowledged': 'turnId',
  'stop-failed': 'turnId code message',
  'server-stt-failed': 'turnId code message',
  'mode-applied': 'mode',
  'mode-failed': 'mode code message',
  'effect-failed': 'effect code message',
  'playback-blocked': '',
  'playback-unlocked': '',
  tick: '',
};

const BACKEND: Readonly<Record<BackendEvent['type'], string>> = {
  'avatar-ready': '',
  'avatar-gone': 'message?',
  'user-muted': 'isMuted message?',
  'avatar-words': 'text turnId?',
  'answer-unheard': 'turnId? message?',
  'avatar-speech-started': 'turnId?',
  'avatar-speech-stopped': 'turnId?',
  'avatar-audible': 'turnId?',
  'turn-completed': 'turnId?',
  transcript: 'role text isFinal turnId?',
  'no-response': 'turnId? message?',
  'moderation-blocked': 'turnId? message?',
  'usage-limit': 'message isSessionOver?',
  'session-ending': 'remainingSecs endingReason message?',
  'idle-warning': 'remainingSecs message?',
  'service-timing': 'measure processor tookMs turnId?',
  'picture-changed': '',
  'session-error': 'code message',
  reconnecting: '',
  reconnected: '',
  'connection-lost': 'code message',
  'wire-message': 'direction',
};

const ALL: Readonly<Record<Type, string>> = { ...OTHERS, ...BACKEND };

/** What people read of an event, who must not read the secrets of an address. */
const TEXTS = ['message', 'reason'];

/** Fields of one event that are called like those of another, but are not like them. */
const CALLED: Readonly<Record<string, string>> = {
  dropReason: 'reason',
  endReason: 'reason',
  endingReason: 'reason',
  isFinal: 'final',
};

const WORDS: Readonly<Record<string, string>> = {
  source: 'pointer keyboard hotkey gamepad click app endpointer',
  dropReason: 'blur hidden control-hidden removed unplugged gamepad-disconnected pointer-cancelled',
  endReason: 'stop-secs sounded-complete max-duration',
  endingReason: 'max-duration token idle',
  mode: 'hands-free push-to-talk',
  detector: 'silero-v5 energy',
  role: 'user avatar',
  direction: 'in out',
};

/** An event as anybody may send it, or in its place what is wrong with it. Nothing is thrown. */
export function sessionEvent(event: SessionInput): SessionInput {
  return checked(event, ALL);
}

/** An event as a provider may emit it, or in its place what is wrong with it. */
export function backendEvent(event: BackendEvent): SessionInput {
  return checked(event, BACKEND);
}

function checked(event: SessionInput | BackendEvent, table: Readonly<Record<string, string>>): SessionInput {
  try {
    const { type } = event;
    if (!Object.hasOwn(table, type)) throw refused(`There is no event "${shown(type)}" that could come from here.`);
    const fields = ['at?', ...(table[type] ?? '').split(' ')].filter(Boolean);
    const wrong = fields.find((field) => !isRight(field, event));
    if (wrong === undefined) return copied(event, type, fields);
    throw refused(`The event "${type}" has a wrong "${nameOf(wrong)}".`);
  } catch (error) {
    const { message } = toAvatarPttError(error, 'invalid-event');
    return { type: 'effect-failed', effect: 'event', code: 'invalid-event', message };
  }
}

// Also where a field is inherited or can't be listed, as those of an instance of a class.
function copied(event: SessionInput | BackendEvent, type: Type, fields: readonly string[]): SessionInput {
  const own = fields.flatMap((field) => {
    const name = nameOf(field);
    const value: unknown = Reflect.get(event, name);
    const shown = typeof value === 'string' && TEXTS.includes(name) ? plainAddresses(value) : value;
    return value === undefined ? [] : [[name, shown] as const];
  });
  const raw: unknown = Reflect.get(event, 'raw');
  // Each has just been checked.
  return { type, ...Object.fromEntries(own), ...(raw !== undefined && { raw }) } as SessionInput;
}

function nameOf(field: string): string {
  const name = field.replace('?', '');
  return CALLED[name] ?? name;
}

function isRight(field: string, event: object): boolean {
  const name = field.replace('?', '');
  const value: unknown = Reflect.get(event, nameOf(field));
  return (value === undefined && name !== field) || isOfItsKind(name, value);
}

function isOfItsKind(name: string, value: unknown): boolean {
  const words = WORDS[name];
  if (words !== undefined) return typeof value === 'string' && words.split(' ').includes(value);
  switch (name) {
    case 'turnId':
      return Number.isSafeInteger(value);
    case 'options':
    case 'told':
      return isSameTurnTaking(mergeTurnTaking(DEFAULT_TURN_TAKING, value), value as TurnTakingOptions);
    case 'pressPolicy':
      return isPressPolicy(value as PressPolicy);
    case 'completeness':
      return value === null || isShare(value);
    case 'capabilities':
      return ['serverStt', 'interrupt', 'sendText'].every(
        (key) => typeof Reflect.get(value as object, key) === 'boolean',
      );
  }
  if (name === 'at' || /(Ms|Secs)$/.test(name)) return Number.isFinite(value);
  return typeof value === (/^is[A-Z]/.test(name) ? 'boolean' : 'string');
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isPressPolicy(value: PressPolicy): boolean {
  mergePressPolicy(DEFAULT_PRESS_POLICY, value);
  return Object.keys(value).length === Object.keys(DEFAULT_PRESS_POLICY).length;
}

function refused(message: string): AvatarPttError {
  return new AvatarPttError('invalid-event', message);
}

function shown(type: unknown): string {
  return String(type).slice(0, 60);
}
