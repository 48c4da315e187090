import { allowedOf, patchOf, type TurnTakingField, type TurnTakingPath } from 'avatar-ptt/headless';
import { isRefusedValue, type Tuner } from './tuner.js';

/** What is being dragged and typed, and what was wrong with it. A draft is tried at once and applied when it is released. */
export class FieldDrafts {
  /** Grows with everything that could change how a field is drawn. */
  version = 0;
  readonly #tuner: Tuner;
  readonly #changed: () => void;
  readonly #versions = new Map<TurnTakingPath, number>();
  readonly #texts = new Map<TurnTakingPath, string>();
  readonly #errors = new Map<TurnTakingPath, string>();

  constructor(tuner: Tuner, changed: () => void) {
    this.#tuner = tuner;
    this.#changed = changed;
  }

  /** Grows with everything that was done to this field. */
  versionOf(path: TurnTakingPath): number {
    return this.#versions.get(path) ?? 0;
  }

  /** What stands in the field while it is not the setting itself. */
  textOf(path: TurnTakingPath): string | undefined {
    return this.#texts.get(path);
  }

  /** What is wrong with what stands there; empty when nothing. */
  errorOf(path: TurnTakingPath): string {
    return this.#errors.get(path) ?? '';
  }

  /** Under the finger: shows what it would do. */
  edit(field: TurnTakingField, text: string): void {
    this.#texts.set(field.path, text);
    const isGood = isTaken(() => {
      this.#tuner.try(patchOf([[field.path, numberOf(text)]]));
    });
    // What is being typed is not wrong yet; what was wrong may have become right.
    if (isGood) this.#errors.delete(field.path);
    else this.#tuner.try(null);
    this.#note(field.path);
  }

  /** Released: in force from now on, unless it is not allowed. Then it stays there to be mended. */
  commit(field: TurnTakingField, value: number | string | boolean): void {
    const isGood = isTaken(() => {
      this.#tuner.applyValue(field.path, value);
    });
    if (isGood) this.drop(field.path);
    else {
      this.#errors.set(field.path, `Not applied. Allowed: ${allowedOf(field)}.`);
      this.#tuner.try(null);
    }
    this.#note(field.path);
  }

  /** As `commit`, of what was typed. */
  commitText(field: TurnTakingField, text: string): void {
    this.commit(field, numberOf(text));
  }

  /** Forgets the draft: the setting itself stands in the field again. */
  drop(path: TurnTakingPath): void {
    this.#texts.delete(path);
    this.#errors.delete(path);
    this.#tuner.try(null);
    this.#note(path);
  }

  #note(path: TurnTakingPath): void {
    this.version++;
    this.#versions.set(path, this.version);
    this.#changed();
  }
}

function isTaken(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (thrown) {
    if (!isRefusedValue(thrown)) throw thrown;
    return false;
  }
}

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
