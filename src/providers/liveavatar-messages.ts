import { AvatarPttError } from '../core/error.js';
import type { Acknowledgements } from './acknowledgements.js';
import type { About, Answers } from './answers.js';
import type { ProviderContext } from './provider.js';
import { joined, withWord, type UserTurn, type UserTurns } from './user-turns.js';
import { parseWireObject, textOf, type WireObject } from './wire-object.js';

const EVENTS = 'agent-response';
// An answer has fewer.
const KEPT_WORDS = 1000;

/** What the messages of a conversation are understood with. */
export interface LiveAvatarParts {
  readonly answers: Answers;
  readonly acks: Acknowledgements;
  readonly turns: UserTurns;
  readonly isPushToTalk: boolean;
  /** Tells the service to stop what nobody wants. */
  readonly hush: () => void;
  /** The service has ended the session. */
  readonly ended: () => void;
}

interface Line {
  readonly text: string;
  readonly isFinal: boolean;
  /** Its words bring their spaces themselves. */
  readonly isSpaced?: boolean;
}

const NO_LINE: Line = { text: '', isFinal: false };

/** One conversation with LiveAvatar, in its room: what it says, in the package's words. */
export class LiveAvatarMessages {
  readonly #emit: ProviderContext['emit'];
  readonly #parts: LiveAvatarParts;
  #line: Line = NO_LINE;
  /** Which words of this answer were added already: a packet may come twice. */
  readonly #words = new Set<string>();
  /** Words that came before the voice. */
  #unheard = '';

  constructor(emit: ProviderContext['emit'], parts: LiveAvatarParts) {
    this.#emit = emit;
    this.#parts = parts;
  }

  /** One packet. Whatever it holds, it becomes an event; what has no meaning here is shown as it came. */
  receive(text: string, topic: string): void {
    const message = topic === EVENTS ? parseWireObject(text) : null;
    const handle = message && this.#handlers.get(textOf(message, 'event_type'));
    if (handle) handle(message);
    else this.#show(message ?? { topic, text });
  }

  /** The service has the whole turn: what it says from now on is the answer. */
  stopped(turn: UserTurn): void {
    const { answers, hush } = this.#parts;
    turn.isConfirmed = true;
    if (!turn.isDiscarded && !turn.isUnwanted) this.expect({ turnId: turn.id });
    // It does not know that a turn can be taken back.
    else if (!answers.isDue) hush();
  }

