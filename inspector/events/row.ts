import type { SessionRecord, TurnState, TurnEffect, TurnEvent } from 'avatar-ptt/headless';

/** A line of the list: an event, or one of the effects that followed from it. */
export interface Row {
  readonly record: SessionRecord;
  /** 0: the event; n: its nth effect. */
  readonly part: number;
  /** The state before the event; null when it is not known any more. */
  readonly before: TurnState | null;
}

/** What a row is about: the event, the effect, or the notice that an effect announces. */
export function subjectOf({ event, effects }: SessionRecord, part: number): object {
  const effect = effects[part - 1];
  if (!effect) return event;
  return effect.type === 'announce' ? effect.notice : effect;
}

/** Effects of one record that are listed; a record with more shows them all in its detail. */
export const MAX_EFFECTS = 255;

/** Number of the last effect of a record that is listed. */
export function lastPart({ effects }: SessionRecord): number {
  return Math.min(effects.length, MAX_EFFECTS);
}

/** The type as it is shown and isolated; `announce turn-ended` is a notice, `turn-ended` an event. */
export function typeOf({ event, effects }: SessionRecord, part: number): string {
  const effect = effects[part - 1];
  if (!effect) return event.type;
  return effect.type === 'announce' ? `announce ${effect.notice.type}` : effect.type;
}

/** The turn that a row belongs to: the one it names, else the one that was spoken, answered or ended; 0 is none. */
export function turnOf(record: SessionRecord, part: number): number {
  const { state, effects } = record;
  const named = turnIn(subjectOf(record, part)) ?? state.turn?.id ?? state.lock?.turnId;
  if (named !== undefined) return named;
  for (let i = 1; i <= effects.length; i++) {
    const turn = turnIn(subjectOf(record, i));
    if (turn !== undefined) return turn;
  }
  return 0;
}

function turnIn(subject: object): number | undefined {
  return 'turnId' in subject && typeof subject.turnId === 'number' ? subject.turnId : undefined;
}

/** Where something comes from, or goes to. */
export const KINDS = ['user', 'audio', 'sent', 'received', 'machine'] as const;
export type Kind = (typeof KINDS)[number];

const EVENT_KINDS: Readonly<Record<TurnEvent['type'], Kind>> = {
  connect: 'user',
  disconnect: 'user',
  press: 'user',
  release: 'user',
  drop: 'user',
  cancel: 'user',
  interrupt: 'user',
  'release-lock': 'user',
  'set-mode': 'user',
  'set-options': 'user',
  'set-press-policy': 'user',
  'set-microphone': 'user',
  'reopen-microphone': 'user',
  'send-text': 'user',
  'microphone-opened': 'audio',
  'microphone-failed': 'audio',
  'microphone-lost': 'audio',
  'microphone-flowing': 'audio',
  'microphone-silent': 'audio',
  'sound-lost': 'audio',
  'turn-sent': 'audio',
  'voice-missing': 'audio',
  'gate-opened': 'audio',
  'gate-closed': 'audio',
  'detector-changed': 'audio',
  'analyzer-changed': 'audio',
  'pause-asked': 'audio',
  'pause-answered': 'audio',
  'voice-activity': 'audio',
  'speech-started': 'audio',
  'speech-ended': 'audio',
  'speech-misfire': 'audio',
  'turn-ended': 'audio',
  'avatar-ready': 'received',
  'avatar-gone': 'received',
  'user-muted': 'received',
  'avatar-words': 'received',
  'answer-unheard': 'received',
  'avatar-speech-started': 'received',
  'avatar-speech-stopped': 'received',
  'avatar-audible': 'received',
  'turn-completed': 'received',
  transcript: 'received',
  'no-response': 'received',
  'moderation-blocked': 'received',
  'usage-limit': 'received',
  'session-ending': 'received',
  'idle-warning': 'received',
  'service-timing': 'received',
  'picture-changed': 'received',
  'session-error': 'received',
  reconnecting: 'received',
  reconnected: 'received',
  'connection-lost': 'received',
  'wire-message': 'received',
  connected: 'machine',
  'connect-failed': 'machine',
  'start-acknowledged': 'machine',
  'start-failed': 'machine',
  'stop-acknowledged': 'machine',
  'stop-failed': 'machine',
  'server-stt-failed': 'machine',
  'mode-applied': 'machine',
  'mode-failed': 'machine',
  'effect-failed': 'machine',
  'playback-blocked': 'machine',
  'playback-unlocked': 'machine',
  tick: 'machine',
};

const EFFECT_KINDS: Readonly<Record<TurnEffect['type'], Kind>> = {
  'connect-provider': 'sent',
  'disconnect-provider': 'sent',
  'start-turn': 'sent',
  'stop-turn': 'sent',
  'set-server-stt': 'sent',
  'interrupt-avatar': 'sent',
  'ask-to-be-heard': 'sent',
  'apply-mode': 'sent',
  'apply-turn-taking': 'sent',
  'send-text': 'sent',
  'open-microphone': 'audio',
  'close-microphone': 'audio',
  'open-gate': 'audio',
  'let-flow': 'audio',
  'close-gate': 'audio',
  'duck-avatar': 'audio',
  announce: 'machine',
};

// Recordings of later versions may hold types that are not known here: a Map has no inherited keys.
const ofEvents = new Map<string, Kind>(Object.entries(EVENT_KINDS));
const ofEffects = new Map<string, Kind>(Object.entries(EFFECT_KINDS));

/** The kind of a record's event; what this version does not know is `machine`. */
function kindOfEvent(event: TurnEvent): Kind {
  if (event.type === 'wire-message' && event.direction === 'out') return 'sent';
  return ofEvents.get(event.type) ?? 'machine';
}

/** The kind of an effect; what this version does not know is `machine`. */
function kindOfEffect(effect: TurnEffect): Kind {
  return ofEffects.get(effect.type) ?? 'machine';
}

/** The kind of a record's event (part 0) or of its effect `part`, counted from 1. */
export function kindOf({ event, effects }: SessionRecord, part: number): Kind {
  const effect = effects[part - 1];
  return effect ? kindOfEffect(effect) : kindOfEvent(event);
}
