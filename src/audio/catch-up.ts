import { energyOf } from './one-voice.js';
import type { SoundRing } from './sound-ring.js';

/** What came of a turn on its way out; in frames. */
export interface Departure {
  /** How much later than it was heard the first and the last sample left. */
  readonly firstLate: number;
  readonly lastLate: number;
  /** What was left out on the way, so that the rest came earlier. */
  readonly caughtUp: number;
}

// Whether there is something to make up is looked at that often, and an old place fades into a new one that fast.
const STEP_SECS = 0.005;
/** The pitch of voices: 400 down to 67 Hz. */
const MIN_PERIOD_SECS = 0.0025;
const MAX_PERIOD_SECS = 0.015;
/** What is compared with itself one period later. */
const COMPARED_SECS = 0.012;
/** From this likeness on (1: the same), leaving a period out is not heard. Breath, hiss and onsets stay below. */
const ALIKE = 0.9;
/** So much of each pause stays. A closed mouth before a p or a t is shorter. */
const PAUSE_KEPT_SECS = 0.08;
/** In a pause the places fade that fast: there is little to hear, and what is hardly late has no more sound ahead of it. */
const PAUSE_FADE_SECS = 0.001;
/** How much faster than it was said speech may be on average: more costs words. */
const HASTE = 0.25;
const SAVED_OF_LATE = 1 / 16;
/** Likenesses are found on sound of about this rate. */
const COMPARED_HZ = 16_000;

/**
 * What leaves by the track, and catches up where it was held back: as the jitter buffer of a call does, it leaves out
 * whole periods where a voice is periodic, and the rest of pauses. What is on time leaves sample for sample.
 */
export class CatchUp {
  readonly #ring: SoundRing;
  readonly #step: number;
  readonly #stride: number;
  readonly #shortest: number;
  readonly #longest: number;
  readonly #compared: number;
  readonly #pauseKept: number;
  readonly #pauseFade: number;
  readonly #sound: Float32Array;
  #next: number;
  /** What fades out, or -1. */
  #former = -1;
  #untilLook = 0;
  /** How many frames it takes to fade. */
  #fade = 1;
  /** Frames that may be left out of speech by now. */
  #credit = 0;
  #paused = 0;
  #caughtUp = 0;
  #firstLate = -1;
  #lastLate = 0;

  constructor(ring: SoundRing, startFrame: number, sampleRate: number) {
    const frames = (secs: number): number => Math.round(secs * sampleRate);
    this.#ring = ring;
    this.#next = startFrame;
    this.#step = frames(STEP_SECS);
    this.#stride = Math.max(1, Math.round(sampleRate / COMPARED_HZ));
    this.#shortest = frames(MIN_PERIOD_SECS);
    this.#longest = frames(MAX_PERIOD_SECS);
    this.#compared = frames(COMPARED_SECS);
    this.#pauseKept = frames(PAUSE_KEPT_SECS);
    this.#pauseFade = frames(PAUSE_FADE_SECS);
    this.#sound = new Float32Array(this.#longest + this.#compared);
  }

  /** The next frame to leave. */
  get next(): number {
    return this.#next;
  }

  get departure(): Departure {
    return { firstLate: Math.max(0, this.#firstLate), lastLate: this.#lastLate, caughtUp: this.#caughtUp };
  }

  /** What lies before `frame` is not there any more. */
  skipTo(frame: number): void {
    this.#next = frame;
    this.#former = -1;
  }

  /**
   * Fills `output` with what leaves now, up to `endFrame`, and silence after it. What is quieter than `pauseBelowRms`
   * (root mean square, full scale 1) is a pause; null: nothing may be left out.
   */
  fill(output: Float32Array, endFrame: number, pauseBelowRms: number | null): void {
    const startFrame = this.#ring.now - output.length;
    for (let i = 0; i < output.length; i++) {
      if (this.#next >= endFrame) {
        output.fill(0, i);
        return;
      }
      if (this.#untilLook-- === 0) this.#look(endFrame, endFrame - output.length + i, pauseBelowRms);
      this.#lastLate = startFrame + i - this.#next;
      if (this.#firstLate < 0) this.#firstLate = this.#lastLate;
      output[i] = this.#sample();
    }
  }

  #sample(): number {
    const sample = this.#ring.at(this.#next++);
    if (this.#former < 0) return sample;
    const faded = Math.min(1, (this.#step - this.#untilLook) / this.#fade);
    return this.#ring.at(this.#former++) * (1 - faded) + sample * faded;
  }

  /** Goes on further ahead, if something may be left out: not beyond `latest`, or this output would not be filled. */
  #look(endFrame: number, latest: number, pauseBelowRms: number | null): void {
    this.#untilLook = this.#step - 1;
    this.#former = -1;
    const late = latest - this.#next;
    // What unvoiced sounds could not use; more of it where there is more to make up.
    const most = Math.max(this.#longest, late * SAVED_OF_LATE);
    this.#credit = Math.min(this.#credit + this.#step * HASTE, most);
    if (pauseBelowRms === null || late < this.#shortest) return;
    const ofPause = this.#ofPause(endFrame, late, pauseBelowRms);
    const leftOut = ofPause || this.#ofVoice(endFrame, late, pauseBelowRms);
    if (leftOut === 0) return;
    this.#fade = ofPause > 0 ? this.#pauseFade : this.#step;
    this.#former = this.#next;
    this.#next += leftOut;
    this.#caughtUp += leftOut;
  }

  /** What comes next, without the microphone's offset: with it no pause is silence, and any hiss is alike to itself. */
  #read(target: Float32Array): Float32Array {
    const { offset } = this.#ring;
    this.#ring.read(this.#next, target);
    for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) - offset;
    return target;
  }

  // What follows fades in, and a word that begins must not.
  #ofPause(endFrame: number, late: number, belowRms: number): number {
    const leftOut = Math.min(2 * this.#step, late, endFrame - this.#next - this.#pauseFade);
    if (leftOut <= 0) return 0;
    const sound = this.#read(this.#sound.subarray(0, leftOut + this.#pauseFade));
    const isPause = Math.sqrt(energyOf(sound) / sound.length) <= belowRms;
    this.#paused = isPause ? this.#paused + this.#step : 0;
    return this.#paused > this.#pauseKept ? leftOut : 0;
  }

  #ofVoice(endFrame: number, late: number, aboveRms: number): number {
    const longest = Math.min(this.#longest, this.#credit, late, endFrame - this.#next - this.#compared);
    if (longest < this.#shortest) return 0;
    const sound = this.#read(this.#sound);
    // Silence is like itself, and no voice.
    if (Math.sqrt(energyOf(sound.subarray(0, this.#compared)) / this.#compared) <= aboveRms) return 0;
    let [period, likest] = [0, ALIKE];
    for (let lag = this.#shortest; lag <= longest; lag += this.#stride) {
      const likeness = this.#likeness(sound, lag);
      if (likeness > likest) [period, likest] = [lag, likeness];
    }
    this.#credit -= period;
    return period;
  }

  /**
   * How alike the sound is to itself `lag` frames later, 1: the same. A voice that swells or dies away is less so than one
   * that stays: without that, twenty of 291 odd words more were misunderstood after 250 ms of waiting.
   */
  #likeness(sound: Float32Array, lag: number): number {
    let [product, now, later] = [0, 0, 0];
    for (let i = 0; i < this.#compared; i += this.#stride) {
      const [a, b] = [sound[i] ?? 0, sound[i + lag] ?? 0];
      product += a * b;
      now += a * a;
      later += b * b;
    }
    return (2 * product) / (now + later || 1);
  }
}
