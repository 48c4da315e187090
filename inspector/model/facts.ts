import { RESUMED_WITHIN_MS } from 'avatar-ptt/analysis';
import type {
  RefusalReason,
  SessionRecord,
  TurnEffect,
  TurnState,
  VadSettings,
  LockReleaseReason,
  LockWait,
} from 'avatar-ptt/headless';
import type { Capture, History } from './history.js';

/** A press that was refused; `at` is page time in ms. */
interface Refusal {
  readonly at: number;
  readonly reason: RefusalReason;
  readonly message: string;
}

/** More than anybody looks through; a stuck key can make thousands. */
const MAX_REFUSALS = 500;

/** How long before the start of a turn a voice is looked for, ms: as much as the advice may add. */
const BEFORE_MS = 150;
/** A voice is at least so much louder than the room, on the scale of `volumeOf`. */
const VOICE_ABOVE_FLOOR = 0.2;

/** Only the newest speech is judged: half a minute of frames. */
const NEWEST_FRAMES = 1000;
/** So many soft frames are more than a murmur: 1.5 s. */
const MANY_FRAMES = 48;

/** What the records of the session come to that is looked at now. */
export class CurrentFacts {
  readonly #history: History;
  #facts: Facts;

  constructor({ history }: { readonly history: History }) {
    this.#history = history;
    this.#facts = new Facts(history);
  }

  /** Brought up to the newest record; every record is looked at once. */
  get facts(): Facts {
    if (!this.#facts.isAbout(this.#history)) this.#facts = new Facts(this.#history);
    this.#facts.catchUp();
    return this.#facts;
  }
}

/** What the records of one session come to, for locks and symptoms. Sets hold turn numbers. */
export class Facts {
  locks: readonly LockSpan[] = [];
  refusals: readonly Refusal[] = [];
  /** Ended by silence, and the person spoke on soon after. */
  readonly resumed = new Set<number>();
  /** Ended by the cap while the person still spoke. */
  readonly capped = new Set<number>();
  /** Had to wait for the device to open. */
  readonly awaitedDevice = new Set<number>();
  /** Began while the person was already speaking. */
  readonly clipped = new Set<number>();
  /** Sounds that were taken for the start of speech. */
  misfires = 0;
  /** Speech over the avatar that could not interrupt it. */
  unheard = 0;
  hasTranscripts = false;
  /** Name of the device that was opened last; empty while none was. */
  device = '';
  detector: { readonly name: string; readonly reason: string } | null = null;
  /** The turn analyzer in force, and why not the one that was asked for; null while nothing tells. */
  analyzer: { readonly name: string; readonly reason: string } | null = null;
  /** Page time of the last decision to open or close the gate, ms. */
  gateDecidedAt = 0;
  readonly #history: History;
  readonly #records: History['records'];
  readonly #judged = new Set<number>();
  #before: TurnState | null;
  #seen = 0;
  #ended: { readonly turnId: number; readonly endMs: number } | null = null;

  constructor(history: History) {
    this.#history = history;
    this.#records = history.records;
    this.#before = history.initial;
  }

  /** Whether it is still the same session. */
  isAbout(history: History): boolean {
    return history.records === this.#records;
  }

  /** The usual volume of speech that is too soft to count, 0 to 1; null where it is loud enough. */
  volumeOfSoftSpeech(vad: VadSettings): number | null {
    return volumeOfSoftSpeech(this.#history, vad);
  }

  catchUp(): void {
    const { dropped, length } = this.#records;
    // Counted over all that ever came, since the oldest may have been dropped in the meantime.
    for (let i = Math.max(0, this.#seen - dropped); i < length; i++) {
      const record = this.#records.at(i);
      if (record) this.#take(record);
    }
    this.#seen = dropped + length;
    this.#judgeStarts();
  }

  #take(record: SessionRecord): void {
    const { state, effects } = record;
    this.locks = foldLocks(this.locks, record);
    for (const effect of effects) this.#followEffect(effect, record);
    this.#followSpeech(record);
    this.#followSurroundings(record);
    if (state.turn?.gate === 'waiting') this.awaitedDevice.add(state.turn.id);
    this.#before = state;
  }

  #followEffect(effect: TurnEffect, { at, state }: SessionRecord): void {
    if (effect.type === 'open-gate' || effect.type === 'close-gate') this.gateDecidedAt = at;
    // A voice that had to wait for the avatar begins in the middle, and has its own symptom.
    if (effect.type === 'open-gate' && effect.fromMs === null && state.turn?.source === 'endpointer') {
      this.#judged.add(effect.turnId);
    }
    if (effect.type !== 'announce' || effect.notice.type !== 'press-refused') return;
    const { reason, message } = effect.notice;
    this.refusals = [...this.refusals, { at, reason, message }].slice(-MAX_REFUSALS);
  }

  #followSpeech({ event, state }: SessionRecord): void {
    if (event.type === 'speech-misfire') this.misfires++;
    else if (event.type === 'speech-started') this.#speechStarted(event.onsetMs, state);
    else if (event.type === 'turn-ended') {
      const turnId = this.#before?.turn?.id ?? 0;
      this.#ended = event.reason !== 'max-duration' ? { turnId, endMs: event.endMs } : null;
      if (event.reason === 'max-duration' && state.userSpeech) this.capped.add(turnId);
    }
  }

