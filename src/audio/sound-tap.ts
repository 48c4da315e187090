/** What the microphone and the avatar sounded like at the same time; frames count on the clock of the audio context. */
export interface TappedSound {
  readonly startFrame: number;
  readonly microphone: Float32Array<ArrayBuffer>;
  readonly avatar: Float32Array<ArrayBuffer>;
}

/**
 * Gathers both sides of a conversation into batches of `batchFrames` or a little more. Made for an AudioWorklet, but free
 * of it.
 */
export class SoundTap {
  readonly #batchFrames: number;
  readonly #emit: (sound: TappedSound) => void;
  #batch: TappedSound | null = null;
  #length = 0;

  constructor(batchFrames: number, emit: (sound: TappedSound) => void) {
    this.#batchFrames = batchFrames;
    this.#emit = emit;
  }

  /** The newest sound of both, equally long, whose first samples are at `frame`. A jump begins a new batch. */
  write(frame: number, microphone: Float32Array, avatar: Float32Array): void {
    if (this.#batch && this.#batch.startFrame + this.#length !== frame) this.#finish(this.#batch);
    const batch = this.#batch ?? this.#begin(frame, microphone.length);
    batch.microphone.set(microphone, this.#length);
    batch.avatar.set(avatar, this.#length);
    this.#length += microphone.length;
    if (this.#length >= this.#batchFrames) this.#finish(batch);
  }

  #begin(startFrame: number, quantum: number): TappedSound {
    const room = this.#batchFrames + quantum;
    this.#batch = { startFrame, microphone: new Float32Array(room), avatar: new Float32Array(room) };
    this.#length = 0;
    return this.#batch;
  }

  #finish({ startFrame, microphone, avatar }: TappedSound): void {
    this.#batch = null;
    this.#emit({ startFrame, microphone: microphone.slice(0, this.#length), avatar: avatar.slice(0, this.#length) });
  }
}
