import { AvatarPttError } from '../../core/error.js';
import type { Acknowledgements } from '../cloud/acknowledgements.js';
import type { About, Answers } from '../cloud/answers.js';
import type { ProviderContext } from '../provider.js';
import { grown, lettersOf, NO_LINE, restAfter, whole, type Line } from '../cloud/spoken-line.js';
import { withWord, type UserTurn, type UserTurns } from '../cloud/user-turns.js';
import { parseWireObject, textOf, type WireObject } from '../cloud/wire-object.js';

const EVENTS = 'agent-response';
// A packet does not come twice with more between.
const KEPT_IDS = 1000;
// What must not count twice. Other words are the whole line, and the same however often they come.
const ONCE = /^avatar\.(?:speak_|transcription\.chunk)/;

/** What the messages of a conversation are understood with. */
export interface LiveAvatarParts {
  readonly answers: Answers;
  readonly acks: Acknowledgements;
  readonly turns: UserTurns;
  readonly isPushToTalk: boolean;
  /** Tells the service to stop what nobody wants. */
  readonly silenceAvatar: () => void;
  /** The service has ended the session. */
  readonly ended: () => void;
}

/** One conversation with LiveAvatar, in its room: what it says, in the package's words. */
export class LiveAvatarMessages {
  readonly #emit: ProviderContext['emit'];
  readonly #parts: LiveAvatarParts;
  #line: Line = NO_LINE;
  /** What came under which id: a packet may come twice. Empty where an id is that of several. */
  readonly #seen = new Map<string, string>();
  /** Words that came before the voice. */
  #unheard = '';
  /** A text was typed while an answer was awaited, and is answered after that. */
  #isTextNext = false;

  constructor(emit: ProviderContext['emit'], parts: LiveAvatarParts) {
    this.#emit = emit;
    this.#parts = parts;
  }

