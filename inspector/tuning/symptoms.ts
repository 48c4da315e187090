import type { TurnMark } from 'avatar-ptt/analysis';
import {
  mergeTurnTaking,
  smartTurnSettings,
  type PartialTurnTaking,
  type TurnTakingOptions,
  type TurnTiming,
} from 'avatar-ptt/headless';
import { CurrentFacts, type Facts, type LockSpan } from '../model/facts.js';
import type { Inspection } from '../model/inspection.js';
import { SpeakerCurves, type EndOfTurnPatch } from '../what-if/speaker-curves.js';
import { silenceText } from '../what-if/suggestion-words.js';

/** What can be wrong with how turns are taken. */
export type SymptomId =
  | 'answers-mid-sentence'
  | 'capped'
  | 'answers-late'
  | 'first-word-clipped'
  | 'stays-locked'
  | 'press-refused'
  | 'noise-triggers'
  | 'slow-first-press'
  | 'slow-to-close'
  | 'unheard-over-avatar'
  | 'too-soft';

/** What helps, as a change of the settings. */
export interface Cure {
  /** For a button: `Wait 2.5 s`. */
  readonly text: string;
  readonly patch: PartialTurnTaking;
}

/** A symptom that this conversation shows. */
export interface Symptom {
  readonly id: SymptomId;
  /** What was seen: `3 turns ended while you were still speaking`. */
  readonly text: string;
  readonly turnIds: readonly number[];
  /** The first is the one to try first; empty when everything that helps is set already. */
  readonly cures: readonly Cure[];
}

/** What the finders look at. */
interface Seen {
  readonly facts: Facts;
  readonly turns: readonly TurnTiming[];
  readonly marked: (mark: TurnMark) => readonly number[];
  /** The settings that a cure would change. */
  readonly options: TurnTakingOptions;
  /** What suits this speaker by all that was heard, where that is certain. */
  readonly recommended: EndOfTurnPatch | null;
}

/** Looks for one symptom. */
type Finder = (seen: Seen) => Symptom | null;

/** The symptoms that a conversation shows, with what would cure them if `options` were in force. */
export function symptomsOf(inspection: Inspection, options: TurnTakingOptions): readonly Symptom[] {
  const { history, marks } = inspection;
  const seen: Seen = {
    facts: inspection.model(CurrentFacts).facts,
    turns: history.turns,
    marked: (wanted) => [...marks].flatMap(([turnId, mark]) => (mark === wanted ? [turnId] : [])),
    options,
    recommended: inspection.model(SpeakerCurves).recommended,
  };
  return [...VOICE_FINDERS, ...PRESS_FINDERS].flatMap((find) => find(seen) ?? []);
}

/** A lock is felt as stuck when it holds so long after the avatar fell silent, ms. */
const STUCK_MS = 1000;
/** A tail that is felt, ms. */
const LONG_TAIL_MS = 500;

/** What goes wrong around the button: locks, refusals, a slow start, a slow end. */
const PRESS_FINDERS: readonly Finder[] = [staysLocked, pressRefused, slowFirstPress, slowToClose];

function staysLocked({ facts, options }: Seen): Symptom | null {
  const stuck = facts.locks.filter(isStuck);
  if (stuck.length === 0) return null;
  const { turnCompletionTimeoutMs: timeoutMs } = options.pushToTalkPolicy;
  const nextMs = timeoutMs === 0 ? 5000 : Math.max(1000, Math.round(timeoutMs / 200) * 100);
  return {
    id: 'stays-locked',
    text: `The button stayed locked with nothing left to wait for, ${times(stuck.length)}`,
    turnIds: stuck.map(({ turnId }) => turnId),
    cures: [
      ...cure(options, 'Let the end of speech unlock too', {
        pushToTalkPolicy: { allowSpeechStoppedFallbackAfterSpeechStart: true },
      }),
      ...cure(options, `Release after ${nextMs / 1000} s`, { pushToTalkPolicy: { turnCompletionTimeoutMs: nextMs } }),
    ],
  };
}

// A timeout while the avatar still speaks is too early, not stuck.
function isStuck({ endedAt, avatarSilentAt, reason, waitingFor }: LockSpan): boolean {
  if (endedAt === null) return false;
  const isSilent = avatarSilentAt !== null && endedAt - avatarSilentAt >= STUCK_MS;
  return isSilent || (reason === 'timeout' && waitingFor === 'answer');
}

