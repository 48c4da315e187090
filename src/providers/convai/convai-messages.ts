import { AvatarPttError } from '../../core/error.js';
import type { BackendEvent } from '../../core/machine/turn-events.js';
import type { Acknowledgements } from '../cloud/acknowledgements.js';
import type { About, Answers } from '../cloud/answers.js';
import { ConvaiSpeech } from './convai-speech.js';
import type { ProviderContext } from '../provider.js';
import { secsOf } from '../cloud/session-end.js';
import type { UserTurn, UserTurns } from '../cloud/user-turns.js';
import { joined } from '../cloud/user-turns.js';
import { asWireObject, parseWireObject, textOf, type WireObject } from '../cloud/wire-object.js';

/** What the messages of a conversation are understood with. */
export interface ConvaiParts {
  readonly answers: Answers;
  readonly acks: Acknowledgements;
  readonly turns: UserTurns;
  /** The service finds the end of turns as well. */
  readonly isEndpointing: boolean;
  /** Tells the service to stop what nobody wants. */
  readonly silenceAvatar: () => void;
  /** The avatar can answer. */
  readonly ready: (raw: WireObject) => void;
  readonly mute: (isMuted: boolean, raw: WireObject) => void;
  /** Whether this is about another character of the room than the one that is spoken to. */
  readonly isOfAnother: (data: WireObject | null) => boolean;
}

/** The command that ends a turn. */
export const FORCE_STOP = 'force-user-stopped-speaking';

type Handler = (data: WireObject, raw: WireObject) => void;

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
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #speech: ConvaiSpeech;
  #avatarLine = '';

  constructor(emit: ProviderContext['emit'], parts: ConvaiParts) {
    this.#emit = emit;
    this.#parts = parts;
    const proven = (turnId: number): boolean => parts.acks.confirm(FORCE_STOP, parts.turns.begin(turnId).stopId);
    this.#speech = new ConvaiSpeech({ ...parts, emit, proven });
    this.#handlers = new Map(Object.entries({ ...this.#serviceTable(), ...this.#userTable(), ...this.#avatarTable() }));
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
    const { turns, answers } = this.#parts;
    const { isStopped } = turns.begin(turnId);
    if (isDiscarded) answers.refuse(turnId);
    // The answer may come before the confirmation; a stop that is sent again changes nothing about it.
    else if (!isStopped) this.expect({ turnId });
    return turns.end(turnId, isDiscarded);
  }

  /** From now on, an answer is one to this. */
  expect(about: About): void {
    if (!this.#parts.answers.expect(about)) return;
    this.#avatarLine = '';
    this.#speech.expect();
  }

  #serviceTable(): Record<string, Handler> {
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
      error: (data, raw) => {
        this.#failed(data, raw);
      },
    };
  }

  #userTable(): Record<string, Handler> {
    return {
      'user-started-speaking': (_data, raw) => {
        this.#parts.turns.speechStarted();
        this.#show(raw);
      },
      'user-stopped-speaking': (_data, raw) => {
        this.#userStopped(raw);
      },
      'user-mute-started': (_data, raw) => {
        this.#parts.mute(true, raw);
      },
      'user-mute-stopped': (_data, raw) => {
        this.#parts.mute(false, raw);
      },
      'user-transcription': (data, raw) => {
        this.#userText(textOf(data, 'text'), data['final'] === true, raw);
      },
      'final-user-transcription': (data, raw) => {
        this.#wholeUserText(textOf(data, 'text'), raw);
      },
    };
  }

  #avatarTable(): Record<string, Handler> {
    const speech = this.#speech;
    return {
      'bot-ready': (_data, raw) => {
        this.#parts.ready(raw);
      },
      'bot-llm-started': (_data, raw) => {
        this.#avatarLine = '';
        this.#show(raw);
        speech.model('begun');
      },
      'bot-llm-text': (data, raw) => {
        this.#avatarLine = joined(this.#avatarLine, textOf(data, 'text'));
        this.#avatarText(this.#avatarLine, false, raw);
      },
      'bot-llm-stopped': (_data, raw) => {
        this.#avatarText(this.#avatarLine, true, raw);
        speech.model('done');
      },
      'bot-tts-text': (data, raw) => {
        this.#avatarWords(textOf(data, 'text'), raw);
      },
      'bot-transcription': (data, raw) => {
        // The same words again, unless the model's own were not sent.
        this.#avatarText(this.#avatarLine ? '' : textOf(data, 'text'), true, raw);
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

  // While the service finds the ends of turns too, it may be the first: then it answers the open turn.
  #userStopped(raw: WireObject): void {
    this.#show(raw);
    const turn = this.#parts.isEndpointing ? this.#parts.turns.speechEnded() : null;
    if (turn) this.expect({ turnId: turn.id });
  }

  #userText(words: string, isFinal: boolean, raw: WireObject): void {
    const turn = this.#parts.turns.spokenIn(null);
    const text = [turn?.line, words].filter(Boolean).join(' ');
    if (turn && isFinal) Object.assign(turn, { line: text, hasFinal: true });
    this.#userLine(turn, text, isFinal, raw);
  }

  #wholeUserText(text: string, raw: WireObject): void {
    const turn = this.#parts.turns.spokenIn(null);
    const isKnown = turn?.hasFinal === true && turn.line === text;
    if (turn) Object.assign(turn, { line: text, hasFinal: true });
    if (isKnown) this.#show(raw);
    else this.#userLine(turn, text, true, raw);
  }

  #userLine(turn: UserTurn | null, text: string, final: boolean, raw: WireObject): void {
    if (turn?.isDiscarded) this.#show(raw);
    else this.#emit({ type: 'transcript', role: 'user', text, final, ...(turn && { turnId: turn.id }) }, raw);
  }

  #avatarText(text: string, final: boolean, raw: WireObject): void {
    const about = this.#parts.answers.aboutOf();
    if (about && text) this.#emit({ type: 'transcript', role: 'avatar', text, final, ...about }, raw);
    else this.#show(raw);
  }

  #avatarWords(text: string, raw: WireObject): void {
    const about = this.#parts.answers.aboutOf();
    if (about && text) this.#emit({ type: 'avatar-words', text, ...about }, raw);
    else this.#show(raw);
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

  #failed(data: WireObject, raw: WireObject): void {
    const said = textOf(data, 'error', 300) || textOf(data, 'message', 300);
    const isFatal = data['fatal'] === true;
    const message = `Convai reported an error${said && `: ${said}`}.${isFatal ? ' Connect again.' : ''}`;
    const failure = { code: 'service-error', message };
    this.#emit(isFatal ? { type: 'connection-lost', ...failure } : { type: 'session-error', ...failure }, raw);
  }

  #show(raw: unknown): void {
    const shown: BackendEvent = { type: 'wire-message', direction: 'in' };
    this.#emit(shown, raw);
  }
}

function refusedError(type: string, response: WireObject): AvatarPttError {
  const said = textOf(response, 'message', 300);
  return new AvatarPttError('command-refused', `Convai refused "${type}"${said && `: ${said}`}.`);
}
