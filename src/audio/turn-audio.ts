/** A turn as it was captured, for those who take samples instead of a track. */
export interface TurnAudio {
  readonly turnId: number;
  /** Mono samples, -1 to 1, in capture order without gaps. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Audio time of the first sample, ms. */
  readonly startMs: number;
}
