import { AvatarPttError } from '../../core/error.js';
import { assertWanted, bounded } from '../cloud/bounded.js';
import { SoundInFlight } from '../cloud/sound-in-flight.js';
import { sendOffer, type PipecatAddress } from './pipecat-api.js';

/** What a peer reports. */
export interface PeerListener {
  message(text: string): void;
  media(kind: 'audio' | 'video', stream: MediaStream | null): void;
  /** How the way to the other side is: there, perhaps not, or gone for good. */
  changed(way: 'open' | 'shaky' | 'gone'): void;
}

export interface PeerRequest {
  readonly address: PipecatAddress;
  /** The gated microphone. */
  readonly track: MediaStreamTrack;
  /** The connection whose place this one takes; empty for none. */
  readonly pcId: string;
  readonly signal: AbortSignal;
}

// All candidates go with the offer: not every version of the server takes later ones.
const GATHER_MS = 2000;
const OPEN_MS = 15_000;

/** One WebRTC connection with an agent: the gated track to it, its sound and picture back, and a channel for messages. */
export class Peer {
  /** As the server names it. */
  pcId: string;
  readonly #pc: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  readonly #request: PeerRequest;
  readonly #listener: PeerListener;
  readonly #sound: SoundInFlight;
  #negotiated: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(request: PeerRequest, listener: PeerListener) {
    this.#request = request;
    this.#listener = listener;
    this.pcId = request.pcId;
    this.#pc = new RTCPeerConnection({ iceServers: [...request.address.iceServers] });
    // The server tells them by their order: first sound, then the picture.
    const { sender } = this.#pc.addTransceiver(request.track, { direction: 'sendrecv' });
    this.#pc.addTransceiver('video', { direction: 'recvonly' });
    this.#sound = new SoundInFlight(() => sender.getStats());
    this.#channel = this.#pc.createDataChannel('rtvi', { ordered: true });
    this.#listen();
  }

  get isOpen(): boolean {
    return !this.#isClosed && this.#channel.readyState === 'open';
  }

  /** Resolves when messages can be sent. @throws AvatarPttError `media-blocked` or `aborted`, or as `sendOffer`. */
  async open(isRestart: boolean): Promise<void> {
    await this.#negotiate(isRestart);
    await bounded(this.#opened(), this.#request.signal, OPEN_MS, blocked);
  }

  /** Another offer for the same connection, as the server wishes. */
  renegotiate(): Promise<void> {
    this.#negotiated = this.#negotiated.catch(() => undefined).then(() => this.#negotiate(false));
    return this.#negotiated;
  }

  /** @throws AvatarPttError `send-failed`. */
  send(text: string): void {
    if (!this.isOpen) throw sendError();
    this.#channel.send(text);
  }

  /** Resolves when the sound that has been captured until now has arrived, as far as this side can know. */
  landed(): Promise<void> {
    return this.#sound.landed();
  }

  /** Whatever is sent in between is a chance to learn what the counters say while nothing is late. */
  notePace(): void {
    void this.#sound.read();
  }

  /** The gated track goes on: it belongs to the session. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#channel.close();
    this.#pc.close();
  }

  async #negotiate(isRestart: boolean): Promise<void> {
    const { address, signal } = this.#request;
    const pc = this.#pc;
    await pc.setLocalDescription();
    await this.#gathered();
    const sdp = pc.localDescription?.sdp ?? '';
    const answer = await sendOffer(address, { sdp, pcId: this.pcId, isRestart }, signal);
    assertWanted(signal);
    this.pcId = answer.pcId;
    try {
      await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    } catch (cause) {
      throw new AvatarPttError('connect-refused', 'The agent answered with what this browser does not understand.', {
        cause,
      });
    }
  }

  async #gathered(): Promise<void> {
    const pc = this.#pc;
    const over = new Promise<void>((resolve) => {
      const check = (): void => {
        if (pc.iceGatheringState === 'complete') resolve();
      };
      pc.addEventListener('icegatheringstatechange', check);
      check();
    });
    const late = new Promise<void>((resolve) => setTimeout(resolve, GATHER_MS));
    await bounded(Promise.race([over, late]), this.#request.signal, OPEN_MS, blocked);
  }

  #opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#channel.readyState === 'open') resolve();
      this.#channel.addEventListener('open', () => {
        resolve();
      });
      this.#pc.addEventListener('connectionstatechange', () => {
        if (this.#pc.connectionState === 'failed') reject(blocked());
      });
    });
  }

  #listen(): void {
    const channel = this.#channel;
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && !this.#isClosed) this.#listener.message(data);
    });
    // By the other side: this one is deaf from then on.
    channel.addEventListener('close', () => {
      this.#tell('gone');
    });
    this.#pc.addEventListener('connectionstatechange', () => {
      const state = this.#pc.connectionState;
      if (state === 'connected') this.#tell('open');
      else if (state === 'disconnected') this.#tell('shaky');
      else if (state === 'failed' || state === 'closed') this.#tell('gone');
    });
    this.#pc.addEventListener('track', ({ track }) => {
      this.#show(track);
    });
  }

  #tell(way: 'open' | 'shaky' | 'gone'): void {
    if (!this.#isClosed) this.#listener.changed(way);
  }

  // There is always a track for a picture, and it is muted as long as the agent sends none.
  #show(track: MediaStreamTrack): void {
    const kind = track.kind === 'video' ? 'video' : 'audio';
    const tell = (): void => {
      if (!this.#isClosed) this.#listener.media(kind, new MediaStream([track]));
    };
    if (kind === 'audio' || !track.muted) tell();
    else track.addEventListener('unmute', tell, { once: true });
    track.addEventListener('ended', () => {
      if (!this.#isClosed) this.#listener.media(kind, null);
    });
  }
}

export function sendError(): AvatarPttError {
  return new AvatarPttError('send-failed', 'A message to the agent could not be sent.');
}

function blocked(): AvatarPttError {
  const message =
    'The agent answers, but this network lets no sound through: it blocks WebRTC. It must allow UDP, or the agent must name ' +
    'a TURN server.';
  return new AvatarPttError('media-blocked', message);
}
