import type { AnalyzedUtterance, Utterance } from 'avatar-ptt/analysis';
import type { SmartTurnSettings } from 'avatar-ptt/headless';
import type { AnswerOrigin, PauseAnswers } from './pause-answers.js';

/** What was said, with what is known of how complete it sounded in each silence. */
export interface AnalyzedSpeech {
  readonly utterances: readonly AnalyzedUtterance[];
  /** How many silences the analyzer is asked about; the ends are among them. */
  readonly asked: number;
  /** Where their answers come from, or why there is none. */
  readonly origins: ReadonlyMap<AnswerOrigin, number>;
}

/** What was said in one stretch of `History.stretches`. */
interface HeardStretch {
  readonly index: number;
  readonly utterances: readonly Utterance[];
}

/** When an analyzer is asked, and from where on it listens. */
export type Asking = Pick<SmartTurnSettings, 'analyzer' | 'askAfterSecs' | 'preSpeechMs'>;

/** What an analyzer says of each silence that lasts long enough to be asked about; what is not known is asked for by that. */
export function analyzedSpeech(
  { stretches }: { readonly stretches: readonly HeardStretch[] },
  { analyzer, askAfterSecs, preSpeechMs }: Asking,
  answers: Pick<PauseAnswers, 'of'>,
): AnalyzedSpeech {
  const origins = new Map<AnswerOrigin, number>();
  let asked = 0;
  const ask = (stretch: number, turnStartMs: number, pauseMs: number): number | null => {
    const askedMs = pauseMs + askAfterSecs * 1000;
    const { origin, completeness } = answers.of(analyzer, stretch, { turnStartMs, pauseMs, askedMs });
    asked++;
    origins.set(origin, (origins.get(origin) ?? 0) + 1);
    return completeness;
  };
  const utterances = stretches.flatMap(({ index, utterances: said }) =>
    said.map((utterance): AnalyzedUtterance => {
      const turnStartMs = utterance.startMs - preSpeechMs;
      const pauses = utterance.pauses.map(({ startMs, endMs }) =>
        endMs - startMs < askAfterSecs * 1000 ? null : ask(index, turnStartMs, startMs),
      );
      return { utterance, completeness: { pauses, end: ask(index, turnStartMs, utterance.endMs) } };
    }),
  );
  return { utterances, asked, origins };
}

/** How many of them are answered. */
export function answeredOf({ origins }: AnalyzedSpeech): number {
  return (origins.get('conversation') ?? 0) + (origins.get('kept-sound') ?? 0);
}
