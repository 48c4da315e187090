/** Who begins to speak at the press has been heard by then; who thinks first is told softly. */
const WAIT_MS = 2000;

/** Whether anything like a voice was heard in a turn so far; times are audio time in ms. */
export class VoiceWatch {
  readonly #onMissing: (turnId: number, isOver: boolean) => void;
  #turnId = 0;
  #startMs = 0;
  #hasVoice = true;
  #isTold = false;

  /** Called once after two seconds of a turn without a voice, and at the end of one that had none at all. */
  constructor(onMissing: (turnId: number, isOver: boolean) => void) {
    this.#onMissing = onMissing;
  }

  opened(turnId: number, startMs: number): void {
    this.#turnId = turnId;
    this.#startMs = startMs;
    this.#hasVoice = this.#isTold = false;
  }

  hear(isVoice: boolean, endMs: number): void {
    this.#hasVoice ||= isVoice;
    if (this.#hasVoice || this.#isTold || endMs - this.#startMs < WAIT_MS) return;
    this.#isTold = true;
    this.#onMissing(this.#turnId, false);
  }

  closed(turnId: number): void {
    if (turnId !== this.#turnId) return;
    if (!this.#hasVoice) this.#onMissing(turnId, true);
    this.#hasVoice = true;
  }
}