  /** One packet. Whatever it holds, it becomes an event; what has no meaning here is shown as it came. */
  receive(text: string, topic: string): void {
    const message = topic === EVENTS ? parseWireObject(text) : null;
    const handle = message && this.#handlers.get(textOf(message, 'event_type'));
    if (handle && !this.#isAgain(message)) handle(message);
    else this.#show(message ?? { topic, text });
  }

  /** The service has the whole turn: what it says from now on is the answer. */
  stopped(turn: UserTurn): void {
    const { answers, silenceAvatar: silenceAvatar } = this.#parts;
    turn.isConfirmed = true;
    if (!turn.isDiscarded && !turn.isUnwanted) this.expect({ turnId: turn.id });
    // It does not know that a turn can be taken back.
    else if (!answers.isDue) silenceAvatar();
  }

  /** From now on, an answer is one to this. */
  expect(about: About): void {
    if (!this.#parts.answers.expect(about)) return;
    this.#line = NO_LINE;
    this.#unheard = '';
  }

  /** A text was typed. What is awaited already is answered first. */
  typed(): void {
    const { answers, turns } = this.#parts;
    const isAwaited = answers.isDue && !answers.isSpeaking && answers.expected.turnId !== undefined;
    this.#isTextNext = isAwaited || turns.unconfirmed?.isUnwanted === false;
    if (!isAwaited) this.expect({});
  }

  /** Nothing that was asked until now is to be answered, also what the service has not confirmed yet. */
  interrupt(): void {
    const { answers, turns } = this.#parts;
    const { unconfirmed } = turns;
    if (unconfirmed) {
      unconfirmed.isUnwanted = true;
      answers.refuse(unconfirmed.id);
    }
    this.#isTextNext = false;
    answers.interrupt();
  }

  /** Whoever hears and answers is gone, and with it what it was asked. */
  gone(): void {
    const { acks, answers, turns } = this.#parts;
    const { unconfirmed } = turns;
    if (unconfirmed) unconfirmed.isUnwanted = true;
    this.#isTextNext = false;
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
    ['avatar.speak_ended', (message) => this.#speakEnded(message)],
    ['session.stopped', (message) => this.#sessionStopped(message)],
  ]);

  #settle(kind: 'start' | 'stop', message: WireObject, failure?: string): void {
    const { acks, turns } = this.#parts;
    this.#show(message);
    const error = failure === undefined ? null : new AvatarPttError(`${kind}-failed`, `${failure} Try again.`);
    const source = textOf(message, 'source_event_id');
    const id = acks.settle(kind, source, error);
    if (kind !== 'stop' || error) return;
    const turn = id === null ? null : turns.of(id);
    if (turn) this.stopped(turn);
    else this.#closedItself(turns.of(source));
  }

  /** The service may listen no longer before it was told: what it has heard it answers. */
  #closedItself(named: UserTurn | null): void {
    const { answers, turns } = this.#parts;
    const { open } = turns;
    // Without a name it may be a late word on the turn before.
    if (!open?.isHeard || (named ? named !== open : answers.isDue)) return;
    open.isHeard = false;
    this.expect({ turnId: open.id });
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
    const { acks, answers, silenceAvatar: silenceAvatar, turns } = this.#parts;
    const about = this.#aboutOf(message);
    const { unconfirmed } = turns;
    // Nothing is answered while the service listens: what nothing else has asked for shows that a stop has reached it.
    const isProof = !about && unconfirmed && !answers.isDue && answers.expected.turnId !== 0;
    if (isProof && acks.confirm('stop', unconfirmed.stopId)) this.stopped(unconfirmed);
    if (this.#line.isSaid) this.#line = NO_LINE;
    if (answers.started(message, about)) this.#sayWords(this.#unheard);
    else silenceAvatar();
    this.#unheard = '';
    turns.answered(answers.aboutOf()?.turnId);
    if (this.#isTextNext) answers.expect({});
    this.#isTextNext = false;
  }

  #speakEnded(message: WireObject): void {
    const { answers } = this.#parts;
    const about = this.#aboutOf(message);
    // There is one voice: a name tells only one turn from another.
    const isTold = about?.turnId !== undefined && answers.aboutOf()?.turnId !== undefined;
    answers.ended(message, true, isTold ? about : undefined);
    if (this.#line.isFinal) this.#line = { ...this.#line, isSaid: true };
  }

  #isAgain(message: WireObject): boolean {
    const id = textOf(message, 'event_id', 100);
    const type = textOf(message, 'event_type');
    if (!id) return false;
    const text = textOf(message, 'text');
    const what = `${type} ${text}`;
    const name = text ? `${id} ${type}` : id;
    const known = this.#seen.get(name);
    if (this.#seen.size >= KEPT_IDS) this.#seen.clear();
    this.#seen.set(name, known === undefined || known === what ? what : '');
    return known === what && ONCE.test(type);
  }

  /** Each text is the whole line so far. */
  #userText(message: WireObject, isFinal: boolean): void {
    const { turns } = this.#parts;
    const turn = turns.spokenIn(turns.sinceStop(textOf(message, 'source_event_id')));
    const text = textOf(message, 'text');
    const isOld = !text || turn?.isDiscarded === true || isKnown(turn, text, isFinal);
    // That nothing was understood is said as well.
    if (turn && isFinal && message['text'] === text) Object.assign(turn, { line: text, hasFinal: true });
    if (isOld) {
      this.#show(message);
      return;
    }
    if (isFinal) this.#endFound(turn);
    const about = turn ? { turnId: turn.id } : {};
    this.#emit({ type: 'transcript', role: 'user', text, final: isFinal, ...about }, message);
  }

  /** Each text is one word more. */
  #avatarWord(message: WireObject): void {
    const word = textOf(message, 'text');
    const rest = restAfter(this.#line, word);
    const isWanted = word && this.#parts.answers.aboutOf(this.#aboutOf(message));
    if (!isWanted || rest !== null) this.#show(message);
    if (!isWanted) return;
    if (rest === null) this.#avatarLine(message, grown(this.#line, word));
    else this.#line = { ...this.#line, rest };
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
    if (this.#line.isFinal && this.#line.text === text) this.#show(message);
    else this.#avatarLine(message, whole(text, this.#line));
  }

  #avatarLine(message: WireObject, line: Line): void {
    const about = this.#parts.answers.aboutOf(this.#aboutOf(message));
    if (!about || !line.text) {
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
   * have that of an older one: it says nothing then.
   */
  #aboutOf(message: WireObject): About | undefined {
    const { acks, answers, turns } = this.#parts;
    const source = textOf(message, 'source_event_id');
    const turn = turns.sinceStop(source);
    if (turn?.isStopped) {
      // Whom it answers it has heard to the end, also when its confirmation got lost.
      if (acks.confirm('stop', turn.stopId)) this.stopped(turn);
      return { turnId: turn.id };
    }
    // While something is answered, or is to be, the order tells more.
    return turns.isWritten(source) && !answers.isDue ? {} : undefined;
  }

  #show(raw: unknown): void {
    this.#emit({ type: 'wire-message', direction: 'in' }, raw);
  }
}

/** Whether words are said again, or were overtaken by the whole of them. */
function isKnown(turn: UserTurn | null, text: string, isFinal: boolean): boolean {
  if (!turn?.hasFinal) return false;
  if (isFinal) return turn.line === text;
  // Nobody goes on in a turn that is over.
  return turn.isStopped || lettersOf(turn.line).startsWith(lettersOf(text));
}

/** Whether the account has nothing left, so that the next session would end as well; one whose time is up has a next. */
function isUsedUp(reason: string): boolean {
  return /credit|quota|limit|concurren/i.test(reason) && !/duration|length|expire|idle|(?<!real)time/i.test(reason);
}
