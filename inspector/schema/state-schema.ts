import { AvatarPttError, DEFAULT_TURN_TAKING, mergeTurnTaking } from 'avatar-ptt/headless';
import type {
  ConversationMode,
  PressPolicy,
  PressSource,
  SilenceTurnSettings,
  TurnEndReason,
  TurnLock,
  TurnState,
  TurnTakingOptions,
} from 'avatar-ptt/headless';
import {
  amount,
  badRecording,
  count,
  fields,
  flag,
  listOf,
  missingAs,
  moment,
  nullable,
  optional,
  text,
  word,
  type Parser,
} from './parsing.js';

type Turn = NonNullable<TurnState['turn']>;
type Window = NonNullable<Turn['window']>;
type Held = NonNullable<TurnState['heldPress']>;
type Stop = NonNullable<TurnState['stop']>;

export const source: Parser<PressSource> = word<PressSource>({
  pointer: true,
  keyboard: true,
  hotkey: true,
  gamepad: true,
  click: true,
  app: true,
  endpointer: true,
});

export const mode: Parser<ConversationMode> = word<ConversationMode>({ 'hands-free': true, 'push-to-talk': true });

const serviceTurn = fields<SilenceTurnSettings>({ stopSecs: amount, preSpeechMs: amount, maxDurationSecs: amount });

export const capabilities = fields<TurnState['capabilities']>({
  serverStt: flag,
  interrupt: flag,
  sendText: flag,
  serviceTurn: optional(serviceTurn),
});

export const pressPolicy = fields<PressPolicy>({
  style: word<PressPolicy['style']>({ hold: true, toggle: true, hybrid: true }),
  tapMs: amount,
  maxHoldMs: amount,
  latchEnds: missingAs('tap', word<PressPolicy['latchEnds']>({ tap: true, endpoint: true })),
});

/** Settings, checked as at the tag's own door; what is missing has its default. */
export const turnTaking: Parser<TurnTakingOptions> = (value, path) => {
  try {
    return mergeTurnTaking(DEFAULT_TURN_TAKING, value);
  } catch (error) {
    const why = error instanceof AvatarPttError ? error.message : '';
    throw badRecording(`${path} is not a set of turn-taking settings. ${why}`, error);
  }
};

const endReason = word<TurnEndReason>({
  release: true,
  'stop-secs': true,
  'sounded-complete': true,
  'max-duration': true,
  'max-hold': true,
  'mode-switch': true,
  blur: true,
  hidden: true,
  answered: true,
  'control-hidden': true,
  removed: true,
  unplugged: true,
  'gamepad-disconnected': true,
  'pointer-cancelled': true,
});

const newestTurn = fields<Turn>({
  id: count,
  source,
  heldBy: listOf(source, 10),
  pressedAt: moment,
  downAt: moment,
  capturedAt: nullable(moment),
  startAudioMs: nullable(moment),
  leadMs: missingAs(0, amount),
  countsAt: missingAs(NaN, moment),
  isLatched: flag,
  gate: word<Turn['gate']>({ waiting: true, open: true, closed: true }),
  acknowledgedAt: nullable(moment),
  ackDueAt: nullable(moment),
  releasedAt: nullable(moment),
  endReason: nullable(endReason),
  durationMs: nullable(amount),
  stop: word<Turn['stop']>({ none: true, due: true, sent: true }),
  isDiscarded: flag,
  window: nullable(fields<Window>({ kind: word<Window['kind']>({ capture: true, transcript: true }), endsAt: moment })),
  holdEndsAt: nullable(moment),
  isHoldWarned: flag,
});

/** A turn, also of a recording from when no turn was taken up anew or ended by itself. */
const turn: Parser<Turn> = (value, path) => {
  const parsed = newestTurn(value, path);
  return Number.isNaN(parsed.countsAt) ? { ...parsed, countsAt: parsed.pressedAt } : parsed;
};

const stop = fields<Stop>({
  turnId: count,
  isDiscarded: flag,
  attempt: (value, path) => {
    if (value === 1 || value === 2) return value;
    throw badRecording(`${path} is not 1 or 2.`);
  },
  hasFailed: flag,
  dueAt: moment,
});

const lock = fields<TurnLock>({
  turnId: count,
  waitingFor: word<TurnLock['waitingFor']>({ answer: true, 'turn-completed': true, 'speech-stopped': true }),
  since: moment,
  releasesAt: nullable(moment),
});

const presentState = fields<TurnState>({
  connection: word<TurnState['connection']>({
    disconnected: true,
    connecting: true,
    connected: true,
    reconnecting: true,
    failed: true,
  }),
  connectDueAt: nullable(moment),
  mode,
  modeChange: nullable(fields<NonNullable<TurnState['modeChange']>>({ mode, dueAt: moment, from: mode })),
  options: turnTaking,
  pressPolicy,
  capabilities,
  service: fields<TurnState['service']>({
    presence: word<TurnState['service']['presence']>({ awaited: true, here: true, gone: true }),
    isUserMuted: flag,
  }),
  microphone: word<TurnState['microphone']>({ closed: true, opening: true, open: true, lost: true, failed: true }),
  deviceId: text,
  isSoundFlowing: flag,
  isEchoCancelled: flag,
  isAmbient: flag,
  isServerSttOn: flag,
  phase: word<TurnState['phase']>({ idle: true, starting: true, capturing: true, releasing: true, awaiting: true }),
  turn: nullable(turn),
  stop: nullable(stop),
  lock: nullable(lock),
  heldPress: nullable(fields<Held>({ source, since: moment })),
  isAvatarSpeaking: flag,
  isDucked: flag,
  isVoiceActive: flag,
  userSpeech: nullable(
    fields<NonNullable<TurnState['userSpeech']>>({
      onsetMs: moment,
      endMs: nullable(moment),
      hasWaited: flag,
    }),
  ),
  cutUntilMs: moment,
  avatarState: word<TurnState['avatarState']>({ idle: true, listening: true, thinking: true, speaking: true }),
  turnIds: fields<TurnState['turnIds']>({ next: count, first: count, staleUpTo: count }),
});

/** A state of the turn machine, also of a recording from when it only knew whether the avatar is ready. */
export const turnState: Parser<TurnState> = (value, path) => presentState(withService(value), path);

// What that state said beside it goes first, so that a state which has both keeps its own `service`.
function withService(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'isAvatarReady')) return value;
  const isReady: unknown = Reflect.get(value, 'isAvatarReady');
  return { service: { presence: isReady === true ? 'here' : 'awaited', isUserMuted: false }, ...value };
}
