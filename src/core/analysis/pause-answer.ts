/** A pause that an analyzer is asked about. Audio time in ms; the sound ends at `askedMs`. */
export interface AskedPause {
  readonly turnStartMs: number;
  readonly pauseMs: number;
  readonly askedMs: number;
}

/** What an analyzer would have said. */
export interface PauseAnswer {
  /** How complete the turn sounds, 0 to 1; null: it has no answer, so silence alone decides. */
  readonly completeness: number | null;
  /** When the answer is there, audio time in ms. A late one delays the decision and never moves the boundary. */
  readonly answeredMs: number;
}

export type AnswerPause = (pause: AskedPause) => PauseAnswer;

/** An answer that is on its way. */
export interface PendingAnswer extends PauseAnswer {
  readonly askedMs: number;
}
