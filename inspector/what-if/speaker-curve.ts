import { suggest, tradeOff, type Suggestion, type TradeOffPoint, type Utterance } from 'avatar-ptt/analysis';
import type { SmartTurnSettings } from 'avatar-ptt/headless';

/** The curve of one speaker at some settings. */
export interface Curve {
  readonly points: readonly TradeOffPoint[];
  /** The point of the settings themselves. */
  readonly tried: TradeOffPoint;
  readonly suggestion: Suggestion;
}

interface Drawn {
  readonly settings: SmartTurnSettings;
  readonly points: readonly TradeOffPoint[];
  readonly suggestion: Suggestion;
}

/** False cut-offs against delay, of what one speaker said. */
export class SpeakerCurve {
  readonly #utterances: readonly Utterance[];
  #drawn: Drawn | null = null;

  constructor(utterances: readonly Utterance[]) {
    this.#utterances = utterances;
  }

  /** Another `stopSecs` moves along the same curve, with the same points; the other settings draw another. */
  at(settings: SmartTurnSettings): Curve {
    const known = this.#drawn && isSameCurve(this.#drawn, settings) ? pointAt(this.#drawn.points, settings) : undefined;
    if (this.#drawn && known) return { ...this.#drawn, tried: known };
    const points = tradeOff(this.#utterances, settings);
    const drawn = { settings, points, suggestion: suggest(this.#utterances, settings) };
    this.#drawn = drawn;
    const tried = pointAt(points, settings);
    if (!tried) throw new Error(`The curve has no point at ${settings.stopSecs} s.`);
    return { ...drawn, tried };
  }
}

// Without a pause the suggestion is what the settings are.
function isSameCurve({ settings, points }: Drawn, { preSpeechMs, maxDurationSecs }: SmartTurnSettings): boolean {
  const isSame = settings.preSpeechMs === preSpeechMs && settings.maxDurationSecs === maxDurationSecs;
  return isSame && (points[0]?.pauses ?? 0) > 0;
}

function pointAt(points: readonly TradeOffPoint[], { stopSecs }: SmartTurnSettings): TradeOffPoint | undefined {
  return points.find((point) => point.stopSecs === stopSecs);
}
