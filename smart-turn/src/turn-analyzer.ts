import * as avatarPtt from 'avatar-ptt/headless';

/** The sound of one pause, as a session hands it to an analyzer. Times are of the session's clock, in ms. */
export interface PauseSound {
  /** Mono at 16 kHz, from the later of the turn's start and 8 s before `askedMs`, up to `askedMs`. */
  readonly samples: Float32Array;
  readonly turnStartMs: number;
  readonly pauseMs: number;
  readonly askedMs: number;
}

/** Says of a pause whether the person has finished. */
export interface TurnAnalyzer {
  /** How complete the turn sounds, 0 to 1. */
  judge(sound: PauseSound, signal: AbortSignal): number | Promise<number>;
  close?(): void;
}

/** Makes an analyzer; `onProgress` gets the share that is loaded, 0 to 1, and aborting ends what was begun. */
export type TurnAnalyzerFactory = (context: {
  onProgress(share: number): void;
  signal: AbortSignal;
}) => TurnAnalyzer | Promise<TurnAnalyzer>;

type Register = (name: string, factory: TurnAnalyzerFactory) => void;

/**
 * Makes an analyzer known to avatar-ptt by the name that `customTurnDetection.analyzer` asks for.
 * @throws Error where the page has an avatar-ptt that knows no analyzers.
 */
export function registerTurnAnalyzer(name: string, factory: TurnAnalyzerFactory): void {
  const { registerTurnAnalyzer: register } = avatarPtt as { registerTurnAnalyzer?: Register };
  if (!register) throw new Error('avatar-ptt-smart-turn needs avatar-ptt of its own version.');
  register(name, factory);
}
