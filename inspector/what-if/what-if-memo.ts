import { isSameTurnTaking, type TurnTakingOptions } from 'avatar-ptt/headless';
import type { Inspection } from '../inspection.js';
import { hear, whatIf, type Heard, type WhatIf } from './what-if.js';

/** While frames come in, what was heard is gone through again no sooner than this, ms. */
const HEAR_AGAIN_MS = 250;
/** It may take this share of the time. */
const HEAR_SHARE = 0.05;

interface Newest {
  readonly heard: Heard;
  /** What the frames were heard by: another ear hears them anew at once. */
  readonly ear: readonly unknown[];
  /** How much there was to hear: more of it is heard when it is time. */
  readonly extent: readonly unknown[];
  readonly inForce: TurnTakingOptions;
  readonly result: WhatIf;
}

/** Keeps the newest what-if; makes another when the settings under the slider change, and while more is heard. */
export class WhatIfMemo {
  #newest: Newest | null = null;
  #hearAgainAt = 0;

  /** null as long as nothing was heard. */
  of({ history, candidate, inForce, marks }: Inspection): WhatIf | null {
    const frames = history.stretches.reduce((sum, { length, dropped }) => sum + length + dropped, 0);
    if (frames === 0) return null;
    const startedAt = performance.now();
    const { confidence, startSecs, stopSecs, minVolume } = candidate.vad;
    const ear = [confidence, startSecs, stopSecs, minVolume, ...[...marks].flat()];
    const extent = [frames, history.turns, history.captures];
    const isTime = startedAt >= this.#hearAgainAt;
    const before = this.#newest;
    const isHeard = before && isSame(before.ear, ear) && (isSame(before.extent, extent) || !isTime);
    if (isHeard && isSameTurnTaking(before.result.options, candidate) && isSameTurnTaking(before.inForce, inForce)) {
      return before.result;
    }
    const known = isHeard ? before : { heard: hear(history, candidate.vad, marks), ear, extent };
    const result = whatIf(known.heard, candidate, inForce);
    this.#newest = { ...known, inForce, result };
    const endedAt = performance.now();
    if (!isHeard) this.#hearAgainAt = endedAt + Math.max(HEAR_AGAIN_MS, (endedAt - startedAt) / HEAR_SHARE);
    return result;
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
