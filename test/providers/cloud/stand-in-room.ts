import type { AvatarPttError } from '../../../src/core/error.js';
import type { JoinRoom, RoomListener, RoomRequest } from '../../../src/providers/cloud/livekit-room.js';

export interface SentMessage {
  readonly topic: string | undefined;
  readonly isAfterSound: boolean;
  readonly message: Readonly<Record<string, unknown>>;
}

/** A stand-in for a LiveKit room: it writes down what is sent, and says what the test makes it say. */
export class StandInRoom {
  readonly requests: RoomRequest[] = [];
  readonly sent: SentMessage[] = [];
  readonly tracks: MediaStreamTrack[] = [];
  isLeft = false;
  /** How often it was asked for our track to be heard again. */
  unmutes = 0;
  /** What the far end does about somebody who joined. */
  onJoined: () => void = () => {};
  /** What the far end does about a message; after it was sent, as over a network. */
  onMessage: (message: SentMessage) => void = () => {};
  /** What the next joins, and the next messages, come to. */
  joining: () => Promise<void> = () => Promise.resolve();
  sending: () => Promise<void> = () => Promise.resolve();
  #listener: RoomListener | null = null;

  readonly join: JoinRoom = async (request, listener) => {
    this.requests.push(request);
    await this.joining();
    this.#listener = listener;
    this.isLeft = false;
    setTimeout(this.onJoined);
    return {
      publish: (track) => {
        this.tracks.push(track);
        return Promise.resolve();
      },
      send: async (text, { topic, isAfterSound = false } = {}) => {
        await this.sending();
        const sent: SentMessage = { topic, isAfterSound, message: JSON.parse(text) as SentMessage['message'] };
        this.sent.push(sent);
        setTimeout(() => {
          if (!this.isLeft) this.onMessage(sent);
        });
      },
      unmute: () => {
        this.unmutes += 1;
        return Promise.resolve();
      },
      leave: () => {
        this.isLeft = true;
        this.#listener = null;
        return Promise.resolve();
      },
    };
  };

  /** Everything that the room can report, as long as somebody is in it. */
  get listener(): RoomListener | null {
    return this.#listener;
  }

  say(message: object | string, topic = '', sender = 'agent'): void {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    this.#listener?.message(new TextEncoder().encode(text), topic, sender);
  }

  lose(error: AvatarPttError): void {
    this.#listener?.lost(error);
  }
}

export interface SeenRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly keepalive: boolean;
}

/** Stands in for the services behind `fetch` until `restore`: the answer of a path is its status and body. */
export class StandInFetch {
  readonly requests: SeenRequest[] = [];
  /** By path; a function sees the request. */
  answers: Record<string, { status?: number; body: unknown }> = {};
  readonly #real = globalThis.fetch;

  constructor() {
    globalThis.fetch = (input, init) => {
      const request = new Request(input, init);
      const { pathname } = new URL(request.url);
      const answer = this.answers[pathname];
      if (!answer) return Promise.reject(new TypeError('Failed to fetch'));
      this.requests.push({
        url: request.url,
        headers: request.headers,
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
        keepalive: request.keepalive,
      });
      const { status = 200, body } = answer;
      return Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
    };
  }

  paths(): string[] {
    return this.requests.map(({ url }) => new URL(url).pathname);
  }

  restore(): void {
    globalThis.fetch = this.#real;
  }
}
