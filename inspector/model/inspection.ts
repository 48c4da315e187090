import type { TurnMark } from 'avatar-ptt/analysis';
import {
  DEFAULT_TURN_TAKING,
  mergeTurnTaking,
  type PartialTurnTaking,
  type TurnTakingOptions,
} from 'avatar-ptt/headless';
import { History } from './history.js';
import type { Control, Source } from './source.js';

/** What the person looks at, in all panels at once. */
export interface Selection {
  readonly turnId: number | null;
  /** A record, by its `seq`. */
  readonly seq: number | null;
}

/** What is made once for an inspection: a class that takes it. */
type ModelClass<Model> = new (inspection: Inspection) => Model;

/** One conversation that is being looked at: what is known of it, what is selected, what is being tried. */
export class Inspection {
  readonly source: Source;
  /** Aborted when it is no longer looked at. */
  readonly signal: AbortSignal;
  readonly history = new History();
  readonly #marks = new Map<number, TurnMark>();
  readonly #models = new Map<ModelClass<unknown>, unknown>();
  #selection: Selection = { turnId: null, seq: null };
  #proposal: PartialTurnTaking | null = null;
  #version = 0;

  constructor(source: Source, signal: AbortSignal) {
    this.source = source;
    this.signal = signal;
    for (const [turnId, mark] of source.marks ?? []) this.#marks.set(turnId, mark);
    source.open(this.history, signal);
  }

  /** Grows with everything that could change what is shown. */
  get version(): number {
    return this.#version + this.history.version;
  }

  /** null: it is over, and can't be changed. */
  get control(): Control | null {
    return this.source.control;
  }

  get selection(): Selection {
    return this.#selection;
  }

  get marks(): ReadonlyMap<number, TurnMark> {
    return this.#marks;
  }

  /** The settings in force, or the defaults before there is a conversation. */
  get inForce(): TurnTakingOptions {
    return this.source.control?.turnTaking ?? this.history.state?.options ?? DEFAULT_TURN_TAKING;
  }

  /** The settings under the slider: those in force, with what is being tried over them. */
  get candidate(): TurnTakingOptions {
    return this.candidateWith(this.#proposal);
  }

  /** Looks at something: what is left out stays selected. */
  select(selection: Partial<Selection>): void {
    this.#selection = { ...this.#selection, ...selection };
    this.#version++;
  }

  /** Something was worked out that was not there before. */
  learned(): void {
    this.#version++;
  }

  /** Tries settings without applying them; null tries none. */
  propose(patch: PartialTurnTaking | null): void {
    this.#proposal = patch;
    this.#version++;
  }

  /** The settings in force, with a proposal over them; null: those in force. */
  candidateWith(patch: PartialTurnTaking | null): TurnTakingOptions {
    return patch ? mergeTurnTaking(this.inForce, patch) : this.inForce;
  }

  /** Labels the end of a turn; null takes the label back. */
  mark(turnId: number, mark: TurnMark | null): void {
    if (mark) this.#marks.set(turnId, mark);
    else this.#marks.delete(turnId);
    this.#version++;
  }

  /**
   * The one model of this class for this conversation, made when it is first asked for. So a panel finds what it left when
   * it is opened again, panels share what they have in common, and nothing of that is loaded before.
   */
  model<Model>(Class: ModelClass<Model>): Model {
    if (!this.#models.has(Class)) this.#models.set(Class, new Class(this));
    // Each class is the key of its own instance.
    return this.#models.get(Class) as Model;
  }
}
