/** Where an avatar is heard. One output serves one session; `play` of something new replaces what was there. */
export interface AvatarOutput {
  /**
   * Plays mono samples aloud; resolves at their end, or early when stopped.
   * @throws AvatarPttError `playback-blocked` when the browser wants a gesture first.
   */
  playSamples(samples: Float32Array, sampleRate: number, options?: PlayOptions): Promise<void>;
  /** Plays a remote stream until `stop`, through a media element so that echo cancellation hears it. */
  playStream(stream: MediaStream): Promise<void>;
  /** Fades to silence within `fadeSecs` (0 cuts), then drops what was playing. */
  stop(fadeSecs: number): void;
  /** Lowers the avatar while the user is heard over it, or brings it back. */
  duck(isDucked: boolean): void;
  /** The avatar is heard by other means than this output: a browser's own voices. */
  heardElsewhere(isHeard: boolean): void;
  /** What is heard now, 0 to 1, measured on the audio. */
  level(): number;
}

export interface PlayOptions {
  /** Called when the first sample above silence is heard. */
  readonly onAudible?: () => void;
}
