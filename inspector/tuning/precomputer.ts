import { patchOf, type TurnTakingField } from 'avatar-ptt/headless';
import { whileIdle } from '../model/while-idle.js';
import type { Tuner } from './tuner.js';
import type { PanelHost } from '../shell/panels.js';

type NumberField = Extract<TurnTakingField, { kind: 'number' }>;

/** To each side of a slider's thumb, so many steps are worked out ahead: all of them are kept at once. */
const STEPS_AHEAD = 30;

/**
 * Works out what a slider would show near its thumb while the page rests, from the moment that a hand or the focus comes
 * to it: then its steps are at hand when it is dragged.
 */
export class Precomputer {
  readonly #tuner: Pick<Tuner, 'precompute'>;
  readonly #host: Pick<PanelHost, 'window' | 'signal'>;
  #looking = new AbortController();

  constructor(tuner: Pick<Tuner, 'precompute'>, host: Pick<PanelHost, 'window' | 'signal'>) {
    this.#tuner = tuner;
    this.#host = host;
    host.signal.addEventListener('abort', () => this.#looking.abort(), { once: true });
  }

  /** One slider at a time: the last one that was come to. Fields of other kinds have no neighbours. */
  precompute(field: TurnTakingField, value: number): void {
    if (field.kind !== 'number') return;
    this.#looking.abort();
    this.#looking = new AbortController();
    const values = valuesAround(field, value);
    const next = (): boolean => {
      const { value: ahead, done } = values.next();
      if (done) return false;
      this.#tuner.precompute(patchOf([[field.path, ahead]]));
      return true;
    };
    whileIdle(this.#host.window, next, this.#looking.signal);
  }
}

/** The values that a slider can take, the nearest first. */
function* valuesAround({ min, max, step }: NumberField, value: number): Generator<number, void> {
  const thumb = Math.round((value - min) / step);
  for (let away = 0; away <= STEPS_AHEAD; away++) {
    for (const place of new Set([thumb - away, thumb + away])) {
      const ahead = round(min + place * step);
      if (ahead >= min && ahead <= max) yield ahead;
    }
  }
}

// As the browser writes the value of a slider: without what sums of steps such as 0.1 carry.
function round(value: number): number {
  return Number(value.toPrecision(12));
}
