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

/** How often it is looked whether the page still tells something, ms; it pings as often. */
const LOOK_MS = 1000;
/** After so many looks at nothing the page is asked, and after so many it is gone. */
const ASKED_AFTER = 2;
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
  // What came since something could not be read, until the page has told the state again; null: all is well.
  #waiting: (TurnEvent | null)[] | null = null;
  #isAsking = false;
  #isFull = false;
  #looks = 0;
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
    if (!this.#page || this.#looks < GONE_AFTER) return '';
    return `The tab of ${this.#page} does not answer: it was closed, has crashed or sleeps. Open or reload it.`;
  }

  open(receiver: Receiver, signal: AbortSignal): void {
    const channel = openChannel(this.#name);
    this.#channel = channel;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const told = parseToViewer(data);
      if (told && (!('to' in told) || told.to === this.#id)) this.#answered();
      if (told?.type === 'here') this.#watch();
      else if (told?.type === 'ping') this.#answer(told.ids);
      else if (told?.to === this.#id) this.#hear(told, receiver);
    };
    const leave = (): void => {
      this.#ask({ type: 'leave' });
      channel.close();
      this.#channel = null;
    };
    signal.addEventListener('abort', leave, { once: true });
    window.addEventListener('pagehide', leave, { signal });
    const looking = setInterval(() => this.#look(), LOOK_MS);
    signal.addEventListener('abort', () => clearInterval(looking), { once: true });
    this.#watch();
  }

  setTurnTaking(patch: PartialTurnTaking): void {
    this.turnTaking = mergeTurnTaking(this.turnTaking, patch);
    this.#ask({ type: 'set-turn-taking', patch });
  }

  // The page takes orders from other tabs only where a person's own hand could not do it better.
  send(event: SessionInput): void {
    if (event.type === 'interrupt' || event.type === 'release-lock') this.#ask({ type: 'override', event: event.type });
  }

  listenToSound(isWanted: boolean): void {
    this.#isSoundWanted = isWanted;
    this.#ask({ type: 'listen', isWanted });
  }

  #watch(): void {
    this.#isAsking = true;
    this.#ask({ type: 'watch' });
    if (this.#isSoundWanted) this.#ask({ type: 'listen', isWanted: true });
  }

  // Looks are counted, not seconds: in a hidden tab both the timers and the page's pings may be late.
  #look(): void {
    this.#looks++;
    if (this.#looks >= ASKED_AFTER) this.#ask({ type: 'alive' });
    if (this.#looks === GONE_AFTER) this.#changed();
  }

  #answered(): void {
    const wasGone = this.#looks >= GONE_AFTER;
    this.#looks = 0;
    if (wasGone) this.#changed();
  }

  // A tab that was frozen for a while was taken for gone.
  #answer(ids: readonly string[]): void {
    if (ids.includes(this.#id)) this.#ask({ type: 'alive' });
    else if (!this.#isAsking) this.#watch();
  }

  #hear(told: Exclude<ToViewer, { type: 'here' | 'ping' }>, receiver: Receiver): void {
    switch (told.type) {
      case 'full':
        this.#isFull = true;
        this.#isAsking = false;
        break;
      case 'watched':
        this.#isFull = false;
        this.#isAsking = false;
        this.#page = told.label;
        this.hasSound = told.hasSound;
        this.timeOriginMs = told.timeOriginMs;
        this.turnTaking = told.turnTaking;
        break;
      case 'begin':
        this.state = told.initial;
        this.#seq = told.firstSeq;
        this.#waiting = null;
        receiver.begin(told.initial);
        if (told.missed > 0) receiver.missed(told.missed);
        break;
      case 'state':
        this.#agree(told.state, receiver);
        break;
      case 'messages':
        this.#takeMessages(told, receiver);
    }
    this.#changed();
  }

  #takeMessages({ events, states, frames, levels, sounds, unread }: UnreadMessages, receiver: Receiver): void {
    this.#unread += unread + states.length;
    const told = new Map(states);
    for (const [i, event] of events.entries()) {
      if (event === null && !this.#waiting) {
        this.#waiting = [];
        this.#ask({ type: 'sync' });
      }
      if (this.#waiting) this.#waiting.push(event);
      else this.#live(event, receiver, told.get(i));
    }
    for (const frame of frames) receiver.frame(frame);
    for (const level of levels) receiver.level(level);
    for (const sound of sounds) receiver.sound(sound);
  }

  // The last of what waited is what the page's state is after.
  #agree(state: TurnState | null, receiver: Receiver): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const [i, event] of waiting.entries()) {
      this.#live(event, receiver, i === waiting.length - 1 ? (state ?? undefined) : undefined);
    }
  }

  // One that can't be read has its row all the same, so that both sides count alike.
  #live(event: TurnEvent | null, receiver: Receiver, told?: TurnState): void {
    if (!this.state) return;
    const known: TurnEvent = event ?? { type: 'tick', at: this.#at, raw: { unreadable: 'a message of the other tab' } };
    const [state, effects] = told ? [told, []] : transition(this.state, known);
    this.#at = known.at;
    this.state = state;
    this.turnTaking = state.options;
    receiver.record({ seq: this.#seq++, at: known.at, event: known, state, effects });
  }

  #ask(ask: Distributed<ToHost, 'id'>): void {
    this.#channel?.postMessage({ ...ask, id: this.#id });
  }
}
