import { AvatarPttError, toAvatarPttError } from '../../core/error.js';
import { assertWanted } from '../cloud/bounded.js';
import type { SendOptions } from '../cloud/livekit-room.js';
import { Peer, sendError } from './peer.js';
import type { PipecatAddress } from './pipecat-api.js';

/** What a line reports. */
export interface LineListener {
  message(text: string): void;
  media(kind: 'audio' | 'video', stream: MediaStream | null): void;
  cut(): void;
  /** Messages can be sent again. `peer`: the same connection, a new one with the same agent, or an agent that begins anew. */
  back(peer: 'same' | 'new' | 'other'): void;
  /** For good; not told after `close`. */
  lost(error: AvatarPttError): void;
}

export interface LineRequest {
  readonly address: PipecatAddress;
  readonly track: MediaStreamTrack;
  readonly signal: AbortSignal;
}

// A way that is back within that time has cost nothing.
const SHAKY_MS = 1000;
// One that is not back by itself within that time is made anew.
const HEAL_MS = 4000;
// So long it is tried: an agent that has to load its models takes a while to start again.
const REDIAL_MS = 60_000;
const PAUSE_MS = 1000;
// What no further try changes.
const FINAL = ['token-refused', 'usage-limit', 'aborted'];

/** The connection with an agent, made anew where it breaks. */
export class PipecatLine {
  readonly #request: LineRequest;
  readonly #listener: LineListener;
  #peer: Peer;
  #sent: Promise<void> = Promise.resolve();
  #isCut = false;
  #isRedialling = false;
  #healing: ReturnType<typeof setTimeout>[] = [];

  constructor(request: LineRequest, listener: LineListener) {
    this.#request = request;
    this.#listener = listener;
    this.#peer = this.#newPeer('');
    request.signal.addEventListener(
      'abort',
      () => {
        this.close();
      },
      { once: true },
    );
  }

  /** Resolves when messages can be sent. @throws AvatarPttError as `Peer.open`. */
  async open(): Promise<void> {
    await this.#peer.open(false);
  }

  /** All are sent in the order in which they were given. @throws AvatarPttError `send-failed`. */
  send(text: string, { isAfterSound = false }: SendOptions = {}): Promise<void> {
    const peer = this.#peer;
    if (!isAfterSound) peer.notePace();
    const landed = isAfterSound ? peer.landed() : null;
    const sent = Promise.all([this.#sent, landed]).then(() => {
      // What was meant for a connection that is gone would be said twice: the session says again what still matters.
      if (peer !== this.#peer || this.#isCut) throw sendError();
      peer.send(text);
    });
    // Its failure is told to whoever sent it, and is no reason not to send the next.
    this.#sent = sent.catch(() => undefined);
    return sent;
  }

  /** As the server wishes. A refusal costs a picture at most. */
  renegotiate(): void {
    this.#peer.renegotiate().catch(() => undefined);
  }

  close(): void {
    this.#heal();
    this.#peer.close();
  }

  #newPeer(pcId: string): Peer {
    const peer: Peer = new Peer(
      { ...this.#request, pcId },
      {
        message: (text) => {
          this.#listener.message(text);
        },
        media: (kind, stream) => {
          this.#listener.media(kind, stream);
        },
        changed: (way) => {
          // One that is still being opened says itself what goes wrong.
          if (peer === this.#peer && !this.#isRedialling) this.#changed(way);
        },
      },
    );
    return peer;
  }

  #changed(way: 'open' | 'shaky' | 'gone'): void {
    this.#heal();
    if (way === 'open') {
      this.#back('same');
    } else if (way === 'shaky') {
      this.#healing = [setTimeout(this.#cut, SHAKY_MS), setTimeout(this.#redial, HEAL_MS)];
    } else {
      this.#redial();
    }
  }

  #heal(): void {
    for (const timer of this.#healing) clearTimeout(timer);
    this.#healing = [];
  }

  readonly #cut = (): void => {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#listener.cut();
  };

  #back(peer: 'same' | 'new' | 'other'): void {
    if (!this.#isCut) return;
    this.#isCut = false;
    this.#listener.back(peer);
  }

  readonly #redial = (): void => {
    if (this.#isRedialling || this.#request.signal.aborted) return;
    this.#cut();
    this.#isRedialling = true;
    this.#tryAgain(performance.now() + REDIAL_MS)
      .then((peer) => {
        this.#isRedialling = false;
        this.#back(peer);
      })
      .catch((thrown: unknown) => {
        const { code } = toAvatarPttError(thrown, 'connection-lost');
        if (code !== 'aborted') this.#listener.lost(lostError(thrown));
      });
  };

  async #tryAgain(until: number): Promise<'new' | 'other'> {
    const { pcId } = this.#peer;
    const { signal } = this.#request;
    for (;;) {
      this.#peer.close();
      this.#peer = this.#newPeer(pcId);
      try {
        await this.#peer.open(true);
        return this.#peer.pcId === pcId ? 'new' : 'other';
      } catch (thrown) {
        this.#peer.close();
        const { code } = toAvatarPttError(thrown, 'connection-lost');
        if (FINAL.includes(code) || performance.now() > until) throw thrown;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      assertWanted(signal);
    }
  }
}

function lostError(thrown: unknown): AvatarPttError {
  const { code, message } = toAvatarPttError(thrown, 'connection-lost');
  if (FINAL.includes(code)) return new AvatarPttError(code, message);
  return new AvatarPttError('connection-lost', 'The line to the agent was lost. Connect again.', { cause: thrown });
}