function pressRefused({ facts, options }: Seen): Symptom | null {
  const count = facts.refusals.filter(({ reason }) => reason === 'avatar-busy').length;
  if (count === 0) return null;
  return {
    id: 'press-refused',
    text: `A press was refused because the avatar had not finished, ${times(count)}`,
    turnIds: [],
    cures: cure(options, 'Let a press interrupt the avatar', { pushToTalkPolicy: { interruptBotOnPress: true } }),
  };
}

function slowFirstPress({ facts, options }: Seen): Symptom | null {
  const turnIds = [...facts.awaitedDevice];
  if (turnIds.length === 0) return null;
  return {
    id: 'slow-first-press',
    text: `${countOf(turnIds)} had to wait for the microphone to open`,
    turnIds,
    cures: cure(options, 'Open it at the start, muted', {
      localAudioPolicy: { pushToTalkStartupMode: 'prewarm-muted' },
    }),
  };
}

function slowToClose({ turns: all, options }: Seen): Symptom | null {
  const slow = all.filter(
    ({ releasedAt, capturedUntil, source }) =>
      source !== 'endpointer' &&
      releasedAt !== null &&
      capturedUntil !== null &&
      capturedUntil - releasedAt >= LONG_TAIL_MS,
  );
  if (slow.length === 0) return null;
  const releaseTailMs = Math.min(300, options.pushToTalkPolicy.releaseTailMs);
  return {
    id: 'slow-to-close',
    text: `The microphone stayed open for half a second or more after the release, ${times(slow.length)}`,
    turnIds: slow.map(({ turnId }) => turnId),
    cures: cure(options, `Shorten the tail to ${releaseTailMs} ms`, { pushToTalkPolicy: { releaseTailMs } }),
  };
}

/** So many dropped noises are more than a cough. */
const MANY_MISFIRES = 5;
/** Soft syllables of a speaker lie 10 dB below the usual ones. */
const SOFTEST_BELOW = 0.1;

/** What goes wrong where the voice decides: who is cut off, clipped, answered late, or not heard. */
const VOICE_FINDERS: readonly Finder[] = [
  answersMidSentence,
  capped,
  firstWordClipped,
  answersLate,
  noiseTriggers,
  unheardOverAvatar,
  tooSoft,
];

function answersMidSentence({ facts, marked, options, recommended }: Seen): Symptom | null {
  const turnIds = [...new Set([...facts.resumed, ...marked('cut-me-off')])].sort((a, b) => a - b);
  if (turnIds.length === 0) return null;
  const { stopSecs } = smartTurnSettings(options) ?? options.customTurnDetection;
  const next = stopSecs < 2.5 ? 2.5 : stopSecs < 3 ? 3 : Math.min(10, stopSecs + 1);
  return {
    id: 'answers-mid-sentence',
    text: `${countOf(turnIds)} ended while you were still speaking`,
    turnIds,
    cures:
      recommendedCure(options, recommended) ??
      cure(options, `Wait for ${next} s of silence`, endOfTurn({ stopSecs: next })),
  };
}

function capped({ facts, options }: Seen): Symptom | null {
  const turnIds = [...facts.capped];
  if (turnIds.length === 0) return null;
  const { maxDurationSecs } = smartTurnSettings(options) ?? options.customTurnDetection;
  const next = Math.min(120, Math.max(15, maxDurationSecs * 2));
  return {
    id: 'capped',
    text: `${countOf(turnIds)} reached the longest length while you were still speaking`,
    turnIds,
    cures: cure(options, `Allow turns of ${next} s`, endOfTurn({ maxDurationSecs: next })),
  };
}

function firstWordClipped({ facts, turns: all, options }: Seen): Symptom | null {
  const turnIds = [...facts.clipped];
  if (turnIds.length === 0) return null;
  const isVoice = all.some(({ turnId, source }) => facts.clipped.has(turnId) && source === 'endpointer');
  const isPress = all.some(({ turnId, source }) => facts.clipped.has(turnId) && source !== 'endpointer');
  const preSpeechMs = options.customTurnDetection.preSpeechMs < 80 ? 80 : 150;
  const preRollMs = options.pushToTalkPolicy.preRollMs < 150 ? 150 : 300;
  return {
    id: 'first-word-clipped',
    text: `${countOf(turnIds)} began after you had begun to speak`,
    turnIds,
    cures: [
      ...(isVoice ? cure(options, `Add ${preSpeechMs} ms before the onset`, endOfTurn({ preSpeechMs })) : []),
      ...(isPress ? cure(options, `Add ${preRollMs} ms before the press`, { pushToTalkPolicy: { preRollMs } }) : []),
    ],
  };
}

