// How a stand-in behaves; a test changes the fields between turns, or gives functions that decide message by message.
import { HEARD_HZ } from './heard.mjs';

/** A backend that answers each turn at once with a short tone. */
export function wellBehaved() {
  return {
    /** When each copy of an outgoing message is sent, ms from now: `[500]` late, `[]` lost, `[0, 30]` twice. */
    sends: () => [0],
    /** Whether an incoming message arrives; false: lost on the way. */
    takes: () => true,
    /** Whether a command is refused, where the protocol has a refusal for it. */
    refuses: () => false,
    /** `tone`, `echo` (of what was heard in the turn), `silence` (speech events without sound), `none` (no answer at all). */
    answer: 'tone',
    answerMs: 500,
    thinkMs: 30,
    /** What the user is understood to have said, and the reply. */
    userText: 'Hello avatar, how are you?',
    avatarText: 'I am fine, thank you.',
    /** Whether the backend itself tells when a turn is over, also for a client that did not ask for it. Read at the start. */
    isConversational: false,
    /** Answers of the REST service that replace the usual ones: `{ '/path': { status, body } }`. */
    rest: {},
  };
}

/** All messages of one session, both ways, in order; sends as the script says. */
export class ScriptedLine {
  /** `{ at, isIncoming, type, message }`; `at` is the wall clock, ms. Lost messages are kept with `isLost`. */
  messages = [];
  #timers = new Set();

  constructor(script, { typeOf, transmit, now }) {
    Object.assign(this, { script, typeOf, transmit, now });
  }

  /** Resolves when the first copy is on its way; at once for a message that is lost. */
  async send(message) {
    const delays = this.script.sends(message);
    if (delays.length === 0) return this.#note(message, { isLost: true });
    await Promise.race(delays.map((delayMs) => this.#sendIn(delayMs, message)));
  }

  /** The message in a packet if the script lets it arrive; else null. What is no JSON object is kept as text. */
  take(text, at) {
    let message = null;
    try {
      message = JSON.parse(text);
    } catch {
      this.messages.push({ at, isIncoming: true, type: '', text });
      return null;
    }
    const isLost = !this.script.takes(message);
    this.messages.push({ at, isIncoming: true, type: this.typeOf(message), message, ...(isLost && { isLost }) });
    return isLost ? null : message;
  }

  /** The types of what arrived, in order; of what was sent with `{ isIncoming: false }`. */
  types({ isIncoming = true } = {}) {
    return this.messages.filter((entry) => entry.isIncoming === isIncoming && !entry.isLost).map(({ type }) => type);
  }

  wait(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }

  /** Nothing that was waiting is sent any more. */
  close() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #sendIn(delayMs, message) {
    if (delayMs > 0) await this.wait(delayMs);
    this.#note(message, {});
    await this.transmit(JSON.stringify(message));
  }

  #note(message, extras) {
    this.messages.push({ at: this.now(), isIncoming: false, type: this.typeOf(message), message, ...extras });
  }
}

/** The sound of an answer, mono at 48 kHz. */
export function answerSound({ answer, answerMs }, turnSamples) {
  if (answer === 'echo') return turnSamples;
  const length = Math.round((answerMs * HEARD_HZ) / 1000);
  const gain = answer === 'silence' ? 0 : 0.3;
  return Float32Array.from({ length }, (_, i) => gain * Math.sin((2 * Math.PI * 440 * i) / HEARD_HZ));
}
