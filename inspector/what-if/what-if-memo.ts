import type { TurnMark } from 'avatar-ptt/analysis';
import type { TurnTakingOptions } from 'avatar-ptt/headless';
import type { History } from '../model/history.js';
import { analyse, whatIf, type SpeechAnalysis, type WhatIf } from './what-if.js';

/** What the answers depend on beside the settings. */
interface Talk {
  readonly history: History;
  readonly marks: ReadonlyMap<number, TurnMark>;
}

/** While frames come in, what was heard is gone through again no sooner than this, ms. */
const ANALYSE_AGAIN_MS = 250;
/** It may take this share of the time. */
const ANALYSE_SHARE = 0.05;
/** So many answers are kept: of an hour, 75 kB each, and 200 kB where they differ in what counts as speech. */
const MAX_ANSWERS = 64;

/** Keeps the what-ifs of the settings that were tried, until more is heard or a turn is labelled. */
export class WhatIfMemo {
  /** How much there was to hear, and how it was labelled: what all answers are about. */
  #extent: readonly unknown[] = [];
  #labels: readonly unknown[] = [];
  /** By what counts as speech; the newest only. */
  #analysis: { readonly vad: string; readonly heard: SpeechAnalysis } | null = null;
  /** By the settings, the least recently used first. */
  readonly #answers = new Map<string, WhatIf>();
  #asked = '';
  #askedVad = '';
  #analyseAgainAt = 0;

  /** null as long as nothing was heard. */
  of(talk: Talk, options: TurnTakingOptions, inForce: TurnTakingOptions): WhatIf | null {
    const extent = extentOf(talk);
    if (!extent) return null;
    const key = keyOf(options, inForce);
    // A step of a slider has enough to do: what came in meanwhile is heard when the settings stay as they are.
    const isTime = key === this.#asked && performance.now() >= this.#analyseAgainAt;
    const vad = vadKey(options);
    const isOtherVad = vad !== this.#askedVad;
    this.#asked = key;
    this.#askedVad = vad;
    const isMore = (isTime || isOtherVad) && !isSame(this.#extent, extent);
    if (isMore || !isSame(this.#labels, labelsOf(talk))) this.#forget(talk, extent);
    return this.#answer(key, talk, options, inForce);
  }

  /** Works an answer out, so that it is at hand when it is asked for; not while there is more to hear. */
  precompute(talk: Talk, options: TurnTakingOptions, inForce: TurnTakingOptions): void {
    const extent = extentOf(talk);
    const isUpToDate = extent && isSame(this.#extent, extent) && isSame(this.#labels, labelsOf(talk));
    if (isUpToDate) this.#answer(keyOf(options, inForce), talk, options, inForce);
  }

  #answer(key: string, talk: Talk, options: TurnTakingOptions, inForce: TurnTakingOptions): WhatIf {
    const answer = this.#answers.get(key) ?? whatIf(this.#analyse(talk, options), options, inForce);
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined && this.#answers.size > MAX_ANSWERS) this.#answers.delete(oldest);
    return answer;
  }

  #analyse({ history, marks }: Talk, options: TurnTakingOptions): SpeechAnalysis {
    const vad = vadKey(options);
    if (this.#analysis?.vad === vad) return this.#analysis.heard;
    const startedAt = performance.now();
    const heard = analyse(history, options.vad, marks);
    const endedAt = performance.now();
    this.#analysis = { vad, heard };
    this.#analyseAgainAt = endedAt + Math.max(ANALYSE_AGAIN_MS, (endedAt - startedAt) / ANALYSE_SHARE);
    return heard;
  }

  #forget(talk: Talk, extent: readonly unknown[]): void {
    this.#extent = extent;
    this.#labels = labelsOf(talk);
    this.#analysis = null;
    this.#answers.clear();
  }
}

function extentOf({ history }: Talk): readonly unknown[] | null {
  const frames = history.stretches.reduce((sum, { length, dropped }) => sum + length + dropped, 0);
  return frames === 0 ? null : [frames, history.turns, history.captures];
}

function labelsOf({ marks }: Talk): readonly unknown[] {
  return [...marks].flat();
}

function vadKey({ vad }: TurnTakingOptions): string {
  return JSON.stringify(vad);
}

function keyOf(...settings: readonly TurnTakingOptions[]): string {
  return JSON.stringify(settings);
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