function answersLate({ marked, options, recommended }: Seen): Symptom | null {
  const turnIds = marked('too-slow');
  if (turnIds.length === 0) return null;
  const { stopSecs } = smartTurnSettings(options) ?? options.customTurnDetection;
  const next = Math.max(0.3, Math.round(stopSecs * 7) / 10);
  return {
    id: 'answers-late',
    text: `You marked ${countOf(turnIds)} as answered too late`,
    turnIds,
    cures:
      recommendedCure(options, recommended) ??
      cure(options, `Wait only for ${next} s of silence`, endOfTurn({ stopSecs: next })),
  };
}

function noiseTriggers({ facts, turns: all, options }: Seen): Symptom | null {
  const turnIds = all.filter((turn) => isWordless(turn, facts)).map(({ turnId }) => turnId);
  if (turnIds.length === 0 && facts.misfires < MANY_MISFIRES) return null;
  const startSecs = Math.min(1, Math.round((options.vad.startSecs + 0.1) * 100) / 100);
  const noises = `${facts.misfires} noises were taken for the start of speech, and dropped in time`;
  return {
    id: 'noise-triggers',
    text: turnIds.length > 0 ? `${countOf(turnIds)} had no words: noise may have started them` : noises,
    turnIds,
    cures: [
      ...cure(options, 'Switch to push-to-talk', { mode: 'push-to-talk' }),
      ...cure(options, `Start at ${startSecs} s of speech`, { vad: { startSecs } }),
    ],
  };
}

// Without any transcript in the whole conversation, the backend may just not give them.
function isWordless(turn: TurnTiming, { hasTranscripts }: Facts): boolean {
  if (turn.source !== 'endpointer' || turn.lockReleasedAt === null) return false;
  if (turn.lockReleaseReason === 'no-response') return true;
  return hasTranscripts && turn.finalTranscriptAt === null && turn.lockReleaseReason === 'timeout';
}

function unheardOverAvatar({ facts, options }: Seen): Symptom | null {
  if (facts.unheard === 0) return null;
  return {
    id: 'unheard-over-avatar',
    text: `You spoke over the avatar and it went on, ${times(facts.unheard)}: its own voice could not be told from yours`,
    turnIds: [],
    cures: [
      ...cure(options, 'Switch echo cancellation on', { localAudioPolicy: { enableAcousticEchoCancellation: true } }),
      ...cure(options, 'Switch to push-to-talk', { mode: 'push-to-talk' }),
    ],
  };
}

function tooSoft({ facts, options }: Seen): Symptom | null {
  const volume = facts.volumeOfSoftSpeech(options.vad);
  if (volume === null) return null;
  const minVolume = Math.max(0, Math.floor((volume - SOFTEST_BELOW) * 20) / 20);
  return {
    id: 'too-soft',
    text: 'You are heard, but too softly to count as speech',
    turnIds: [],
    cures: cure(options, `Count from a volume of ${minVolume} on`, { vad: { minVolume } }),
  };
}

function endOfTurn(custom: NonNullable<PartialTurnTaking['customTurnDetection']>): PartialTurnTaking {
  return { turnDetection: 'custom', customTurnDetection: custom };
}

// Cut off here, kept waiting there: one number against each would contradict the other, and what what-if suggests.
function recommendedCure(options: TurnTakingOptions, recommended: EndOfTurnPatch | null): readonly Cure[] | null {
  if (!recommended) return null;
  const { analyzer = '', minStopSecs, stopSecs = 0 } = recommended;
  const silence = silenceText(minStopSecs === undefined ? { stopSecs } : { stopSecs, minStopSecs });
  const by = analyzer === 'silence' ? '' : ` with ${analyzer}`;
  return cure(options, `Wait for ${silence} of silence${by}, as suggested below`, endOfTurn(recommended));
}

/** One cure, unless it is what is set already. */
function cure(options: TurnTakingOptions, text: string, patch: PartialTurnTaking): readonly Cure[] {
  return mergeTurnTaking(options, patch) === options ? [] : [{ text, patch }];
}

/** A count for a sentence: `1 turn`, `3 turns`. */
function countOf(turnIds: readonly number[]): string {
  return turnIds.length === 1 ? '1 turn' : `${turnIds.length} turns`;
}

/** A count for a sentence: `once`, `3 times`. */
function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
