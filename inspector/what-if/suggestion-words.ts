import type { SlideSuggestion } from 'avatar-ptt/analysis';
import { answeredOf } from './analyzed-utterances.js';
import { isSilenceAlone, type ChartPoint } from './chart-points.js';
import type { SpeakerFindings } from './speaker-curves.js';
import { counted, secsText } from './what-if-words.js';

/** `0.8 s`, or `0.2 to 1.4 s` where an analyzer chooses. */
export function silenceText(point: Pick<ChartPoint, 'stopSecs' | 'minStopSecs'>): string {
  const { minStopSecs, stopSecs } = point;
  const most = `${stopSecs.toFixed(1)} s`;
  return minStopSecs === undefined || minStopSecs === stopSecs ? most : `${minStopSecs.toFixed(1)} to ${most}`;
}

/** A point of a curve in one sentence. */
export function pointInWords(point: ChartPoint, analyzer: string | null): string {
  const { cutOffs, pauses, delayMs } = point;
  const by = isSilenceAlone(point) ? '' : ` with ${analyzer ?? 'an analyzer'}`;
  const cut = `${cutOffs} of ${counted(pauses, 'pause')}`;
  return `${silenceText(point)} of silence${by}: ends the turn at ${cut}, ${secsText(delayMs)} after your last word`;
}

/** `8 %` */
function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** What the suggestion was found on, and what it comes to there. */
export function evidenceInWords({ suggested, pauses, utterances }: SlideSuggestion, budget: number): string {
  const heard = `${counted(pauses, 'pause')} in ${counted(utterances, 'utterance')}`;
  if (pauses === 0) return `So far you never paused while you spoke (${heard}), so nothing speaks for another value.`;
  const { cutOffs, cutOffRate, delayMs } = suggested;
  const share = cutOffs === 0 ? 'none' : `${cutOffs} (${percent(cutOffRate)})`;
  const kept =
    cutOffRate <= budget
      ? `It is the least wait that takes no more than ${percent(budget)} of your pauses for the end.`
      : `Nothing that was tried takes no more than ${percent(budget)} of your pauses for the end; this takes the fewest.`;
  return `Of ${heard}, ${share} would end the turn. You would wait ${secsText(delayMs)} after your last word. ${kept}`;
}

/** What the analyzer is worth to this speaker; empty where none was heard. */
export function worthInWords({ analyzer, speech, suggestion }: SpeakerFindings): string {
  if (analyzer === null || answeredOf(speech) === 0 || suggestion.pauses === 0) return '';
  const { isSilenceBest, savedMs, silence } = suggestion;
  if (isSilenceBest) {
    return `Silence alone, ${secsText(silence.stopSecs * 1000)}, is best for you: ${analyzer} would save less than 0.1 s.`;
  }
  return `With ${analyzer} you wait ${secsText(savedMs)} less than with silence alone that cuts you off as seldom.`;
}

/** How far it holds for what was not heard yet; empty with too little to tell. */
export function certaintyInWords({ leftOut, isSilenceBest, utterances, pauses }: SlideSuggestion): string {
  if (utterances < 2 || pauses === 0) return '';
  const { cutOffRate, cutOffRateRange, delayMs } = isSilenceBest ? leftOut.silence : leftOut.analyzer;
  const [from, to] = cutOffRateRange;
  return (
    `How sure: chosen without each turn and tried on it, such numbers cut ${percent(cutOffRate)} of the pauses ` +
    `(most likely ${percent(from)} to ${percent(to)}) and waited ${secsText(delayMs)}.`
  );
}

/** What is between this speaker and the curve of the analyzer; empty where nothing is. */
export function missingInWords(
  { analyzer, speech }: Pick<SpeakerFindings, 'analyzer' | 'speech'>,
  progress: number,
): string {
  if (analyzer === null) {
    return "To see what a turn analyzer would do for you, register one: import 'avatar-ptt-smart-turn' on the page adds smart-turn-v3.";
  }
  const { origins, asked } = speech;
  const answered = answeredOf(speech);
  const pending = origins.get('pending') ?? 0;
  if (pending > 0) {
    const share = Math.max(progress, answered / asked);
    return `${analyzer} has judged ${percent(share)} of your silences; its curve and the suggestion change until it is done.`;
  }
  const missing = asked - answered;
  if (missing === 0) return '';
  const these = answered === 0 ? 'any of your silences' : `${missing} of your ${asked} silences`;
  return `${analyzer} can't tell about ${these}: ${REASONS[mainReason(speech)]}`;
}

type Reason = 'no-sound' | 'no-analyzer' | 'failed';

const REASONS: Readonly<Record<Reason, string>> = {
  'no-sound': 'their sound was not kept. Record with sound, or talk while the analyzer is in force.',
  'no-analyzer': 'it is not registered on this page. Import the package that brings it.',
  failed: 'it failed on them. The log of the session says why where it is in force.',
};

function mainReason({ origins }: SpeakerFindings['speech']): Reason {
  const countOf = (reason: Reason): number => origins.get(reason) ?? 0;
  const reasons: readonly Reason[] = ['no-sound', 'no-analyzer', 'failed'];
  return reasons.reduce((most, reason) => (countOf(reason) > countOf(most) ? reason : most));
}
