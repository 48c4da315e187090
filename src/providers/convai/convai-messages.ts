import { AvatarPttError } from '../../core/error.js';
import type { Acknowledgements } from '../cloud/acknowledgements.js';
import type { About } from '../cloud/answers.js';
import { ConvaiSpeech } from './convai-speech.js';
import type { ProviderContext } from '../provider.js';
import { secsOf } from '../cloud/session-end.js';
import { RtviMessages, type RtviHandler, type RtviParts } from '../rtvi/rtvi-messages.js';
import type { UserTurn } from '../cloud/user-turns.js';
import { asWireObject, parseWireObject, textOf, type WireObject } from '../cloud/wire-object.js';

/** What the messages of a conversation are understood with. */
export interface ConvaiParts extends Omit<RtviParts, 'service'> {
  readonly acks: Acknowledgements;
  /** Tells the service to stop what nobody wants. */
  readonly silenceAvatar: () => void;
  /** Whether this is about another character of the room than the one that is spoken to. */
  readonly isOfAnother: (data: WireObject | null) => boolean;
}

/** The command that ends a turn. */
export const FORCE_STOP = 'force-user-stopped-speaking';

/** What an answer that was let begin ends with. */
const ENDS = ['bot-stopped-speaking', 'bot-turn-completed'];
/** Answers to a command that could not be read: they do not say which. */
const UNREADABLE = ['parse-error', 'validation-error', 'unknown-message-type'];

/** One conversation with Convai, in its room: what it says, in the package's words. */
export class ConvaiMessages {
  /** The service is about to end the conversation because nobody does anything. */
  isIdleWarned = false;
  readonly #emit: ProviderContext['emit'];
  readonly #parts: ConvaiParts;
  readonly #handlers: ReadonlyMap<string, RtviHandler>;
  readonly #rtvi: RtviMessages;
  readonly #speech: ConvaiSpeech;

  constructor(emit: ProviderContext['emit'], parts: ConvaiParts) {
    this.#emit = emit;
    this.#parts = parts;
    const proven = (turnId: number): boolean => parts.acks.confirm(FORCE_STOP, parts.turns.begin(turnId).stopId);
    this.#speech = new ConvaiSpeech({ ...parts, emit, proven });
    this.#rtvi = new RtviMessages(emit, { ...parts, service: 'Convai' }, () => {
      this.#speech.expect();
    });
    const { handlers } = this.#rtvi;
    this.#handlers = new Map(Object.entries({ ...handlers, ...this.#serviceTable(), ...this.#avatarTable(handlers) }));
  }

  /** One packet. Whatever it holds, it becomes an event; what has no meaning here is shown as it came. */
  receive(text: string, topic: string): void {
    const message = parseWireObject(text);
    const inner = asWireObject(message?.['data']);
    // Of the three shapes, one has its type inside, and one its fields outside.
    const outer = textOf(message, 'type');
    const type = outer === 'server-message' ? textOf(inner, 'type') : outer;
    const handle = this.#handlers.get(type);
    const isOurs = !this.#parts.isOfAnother(inner) || (ENDS.includes(type) && this.#speech.isOfSpoken(inner));
    if (message && handle && isOurs) handle(inner ?? message, message);
    else this.#show(message ?? { topic, text });
  }

  turnEnds(turnId: number, isDiscarded: boolean): UserTurn {
    return this.#rtvi.turnEnds(turnId, isDiscarded);
  }

  /** From now on, an answer is one to this. */
  expect(about: About): void {
    this.#rtvi.expect(about);
  }

  #serviceTable(): Record<string, RtviHandler> {
    return {
      'server-response': (data, raw) => {
        this.#responded(data, raw);
      },
      ...Object.fromEntries(UNREADABLE.map((type) => [type, (data, raw) => this.#unread(type, data, raw)])),
      'usage-limit-reached': (data, raw) => {
        const message = textOf(data, 'message', 300) || 'The limit of this account is reached.';
        this.#emit({ type: 'usage-limit', message }, raw);
      },
      'user-idle-warning': (data, raw) => {
        this.#idle(data, raw);
      },
      'final-user-transcription': (data, raw) => {
        this.#rtvi.wholeUserText(textOf(data, 'text'), raw);
      },
    };
  }

  #avatarTable(rtvi: RtviMessages['handlers']): Record<string, RtviHandler> {
    const speech = this.#speech;
    return {
      'bot-llm-started': (data, raw) => {
        rtvi['bot-llm-started']?.(data, raw);
        speech.model('begun');
      },
      'bot-llm-stopped': (data, raw) => {
        rtvi['bot-llm-stopped']?.(data, raw);
        speech.model('done');
      },
      'bot-started-speaking': (data, raw) => {
        speech.started(data, raw);
      },
      'bot-stopped-speaking': (data, raw) => {
        speech.stopped(data, raw);
      },
      'bot-turn-completed': (data, raw) => {
        speech.completed(data, raw);
      },
      'llm-no-response': (data, raw) => {
        this.#unanswered('no-response', textOf(data, 'reason', 300), raw);
      },
      'moderation-response': (data, raw) => {
        if (data['result'] === false) this.#unanswered('moderation-blocked', textOf(data, 'reason', 300), raw);
        else this.#show(raw);
      },
    };
  }

  #responded(data: WireObject, raw: WireObject): void {
    this.#show(raw);
    // Its fields are outside in one shape and inside in the others.
    const response = textOf(data, 'event_type') ? data : raw;
    const type = textOf(response, 'event_type', 100);
    const status = textOf(response, 'status', 100);
    if (UNREADABLE.includes(type)) this.#unread(type, response);
    if (UNREADABLE.includes(type) || (status !== 'success' && status !== 'error')) return;
    const muted = asWireObject(response['extras'])?.['muted'];
    const error = status === 'error' ? refusedError(type, response) : null;
    this.#parts.acks.settle(type, '', error, typeof muted === 'boolean' ? String(muted) : '');
  }

  #unread(type: string, response: WireObject, raw?: WireObject): void {
    if (raw) this.#show(raw);
    this.#parts.acks.fail(refusedError(type, response));
  }

  #unanswered(type: 'no-response' | 'moderation-blocked', message: string, raw: WireObject): void {
    const { answers } = this.#parts;
    const about = answers.aboutOf();
    if (!about || answers.isSpeaking || (type === 'no-response' && answers.settleRefused())) {
      this.#show(raw);
      return;
    }
    answers.markAnswered(about);
    this.#emit({ type, ...about, ...(message && { message }) }, raw);
  }

  #idle(data: WireObject, raw: WireObject): void {
    this.isIdleWarned = true;
    const remainingSecs = secsOf(data['remaining_seconds']);
    const message = textOf(data, 'message', 300);
    if (remainingSecs === null) this.#show(raw);
    else this.#emit({ type: 'idle-warning', remainingSecs, ...(message && { message }) }, raw);
  }

  #show(raw: unknown): void {
    this.#rtvi.show(raw);
  }
}

function refusedError(type: string, response: WireObject): AvatarPttError {
  const said = textOf(response, 'message', 300);
  return new AvatarPttError('command-refused', `Convai refused "${type}"${said && `: ${said}`}.`);
}
