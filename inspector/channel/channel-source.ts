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
import type { Control, Receiver, Source } from '../sources/source.js';
import { openChannel, parseTold, type Ask, type Told } from './protocol.js';

type Distributed<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** A tag in another tab or window of this origin that was shared under this name, now or later. */
export function channelSource(name: string, changed: () => void): Source {
  return new ChannelSource(name, changed);
}

class ChannelSource implements Source, Control {
  readonly kind = 'channel';
  readonly control = this;
  label: string;
  timeOriginMs = performance.timeOrigin;
  turnTaking: TurnTakingOptions = DEFAULT_TURN_TAKING;
  state: TurnState | null = null;
  readonly #name: string;
  readonly #changed: () => void;
  readonly #id = crypto.randomUUID();
  #channel: BroadcastChannel | null = null;
  #seq = 0;

  constructor(name: string, changed: () => void) {
    this.#name = name;
    this.#changed = changed;
    this.label = `waiting for “${name}”`;
  }

  open(receiver: Receiver, signal: AbortSignal): void {
    const channel = openChannel(this.#name);
    this.#channel = channel;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const told = parseTold(data);
      if (told?.type === 'here') this.#ask({ type: 'watch' });
      else if (told?.to === this.#id) this.#hear(told, receiver);
    };
    const leave = (): void => {
      this.#ask({ type: 'leave' });
      channel.close();
      this.#channel = null;
    };
    signal.addEventListener('abort', leave, { once: true });
    window.addEventListener('pagehide', leave, { signal });
    this.#ask({ type: 'watch' });
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
    this.#ask({ type: 'listen', isWanted });
  }

  #hear(told: Exclude<Told, { type: 'here' }>, receiver: Receiver): void {
    switch (told.type) {
      case 'watched':
        this.label = `${told.label} in another tab`;
        this.timeOriginMs = told.timeOriginMs;
        this.turnTaking = told.turnTaking;
        break;
      case 'begin':
        this.state = told.initial;
        this.#seq = told.firstSeq;
        receiver.begin(told.initial);
        if (told.missed > 0) receiver.missed(told.missed);
        break;
      case 'news':
        for (const event of told.events) this.#live(event, receiver);
        for (const frame of told.frames) receiver.frame(frame);
        for (const level of told.levels) receiver.level(level);
        for (const sound of told.sounds) receiver.sound(sound);
    }
    this.#changed();
  }

  #live(event: TurnEvent, receiver: Receiver): void {
    if (!this.state) return;
    const [state, effects] = transition(this.state, event);
    this.state = state;
    this.turnTaking = state.options;
    receiver.record({ seq: this.#seq++, at: event.at, event, state, effects });
  }

  #ask(ask: Distributed<Ask, 'id'>): void {
    this.#channel?.postMessage({ ...ask, id: this.#id });
  }
}
