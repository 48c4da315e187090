import type { TurnMark } from 'avatar-ptt/analysis';
import {
  DEFAULT_TURN_TAKING,
  mergeTurnTaking,
  type PartialTurnTaking,
  type TurnTakingOptions,
} from 'avatar-ptt/headless';
import { History } from './history.js';
import type { Control, Source } from './source.js';
import type { WhatIf } from '../what-if/what-if.js';
import { WhatIfMemo } from '../what-if/what-if-memo.js';

/** What the person looks at, in all panels at once. */
export interface Selection {
  readonly turnId: number | null;
  /** A record, by its `seq`. */
  readonly seq: number | null;
}

/** One conversation that is being looked at: what is known of it, what is selected, what is being tried. */
export class Inspection {
  readonly source: Source;
  /** Aborted when it is no longer looked at. */
  readonly signal: AbortSignal;
  readonly history = new History();
  readonly #marks = new Map<number, TurnMark>();
  readonly #whatIf = new WhatIfMemo();
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
    return this.#with(this.#proposal);
  }

  /** What would have been with the settings under the slider; null as long as nothing was heard. */
  get whatIf(): WhatIf | null {
    return this.#whatIf.of(this, this.candidate, this.inForce);
  }

  /** Looks at something: what is left out stays selected. */
  select(selection: Partial<Selection>): void {
    this.#selection = { ...this.#selection, ...selection };
    this.#version++;
  }

  /** Tries settings without applying them; null tries none. */
  propose(patch: PartialTurnTaking | null): void {
    this.#proposal = patch;
    this.#version++;
  }

  /** Works out what would have been with a proposal, so that `whatIf` has it at hand when it is made. */
  precompute(patch: PartialTurnTaking): void {
    this.#whatIf.precompute(this, this.#with(patch), this.inForce);
  }

  /** Labels the end of a turn; null takes the label back. */
  mark(turnId: number, mark: TurnMark | null): void {
    if (mark) this.#marks.set(turnId, mark);
    else this.#marks.delete(turnId);
    this.#version++;
  }

  #with(patch: PartialTurnTaking | null): TurnTakingOptions {
    return patch ? mergeTurnTaking(this.inForce, patch) : this.inForce;
  }
}
