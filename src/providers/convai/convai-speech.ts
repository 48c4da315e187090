import type { BackendEvent } from '../../core/machine/turn-events.js';
import type { About, Answers } from '../cloud/answers.js';
import { textOf, type WireObject } from '../cloud/wire-object.js';

interface Response {
  readonly about: About;
  isOver: boolean;
}

interface Spoken {
  readonly about: About;
  readonly data: WireObject;
  readonly response: Response | undefined;
  isStopped: boolean;
}

/** What its words about an answer lead to. */
export interface ConvaiSpeechParts {
  readonly answers: Answers;
  readonly emit: (event: BackendEvent, raw?: unknown) => void;
  /** Tells the service to stop what nobody wants. */
  readonly silenceAvatar: () => void;
  /** This turn is being answered, so its end has arrived. */
  readonly proven: (turnId: number) => void;
}

const KEPT_RESPONSES = 20;
/** By what its words tell one answer from another, where both name it. */
const NAMES = ['response_id', 'epoch', 'participant_identity'];

/**
 * Which answer the service means by its words about what it says. They need not name one, and may come twice or late; what
 * is sure is their order: started, stopped, completed. So an end without a name is that of the newest answer that began
 * and has not had it, and any other is stale; what is complete stays so.
 */
export class ConvaiSpeech {
  readonly #parts: ConvaiSpeechParts;
  readonly #responses = new Map<string, Response>();
  #spoken: Spoken | null = null;
  /** How far the model is with what was asked last. */
  #model: 'idle' | 'begun' | 'done' = 'idle';
  /** What was asked last has had neither a start nor an end, and what was asked before that had not. */
  #isOpen = false;
  #isOwed = false;

  constructor(parts: ConvaiSpeechParts) {
    this.#parts = parts;
  }

  /** Something else is to be answered now. */
  expect(): void {
    this.#model = 'idle';
    this.#isOwed = this.#isOpen;
    this.#isOpen = true;
  }

  /** The model answers, or has said all of it. */
  model(progress: 'begun' | 'done'): void {
    this.#model = progress;
    if (progress === 'begun') this.#prove();
  }

  /** Whether this is about the answer that is spoken, whoever else is spoken to by now. */
  isOfSpoken(data: WireObject | null): boolean {
    const said = this.#spoken?.data;
    return said !== undefined && data !== null && NAMES.every((name) => !isOther(said, data, name));
  }

  started(data: WireObject, raw: WireObject): void {
    const { answers, silenceAvatar: silenceAvatar } = this.#parts;
    const known = this.#responseOf(data);
    if (known?.isOver) {
      this.#show(raw);
      return;
    }
    const about = known?.about ?? answers.expected;
    const response = known ?? this.#keep(nameOf(data, 'response_id'), about);
    this.#spoken = { about, data, response, isStopped: false };
    if (!known) {
      this.#isOpen = false;
      this.#prove();
    }
    if (!answers.started(raw, known?.about)) silenceAvatar();
  }

  stopped(data: WireObject, raw: WireObject): void {
    const spoken = this.#spoken;
    const known = this.#responseOf(data);
    const isOfSpoken = this.isOfSpoken(data);
    if (spoken && isOfSpoken) spoken.isStopped = true;
    if (!known?.isOver && (known || isOfSpoken)) this.#parts.answers.ended(raw, false, known?.about);
    else this.#show(raw);
  }

  completed(data: WireObject, raw: WireObject): void {
    const isUnheard = isUndelivered(data);
    const known = this.#responseOf(data);
    const about = known?.about ?? (isUnheard ? this.#begun() : this.#ended(data));
    if (!about || known?.isOver) {
      this.#show(raw);
    } else if (isUnheard) {
      this.#over(about, known);
      this.#unheard(about, raw);
    } else {
      const isSure = known !== undefined || !this.#isUnstopped(about);
      if (isSure) this.#over(about, known);
      this.#parts.answers.completed(raw, about, isSure);
    }
  }

  /** The end of one that has not had its stop may be an old one: silence tells. */
  #isUnstopped(about: About): boolean {
    return this.#spoken?.about === about && !this.#spoken.isStopped;
  }

  #over(about: About, known: Response | undefined): void {
    const spoken = this.#spoken;
    const isSpoken = known ? known === spoken?.response : about === spoken?.about;
    const response = isSpoken ? spoken?.response : known;
    if (response) response.isOver = true;
    if (isSpoken) this.#spoken = null;
    else if (!known) this.#isOpen = false;
    this.#model = 'idle';
  }

  #unheard(about: About, raw: WireObject): void {
    const { answers, emit } = this.#parts;
    const isWanted = answers.aboutOf(about) !== null;
    answers.ended(undefined, false, about);
    answers.markAnswered(about);
    if (isWanted) emit({ type: 'answer-unheard', ...about }, raw);
    else this.#show(raw);
  }

  /** The newest answer that may be complete. */
  #ended(data: WireObject): About | null {
    const spoken = this.#spoken;
    const isDue = !this.#isOpen || spoken?.isStopped === true || this.#parts.answers.isSpeaking;
    if (spoken && isDue && this.isOfSpoken(data)) return spoken.about;
    return this.#isOpen && this.#isWithoutVoice(data) ? this.#parts.answers.aboutOf() : null;
  }

  /** An answer may be in writing alone, or interrupted before it spoke. */
  #isWithoutVoice(data: WireObject): boolean {
    if (this.#model === 'done') return true;
    if (data['was_interrupted'] !== true) return false;
    const isOwed = this.#isOwed;
    this.#isOwed = false;
    return !isOwed;
  }

  /** The newest answer that is on its way. */
  #begun(): About | null {
    return this.#spoken?.about ?? (this.#model === 'idle' ? null : this.#parts.answers.aboutOf());
  }

  #prove(): void {
    const { turnId } = this.#parts.answers.expected;
    if (turnId) this.#parts.proven(turnId);
  }

  #keep(name: string, about: About): Response | undefined {
    if (!name) return undefined;
    const response = { about, isOver: false };
    this.#responses.set(name, response);
    const [oldest] = this.#responses.keys();
    if (this.#responses.size > KEPT_RESPONSES && oldest !== undefined) this.#responses.delete(oldest);
    return response;
  }

  #responseOf(data: WireObject): Response | undefined {
    return this.#responses.get(nameOf(data, 'response_id'));
  }

  #show(raw: unknown): void {
    this.#parts.emit({ type: 'wire-message', direction: 'in' }, raw);
  }
}

/** Empty for what names nothing. */
function nameOf(data: WireObject, field: string): string {
  const value = Object.hasOwn(data, field) ? data[field] : '';
  return typeof value === 'number' ? String(value) : textOf(data, field, 200);
}

function isUndelivered(data: WireObject): boolean {
  return data['was_aborted'] === true && data['error_reason'] === 'audio_delivery_failed';
}

function isOther(said: WireObject, data: WireObject, field: string): boolean {
  const [one, other] = [nameOf(said, field), nameOf(data, field)];
  return one !== '' && other !== '' && one !== other;
}
