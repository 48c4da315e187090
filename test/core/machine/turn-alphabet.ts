import type { PressPolicy, TurnTakingOptions } from '../../../src/core/settings/options.js';
import type {
  OutcomeEvent,
  BackendEvent,
  CaptureEvent,
  TurnEvent,
  UserEvent,
} from '../../../src/core/machine/turn-events.js';
import { deadlinesOf } from '../../../src/core/machine/deadlines.js';
import type { TurnState } from '../../../src/core/machine/turn-state.js';

/** An event to try; `isOwn`: in a person's own power, whatever backend and device do. */
export interface Try {
  readonly event: TurnEvent;
  readonly isOwn: boolean;
}

type Bare = UserEvent | CaptureEvent | BackendEvent | OutcomeEvent;

const BROKEN = { code: 'broken', message: 'It broke.' };
const SOURCES = ['pointer', 'click', 'app'] as const;

const OWN: readonly Bare[] = [
  { type: 'disconnect' },
  ...SOURCES.map((source) => ({ type: 'release', source }) as const),
  { type: 'cancel' },
  { type: 'release-lock' },
];

const FIXED: readonly Bare[] = [
  { type: 'connect' },
  ...SOURCES.map((source) => ({ type: 'press', source }) as const),
  ...(['blur', 'hidden', 'removed', 'unplugged'] as const).map((reason) => ({ type: 'drop', reason }) as const),
  { type: 'drop', reason: 'control-hidden' },
  { type: 'drop', reason: 'pointer-cancelled', source: 'pointer' },
  { type: 'drop', reason: 'gamepad-disconnected', source: 'gamepad' },
  { type: 'interrupt' },
  { type: 'set-mode', mode: 'hands-free' },
  { type: 'set-mode', mode: 'push-to-talk' },
  { type: 'set-microphone', deviceId: '' },
  { type: 'reopen-microphone' },
  { type: 'reopen-microphone', isAutomatic: true },
  { type: 'sound-lost', turnId: 1, lostMs: 1 },
  { type: 'turn-sent', turnId: 1, firstLateMs: 1, lastLateMs: 0, caughtUpMs: 1 },
  { type: 'voice-missing', turnId: 1, isOver: false },
  { type: 'send-text', text: 'hello' },
  { type: 'microphone-failed', ...BROKEN },
  { type: 'microphone-lost', ...BROKEN },
  { type: 'microphone-lost', code: 'microphone-unplugged', message: 'Gone.' },
  { type: 'microphone-lost', code: 'microphone-suspended', message: 'Asleep.' },
  { type: 'microphone-flowing' },
  { type: 'microphone-silent', ...BROKEN },
  { type: 'gate-closed', turnId: 1, endMs: 1 },
  { type: 'detector-changed', detector: 'energy', reason: '' },
  { type: 'voice-activity', isActive: true },
  { type: 'voice-activity', isActive: false },
  { type: 'speech-ended', endMs: 1 },
  { type: 'speech-misfire', onsetMs: 1, endMs: 1 },
  { type: 'turn-ended', endMs: 1, reason: 'stop-secs' },
  { type: 'turn-ended', endMs: 1, reason: 'max-duration' },
  { type: 'turn-ended', endMs: 1, reason: 'sounded-complete' },
  { type: 'analyzer-changed', analyzer: 'stand-in', reason: '' },
  { type: 'pause-asked', pauseMs: 0, askedMs: 1 },
  { type: 'pause-answered', askedMs: 1, completeness: 1 },
  { type: 'pause-answered', askedMs: 1, completeness: null },
  { type: 'avatar-ready' },
  { type: 'avatar-gone' },
  { type: 'user-muted', isMuted: true },
  { type: 'user-muted', isMuted: false },
  { type: 'usage-limit', message: 'Enough.' },
  { type: 'usage-limit', message: 'Enough.', isSessionOver: true },
  { type: 'session-ending', remainingSecs: 60, reason: 'max-duration' },
  { type: 'idle-warning', remainingSecs: 10 },
  { type: 'picture-changed' },
  { type: 'session-error', ...BROKEN },
  { type: 'reconnecting' },
  { type: 'reconnected' },
  { type: 'connection-lost', ...BROKEN },
  { type: 'wire-message', direction: 'in' },
  { type: 'connected', capabilities: { serverStt: true, interrupt: true, sendText: true } },
  { type: 'connect-failed', ...BROKEN },
  { type: 'mode-applied', mode: 'hands-free' },
  { type: 'mode-applied', mode: 'push-to-talk' },
  { type: 'mode-failed', mode: 'hands-free', ...BROKEN },
  { type: 'mode-failed', mode: 'push-to-talk', ...BROKEN },
  { type: 'effect-failed', effect: 'open-gate', ...BROKEN },
  { type: 'playback-blocked' },
  { type: 'playback-unlocked' },
];

