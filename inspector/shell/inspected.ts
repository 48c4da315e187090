import type { ReactiveControllerHost } from 'lit';
import { channelSource } from '../sources/channel-source.js';
import { shareTag } from '../sources/share-tag.js';
import { Inspection } from '../model/inspection.js';
import { pageSource, type Target, type WatchableTag } from '../sources/page-source.js';
import type { Source } from '../model/source.js';
import { Watching, type Wanted } from '../sources/watching.js';

/** What the page asks for: a conversation to watch, and a name to share it under. */
export interface Asked extends Wanted {
  /** A tag of another tab, by the name it is shared under; wins over the tags of this page. */
  readonly channel: string;
  readonly share: string;
  /** Whether others may hear the sound. */
  readonly shareSound: boolean;
}

type Inspector = HTMLElement & Asked & Pick<ReactiveControllerHost, 'requestUpdate'>;

/** A conversation that is looked at, until it isn't any more. */
interface Looking {
  readonly inspection: Inspection;
  readonly until: AbortController;
}

/**
 * Which conversation is inspected: one that was opened, such as a recording, else the tag that is watched. What was
 * opened stays whatever tags come and go, and the tag is watched on behind it.
 */
export class Inspected {
  readonly #inspector: Inspector;
  readonly #replaced: () => void;
  #watching: Watching | null = null;
  #watched: Target | string | null = null;
  #shared = '';
  #withSound = false;
  #live: Looking | null = null;
  #opened: Looking | null = null;

  /** `replaced` is called when a conversation is given up, or taken for another. */
  constructor(inspector: Inspector, replaced: () => void) {
    this.#inspector = inspector;
    this.#replaced = replaced;
  }

  /** The conversation; null: there is none. */
  get inspection(): Inspection | null {
    return (this.#opened ?? this.#live)?.inspection ?? null;
  }

  /** The tags of the page that could be watched. */
  get tags(): readonly WatchableTag[] {
    return this.#watching?.tags ?? [];
  }

  /** What is watched, also behind a recording: a tag, a session, or the name of a channel. */
  get watched(): Target | string | null {
    return this.#watched;
  }

  /** Begins to watch the page, or looks at it again. */
  look(): void {
    this.#watching ??= new Watching(this.#inspector, () => this.follow());
    this.#watching.look();
  }

  /** Watches what is asked for now. */
  follow(): void {
    this.#inspector.requestUpdate();
    const { channel, share, shareSound } = this.#inspector;
    const wanted = channel || (this.#watching?.targetOf(this.#inspector) ?? null);
    if (wanted === this.#watched && share === this.#shared && shareSound === this.#withSound) return;
    this.#watched = wanted;
    this.#shared = share;
    this.#withSound = shareSound;
    this.#live = this.#give(this.#live, wanted === null ? null : this.#sourceOf(wanted));
    this.#shareOn();
  }

  /** Looks at something else than the tag; null: back at the tag. */
  open(source: Source | null): void {
    this.#opened = this.#give(this.#opened, source);
  }

  /** Watches one of the tags, as a person wishes. */
  pick(tag: WatchableTag): void {
    this.open(null);
    this.#watching?.pick(tag);
  }

  /** Gives up all of it. */
  leave(): void {
    this.open(null);
    this.#live = this.#give(this.#live, null);
    this.#watched = null;
    this.#watching?.close();
    this.#watching = null;
  }

  #shareOn(): void {
    const watched = this.#watched;
    const isTag = watched !== null && typeof watched !== 'string';
    if (!isTag || !this.#live || !this.#shared) return;
    shareTag(watched, this.#shared, this.#live.until.signal, { withSound: this.#withSound });
  }

  #sourceOf(wanted: Target | string): Source {
    return typeof wanted === 'string'
      ? channelSource(wanted, () => this.#inspector.requestUpdate())
      : pageSource(wanted);
  }

  #give(before: Looking | null, source: Source | null): Looking | null {
    before?.until.abort();
    this.#replaced();
    if (!source) return null;
    const until = new AbortController();
    return { inspection: new Inspection(source, until.signal), until };
  }
}
