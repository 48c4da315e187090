import type { PartialTurnTaking, TurnTakingOptions } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import { PauseAnswers } from './pause-answers.js';
import { analyse, whatIf, type SpeechAnalysis, type WhatIf } from './what-if.js';

/** While frames come in, what was heard is gone through again no sooner than this, ms. */
const ANALYSE_AGAIN_MS = 250;
/** It may take this share of the time. */
const ANALYSE_SHARE = 0.05;
/** So many answers are kept: of an hour, 75 kB each, and what was heard with them where they differ in what counts as speech. */
const MAX_ANSWERS = 64;

/** Keeps the what-ifs of the settings that were tried, until more is heard or a turn is labelled. */
export class WhatIfMemo {
  readonly #inspection: Inspection;
  /** How much there was to hear, and how it was labelled: what all answers are about. */
  #extent: readonly unknown[] = [];
  #labels: readonly unknown[] = [];
  /** By what counts as speech; the newest only. */
  #analysis: { readonly vad: string; readonly heard: SpeechAnalysis } | null = null;
  /** By the settings, the least recently used first. */
  readonly #answers = new Map<string, WhatIf>();
  /** Which of an analyzer's answers all of this is about. */
  #answeredVersion = 0;
  #asked = '';
  #askedVad = '';
  #analyseAgainAt = 0;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
  }

  /** What would have been with the settings under the slider; null as long as nothing was heard. */
  get current(): WhatIf | null {
    const extent = extentOf(this.#inspection);
    if (!extent) return null;
    const { candidate: options, inForce } = this.#inspection;
    const key = keyOf(options, inForce);
    // A step of a slider has enough to do: what came in meanwhile is heard when the settings stay as they are.
    const isTime = key === this.#asked && performance.now() >= this.#analyseAgainAt;
    const vad = vadKey(options);
    const isOtherVad = vad !== this.#askedVad;
    this.#asked = key;
    this.#askedVad = vad;
    const isMore = (isTime || isOtherVad) && !isSame(this.#extent, extent);
    if (isMore || !isSame(this.#labels, labelsOf(this.#inspection))) this.#forget(extent);
    const { version } = this.#pauseAnswers;
    // What was heard is the same; what an analyzer says of it is not.
    if (version !== this.#answeredVersion) this.#answers.clear();
    this.#answeredVersion = version;
    return this.#answer(key, options, inForce);
  }

  get #pauseAnswers(): PauseAnswers {
    return this.#inspection.model(PauseAnswers);
  }

  /** Works out the answer to a proposal, so that it is at hand when it is made; not while there is more to hear. */
  precompute(patch: PartialTurnTaking): void {
    const extent = extentOf(this.#inspection);
    const isUpToDate = extent && isSame(this.#extent, extent) && isSame(this.#labels, labelsOf(this.#inspection));
    if (!isUpToDate) return;
    const { inForce } = this.#inspection;
    const options = this.#inspection.candidateWith(patch);
    this.#answer(keyOf(options, inForce), options, inForce);
  }

  #answer(key: string, options: TurnTakingOptions, inForce: TurnTakingOptions): WhatIf {
    const answer = this.#answers.get(key) ?? whatIf(this.#analyse(options), options, inForce, this.#pauseAnswers);
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined && this.#answers.size > MAX_ANSWERS) this.#answers.delete(oldest);
    return answer;
  }

  #analyse(options: TurnTakingOptions): SpeechAnalysis {
    const { history, marks } = this.#inspection;
    const vad = vadKey(options);
    if (this.#analysis?.vad === vad) return this.#analysis.heard;
    const startedAt = performance.now();
    const heard = analyse(history, options.vad, marks, this.#pauseAnswers);
    const endedAt = performance.now();
    this.#analysis = { vad, heard };
    this.#analyseAgainAt = endedAt + Math.max(ANALYSE_AGAIN_MS, (endedAt - startedAt) / ANALYSE_SHARE);
    return heard;
  }

  #forget(extent: readonly unknown[]): void {
    this.#extent = extent;
    this.#labels = labelsOf(this.#inspection);
    this.#analysis = null;
    this.#answers.clear();
  }
}

function extentOf({ history }: Inspection): readonly unknown[] | null {
  const frames = history.stretches.reduce((sum, { length, dropped }) => sum + length + dropped, 0);
  return frames === 0 ? null : [frames, history.turns, history.captures];
}

function labelsOf({ marks }: Inspection): readonly unknown[] {
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
