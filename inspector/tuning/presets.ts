import {
  type PartialTurnTaking,
  DEFAULT_TURN_TAKING,
  mergeTurnTaking,
  type TurnTakingOptions,
} from 'avatar-ptt/headless';

/** Settings under a name. */
export interface Preset {
  readonly name: string;
  /** Where the values come from, or what they are for. */
  readonly source: string;
  readonly patch: PartialTurnTaking;
}

const BENCHMARK = "LiveKit's end-of-turn benchmark (English), by silence alone";

/** Ways to take turns, from the reference and from published figures; the quickest first after the reference. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'Reference',
    source: "The defaults of Convai's reference: 3 s of silence, turns of up to 8 s.",
    patch: {
      turnDetection: 'use-default',
      customTurnDetection: { stopSecs: 3, preSpeechMs: 0, maxDurationSecs: 8 },
    },
  },
  endOfTurn('Snappy', 0.6, `${BENCHMARK}: ends the turn at 21.7 % of the pauses inside it.`),
  endOfTurn('Balanced', 1, `${BENCHMARK}: ends the turn at 10 % of the pauses inside it.`),
  endOfTurn('Patient', 1.6, `${BENCHMARK}: ends the turn at 5 % of the pauses inside it.`),
  {
    name: 'Thinker',
    source: "The upper end of Convai's cure for answers mid-sentence (2.5 to 3 s), and room for long answers.",
    patch: { turnDetection: 'custom', customTurnDetection: { stopSecs: 3, maxDurationSecs: 60 } },
  },
];

function endOfTurn(name: string, stopSecs: number, source: string): Preset {
  return { name, source, patch: { turnDetection: 'custom', customTurnDetection: { stopSecs } } };
}

/** What is needed of `localStorage`. */
export type PresetStorage = Pick<Storage, 'getItem' | 'setItem'>;

export const MAX_NAME = 40;
export const PRESETS_KEY = 'avatar-inspector-presets';
const MAX_PRESETS = 30;
/** So long after a change another tab may not have known of it when it wrote, ms. */
const RACE_MS = 2000;

interface Change {
  /** null: deleted. */
  readonly preset: Preset | null;
  readonly at: number;
}

/** Presets of one's own, kept in the browser if it lets us; otherwise as long as the page is open. */
export class OwnPresets {
  readonly #storage: PresetStorage | null;
  readonly #changes = new Map<string, Change>();
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
    if (trimmed.length > MAX_NAME) return `A name has at most ${MAX_NAME} characters.`;
    const others = this.#newest().filter((preset) => preset.name !== trimmed);
    if (others.length >= MAX_PRESETS) return `There are ${MAX_PRESETS} already. Delete one first.`;
    const preset = presetOf(trimmed, options);
    this.#changes.set(trimmed, { preset, at: performance.now() });
    this.#put([...others, preset]);
    return '';
  }

  delete(name: string): void {
    this.#changes.set(name, { preset: null, at: performance.now() });
    this.#put(this.#newest().filter((preset) => preset.name !== name));
  }

  /** Another tab has written. If it did so at the same time, without what was just changed here, that is done again. */
  follow(): void {
    if (!this.#isKept) return;
    const stored = this.#stored();
    const lost = [...this.#changes].filter(
      ([name, { preset, at }]) =>
        performance.now() - at < RACE_MS && stored.some((one) => one.name === name) !== (preset !== null),
    );
    this.#presets = stored;
    if (lost.length === 0) return;
    const names = new Set(lost.map(([name]) => name));
    const mine = lost.flatMap(([, { preset }]) => preset ?? []);
    this.#put([...stored.filter(({ name }) => !names.has(name)), ...mine]);
  }

  // Another tab may have saved and deleted meanwhile; what could not be stored is here alone.
  #newest(): readonly Preset[] {
    const stored = this.#stored();
    if (this.#isKept) return stored;
    const names = new Set(this.#presets.map(({ name }) => name));
    return [...stored.filter(({ name }) => !names.has(name)), ...this.#presets];
  }

  #stored(): readonly Preset[] {
    return parse(this.#attempt(() => this.#storage?.getItem(PRESETS_KEY)) ?? '[]');
  }

  #put(presets: readonly Preset[]): void {
    this.#presets = presets;
    const text = JSON.stringify(presets.map(({ name, patch }) => ({ name, patch })));
    this.#attempt(() => this.#storage?.setItem(PRESETS_KEY, text));
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
    return Array.isArray(list) ? list.slice(0, MAX_PRESETS).flatMap(parsePreset) : [];
  } catch {
    return [];
  }
}

function parsePreset(entry: unknown): Preset[] {
  if (typeof entry !== 'object' || entry === null || !('name' in entry) || !('patch' in entry)) return [];
  const { name, patch } = entry;
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME) return [];
  try {
    return [presetOf(name, mergeTurnTaking(DEFAULT_TURN_TAKING, patch))];
  } catch {
    return [];
  }
}