/**
 * Every event with every payload that could matter in this state, at this moment; time, up to each wait's end; and a
 * change to each of the settings and of the rules of pressing given.
 */
export function eventsIn(
  state: TurnState,
  at: number,
  settings: readonly TurnTakingOptions[],
  policies: readonly PressPolicy[] = [],
): Try[] {
  const { enableAcousticEchoCancellation: isEchoCancelled } = state.options.localAudioPolicy;
  const bare: Bare[] = [
    ...FIXED,
    { type: 'microphone-opened', label: 'Desk', isEchoCancelled },
    { type: 'speech-started', onsetMs: (state.userSpeech?.onsetMs ?? 0) + 1 },
    { type: 'speech-ended', endMs: (state.userSpeech?.onsetMs ?? 0) + 1000 },
    ...settings.map((options) => ({ type: 'set-options', options }) as const),
    ...policies.map((pressPolicy) => ({ type: 'set-press-policy', pressPolicy }) as const),
    ...aboutTurns(state),
  ];
  return [
    ...OWN.map((event) => ({ event: { ...event, at }, isOwn: true })),
    ...momentsIn(state, at).map((moment) => ({ event: { type: 'tick' as const, at: moment }, isOwn: true })),
    ...bare.map((event) => ({ event: { ...event, at }, isOwn: false })),
  ];
}

// The right turn, one before it, one that never was, and none named.
function aboutTurns({ turn, stop, lock, turnIds: { next } }: TurnState): Bare[] {
  const own = new Set([turn?.id, stop?.turnId, lock?.turnId, next - 1].filter((id) => id !== undefined));
  const ids = [...new Set([...own, Math.min(...own) - 1, next + 7])];
  return [...ids.flatMap(outcomesOf), ...ids.flatMap((id) => answersTo({ turnId: id })), ...answersTo({})];
}

function outcomesOf(turnId: number): Bare[] {
  return [
    { type: 'start-acknowledged', turnId },
    { type: 'start-failed', turnId, ...BROKEN },
    { type: 'stop-acknowledged', turnId },
    { type: 'stop-failed', turnId, ...BROKEN },
    { type: 'server-stt-failed', turnId, ...BROKEN },
    { type: 'gate-opened', turnId, startMs: 1 },
  ];
}

function answersTo(about: { readonly turnId?: number }): Bare[] {
  return [
    { type: 'avatar-speech-started', ...about },
    { type: 'avatar-speech-stopped', ...about },
    { type: 'avatar-audible', ...about },
    { type: 'turn-completed', ...about },
    { type: 'transcript', role: 'user', text: 'hello', final: true, ...about },
    { type: 'transcript', role: 'user', text: 'hel', final: false, ...about },
    { type: 'transcript', role: 'avatar', text: 'hello', final: true, ...about },
    { type: 'avatar-words', text: 'hello', ...about },
    { type: 'answer-unheard', ...about },
    { type: 'no-response', ...about },
    { type: 'moderation-blocked', ...about },
  ];
}

function momentsIn(state: TurnState, at: number): number[] {
  const { turn, heldPress, pressPolicy } = state;
  const taps = [turn?.pressedAt, turn?.capturedAt, turn?.downAt, heldPress?.since].flatMap((since) =>
    since == null ? [] : [since + pressPolicy.tapMs],
  );
  const moments = [...deadlinesOf(state).map((due) => due.at), ...taps];
  return [...new Set(moments)].filter((moment) => moment > at);
}
