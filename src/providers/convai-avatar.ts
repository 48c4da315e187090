import { asWireObject, parseWireObject, textOf, type WireObject } from './wire-object.js';

type Kind = 'audio' | 'video';

interface Published {
  readonly identity: string;
  readonly kind: Kind;
  readonly stream: MediaStream;
}

/** What becomes of it. */
interface AvatarListener {
  show(kind: Kind, stream: MediaStream | null): void;
  gone(): void;
  /** It is there again, without the word for it. */
  back(): void;
}

// What a service may have to say before its avatar is there.
const EARLY = ['error', 'usage-limit-reached'];
const MAX_VOICES = 50;
// Who says that hears and answers again.
const LIVELY = ['bot-llm-started', 'bot-started-speaking'];

/**
 * Who in the room is the avatar: the service names nobody, so it is whoever says first that it is ready, and another one
 * only while that one is gone. Nobody else is shown, heard or believed. In a room with several characters that one says
 * which participants their sounds come from, and the one that is spoken to is heard alone.
 */
export class ConvaiAvatar {
  readonly #listener: AvatarListener;
  readonly #others = new Set<string>();
  /** Of the characters that the avatar has told of: where each is heard. */
  readonly #voices = new Map<string, string>();
  #identity = '';
  #voice = '';
  #isAway = false;
  #published: readonly Published[] = [];

  constructor(listener: AvatarListener) {
    this.#listener = listener;
  }

  joined(identity: string): void {
    this.#others.add(identity);
  }

  /** The avatar may come back after a cut, and need not say again that it is ready. */
  left(identity: string): void {
    this.#others.delete(identity);
    if (identity !== this.#identity || this.#isAway || !identity) return;
    this.#isAway = true;
    this.#listener.gone();
  }

  media(kind: Kind, stream: MediaStream | null, identity: string): void {
    this.joined(identity);
    this.#published = this.#published.filter((one) => one.identity !== identity || one.kind !== kind);
    if (stream) this.#published = [...this.#published, { identity, kind, stream }];
    if (identity === this.#voice) this.#listener.show(kind, stream);
    if (identity === this.#identity && kind === 'audio' && stream) this.#back();
  }

  /** Whether this is the service's word; `sender` is empty for what its server sends itself. */
  says(text: string, sender: string): boolean {
    if (!sender) return true;
    this.joined(sender);
    const message = parseWireObject(text);
    const type = typeOf(message);
    if (sender !== this.#identity) {
      if (this.#others.has(this.#identity)) return false;
      if (type !== 'bot-ready') return EARLY.includes(type) && this.#others.size === 1;
      this.#is(sender);
    }
    this.#learn(type, asWireObject(message?.['data']), sender);
    return true;
  }

  /** Whether this is about another character than the one that is spoken to. */
  isOfAnother(data: WireObject | null): boolean {
    const identity = textOf(data, 'participant_identity', 200);
    return identity !== this.#voice && [...this.#voices.values()].includes(identity);
  }

  #is(identity: string): void {
    this.#identity = identity;
    this.#voices.clear();
    this.#isAway = false;
    this.#hear(identity);
  }

  #back(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#listener.back();
  }

  #learn(type: string, data: WireObject | null, sender: string): void {
    if (LIVELY.includes(type)) this.#back();
    if (type === 'bot-ready') this.#meet(data);
    else if (type === 'interaction-target') this.#hear(this.#voiceOf(data) || sender);
  }

  // The first is spoken to until the service says otherwise.
  #meet(data: WireObject | null): void {
    this.#isAway = false;
    const about = asWireObject(data?.['about']);
    const voice = textOf(about, 'participant_identity', 200) || textOf(data, 'participant_identity', 200);
    if (!voice) return;
    if (this.#voices.size === 0) this.#hear(voice);
    if (this.#voices.size < MAX_VOICES) this.#voices.set(textOf(about, 'character_id', 200) || voice, voice);
  }

  #voiceOf(data: WireObject | null): string {
    const identity = textOf(data, 'participant_identity', 200);
    return identity || (this.#voices.get(textOf(data, 'character_id', 200)) ?? '');
  }

  #hear(identity: string): void {
    if (identity === this.#voice) return;
    const isHeard = this.#published.some((one) => one.identity === this.#voice);
    this.#voice = identity;
    for (const kind of ['audio', 'video'] as const) {
      const next = this.#published.find((one) => one.identity === identity && one.kind === kind);
      if (next || isHeard) this.#listener.show(kind, next?.stream ?? null);
    }
  }
}

function typeOf(message: WireObject | null): string {
  const type = textOf(message, 'type');
  return type === 'server-message' ? textOf(asWireObject(message?.['data']), 'type') : type;
}
