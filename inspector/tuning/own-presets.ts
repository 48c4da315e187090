import { DEFAULT_TURN_TAKING, mergeTurnTaking, type TurnTakingOptions } from 'avatar-ptt/headless';
import type { Preset } from './presets.js';

/** What is needed of `localStorage`. */
export type PresetStorage = Pick<Storage, 'getItem' | 'setItem'>;

export const LONGEST_NAME = 40;
const KEY = 'avatar-inspector-presets';
const MOST_PRESETS = 30;

/** Presets of one's own, kept in the browser if it lets us; otherwise as long as the page is open. */
export class OwnPresets {
  readonly #storage: PresetStorage | null;
  #presets: readonly Preset[];
  #isKept = true;

  /** `storage` may throw as soon as it is asked for, as in a private window. */
  constructor(storage: () => PresetStorage) {
    this.#storage = this.#attempt(storage);
    this.#presets = this.#stored();
  }

  get all(): readonly Preset[] {
    return this.#presets;
  }

  /** Whether they will be there next time. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** Keeps the settings under a name; the same name again replaces them. Returns what is wrong with the name, or ''. */
  save(name: string, options: TurnTakingOptions): string {
    const trimmed = name.trim();
    if (trimmed === '') return 'Give it a name first.';
    if (trimmed.length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters.`;
    const others = this.#newest().filter((preset) => preset.name !== trimmed);
    if (others.length >= MOST_PRESETS) return `There are ${MOST_PRESETS} already. Delete one first.`;
    this.#put([...others, presetOf(trimmed, options)]);
    return '';
  }

  delete(name: string): void {
    this.#put(this.#newest().filter((preset) => preset.name !== name));
  }

  // Another tab may have saved and deleted meanwhile; what could not be stored is here alone.
  #newest(): readonly Preset[] {
    const stored = this.#stored();
    if (this.#isKept) return stored;
    const names = new Set(this.#presets.map(({ name }) => name));
    return [...stored.filter(({ name }) => !names.has(name)), ...this.#presets];
  }

  #stored(): readonly Preset[] {
    return parse(this.#attempt(() => this.#storage?.getItem(KEY)) ?? '[]');
  }

  #put(presets: readonly Preset[]): void {
    this.#presets = presets;
    const text = JSON.stringify(presets.map(({ name, patch }) => ({ name, patch })));
    this.#attempt(() => this.#storage?.setItem(KEY, text));
  }

  #attempt<T>(work: () => T): T | null {
    try {
      return work();
    } catch {
      this.#isKept = false;
      return null;
    }
  }
}

// Complete, so that it makes the same of whatever it is applied to; the mode apart, which is the situation's.
function presetOf(name: string, options: TurnTakingOptions): Preset {
  const patch = Object.fromEntries(Object.entries(options).filter(([section]) => section !== 'mode'));
  return { name, source: 'Saved by you.', patch };
}

/** What was stored may be anybody's: what is not a preset of ours is left out. */
function parse(text: string): readonly Preset[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.slice(0, MOST_PRESETS).flatMap(parsePreset) : [];
  } catch {
    return [];
  }
}

function parsePreset(entry: unknown): Preset[] {
  if (typeof entry !== 'object' || entry === null || !('name' in entry) || !('patch' in entry)) return [];
  const { name, patch } = entry;
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME) return [];
  try {
    return [presetOf(name, mergeTurnTaking(DEFAULT_TURN_TAKING, patch))];
  } catch {
    return [];
  }
}
