import { asWireObject, parseWireObject, textOf, type WireObject } from '../cloud/wire-object.js';

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
// Who is in the room again and says that, too; of one that has left they may be late.
const WORDS = [
  'user-transcription',
  'final-user-transcription',
  'bot-llm-text',
  'bot-llm-stopped',
  'bot-tts-text',
  'bot-transcription',
];

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
  /** Of the avatar and its voice, who has left. */
  readonly #missing = new Set<string>();
  /** Who has come since somebody was missed. */
  readonly #returned = new Set<string>();
  #published: readonly Published[] = [];

  constructor(listener: AvatarListener) {
    this.#listener = listener;
  }

  joined(identity: string): void {
    this.#others.add(identity);
    if (this.#missing.has(identity)) this.#returned.add(identity);
  }

  /** The avatar may come back after a cut, and need not say again that it is ready. */
  left(identity: string): void {
    this.#others.delete(identity);
    this.#returned.delete(identity);
    if (!identity || (identity !== this.#identity && identity !== this.#voice)) return;
    const isNews = this.#missing.size === 0;
    this.#missing.add(identity);
    if (isNews) this.#listener.gone();
  }

  media(kind: Kind, stream: MediaStream | null, identity: string): void {
    this.#others.add(identity);
    this.#published = this.#published.filter((one) => one.identity !== identity || one.kind !== kind);
    if (stream) this.#published = [...this.#published, { identity, kind, stream }];
    if (identity === this.#voice) this.#listener.show(kind, stream);
    if (kind === 'audio' && stream) this.#back(identity);
  }

  /** Whether this is the service's word; `sender` is empty for what its server sends itself. */
  says(text: string, sender: string): boolean {
    if (!sender) return true;
    this.#others.add(sender);
    const message = parseWireObject(text);
    const type = typeOf(message);
    if (sender !== this.#identity && sender !== this.#voice) {
      if (this.#others.has(this.#identity)) return false;
      if (type !== 'bot-ready') return EARLY.includes(type) && this.#others.size === 1;
      this.#is(sender);
    }
    this.#learn(type, asWireObject(message?.['data']), sender);
    return true;
  }

  /** Whether this is about another character than the one that is spoken to. */
  isOfAnother(data: WireObject | null): boolean {
    const identity = voiceIn(data);
    return identity !== this.#voice && [...this.#voices.values()].includes(identity);
  }

  #is(identity: string): void {
    this.#identity = identity;
    this.#voices.clear();
    this.#missing.clear();
    this.#returned.clear();
    this.#hear(identity);
  }

  #back(...identities: readonly string[]): void {
    const wasAway = this.#missing.size > 0;
    for (const identity of identities) this.#missing.delete(identity);
    if (wasAway && this.#missing.size === 0) this.#listener.back();
  }

  #learn(type: string, data: WireObject | null, sender: string): void {
    // Whose voice the avatar tells of is there as well.
    const isBack = LIVELY.includes(type) || (this.#returned.has(sender) && WORDS.includes(type));
    if (isBack && !this.isOfAnother(data)) this.#back(sender, this.#voice);
    if (type === 'bot-ready') this.#meet(data);
    else if (type === 'interaction-target') this.#turn(this.#voiceOf(data) || sender);
  }

  #turn(voice: string): void {
    const before = this.#voice;
    this.#hear(voice);
    if (before !== voice && before !== this.#identity) this.#back(before);
  }

  // The first is spoken to until the service says otherwise.
  #meet(data: WireObject | null): void {
    const voice = voiceIn(data);
    if (!this.isOfAnother(data)) this.#missing.clear();
    if (!voice) return;
    if (this.#voices.size === 0) this.#hear(voice);
    if (this.#voices.size < MAX_VOICES) {
      this.#voices.set(textOf(asWireObject(data?.['about']), 'character_id', 200) || voice, voice);
    }
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

function voiceIn(data: WireObject | null): string {
  const about = asWireObject(data?.['about']);
  return textOf(about, 'participant_identity', 200) || textOf(data, 'participant_identity', 200);
}

function typeOf(message: WireObject | null): string {
  const type = textOf(message, 'type');
  return type === 'server-message' ? textOf(asWireObject(message?.['data']), 'type') : type;
}
