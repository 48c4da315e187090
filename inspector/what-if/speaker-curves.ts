import {
  slideTradeOffSteps,
  suggest,
  suggestSlideSteps,
  type SlidePoint,
  type SlideSuggestion,
  type SlideTradeOff,
} from 'avatar-ptt/analysis';
import { turnAnalyzerNames, type SmartTurnSettings, type TurnTakingOptions } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import { whileIdle } from '../model/while-idle.js';
import { analyzedSpeech, type AnalyzedSpeech } from './analyzed-utterances.js';
import { PauseAnswers } from './pause-answers.js';
import type { SpeechAnalysis } from './what-if.js';

/** The settings of `customTurnDetection` that a point or a suggestion stands for. */
export type EndOfTurnPatch = Partial<
  Pick<SmartTurnSettings, 'analyzer' | 'rule' | 'minStopSecs' | 'stopSecs' | 'maxDurationSecs'>
>;

/** What is known of one speaker with an analyzer. */
export interface SpeakerFindings {
  /** The analyzer that was asked; null: none is registered, so silence alone was looked at. */
  readonly analyzer: string | null;
  readonly askAfterSecs: number;
  readonly speech: AnalyzedSpeech;
  readonly tradeOff: SlideTradeOff;
  readonly budget: number;
  readonly suggestion: SlideSuggestion;
  /** Puts the suggestion in force, with a longest turn that leaves room for what was said; null without a pause to go by. */
  readonly patch: EndOfTurnPatch | null;
}

/** One pause of ten. */
const DEFAULT_BUDGET = 0.1;

/**
 * The two curves of one speaker and the suggestion within a budget. They take up to seconds, so they are worked out step by
 * step while the page rests, and what was found before stays until then.
 */
export class SpeakerCurves {
  /** The largest share of pauses that may be taken for the end, 0 to 1. */
  budget = DEFAULT_BUDGET;
  readonly #inspection: Inspection;
  #findings: SpeakerFindings | null = null;
  /** What the findings, or those that are being worked out, are about. */
  #about: readonly unknown[] = [];
  #work: { readonly settings: string; readonly abort: AbortController } | null = null;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
  }

  /** The newest that is worked out; null before the first. */
  get findings(): SpeakerFindings | null {
    return this.#findings;
  }

  /** What to recommend: null as long as too little was heard to be certain, or an analyzer is still asked. */
  get recommended(): EndOfTurnPatch | null {
    if (!this.#findings) return null;
    const { suggestion, speech, patch } = this.#findings;
    const isCertain = suggestion.tooLittle === '' && !speech.origins.has('pending');
    return isCertain ? patch : null;
  }

  get isWorking(): boolean {
    return this.#work !== null;
  }

  /** The findings on what was heard with these settings; begins to work out what is new. */
  at(heard: SpeechAnalysis, options: TurnTakingOptions, window: Window & typeof globalThis): SpeakerFindings | null {
    const answers = this.#inspection.model(PauseAnswers);
    const { customTurnDetection: turn } = options;
    const analyzer = analyzerOf(turn);
    const settings = JSON.stringify([analyzer, turn.askAfterSecs, turn.preSpeechMs, this.budget]);
    const about = [heard, answers.version, settings];
    // What is heard meanwhile waits until the work is done, or it would begin anew for ever.
    const isOutdated = about.some((part, i) => part !== this.#about[i]);
    if (isOutdated && this.#work?.settings !== settings) {
      this.#work?.abort.abort();
      this.#about = about;
      this.#begin(settings, this.#steps(heard, turn, analyzer), window);
    }
    return this.#findings;
  }

  #begin(settings: string, steps: Generator<void, SpeakerFindings>, window: Window & typeof globalThis): void {
    const abort = new AbortController();
    const { signal } = this.#inspection;
    this.#work = { settings, abort };
    const step = (): boolean => {
      const { value, done } = steps.next();
      if (!done) return true;
      this.#findings = value;
      this.#work = null;
      this.#inspection.learned();
      return false;
    };
    whileIdle(window, step, AbortSignal.any([abort.signal, signal]));
  }

  *#steps(heard: SpeechAnalysis, turn: SmartTurnSettings, analyzer: string | null): Generator<void, SpeakerFindings> {
    const { askAfterSecs } = turn;
    const { budget } = this;
    const answers = analyzer === null ? NO_ANSWERS : this.#inspection.model(PauseAnswers);
    const speech = analyzedSpeech(heard, { ...turn, analyzer: analyzer ?? 'silence' }, answers);
    yield;
    const tradeOff = yield* slideTradeOffSteps(speech.utterances, askAfterSecs);
    const suggestion = yield* suggestSlideSteps(speech.utterances, { budget, askAfterSecs });
    const patch = patchFor(suggestion, heard, turn, analyzer);
    return { analyzer, askAfterSecs, speech, tradeOff, budget, suggestion, patch };
  }
}

const NO_ANSWERS: Pick<PauseAnswers, 'of'> = {
  of: () => ({ origin: 'no-analyzer', completeness: null, tookMs: 0 }),
};

/** The one that is asked for, or else the first that the page has. */
function analyzerOf({ analyzer }: SmartTurnSettings): string | null {
  return analyzer === 'silence' ? (turnAnalyzerNames()[0] ?? null) : analyzer;
}

function patchFor(
  { suggested, pauses }: SlideSuggestion,
  { utterances }: SpeechAnalysis,
  turn: SmartTurnSettings,
  analyzer: string | null,
): EndOfTurnPatch | null {
  if (pauses === 0) return null;
  const { maxDurationSecs } = suggest(utterances, turn, { grid: [suggested.stopSecs] });
  return { ...patchOfPoint(suggested, analyzer), maxDurationSecs };
}

/** What puts a point in force. Silence alone decides where its numbers are the same, or where it has one only. */
export function patchOfPoint(
  { minStopSecs, stopSecs }: Pick<SlidePoint, 'stopSecs'> & Partial<SlidePoint>,
  analyzer: string | null,
): EndOfTurnPatch {
  if (analyzer === null || minStopSecs === undefined || minStopSecs === stopSecs)
    return { analyzer: 'silence', stopSecs };
  return { analyzer, rule: 'slide', minStopSecs, stopSecs };
}
