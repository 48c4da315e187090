import type { BackendEvent } from '../../core/machine/turn-events.js';
import type { About, Answers } from '../cloud/answers.js';
import type { ProviderContext } from '../provider.js';
import { joined, type UserTurn, type UserTurns } from '../cloud/user-turns.js';
import { textOf, type WireObject } from '../cloud/wire-object.js';

/** Takes a message by its `data`; `raw` is all of it. */
export type RtviHandler = (data: WireObject, raw: WireObject) => void;

/** What the messages of a conversation are understood with. */
export interface RtviParts {
  /** Whose errors these are, for people. */
  readonly service: string;
  readonly answers: Answers;
  readonly turns: UserTurns;
  /** The service finds the end of turns as well. */
  readonly isEndpointing: boolean;
  /** The avatar can answer. */
  readonly ready: (raw: WireObject) => void;
  readonly mute: (isMuted: boolean, raw: WireObject) => void;
}

/**
 * What is said in the same way by all who speak RTVI: turns, words, muting and errors. The end of an answer is not among
 * them. https://docs.pipecat.ai/client/rtvi-standard
 */
export class RtviMessages {
  /** By type. */
  readonly handlers: Readonly<Record<string, RtviHandler>>;
  readonly #emit: ProviderContext['emit'];
  readonly #parts: RtviParts;
  readonly #expected: () => void;
  #avatarLine = '';

  /** `expected` is called when something else is to be answered. */
  constructor(emit: ProviderContext['emit'], parts: RtviParts, expected: () => void) {
    this.#emit = emit;
    this.#parts = parts;
    this.#expected = expected;
    this.handlers = { ...this.#userTable(), ...this.#avatarTable() };
  }

  /** The user's turn is over for this side. */
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
    this.#expected();
  }

  /** All that the user said in a turn, once more as a whole. */
  wholeUserText(text: string, raw: WireObject): void {
    const turn = this.#parts.turns.spokenIn(null);
    const isKnown = turn?.hasFinal === true && turn.line === text;
    if (turn) Object.assign(turn, { line: text, hasFinal: true });
    if (isKnown) this.show(raw);
    else this.#userLine(turn, text, true, raw);
  }

  /** Something without a meaning here. */
  show(raw: unknown): void {
    const shown: BackendEvent = { type: 'wire-message', direction: 'in' };
    this.#emit(shown, raw);
  }

  #userTable(): Record<string, RtviHandler> {
    const { turns, mute } = this.#parts;
    return {
      'user-started-speaking': (_data, raw) => {
        turns.speechStarted();
        this.show(raw);
      },
      'user-stopped-speaking': (_data, raw) => {
        this.#userStopped(raw);
      },
      'user-mute-started': (_data, raw) => {
        mute(true, raw);
      },
      'user-mute-stopped': (_data, raw) => {
        mute(false, raw);
      },
      'user-transcription': (data, raw) => {
        this.#userText(textOf(data, 'text'), data['final'] === true, raw);
      },
    };
  }

  #avatarTable(): Record<string, RtviHandler> {
    return {
      'bot-ready': (_data, raw) => {
        this.#parts.ready(raw);
      },
      'bot-llm-started': (_data, raw) => {
        this.#avatarLine = '';
        this.show(raw);
      },
      'bot-llm-text': (data, raw) => {
        this.#avatarLine = joined(this.#avatarLine, textOf(data, 'text'));
        this.#avatarText(this.#avatarLine, false, raw);
      },
      'bot-llm-stopped': (_data, raw) => {
        this.#avatarText(this.#avatarLine, true, raw);
      },
      'bot-tts-text': (data, raw) => {
        this.#avatarWords(textOf(data, 'text'), raw);
      },
      'bot-transcription': (data, raw) => {
        // The same words again, unless the model's own were not sent.
        this.#avatarText(this.#avatarLine ? '' : textOf(data, 'text'), true, raw);
      },
      error: (data, raw) => {
        this.#failed(data, raw);
      },
    };
  }

  // While the service finds the ends of turns too, it may be the first: then it answers the open turn.
  #userStopped(raw: WireObject): void {
    this.show(raw);
    const turn = this.#parts.isEndpointing ? this.#parts.turns.speechEnded() : null;
    if (turn) this.expect({ turnId: turn.id });
  }

  #userText(words: string, isFinal: boolean, raw: WireObject): void {
    const turn = this.#parts.turns.spokenIn(null);
    const text = [turn?.line, words.trim()].filter(Boolean).join(' ');
    if (turn && isFinal) Object.assign(turn, { line: text, hasFinal: true });
    this.#userLine(turn, text, isFinal, raw);
  }

  #userLine(turn: UserTurn | null, text: string, final: boolean, raw: WireObject): void {
    if (turn?.isDiscarded) this.show(raw);
    else this.#emit({ type: 'transcript', role: 'user', text, final, ...(turn && { turnId: turn.id }) }, raw);
  }

  #avatarText(text: string, final: boolean, raw: WireObject): void {
    const about = this.#parts.answers.aboutOf();
    if (about && text) this.#emit({ type: 'transcript', role: 'avatar', text, final, ...about }, raw);
    else this.show(raw);
  }

  #avatarWords(text: string, raw: WireObject): void {
    const about = this.#parts.answers.aboutOf();
    if (about && text) this.#emit({ type: 'avatar-words', text, ...about }, raw);
    else this.show(raw);
  }

  #failed(data: WireObject, raw: WireObject): void {
    const said = textOf(data, 'error', 300) || textOf(data, 'message', 300);
    const isFatal = data['fatal'] === true;
    const message = `${this.#parts.service} reported an error${said && `: ${said}`}.${isFatal ? ' Connect again.' : ''}`;
    const failure = { code: 'service-error', message };
    this.#emit(isFatal ? { type: 'connection-lost', ...failure } : { type: 'session-error', ...failure }, raw);
  }
}
