import { AvatarPttError } from '../core/error.js';
import { isName } from '../core/settings/name.js';

/** What an analyzer is asked about. Times are audio time in ms. */
export interface PauseSound {
  /**
   * Mono, 16 kHz, -1 to 1: the end of the turn so far, up to `askedMs`. It begins with the turn, but no more than 8 s
   * before `askedMs`; what the browser has lost already is missing at its beginning.
   */
  readonly samples: Float32Array;
  readonly turnStartMs: number;
  /** Where the person fell silent. */
  readonly pauseMs: number;
  readonly askedMs: number;
}

/** Says of a pause whether the person has finished, or only takes a breath. */
export interface TurnAnalyzer {
  /**
   * How complete the turn sounds, 0 to 1. Asked once in each pause. Whatever else it answers or throws is shown as the
   * reason why silence decides that pause. `signal` aborts when nobody waits for the answer any more: the person has gone
   * on, or the turn has ended.
   */
  judge(sound: PauseSound, signal: AbortSignal): number | Promise<number>;
  /** Lets go of what it has loaded. It is not asked again. */
  close?(): void;
}

export interface TurnAnalyzerContext {
  /** Tells how much is loaded, 0 to 1. */
  onProgress(share: number): void;
  /** Aborts when the analyzer is not wanted any more, so that no more is loaded. */
  readonly signal: AbortSignal;
}

/** Loads an analyzer; until it is there, silence decides. */
export type TurnAnalyzerFactory = (context: TurnAnalyzerContext) => TurnAnalyzer | Promise<TurnAnalyzer>;

const factories = new Map<string, TurnAnalyzerFactory>();

/**
 * Makes a turn analyzer known by a name for the setting `analyzer`; the same name again replaces it, also where it is in
 * force. @throws AvatarPttError `invalid-option` for a name that is none, or `silence`.
 */
export function registerTurnAnalyzer(name: string, factory: TurnAnalyzerFactory): void {
  if (!isName(name) || name === 'silence') {
    throw new AvatarPttError('invalid-option', `analyzer name is "${name}"; allowed: such as "my-analyzer".`);
  }
  factories.set(name, factory);
}

/** The names that analyzers are registered by on this page, in the order in which they came; without `silence`. */
export function turnAnalyzerNames(): string[] {
  return [...factories.keys()];
}

/** What loads the analyzer of that name, if somebody has registered one: for tools that ask it outside a conversation. */
export function turnAnalyzerFactory(name: string): TurnAnalyzerFactory | undefined {
  return factories.get(name);
}
