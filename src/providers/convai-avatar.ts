import { asWireObject, parseWireObject, textOf } from './wire-object.js';

type Kind = 'audio' | 'video';

interface Published {
  readonly identity: string;
  readonly kind: Kind;
  readonly stream: MediaStream;
}

// What a service may have to say before its avatar is there.
const EARLY = ['error', 'usage-limit-reached'];

/**
 * Who in the room is the avatar: the service names nobody, so it is whoever says first that it is ready, and another one
 * only while that one is gone. Nobody else is shown, heard or believed.
 */
export class ConvaiAvatar {
  readonly #show: (kind: Kind, stream: MediaStream | null) => void;
  readonly #others = new Set<string>();
  #identity = '';
  #published: readonly Published[] = [];

  constructor(show: (kind: Kind, stream: MediaStream | null) => void) {
    this.#show = show;
  }

  joined(identity: string): void {
    this.#others.add(identity);
  }

  /** The avatar may come back after a cut, and need not say again that it is ready. */
  left(identity: string): void {
    this.#others.delete(identity);
  }

  media(kind: Kind, stream: MediaStream | null, identity: string): void {
    this.joined(identity);
    this.#published = this.#published.filter((one) => one.identity !== identity || one.kind !== kind);
    if (stream) this.#published = [...this.#published, { identity, kind, stream }];
    if (identity === this.#identity) this.#show(kind, stream);
  }

  /** Whether this is the service's word; `sender` is empty for what its server sends itself. */
  says(text: string, sender: string): boolean {
    if (!sender) return true;
    this.joined(sender);
    if (sender === this.#identity) return true;
    if (this.#others.has(this.#identity)) return false;
    const type = typeOf(text);
    if (type === 'bot-ready') this.#is(sender);
    return type === 'bot-ready' || (EARLY.includes(type) && this.#others.size === 1);
  }

  #is(identity: string): void {
    this.#identity = identity;
    for (const one of this.#published) if (one.identity === identity) this.#show(one.kind, one.stream);
  }
}

function typeOf(text: string): string {
  const message = parseWireObject(text);
  const type = textOf(message, 'type');
  return type === 'server-message' ? textOf(asWireObject(message?.['data']), 'type') : type;
}
