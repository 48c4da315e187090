/** A run of captured samples; frames count on the clock of the audio context. */
export interface CapturedSamples {
  readonly startFrame: number;
  readonly samples: Float32Array;
}

interface Window {
  readonly turnId: number;
  readonly startFrame: number;
  /** First frame that is no longer part of the turn; Infinity while the gate is open. */
  endFrame: number;
  isFlowing: boolean;
  /** Next frame to leave by the track, and as samples. */
  nextOut: number;
  nextTaken: number;
}

// A sound of now reaches the gate some callbacks later; 2048 frames are 43 to 46 ms.
const MOST_AHEAD_FRAMES = 2048;

/**
 * The gate between the microphone and everything else: a short ring of the newest sound, and one window in it that may
 * leave. A window may begin in the past (a press handled late, the pre-roll) and may be held back until it is let flow;
 * then it leaves whole, in order, by the track at the pace of time and as samples at once. What waits for longer than the
 * ring lasts is lost from its beginning, and counted. Outside a window there is silence. Made for an AudioWorklet, but free
 * of it; all frames are absolute.
 */
export class CaptureGate {
  /** Whether the track is heard by someone, so that its pace matters. */
  isTrackUsed = false;
  readonly #ring: Float32Array;
  #now = 0;
  #oldest = 0;
  /** Where the sound in the ring began: before it nothing was overwritten. */
  #began = 0;
  #window: Window | null = null;
  #cutUntil = 0;
  #lost = 0;

  constructor(ringFrames: number) {
    this.#ring = new Float32Array(ringFrames);
  }

  /** The turn whose window is open or still leaving, or null. */
  get turnId(): number | null {
    return this.#window?.turnId ?? null;
  }

  /** Whether new sound is let in now. */
  get isOpen(): boolean {
    return this.#window !== null && this.#now < this.#window.endFrame;
  }

  /** The newest sound, whose first sample is at `frame`. A jump ahead (the device was away) is silence. */
  write(frame: number, input: Float32Array): void {
    const ring = this.#ring;
    const isFirst = this.#now === 0;
    if (this.#now !== frame) {
      ring.fill(0);
      this.#oldest = Math.max(frame, this.#now);
      this.#began = this.#oldest;
      if (isFirst) this.#beginWith(this.#oldest);
    }
    for (let i = 0; i < input.length; i++) ring[(frame + i) % ring.length] = input[i] ?? 0;
    this.#now = frame + input.length;
    this.#oldest = Math.max(this.#oldest, this.#now - ring.length);
  }

  /** Opens a window from `fromFrame` on, as far back as the ring goes and no earlier turn had it. Returns its first frame. */
  open(turnId: number, fromFrame: number): number {
    const free = Math.max(this.#reachable(fromFrame), this.#cutUntil, this.#began);
    const startFrame = Math.max(free, this.#oldest);
    this.#lost = startFrame - free;
    this.#window = {
      turnId,
      startFrame,
      endFrame: Infinity,
      isFlowing: false,
      nextOut: startFrame,
      nextTaken: startFrame,
    };
    return startFrame;
  }

  /** The other side listens: what was held back leaves, and what comes follows. */
  letFlow(turnId: number): void {
    if (this.#window?.turnId === turnId) this.#window.isFlowing = true;
  }

  /**
   * Ends the window at `untilFrame`: in the past, or in sound that is on its way through the device, but no later, and not
   * before what has left by the track. Returns the first frame outside, or null without such a window.
   */
  close(turnId: number, untilFrame: number, isDiscarded: boolean): number | null {
    const window = this.#window;
    if (window?.turnId !== turnId) return null;
    const left = this.isTrackUsed ? window.nextOut : window.startFrame;
    window.endFrame = Math.max(left, Math.min(this.#reachable(untilFrame), window.endFrame));
    this.#cutUntil = window.endFrame;
    if (isDiscarded) this.#window = null;
    return window.endFrame;
  }

  /** Fills `output` with what leaves by the track now, and silence elsewhere. */
  fill(output: Float32Array): void {
    const window = this.isTrackUsed && this.#window?.isFlowing ? this.#window : null;
    if (window) window.nextOut = this.#skipLost(window, window.nextOut, true);
    for (let i = 0; i < output.length; i++) {
      const mayLeave = window !== null && window.nextOut < Math.min(window.endFrame, this.#now);
      output[i] = mayLeave ? this.#at(window.nextOut++) : 0;
    }
  }

  /** All samples that may leave and have not been taken yet, or null. */
  take(): CapturedSamples | null {
    const window = this.#window;
    if (!window?.isFlowing) return null;
    const startFrame = this.#skipLost(window, window.nextTaken, !this.isTrackUsed);
    const endFrame = Math.max(startFrame, Math.min(window.endFrame, this.#now));
    window.nextTaken = endFrame;
    return endFrame > startFrame ? { startFrame, samples: this.copy(startFrame, endFrame) } : null;
  }

  /** How many frames of the turn were overwritten before they could leave, since this was asked last. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  /** Forgets a closed window that has left completely. Returns its turn. */
  settle(): number | null {
    const window = this.#window;
    if (!window || window.endFrame === Infinity) return null;
    const isTaken = window.nextTaken >= window.endFrame;
    const isOut = !this.isTrackUsed || window.nextOut >= window.endFrame;
    if (!isTaken || !isOut) return null;
    this.#window = null;
    return window.turnId;
  }

  /** The sound from `startFrame` to `endFrame`, as far as the ring has it. */
  copy(startFrame: number, endFrame: number): Float32Array {
    return Float32Array.from({ length: endFrame - startFrame }, (_, i) => this.#at(startFrame + i));
  }

  // A window that was opened before there was any sound has lost none.
  #beginWith(frame: number): void {
    if (!this.#window) return;
    this.#window.nextOut = Math.max(this.#window.nextOut, frame);
    this.#window.nextTaken = Math.max(this.#window.nextTaken, frame);
  }

  // Nothing begins or ends in sound that is not on its way through the device yet.
  #reachable(frame: number): number {
    return Math.min(Math.round(frame), this.#now + MOST_AHEAD_FRAMES);
  }

  // The ring has other sound by now where the overwritten was. Where both ways are used, one of them counts.
  #skipLost({ endFrame }: Window, next: number, isCounted: boolean): number {
    const kept = Math.max(next, Math.min(this.#oldest, endFrame));
    if (isCounted) this.#lost += kept - next;
    return kept;
  }

  #at(frame: number): number {
    return this.#ring[frame % this.#ring.length] ?? 0;
  }
}
