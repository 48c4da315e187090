import { AvatarPttError, mergeTurnTaking } from 'avatar-ptt/headless';
import type { Control } from '../model/source.js';
import { Redactor } from '../redaction/redactor.js';
import { parseToHost, type ToHost, type ToViewer } from './channel-protocol.js';
import { MessageBatcher, SharedEvents } from './message-batcher.js';
import { pageSource, type Target } from './page-source.js';
import { RequestLimit } from './request-limit.js';

interface Watcher {
  readonly control: Control;
  readonly batcher: MessageBatcher;
  readonly leave: () => void;
  isListening: boolean;
  unanswered: number;
  aliveAt: number;
}

/** How often watchers are asked whether they are still there, ms. */
const PING_MS = 1000;
/** Who has answered neither of the last two pings, and nothing for so long, is gone, ms. */
const GONE_MS = 3000;
/** More tabs than that nobody has open. */
const MAX_WATCHERS = 20;

/** Set by script, so that no policy for styles is in the way. */
const STYLE: Partial<CSSStyleDeclaration> = {
  display: 'flex',
  gap: '12px',
  alignItems: 'center',
  position: 'fixed',
  inset: 'auto auto 12px 12px',
  margin: '0',
  padding: '8px 12px',
  border: '1px solid',
  borderRadius: '8px',
  background: '#7f1d1d',
  color: '#fff',
  font: '14px/1.4 system-ui, sans-serif',
  zIndex: '2147483647',
};

/** A tag that other tabs may watch, and those who do. */
export class SharedTag {
  readonly #target: Target;
  readonly #channel: BroadcastChannel;
  readonly #watchers = new Map<string, Watcher>();
  // One for all, so that all get the same.
  readonly #events = new SharedEvents(new Redactor());
  readonly #limit = new RequestLimit((request) => this.#handle(request));
  readonly #note: ListenerNote;
  #hasSound: boolean;
  #pinging = 0;
  #pingedAt = 0;

  constructor(target: Target, channel: BroadcastChannel, hasSound: boolean) {
    this.#target = target;
    this.#hasSound = hasSound;
    this.#channel = channel;
    this.#note = new ListenerNote(target instanceof Element ? target.ownerDocument : document, () => this.#mute());
    channel.onmessage = ({ data }: MessageEvent<unknown>) => this.take(data);
    this.#post({ type: 'here' });
  }

  /** A message on the channel. */
  take(message: unknown): void {
    const request = parseToHost(message);
    if (!request) return;
    const watcher = this.#watchers.get(request.id);
    if (watcher) Object.assign(watcher, { unanswered: 0, aliveAt: performance.now() });
    if (request.type === 'leave') {
      this.#limit.forget(request.id);
      this.#leave(request.id);
    }
    // Timers of a hidden page are late, messages are not: whoever waits for a ping gets it on request.
    else if (request.type === 'alive') {
      if (performance.now() - this.#pingedAt > PING_MS) this.#ping();
    } else this.#limit.take(request);
  }

  close(): void {
    this.#limit.close();
    for (const id of [...this.#watchers.keys()]) this.#leave(id);
  }

  #handle(request: ToHost): void {
    if (request.type === 'watch') this.#watch(request.id);
    const watcher = this.#watchers.get(request.id);
    if (!watcher) return;
    switch (request.type) {
      case 'watch':
      case 'alive':
      case 'leave':
        return;
      case 'sync':
        watcher.batcher.sync();
        return;
      case 'set-turn-taking':
        this.#setTurnTaking(request, watcher.control);
        return;
      case 'override':
        watcher.control.send({ type: request.event });
        return;
      case 'listen':
        this.#listen(watcher, request.isWanted && this.#hasSound);
    }
  }

  #watch(id: string): void {
    this.#leave(id);
    if (this.#watchers.size >= MAX_WATCHERS) {
      this.#post({ type: 'full', to: id });
      return;
    }
    // A source of its own for each, so that one who comes late is told of everything from the beginning.
    const watching = new AbortController();
    const source = pageSource(this.#target);
    const batcher = new MessageBatcher(id, (message) => this.#post(message), this.#events, watching.signal);
    this.#watchers.set(id, {
      control: source.control,
      batcher,
      leave: () => watching.abort(),
      isListening: false,
      unanswered: 0,
      aliveAt: performance.now(),
    });
    this.#tellSettings(id);
    source.open(batcher, watching.signal);
    this.#pinging ||= window.setInterval(() => this.#ping(), PING_MS);
  }

  #leave(id: string): void {
    this.#watchers.get(id)?.leave();
    this.#watchers.delete(id);
    this.#showListeners();
    if (this.#watchers.size > 0) return;
    clearInterval(this.#pinging);
    this.#pinging = 0;
  }

  // A tab that crashed says nothing. Timers of a hidden page may be a minute late, so time alone proves nothing either.
  #ping(): void {
    const now = performance.now();
    this.#pingedAt = now;
    for (const [id, watcher] of this.#watchers) {
      if (watcher.unanswered >= 2 && now - watcher.aliveAt > GONE_MS) this.#leave(id);
      else watcher.unanswered++;
    }
    this.#post({ type: 'ping', ids: [...this.#watchers.keys()] });
  }

  // Checked whole before any of it reaches the tag: what a stranger sends must neither be applied in part nor throw here.
  #setTurnTaking({ id, patch }: Extract<ToHost, { type: 'set-turn-taking' }>, control: Control): void {
    try {
      mergeTurnTaking(control.turnTaking, patch);
      control.setTurnTaking(patch);
    } catch (error) {
      if (!(error instanceof AvatarPttError)) throw error;
      this.#tellSettings(id);
    }
  }

  #tellSettings(to: string): void {
    const { label, timeOriginMs, control } = pageSource(this.#target);
    const { turnTaking } = control;
    this.#post({ type: 'watched', to, label, timeOriginMs, turnTaking, hasSound: this.#hasSound });
  }

  #listen(watcher: Watcher, isWanted: boolean): void {
    watcher.isListening = isWanted;
    watcher.control.listenToSound(isWanted);
    this.#showListeners();
  }

  #mute(): void {
    this.#hasSound = false;
    for (const [id, watcher] of this.#watchers) {
      this.#listen(watcher, false);
      this.#tellSettings(id);
    }
  }

  #showListeners(): void {
    this.#note.show([...this.#watchers.values()].some(({ isListening }) => isListening));
  }

  #post(message: ToViewer): void {
    this.#channel.postMessage(message);
  }
}

/** Shows on the page of a tag, above everything else, that another tab hears its sound; a button ends that. */
class ListenerNote {
  readonly #page: Document;
  readonly #stop: () => void;
  #note: HTMLElement | null = null;

  constructor(page: Document, stop: () => void) {
    this.#page = page;
    this.#stop = stop;
  }

  show(isHeard: boolean): void {
    if (isHeard) this.#note ??= this.#make();
    else {
      this.#note?.remove();
      this.#note = null;
    }
  }

  #make(): HTMLElement {
    const note = this.#page.createElement('div');
    const text = this.#page.createElement('span');
    const button = this.#page.createElement('button');
    note.lang = 'en';
    note.role = 'status';
    note.popover = 'manual';
    text.textContent = 'Another tab of this site hears the microphone and the avatar.';
    button.type = 'button';
    button.textContent = 'Stop';
    button.addEventListener('click', this.#stop);
    Object.assign(note.style, STYLE);
    note.append(text, button);
    this.#page.body.append(note);
    // Browsers without popovers show it as an ordinary part of the page.
    (note as Partial<HTMLElement>).showPopover?.call(note);
    return note;
  }
}
