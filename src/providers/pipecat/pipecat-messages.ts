import { AvatarPttError } from '../../core/error.js';
import type { Acknowledgements } from '../cloud/acknowledgements.js';
import type { About } from '../cloud/answers.js';
import type { UserTurn } from '../cloud/user-turns.js';
import { asWireObject, parseWireObject, textOf, type WireObject } from '../cloud/wire-object.js';
import type { ProviderContext } from '../provider.js';
import { RtviMessages, type RtviHandler, type RtviParts } from '../rtvi/rtvi-messages.js';

export interface PipecatParts extends Omit<RtviParts, 'service'> {
  readonly acks: Acknowledgements;
  /** Tells the agent to stop what nobody wants. */
  readonly silenceAvatar: () => void;
  /** What the transport itself says, such as `renegotiate`. */
  readonly signalled: (type: string, raw: WireObject) => void;
}

/** The kind of all commands: each answer names its own. */
export const COMMAND = 'command';

/** What measures in seconds. */
const TIMINGS = ['ttfb', 'ttfa', 'ttfat', 'processing'];
const MAX_ENTRIES = 20;

/** What an agent says, in the package's words. */
export class PipecatMessages {
  readonly #emit: ProviderContext['emit'];
  readonly #parts: PipecatParts;
  readonly #rtvi: RtviMessages;
  readonly #handlers: ReadonlyMap<string, RtviHandler>;
  /** The model writes, or waits for a function: there may be more to say. */
  #isWriting = false;
  #functions = 0;

  constructor(emit: ProviderContext['emit'], parts: PipecatParts) {
    this.#emit = emit;
    this.#parts = parts;
    this.#rtvi = new RtviMessages(emit, { ...parts, service: 'The agent' }, () => {
      this.#forget();
    });
    const { handlers } = this.#rtvi;
    const own = { ...this.#answerTable(), ...this.#progressTable(handlers), ...this.#speechTable() };
    this.#handlers = new Map(Object.entries({ ...handlers, ...own }));
  }

  /** One message. Whatever it holds, it becomes an event; what has no meaning here is shown as it came. */
  receive(text: string): void {
    const message = parseWireObject(text);
    const type = textOf(message, 'type');
    const handle = this.#handlers.get(type);
    if (message && type === 'signalling') this.#signalled(message);
    else if (message && handle && message['label'] === 'rtvi-ai') handle(asWireObject(message['data']) ?? {}, message);
    else this.#rtvi.show(message ?? { text });
  }

  turnEnds(turnId: number, isDiscarded: boolean): UserTurn {
    return this.#rtvi.turnEnds(turnId, isDiscarded);
  }

  /** From now on, an answer is one to this. */
  expect(about: About): void {
    this.#rtvi.expect(about);
  }

  #signalled(message: WireObject): void {
    this.#rtvi.show(message);
    this.#parts.signalled(textOf(asWireObject(message['message']), 'type'), message);
  }

  #answerTable(): Record<string, RtviHandler> {
    const { acks } = this.#parts;
    return {
      'server-response': (_data, raw) => {
        this.#rtvi.show(raw);
        const id = textOf(raw, 'id', 200);
        acks.settle(COMMAND, id, null, id);
      },
      'error-response': (data, raw) => {
        this.#rtvi.show(raw);
        const id = textOf(raw, 'id', 200);
        acks.settle(COMMAND, id, refusedError(textOf(data, 'error', 300)), id);
      },
    };
  }

  #progressTable(rtvi: RtviMessages['handlers']): Record<string, RtviHandler> {
    return {
      'bot-llm-started': (data, raw) => {
        this.#isWriting = true;
        rtvi['bot-llm-started']?.(data, raw);
      },
      'bot-llm-stopped': (data, raw) => {
        this.#isWriting = false;
        rtvi['bot-llm-stopped']?.(data, raw);
      },
      'llm-function-call-in-progress': (_data, raw) => {
        this.#functions++;
        this.#rtvi.show(raw);
      },
      'llm-function-call-stopped': (_data, raw) => {
        this.#functions = Math.max(0, this.#functions - 1);
        this.#rtvi.show(raw);
      },
      metrics: (data, raw) => {
        this.#measured(data, raw);
      },
    };
  }

  #speechTable(): Record<string, RtviHandler> {
    const { answers, silenceAvatar } = this.#parts;
    return {
      'bot-started-speaking': (_data, raw) => {
        if (!answers.started(raw)) silenceAvatar();
      },
      // There is no word for the end of an answer: it is when the voice ends and nothing more is being written.
      'bot-stopped-speaking': (_data, raw) => {
        answers.ended(raw, !this.#isWriting && this.#functions === 0);
      },
      'bot-interrupted': (_data, raw) => {
        this.#forget();
        this.#rtvi.show(raw);
      },
    };
  }

  #forget(): void {
    this.#isWriting = false;
    this.#functions = 0;
  }

  #measured(data: WireObject, raw: WireObject): void {
    this.#rtvi.show(raw);
    const about = this.#parts.answers.aboutOf();
    for (const measure of TIMINGS) {
      const entries = Object.hasOwn(data, measure) ? data[measure] : [];
      if (!Array.isArray(entries)) continue;
      for (const entry of entries.slice(0, MAX_ENTRIES).map(asWireObject)) {
        const secs = entry?.['value'];
        // Each part says first that it has measured nothing yet.
        if (typeof secs !== 'number' || !(secs > 0)) continue;
        const processor = textOf(entry, 'processor', 100);
        this.#emit({ type: 'service-timing', measure, processor, tookMs: secs * 1000, ...about });
      }
    }
  }
}

function refusedError(said: string): AvatarPttError {
  return new AvatarPttError('command-refused', `The agent refused a command${said && `: ${said}`}.`);
}
