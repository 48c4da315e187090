import { slideTradeOffAt, type TradeOffPoint } from 'avatar-ptt/analysis';
import type { SmartTurnSettings, TurnTakingOptions } from 'avatar-ptt/headless';
import { answeredOf } from './analyzed-utterances.js';
import type { SpeakerFindings } from './speaker-curves.js';
import type { WhatIf } from './what-if.js';

/** A point of either curve. */
export interface ChartPoint extends TradeOffPoint {
  /** The shortest silence with an analyzer; without it, or where it is the same as `stopSecs`, silence alone decides. */
  readonly minStopSecs?: number;
}

/** What is drawn of one speaker. */
export interface Chart {
  readonly silenceCurve: readonly ChartPoint[];
  /** Empty where no answer of an analyzer is known. */
  readonly analyzerCurve: readonly ChartPoint[];
  readonly analyzer: string | null;
  /** The settings in force and those under the slider; null where they lie on neither curve. */
  readonly present: ChartPoint | null;
  readonly tried: ChartPoint | null;
  readonly suggested: ChartPoint | null;
}

/** Whether silence alone ends the turn at a point. */
export function isSilenceAlone({ minStopSecs, stopSecs }: ChartPoint): boolean {
  return minStopSecs === undefined || minStopSecs === stopSecs;
}

/** The curves with the points on them. */
export function chartOf(whatIf: WhatIf, inForce: TurnTakingOptions, findings: SpeakerFindings | null): Chart {
  const { curve, suggestion } = whatIf;
  const isAnswered = findings !== null && answeredOf(findings.speech) > 0;
  const bySilence = curve.find(({ stopSecs }) => stopSecs === suggestion.stopSecs);
  return {
    silenceCurve: curve,
    analyzerCurve: isAnswered ? findings.tradeOff.analyzer : [],
    analyzer: findings?.analyzer ?? null,
    present: placeOf(inForce.customTurnDetection, whatIf.present, findings),
    tried: placeOf(whatIf.options.customTurnDetection, whatIf.tried, findings),
    suggested: findings ? findings.patch && findings.suggestion.suggested : (bySilence ?? null),
  };
}

// The curve is one of sliding silence: the rule of a threshold has no place on it.
function placeOf(
  { analyzer, rule, minStopSecs, stopSecs }: SmartTurnSettings,
  silence: TradeOffPoint,
  findings: SpeakerFindings | null,
): ChartPoint | null {
  if (analyzer === 'silence') return silence;
  if (rule === 'threshold' || findings?.analyzer !== analyzer) return null;
  return slideTradeOffAt(findings.speech.utterances, { minStopSecs, stopSecs }, findings.askAfterSecs);
}
