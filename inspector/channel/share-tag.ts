import type { HeardFrame, HeardSound, SessionRecord, SoundLevel, TurnEvent, TurnState } from 'avatar-ptt/headless';
import { pageSource, type Target } from '../sources/page-source.js';
import type { Control, Receiver, Source } from '../sources/source.js';
import { openChannel, parseAsk, type Ask, type Told } from './protocol.js';

/** How often watchers hear news, ms. */
const NEWS_MS = 50;

interface Watcher {
  readonly control: Control;
  readonly leave: () => void;
}

/**
 * Opens a tag to inspectors in other tabs and windows of this origin: `<avatar-inspector channel="name">` watches it
 * there, and may change its settings. Nothing leaves the browser. Ends when the signal aborts.
 */
export function shareTag(target: Target, name: string, signal: AbortSignal): void {
  const channel = openChannel(name);
  const watchers = new Map<string, Watcher>();
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const ask = parseAsk(data);
    if (ask) answer(ask, target, channel, watchers);
  };
  const close = (): void => {
    for (const { leave } of watchers.values()) leave();
    channel.close();
  };
  signal.addEventListener('abort', close, { once: true });
  channel.postMessage({ type: 'here' } satisfies Told);
}

function answer(ask: Ask, target: Target, channel: BroadcastChannel, watchers: Map<string, Watcher>): void {
  const watcher = watchers.get(ask.id);
  switch (ask.type) {
    case 'watch':
      watcher?.leave();
      watchers.set(ask.id, watch(pageSource(target), ask.id, channel));
      return;
    case 'leave':
      watcher?.leave();
      watchers.delete(ask.id);
      return;
    case 'set-turn-taking':
      // The tag checks each value and shows what it refuses.
      if (isObject(ask.patch)) watcher?.control.setTurnTaking(ask.patch);
      return;
    case 'override':
      watcher?.control.send({ type: ask.event });
      return;
    case 'listen':
      watcher?.control.listenToSound(ask.isWanted);
  }
}

function watch(source: Source & { readonly control: Control }, to: string, channel: BroadcastChannel): Watcher {
  const watching = new AbortController();
  const { label, timeOriginMs, control } = source;
  post(channel, { type: 'watched', to, label, timeOriginMs, turnTaking: control.turnTaking });
  const news = new News(to, channel, watching.signal);
  source.open(news, watching.signal);
  return { control, leave: () => watching.abort() };
}

/** Gathers what is delivered, so that a busy conversation is some messages a second and not thousands. */
class News implements Receiver {
  readonly #to: string;
  readonly #channel: BroadcastChannel;
  readonly #signal: AbortSignal;
  #initial: TurnState | null = null;
  #missed = 0;
  #hasBegun = false;
  #timer = 0;
  #events: TurnEvent[] = [];
  #frames: HeardFrame[] = [];
  #levels: SoundLevel[] = [];
  #sounds: HeardSound[] = [];

  constructor(to: string, channel: BroadcastChannel, signal: AbortSignal) {
    this.#to = to;
    this.#channel = channel;
    this.#signal = signal;
  }

  begin(initial: TurnState | null): void {
    this.#flush();
    this.#initial = initial;
    this.#missed = 0;
    this.#hasBegun = false;
  }

  missed(count: number): void {
    this.#missed += count;
  }

  record({ seq, event, state }: SessionRecord): void {
    if (this.#hasBegun) this.#events.push(event);
    else if (this.#initial) {
      this.#begin(this.#initial, seq);
      this.#events.push(event);
    } else {
      // What was before is not known: the oldest state that is takes its place.
      this.#missed++;
      this.#begin(state, seq + 1);
    }
    this.#soon();
  }

  frame(frame: HeardFrame): void {
    this.#frames.push(frame);
    this.#soon();
  }

  level(level: SoundLevel): void {
    this.#levels.push(level);
    this.#soon();
  }

  sound(sound: HeardSound): void {
    this.#sounds.push(sound);
    this.#soon();
  }

  #begin(initial: TurnState, firstSeq: number): void {
    this.#hasBegun = true;
    post(this.#channel, { type: 'begin', to: this.#to, initial, firstSeq, missed: this.#missed });
  }

  #soon(): void {
    this.#timer ||= window.setTimeout(() => this.#flush(), NEWS_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const [events, frames, levels, sounds] = [this.#events, this.#frames, this.#levels, this.#sounds];
    const isNothing = events.length + frames.length + levels.length + sounds.length === 0;
    if (isNothing || this.#signal.aborted) return;
    this.#events = [];
    this.#frames = [];
    this.#levels = [];
    this.#sounds = [];
    post(this.#channel, { type: 'news', to: this.#to, events, frames, levels, sounds });
  }
}

// A provider may attach anything as raw, functions too, which can't travel; the event can.
function post(channel: BroadcastChannel, told: Told): void {
  try {
    channel.postMessage(told);
  } catch {
    const plain: unknown = JSON.parse(
      JSON.stringify(told, (key, value: unknown) => (key === 'raw' ? String(value) : value)),
    );
    channel.postMessage(plain);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
