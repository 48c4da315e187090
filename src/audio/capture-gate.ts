import { CatchUp, type Departure } from './catch-up.js';
import { SoundRing } from './sound-ring.js';

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
  /** What leaves by the track. */
  readonly out: CatchUp;
  /** Next frame to leave as samples. */
  nextTaken: number;
}

/** A turn of which all has left; by the track, also how. */
export interface Departed {
  readonly turnId: number;
  readonly departure: Departure | null;
}

// A sound of now reaches the gate some callbacks later; 2048 frames are 43 to 46 ms.
const MAX_AHEAD_FRAMES = 2048;

/**
 * The gate between the microphone and everything else: a short ring of the newest sound, and one window in it that may
 * leave. A window may begin in the past (a press handled late, the pre-roll) and may be held back until it is let flow;
 * then it leaves whole, in order, as samples at once and by the track at the pace of time, or a little faster to catch up. What waits for longer than the
 * ring lasts is lost from its beginning, and counted. Outside a window there is silence. Made for an AudioWorklet, but free
 * of it; all frames are absolute.
 */
export class CaptureGate {
  /** Whether the track is heard by someone, so that its pace matters. */
  isTrackUsed = false;
  /** What is quieter (root mean square, full scale 1) is a pause that what is late may shorten; null: nothing is left out. */
  pauseBelowRms: number | null = null;
  readonly #ring: SoundRing;
  readonly #sampleRate: number;
  #window: Window | null = null;
  #cutUntil = 0;
  #lost = 0;

  constructor(ringFrames: number, sampleRate: number) {
    this.#ring = new SoundRing(ringFrames);
    this.#sampleRate = sampleRate;
  }

  /** The turn whose window is open or still leaving, or null. */
  get turnId(): number | null {
    return this.#window?.turnId ?? null;
  }

  /** Whether new sound is let in now. */
  get isOpen(): boolean {
    return this.#window !== null && this.#ring.now < this.#window.endFrame;
  }

  /** The newest sound, whose first sample is at `frame`. */
  write(frame: number, input: Float32Array): void {
    const isFirst = this.#ring.now === 0;
    this.#ring.write(frame, input);
    if (isFirst) this.#beginWith(this.#ring.began);
  }

  /** Opens a window from `fromFrame` on, as far back as the ring goes and no earlier turn had it. Returns its first frame. */
  open(turnId: number, fromFrame: number): number {
    const free = Math.max(this.#reachable(fromFrame), this.#cutUntil, this.#ring.began);
    const startFrame = Math.max(free, this.#ring.oldest);
    this.#lost = startFrame - free;
    this.#window = {
      turnId,
      startFrame,
      endFrame: Infinity,
      isFlowing: false,
      out: new CatchUp(this.#ring, startFrame, this.#sampleRate),
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
    const left = this.isTrackUsed ? window.out.next : window.startFrame;
    window.endFrame = Math.max(left, Math.min(this.#reachable(untilFrame), window.endFrame));
    this.#cutUntil = window.endFrame;
    if (isDiscarded) this.#window = null;
    return window.endFrame;
  }

  /** Fills `output` with what leaves by the track now, and silence elsewhere. */
  fill(output: Float32Array): void {
    const window = this.isTrackUsed && this.#window?.isFlowing ? this.#window : null;
    if (!window) {
      output.fill(0);
      return;
    }
    const { out, endFrame } = window;
    const next = this.#skipLost(window, out.next, true);
    if (next !== out.next) out.skipTo(next);
    out.fill(output, Math.min(endFrame, this.#ring.now), this.pauseBelowRms);
  }

  /** All samples that may leave and have not been taken yet, or null. */
  take(): CapturedSamples | null {
    const window = this.#window;
    if (!window?.isFlowing) return null;
    const startFrame = this.#skipLost(window, window.nextTaken, !this.isTrackUsed);
    const endFrame = Math.max(startFrame, Math.min(window.endFrame, this.#ring.now));
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
  takeDeparted(): Departed | null {
    const window = this.#window;
    if (!window || window.endFrame === Infinity) return null;
    const isTaken = window.nextTaken >= window.endFrame;
    const isOut = !this.isTrackUsed || window.out.next >= window.endFrame;
    if (!isTaken || !isOut) return null;
    this.#window = null;
    return { turnId: window.turnId, departure: this.isTrackUsed ? window.out.departure : null };
  }

  /** The sound from `startFrame` to `endFrame`, as far as the ring has it. */
  copy(startFrame: number, endFrame: number): Float32Array {
    return this.#ring.read(startFrame, new Float32Array(endFrame - startFrame));
  }

  /** The same of any stretch, without what the ring has no more or not yet. */
  copyHeld(fromFrame: number, untilFrame: number): CapturedSamples {
    const startFrame = Math.min(this.#ring.now, Math.max(fromFrame, this.#ring.oldest));
    const endFrame = Math.max(startFrame, Math.min(untilFrame, this.#ring.now));
    return { startFrame, samples: this.copy(startFrame, endFrame) };
  }

  // A window that was opened before there was any sound has lost none.
  #beginWith(frame: number): void {
    if (!this.#window) return;
    const { out, nextTaken } = this.#window;
    out.skipTo(Math.max(out.next, frame));
    this.#window.nextTaken = Math.max(nextTaken, frame);
  }

  // Nothing begins or ends in sound that is not on its way through the device yet.
  #reachable(frame: number): number {
    return Math.min(Math.round(frame), this.#ring.now + MAX_AHEAD_FRAMES);
  }

  // The ring has other sound by now where the overwritten was. Where both ways are used, one of them counts.
  #skipLost({ endFrame }: Window, next: number, isCounted: boolean): number {
    const kept = Math.max(next, Math.min(this.#ring.oldest, endFrame));
    if (isCounted) this.#lost += kept - next;
    return kept;
  }
}