  /** From now on, an answer is one to this. */
  expect(about: About): void {
    if (!this.#parts.answers.expect(about)) return;
    this.#line = NO_LINE;
    this.#words.clear();
    this.#unheard = '';
  }

  /** Nothing that was asked until now is to be answered, also what the service has not confirmed yet. */
  interrupt(): void {
    const { answers, turns } = this.#parts;
    const { unconfirmed } = turns;
    if (unconfirmed) {
      unconfirmed.isUnwanted = true;
      answers.refuse(unconfirmed.id);
    }
    answers.interrupt();
  }

  /** Whoever hears and answers is gone, and with it what it was asked. */
  gone(): void {
    const { acks, answers, turns } = this.#parts;
    const { unconfirmed } = turns;
    if (unconfirmed) unconfirmed.isUnwanted = true;
    answers.abandon();
    acks.release();
  }

  readonly #handlers = new Map<string, (message: WireObject) => void>([
    ['user.push_to_talk_started', (message) => this.#settle('start', message)],
    ['user.push_to_talk_start_failed', (message) => this.#settle('start', message, 'The avatar could not listen.')],
    ['user.push_to_talk_stopped', (message) => this.#settle('stop', message)],
    ['user.push_to_talk_stop_failed', (message) => this.#settle('stop', message, 'The avatar did not take the turn.')],
    ['user.speak_started', (message) => this.#userSpeaks(message, true)],
    ['user.speak_ended', (message) => this.#userSpeaks(message, false)],
    ['user.transcription', (message) => this.#userText(message, true)],
    ['user.transcription.chunk', (message) => this.#userText(message, false)],
    ['avatar.transcription', (message) => this.#avatarText(message)],
    ['avatar.transcription.chunk', (message) => this.#avatarWord(message)],
    ['avatar.speak_started', (message) => this.#speakStarted(message)],
    ['avatar.speak_ended', (message) => this.#parts.answers.ended(message, true, this.#aboutOf(message))],
    ['session.stopped', (message) => this.#sessionStopped(message)],
  ]);

  #settle(kind: 'start' | 'stop', message: WireObject, failure?: string): void {
    const { acks, turns } = this.#parts;
    this.#show(message);
    const error = failure === undefined ? null : new AvatarPttError(`${kind}-failed`, `${failure} Try again.`);
    const id = acks.settle(kind, textOf(message, 'source_event_id'), error);
    const turn = kind === 'stop' && id !== null && !error ? turns.of(id) : null;
    if (turn) this.stopped(turn);
  }

  /** Where the service ends turns, it may be the first: then it answers the open turn. */
  #userSpeaks(message: WireObject, isStart: boolean): void {
    const { turns } = this.#parts;
    this.#show(message);
    if (isStart) turns.speechStarted();
    else this.#endFound(turns.speechEnded());
  }

  #endFound(turn: UserTurn | null): void {
    const { isPushToTalk, turns } = this.#parts;
    if (turn && turn === turns.open && !isPushToTalk) this.expect({ turnId: turn.id });
  }

  #speakStarted(message: WireObject): void {
    const { acks, answers, hush, turns } = this.#parts;
    const about = this.#aboutOf(message);
    const { unconfirmed } = turns;
    // Nothing is answered while the service listens: what nothing else has asked for shows that a stop has reached it.
    const isProof = !about && unconfirmed && !answers.isDue && answers.expected.turnId !== 0;
    if (isProof && acks.confirm('stop', unconfirmed.stopId)) this.stopped(unconfirmed);
    if (answers.started(message, about)) this.#sayWords(this.#unheard);
    else hush();
    this.#unheard = '';
  }

  /** Each text is the whole line so far. */
  #userText(message: WireObject, isFinal: boolean): void {
    const { turns } = this.#parts;
    const turn = turns.spokenIn(turns.sinceStop(textOf(message, 'source_event_id')));
    const text = textOf(message, 'text');
    if (turn?.isDiscarded || isKnown(turn, text, isFinal)) {
      this.#show(message);
      return;
    }
    if (turn && isFinal) Object.assign(turn, { line: text, hasFinal: true });
    if (isFinal) this.#endFound(turn);
    const about = turn ? { turnId: turn.id } : {};
    this.#emit({ type: 'transcript', role: 'user', text, final: isFinal, ...about }, message);
  }

  /** Each text is one word more. */
  #avatarWord(message: WireObject): void {
    const word = textOf(message, 'text');
    const name = `${textOf(message, 'event_id', 100)} ${word}`;
    const isOld = this.#words.has(name);
    if (this.#words.size >= KEPT_WORDS) this.#words.clear();
    this.#words.add(name);
    const line = this.#line.isFinal ? NO_LINE : this.#line;
    const isSpaced = line.isSpaced === true || /^\s|\s$/.test(word);
    const text = isSpaced ? joined(line.text, word) : withWord(line.text, word);
    this.#avatarLine(message, { text, isFinal: false, isSpaced }, isOld);
    if (this.#line.text !== text || isOld) return;
    if (this.#parts.answers.isSpeaking) this.#sayWords(word);
    else this.#unheard = withWord(this.#unheard, word);
  }

  #sayWords(words: string): void {
    const text = words.trim();
    const about = this.#parts.answers.aboutOf();
    if (about && text) this.#emit({ type: 'avatar-words', text, ...about });
  }

  #avatarText(message: WireObject): void {
    const text = textOf(message, 'text');
    this.#avatarLine(message, { text, isFinal: true }, this.#line.isFinal && this.#line.text === text);
  }

  #avatarLine(message: WireObject, line: Line, isOld: boolean): void {
    const about = this.#parts.answers.aboutOf(this.#aboutOf(message));
    if (!about || isOld) {
      this.#show(message);
      return;
    }
    this.#line = line;
    this.#emit({ type: 'transcript', role: 'avatar', text: line.text, final: line.isFinal, ...about }, message);
  }

  #sessionStopped(message: WireObject): void {
    this.#parts.ended();
    const reason = textOf(message, 'end_reason', 100) || textOf(message, 'stop_reason', 100);
    const text = `LiveAvatar has ended the session${reason && ` (${reason})`}.`;
    if (isUsedUp(reason)) this.#emit({ type: 'usage-limit', message: text, isSessionOver: true }, message);
    else this.#emit({ type: 'connection-lost', code: 'session-ended', message: `${text} Connect again.` }, message);
  }

  /**
   * What the service says itself about whom it answers. Only commands have a name, and what answers a spoken turn may still
   * bear that of an older one: it says nothing then.
   */
  #aboutOf(message: WireObject): About | undefined {
    const { acks, turns } = this.#parts;
    const source = textOf(message, 'source_event_id');
    const turn = turns.sinceStop(source);
    if (turn?.isStopped) {
      // Whom it answers it has heard to the end, also when its confirmation got lost.
      if (acks.confirm('stop', turn.stopId)) this.stopped(turn);
      return { turnId: turn.id };
    }
    return turns.isWritten(source) ? {} : undefined;
  }

  #show(raw: unknown): void {
    this.#emit({ type: 'wire-message', direction: 'in' }, raw);
  }
}

/** Whether words are said again, or were overtaken by the whole of them. */
function isKnown(turn: UserTurn | null, text: string, isFinal: boolean): boolean {
  if (!turn?.hasFinal) return false;
  return isFinal ? turn.line === text : turn.line.startsWith(text);
}

/** Whether the account has nothing left, so that the next session would end as well; one whose time is up has a next. */
function isUsedUp(reason: string): boolean {
  return /credit|quota|limit|concurren/i.test(reason) && !/duration|expire|idle|time_?out/i.test(reason);
}
