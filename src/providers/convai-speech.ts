import type { BackendEvent } from '../core/turn-events.js';
import type { About, Answers } from './answers.js';
import { textOf, type WireObject } from './wire-object.js';

interface Spoken {
  readonly about: About;
  readonly epoch: unknown;
  isStopped: boolean;
}

/** What its words about an answer lead to. */
export interface ConvaiSpeechParts {
  readonly answers: Answers;
  readonly emit: (event: BackendEvent, raw?: unknown) => void;
  /** Tells the service to stop what nobody wants. */
  readonly hush: () => void;
  /** This turn is being answered, so its end has arrived. */
  readonly proven: (turnId: number) => void;
}

const KEPT_RESPONSES = 20;

/**
 * Which answer the service means by its words about what it says. They need not name one, and may come twice or late; what
 * is sure is their order: started, stopped, completed. So an end without a name is that of the newest answer that began
 * and has not had it, and any other is stale.
 */
export class ConvaiSpeech {
  readonly #parts: ConvaiSpeechParts;
  /** To which turn each of the service's responses is. */
  readonly #responses = new Map<string, About>();
  #spoken: Spoken | null = null;
  /** How far the model is with what was asked last. */
  #model: 'idle' | 'begun' | 'done' = 'idle';
  /** A service that was asked for text alone never speaks, and its answers are complete without. */
  #hasVoice = false;

  constructor(parts: ConvaiSpeechParts) {
    this.#parts = parts;
  }

  /** Something else is to be answered now. */
  expect(): void {
    this.#model = 'idle';
  }

  /** The model answers, or has said all of it. */
  model(progress: 'begun' | 'done'): void {
    this.#model = progress;
    if (progress === 'begun') this.#prove();
  }

  started(data: WireObject, raw: WireObject): void {
    const { answers, hush } = this.#parts;
    const about = answers.expected;
    const response = textOf(data, 'response_id', 100);
    if (response) this.#keep(response, about);
    this.#spoken = { about, epoch: data['epoch'], isStopped: false };
    this.#hasVoice = true;
    this.#prove();
    if (!answers.started(raw)) hush();
  }

  stopped(data: WireObject, raw: WireObject): void {
    const spoken = this.#spoken;
    const about = this.#responseOf(data);
    const isOther = about ? about.turnId !== spoken?.about.turnId : spoken?.epoch !== data['epoch'];
    if (spoken && !isOther) spoken.isStopped = true;
    if (about || !isOther) this.#parts.answers.ended(raw, false, about);
    else this.#show(raw);
  }

  completed(data: WireObject, raw: WireObject): void {
    const isUnheard = data['was_aborted'] === true && data['error_reason'] === 'audio_delivery_failed';
    const about = this.#responseOf(data) ?? (isUnheard ? this.#begun() : this.#ended());
    if (!about) {
      this.#show(raw);
      return;
    }
    if (about.turnId === this.#spoken?.about.turnId) this.#spoken = null;
    this.#model = 'idle';
    if (isUnheard) this.#unheard(about, raw);
    else this.#parts.answers.completed(raw, about);
  }

  #unheard(about: About, raw: WireObject): void {
    const { answers, emit } = this.#parts;
    const isWanted = answers.aboutOf(about) !== null;
    answers.ended(undefined, false, about);
    answers.settle(about);
    if (isWanted) emit({ type: 'answer-unheard', ...about }, raw);
    else this.#show(raw);
  }

  /** The newest answer that may be complete. */
  #ended(): About | null {
    if (this.#spoken) return this.#spoken.isStopped ? this.#spoken.about : null;
    return !this.#hasVoice && this.#model === 'done' ? this.#parts.answers.aboutOf() : null;
  }

  /** The newest answer that is on its way. */
  #begun(): About | null {
    return this.#spoken?.about ?? (this.#model === 'idle' ? null : this.#parts.answers.aboutOf());
  }

  #prove(): void {
    const { turnId } = this.#parts.answers.expected;
    if (turnId) this.#parts.proven(turnId);
  }

  #keep(response: string, about: About): void {
    this.#responses.set(response, about);
    const [oldest] = this.#responses.keys();
    if (this.#responses.size > KEPT_RESPONSES && oldest !== undefined) this.#responses.delete(oldest);
  }

  #responseOf(data: WireObject): About | undefined {
    return this.#responses.get(textOf(data, 'response_id', 100));
  }

  #show(raw: unknown): void {
    this.#parts.emit({ type: 'wire-message', direction: 'in' }, raw);
  }
}
