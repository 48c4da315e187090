/** Sound of the microphone before the gate, mono, -1 to 1. */
export interface SoundStretch {
  /** Audio time of the first sample, ms. */
  readonly startMs: number;
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

/** A stretch of sound on one clock: both sides have the same samples' worth. */
export interface CapturedSound {
  /** Audio time of the first sample, ms. */
  readonly startMs: number;
  readonly sampleRate: number;
  /** The microphone before the gate, mono, -1 to 1; silence while no device is open. */
  readonly microphone: Float32Array;
  /** The avatar as it is played, fades and ducking included, mono, -1 to 1; without what a browser's own voices say. */
  readonly avatar: Float32Array;
}