  #speechStarted(onsetMs: number, { mode, isAvatarSpeaking, isEchoCancelled }: TurnState): void {
    const ended = this.#ended;
    this.#ended = null;
    if (ended && onsetMs - ended.endMs <= RESUMED_WITHIN_MS) this.resumed.add(ended.turnId);
    else if (mode === 'hands-free' && isAvatarSpeaking && !isEchoCancelled) this.unheard++;
  }

  #followSurroundings({ event }: SessionRecord): void {
    if (event.type === 'microphone-opened') this.device = event.label;
    else if (event.type === 'detector-changed') this.detector = { name: event.detector, reason: event.reason };
    else if (event.type === 'analyzer-changed') this.analyzer = { name: event.analyzer, reason: event.reason };
    else if (event.type === 'transcript' && event.role === 'user') this.hasTranscripts = true;
  }

  // Once a turn is over, all frames from around its start are there. Each is judged once: its frames may be dropped later.
  #judgeStarts(): void {
    const { captures, state } = this.#history;
    if (!state) return;
    captures.forEach((capture, i) => {
      if (capture.endMs === null || this.#judged.has(capture.turnId)) return;
      this.#judged.add(capture.turnId);
      // A turn that begins where the one before was cut off by its longest length has speech before it, and lost none.
      const goesOn = captures[i - 1]?.endMs === capture.startMs;
      const { vad } = capture.options ?? state.options;
      if (!goesOn && isFirstWordClipped(this.#history, capture, vad)) this.clipped.add(capture.turnId);
    });
  }
}

/**
 * Whether somebody spoke already before the turn began, so that its first word lacks its beginning. At a press any
 * speech counts; in hands-free, where the detector set the start, sound that is half as likely to be speech.
 */
function isFirstWordClipped(history: History, capture: Capture, vad: VadSettings): boolean {
  const stretch = history.stretches[capture.stretch];
  if (!stretch || stretch.length === 0) return isLoudBefore(history, capture.turnId);
  const confidence = capture.source === 'endpointer' ? vad.confidence / 2 : vad.confidence;
  // A frame that reaches into the turn says nothing about the time before it.
  const first = stretch.indexAt(capture.startMs - BEFORE_MS);
  const end = stretch.indexAt(capture.startMs);
  const isVoice = (value: number, i: number): boolean =>
    value >= confidence && (stretch.volume[first + i] ?? 0) >= vad.minVolume;
  return stretch.probability.subarray(first, end).some(isVoice);
}

/**
 * The usual volume, 0 to 1, of what the detector is sure of and `minVolume` shuts out; null unless most of the newest speech is
 * like that.
 */
function volumeOfSoftSpeech({ stretches }: History, { confidence, minVolume }: VadSettings): number | null {
  const stretch = stretches.at(-1);
  if (!stretch) return null;
  const first = Math.max(0, stretch.length - NEWEST_FRAMES);
  const isSpeech = (_: number, i: number): boolean => (stretch.probability[first + i] ?? 0) >= confidence;
  const volumes = stretch.volume.subarray(first, stretch.length).filter(isSpeech).sort();
  const softFrames = volumes.filter((volume) => volume < minVolume).length;
  const isSoft = softFrames >= MANY_FRAMES && softFrames > volumes.length / 2;
  return isSoft ? (volumes[softFrames >> 1] ?? null) : null;
}

function isLoudBefore({ levels, turns }: History, turnId: number): boolean {
  const pressedAt = turns.findLast((turn) => turn.turnId === turnId)?.pressedAt;
  if (pressedAt === undefined) return false;
  const first = levels.indexAt(pressedAt - BEFORE_MS);
  const isVoice = (value: number, i: number): boolean =>
    value >= (levels.noiseFloor[first + i] ?? 1) + VOICE_ABOVE_FLOOR;
  return levels.volume.subarray(first, levels.indexAt(pressedAt)).some(isVoice);
}

/** One lock from its beginning to its end. Page time in ms. */
export interface LockSpan {
  readonly turnId: number;
  /** What it waited for last. */
  readonly waitingFor: LockWait;
  readonly since: number;
  /** null while it holds. */
  readonly endedAt: number | null;
  readonly reason: LockReleaseReason | null;
  /** When the avatar had fallen silent under it, page ms; null while it had not. */
  readonly avatarSilentAt: number | null;
}

/** The newest locks, with one record folded in; at most `limit` are kept. The same list when the record is about none. */
function foldLocks(spans: readonly LockSpan[], record: SessionRecord, limit = 500): readonly LockSpan[] {
  const released = record.effects.reduce((list, effect) => {
    if (effect.type !== 'announce' || effect.notice.type !== 'lock-released') return list;
    return endLast(list, record.at, effect.notice.reason);
  }, spans);
  return followLock(released, record, limit);
}

function followLock(
  spans: readonly LockSpan[],
  { at, event, state }: SessionRecord,
  limit: number,
): readonly LockSpan[] {
  const { lock } = state;
  // Without a word on why, as when the beginning of the conversation was missed.
  if (!lock) return endLast(spans, at, null);
  const last = spans.at(-1);
  if (last?.endedAt !== null || last.turnId !== lock.turnId || last.since !== lock.since) {
    const { turnId, waitingFor, since } = lock;
    const span: LockSpan = { turnId, waitingFor, since, endedAt: null, reason: null, avatarSilentAt: null };
    return [...endLast(spans, at, null), span].slice(-limit);
  }
  if (event.type === 'avatar-speech-stopped') return withLast(spans, { avatarSilentAt: at });
  if (event.type === 'avatar-speech-started') return withLast(spans, { avatarSilentAt: null });
  return last.waitingFor === lock.waitingFor ? spans : withLast(spans, { waitingFor: lock.waitingFor });
}

function endLast(spans: readonly LockSpan[], endedAt: number, reason: LockReleaseReason | null): readonly LockSpan[] {
  return spans.at(-1)?.endedAt === null ? withLast(spans, { endedAt, reason }) : spans;
}

function withLast(spans: readonly LockSpan[], changes: Partial<LockSpan>): readonly LockSpan[] {
  const last = spans.at(-1);
  return last ? [...spans.slice(0, -1), { ...last, ...changes }] : spans;
}
