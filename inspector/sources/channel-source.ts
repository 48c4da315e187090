import {
  DEFAULT_TURN_TAKING,
  mergeTurnTaking,
  transition,
  type PartialTurnTaking,
  type SessionInput,
  type TurnEvent,
  type TurnState,
  type TurnTakingOptions,
} from 'avatar-ptt/headless';
import { newId } from '../model/new-id.js';
import type { Control, Receiver, Source } from '../model/source.js';
import { openChannel, parseToViewer, type ToHost, type ToViewer } from './channel-protocol.js';

/** How often it is checked whether the page still sends something, ms; it pings as often. */
const CHECK_MS = 1000;
/** After so many checks without a message the page is asked for one, and after so many it is gone. */
const ASK_AFTER = 2;
const GONE_AFTER = 5;

type Distributed<T, K extends string> = T extends unknown ? Omit<T, K> : never;

type UnreadMessages = Extract<ToViewer, { type: 'messages' }>;

/** A tag in another tab or window of this origin that was shared under this name, now or later. */
export function channelSource(name: string, changed: () => void): Source {
  return new ChannelSource(name, changed);
}

class ChannelSource implements Source, Control {
  readonly kind = 'channel';
  readonly control = this;
  hasSound = true;
  timeOriginMs = performance.timeOrigin;
  turnTaking: TurnTakingOptions = DEFAULT_TURN_TAKING;
  state: TurnState | null = null;
  readonly #name: string;
  readonly #changed: () => void;
  readonly #id = newId();
  #channel: BroadcastChannel | null = null;
  #seq = 0;
  #page = '';
  #unread = 0;
  #at = 0;
  // What came since something could not be read, until the page has sent the state again; null: all is well.
  #waiting: (TurnEvent | null)[] | null = null;
  #isAsking = false;
  #isFull = false;
  #checks = 0;
  #isSoundWanted = false;

  constructor(name: string, changed: () => void) {
    this.#name = name;
    this.#changed = changed;
  }

  get label(): string {
    if (!this.#page) return `waiting for “${this.#name}”`;
    const unread = this.#unread === 0 ? '' : ` (${this.#unread} of its messages could not be read)`;
    return `${this.#page} in another tab${unread}`;
  }

  get problem(): string {
    if (this.#isFull) return `As many tabs as may watch “${this.#name}” already do. Close one of them.`;
    if (!this.#page || this.#checks < GONE_AFTER) return '';
    return `The tab of ${this.#page} does not answer: it was closed, has crashed or sleeps. Open or reload it.`;
  }

  open(receiver: Receiver, signal: AbortSignal): void {
    const channel = openChannel(this.#name);
    this.#channel = channel;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseToViewer(data);
      if (message && (!('to' in message) || message.to === this.#id)) this.#hostAnswered();
      if (message?.type === 'here') this.#watch();
      else if (message?.type === 'ping') this.#answerPing(message.ids);
      else if (message?.to === this.#id) this.#receive(message, receiver);
    };
    const leave = (): void => {
      this.#post({ type: 'leave' });
      channel.close();
      this.#channel = null;
    };
    signal.addEventListener('abort', leave, { once: true });
    window.addEventListener('pagehide', leave, { signal });
    const checking = setInterval(() => this.#check(), CHECK_MS);
    signal.addEventListener('abort', () => clearInterval(checking), { once: true });
    this.#watch();
  }

  setTurnTaking(patch: PartialTurnTaking): void {
    this.turnTaking = mergeTurnTaking(this.turnTaking, patch);
    this.#post({ type: 'set-turn-taking', patch });
  }

  // The page lets other tabs do only what a person at the page could not do better.
  send(event: SessionInput): void {
    if (event.type === 'interrupt' || event.type === 'release-lock')
      this.#post({ type: 'override', event: event.type });
  }

  listenToSound(isWanted: boolean): void {
    this.#isSoundWanted = isWanted;
    this.#post({ type: 'listen', isWanted });
  }

  #watch(): void {
    this.#isAsking = true;
    this.#post({ type: 'watch' });
    if (this.#isSoundWanted) this.#post({ type: 'listen', isWanted: true });
  }

  // Checks are counted, not seconds: in a hidden tab both the timers and the page's pings may be late.
  #check(): void {
    this.#checks++;
    if (this.#checks >= ASK_AFTER) this.#post({ type: 'alive' });
    if (this.#checks === GONE_AFTER) this.#changed();
  }

  #hostAnswered(): void {
    const wasGone = this.#checks >= GONE_AFTER;
    this.#checks = 0;
    if (wasGone) this.#changed();
  }

  // A tab that was frozen for a while was taken for gone.
  #answerPing(ids: readonly string[]): void {
    if (ids.includes(this.#id)) this.#post({ type: 'alive' });
    else if (!this.#isAsking) this.#watch();
  }

  #receive(message: Exclude<ToViewer, { type: 'here' | 'ping' }>, receiver: Receiver): void {
    switch (message.type) {
      case 'full':
        this.#isFull = true;
        this.#isAsking = false;
        break;
      case 'watched':
        this.#isFull = false;
        this.#isAsking = false;
        this.#page = message.label;
        this.hasSound = message.hasSound;
        this.timeOriginMs = message.timeOriginMs;
        this.turnTaking = message.turnTaking;
        break;
      case 'begin':
        this.state = message.initial;
        this.#seq = message.firstSeq;
        this.#waiting = null;
        receiver.begin(message.initial);
        if (message.missed > 0) receiver.missed(message.missed);
        break;
      case 'state':
        this.#resync(message.state, receiver);
        break;
      case 'messages':
        this.#takeMessages(message, receiver);
    }
    this.#changed();
  }

  #takeMessages({ events, states, frames, levels, sounds, unread }: UnreadMessages, receiver: Receiver): void {
    this.#unread += unread + states.length;
    const known = new Map(states);
    for (const [i, event] of events.entries()) {
      if (event === null && !this.#waiting) {
        this.#waiting = [];
        this.#post({ type: 'sync' });
      }
      if (this.#waiting) this.#waiting.push(event);
      else this.#replay(event, receiver, known.get(i));
    }
    for (const frame of frames) receiver.frame(frame);
    for (const level of levels) receiver.level(level);
    for (const sound of sounds) receiver.sound(sound);
  }

  // The state of the page is the one after the last event that waited.
  #resync(state: TurnState | null, receiver: Receiver): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const [i, event] of waiting.entries()) {
      this.#replay(event, receiver, i === waiting.length - 1 ? (state ?? undefined) : undefined);
    }
  }

  // One that can't be read has its row all the same, so that both sides number events alike.
  #replay(event: TurnEvent | null, receiver: Receiver, after?: TurnState): void {
    if (!this.state) return;
    const readable: TurnEvent = event ?? {
      type: 'tick',
      at: this.#at,
      raw: { unreadable: 'a message of the other tab' },
    };
    const [state, effects] = after ? [after, []] : transition(this.state, readable);
    this.#at = readable.at;
    this.state = state;
    this.turnTaking = state.options;
    receiver.record({ seq: this.#seq++, at: readable.at, event: readable, state, effects });
  }

  #post(request: Distributed<ToHost, 'id'>): void {
    this.#channel?.postMessage({ ...request, id: this.#id });
  }
}
