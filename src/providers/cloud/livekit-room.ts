import type { RemoteTrack, Room } from 'livekit-client';
import { AvatarPttError } from '../../core/error.js';
import { assertWanted, bounded } from './bounded.js';
import { SoundInFlight } from './sound-in-flight.js';
import { RemoteTracks, type TellMedia } from './remote-tracks.js';
import { joinError, lateError, lostError, publishError, sendError } from './room-errors.js';

/** How good the line of this side is, as the room judges it. */
export type LineQuality = 'excellent' | 'good' | 'poor' | 'lost' | 'unknown';

/** What a room reports. Whoever is meant is named by identity. */
export interface RoomListener {
  /** A message; `topic` is empty for those without one, `sender` for those that the server itself sent. */
  message(bytes: Uint8Array, topic: string, sender: string): void;
  /** Somebody is there, from before or from now on; told before all else of them, and once for each time that they come. */
  joined(identity: string): void;
  /** Somebody is gone. */
  left(identity: string): void;
  /** A track of somebody else can be heard or seen, in place of the one before; null: none of this kind any more. */
  readonly media: TellMedia;
  /** The server has muted the track of this side, or no longer. */
  muted(isMuted: boolean): void;
  /** The line is cut and comes back by itself, or not. */
  reconnecting(): void;
  reconnected(): void;
  /** For good; not told after `leave`. */
  lost(error: AvatarPttError): void;
  quality(quality: LineQuality): void;
}

export interface RoomRequest {
  /** `ws:`, `wss:`, `http:` or `https:`. */
  readonly url: string;
  readonly token: string;
  /** Leaves, also while it is still joining. */
  readonly signal: AbortSignal;
}

export interface SendOptions {
  /** Default: none. */
  readonly topic?: string;
  /** Not to arrive before the sound that has been captured until now. */
  readonly isAfterSound?: boolean;
}

/** A joined room. */
export interface LiveRoom {
  /** Sends a track from now on; once, and never stopped or replaced by the room. */
  publish(track: MediaStreamTrack): Promise<void>;
  /** A reliable message; all are sent in the order in which they were given. @throws AvatarPttError `send-failed`. */
  send(text: string, how?: SendOptions): Promise<void>;
  /** Be heard again, if the server allows it. */
  unmute(): Promise<void>;
  leave(): Promise<void>;
}

export type JoinRoom = (request: RoomRequest, listener: RoomListener) => Promise<LiveRoom>;

type LiveKit = typeof import('livekit-client');

// Below the session's own limit for connecting, so that the person reads what took so long.
const JOIN_MS = 20_000;
// Commands are given up before that by those who wait for them; a line that hangs must not keep the next ones.
const SEND_MS = 10_000;
const LEAVE_MS = 2000;
// A signalling line that is back within a second has cost nothing: sound and messages went on meanwhile.
const RESUME_MS = 1000;
const LOGGER = 'avatar-ptt';
// Parts of the library that log under their own names whatever name the room is given.
const OTHER_LOGGERS = ['livekit-ice', 'livekit-stats', 'livekit-region', 'livekit-data-tracks'];

/**
 * Joins a LiveKit room; its library is loaded on the first call. @throws AvatarPttError `livekit-unavailable`,
 * `room-refused`, `room-unreachable`, `media-blocked`, `connect-timeout` or `aborted`, never with the token in it.
 */
export const joinLiveKitRoom: JoinRoom = async ({ url, token, signal }, listener) => {
  const livekit = await bounded(loadLiveKit(), signal, JOIN_MS, lateError);
  const room = new livekit.Room({
    // The stage shows the picture itself, so the room can't know whether anybody looks.
    adaptiveStream: false,
    stopLocalTrackOnUnpublish: false,
    loggerName: LOGGER,
  });
  const joined = new JoinedRoom(livekit, room, listener, signal);
  let isAnswered = false;
  room.once(livekit.RoomEvent.SignalConnected, () => {
    isAnswered = true;
  });
  try {
    await bounded(room.connect(url, token), signal, JOIN_MS, lateError);
    assertWanted(signal);
  } catch (thrown) {
    await joined.leave();
    throw joinError(livekit, thrown, { url, isAnswered });
  }
  joined.greet();
  return joined;
};

class JoinedRoom implements LiveRoom {
  readonly #livekit: LiveKit;
  readonly #room: Room;
  readonly #listener: RoomListener;
  readonly #signal: AbortSignal;
  readonly #sound = new SoundInFlight(() => {
    const [published] = this.#room.localParticipant.audioTrackPublications.values();
    return published?.track?.sender?.getStats();
  });
  #sent: Promise<void> = Promise.resolve();
  #isJoined = false;
  #isReconnecting = false;
  readonly #leaving = new Set<string>();
  /** The name of each one's coming, by identity: empty where the room has not told it yet, null once they have left. */
  readonly #there = new Map<string, string | null>();
  #resuming: ReturnType<typeof setTimeout> | undefined;

  constructor(livekit: LiveKit, room: Room, listener: RoomListener, signal: AbortSignal) {
    this.#livekit = livekit;
    this.#room = room;
    this.#listener = listener;
    this.#signal = signal;
    this.#listen();
    signal.addEventListener('abort', () => void this.leave(), { once: true });
  }

  /** Tells who was there before. */
  greet(): void {
    this.#isJoined = true;
    for (const { identity, sid } of this.#room.remoteParticipants.values()) this.#come(identity, sid);
  }

  async publish(track: MediaStreamTrack): Promise<void> {
    const { Microphone } = this.#livekit.Track.Source;
    // The gate closes by sending silence. Encodings that leave silence out, or bundle what came before, would blur its edges.
    const options = { source: Microphone, dtx: false, red: false, stopMicTrackOnMute: false };
    try {
      const published = this.#room.localParticipant.publishTrack(track, options);
      await bounded(published, this.#signal, JOIN_MS, publishError);
    } catch (cause) {
      throw cause instanceof AvatarPttError ? cause : publishError(cause);
    }
  }

  send(text: string, { topic, isAfterSound = false }: SendOptions = {}): Promise<void> {
    const landed = isAfterSound ? this.#sound.landed() : null;
    // Whatever is said in between is a chance to learn what the counters say while nothing is late.
    if (!landed) void this.#sound.read();
    const sent = Promise.all([this.#sent, landed]).then(() => this.#publish(text, topic));
    // Its failure is told to whoever sent it, and is no reason not to send the next.
    this.#sent = sent.catch(() => undefined);
    return sent;
  }

  async unmute(): Promise<void> {
    for (const { track } of this.#room.localParticipant.audioTrackPublications.values()) {
      if (track?.isMuted) await track.unmute();
    }
  }

  async leave(): Promise<void> {
    clearTimeout(this.#resuming);
    this.#room.removeAllListeners();
    // The gated track belongs to the session.
    const left = this.#room.disconnect(false);
    // What hangs or fails here is as good as left.
    await bounded(left, new AbortController().signal, LEAVE_MS, lateError).catch(() => undefined);
  }

  #listen(): void {
    const { RoomEvent } = this.#livekit;
    const listener = this.#listener;
    const tracks = new RemoteTracks((...media) => {
      listener.media(...media);
    });
    const of = ({ kind, mediaStreamTrack: track }: RemoteTrack, identity: string) =>
      ({ kind: kind === this.#livekit.Track.Kind.Video ? 'video' : 'audio', identity, track }) as const;
    this.#room
      // A sender is named also before the room has told of it.
      .on(RoomEvent.DataReceived, (bytes, sender, _kind, topic, _encryption, identity) => {
        const name = sender?.identity ?? identity ?? '';
        // Of one that has left it may be late.
        if (name && !this.#there.has(name)) this.#come(name, sender?.sid ?? '');
        listener.message(bytes, topic ?? '', name);
      })
      .on(RoomEvent.ParticipantConnected, ({ identity, sid }) => {
        this.#come(identity, sid);
      })
      .on(RoomEvent.ParticipantDisconnected, ({ identity, sid }) => {
        // Another name: it has come again, which the room tells only now, and the one that left is the one before.
        if (this.#there.get(identity) === sid) this.#leaving.add(identity);
        else this.#there.set(identity, sid);
        queueMicrotask(this.#tellLeft);
      })
      .on(RoomEvent.TrackSubscribed, (track, _publication, { identity, sid }) => {
        this.#come(identity, sid);
        tracks.begin(of(track, identity));
      })
      .on(RoomEvent.TrackUnsubscribed, (track, _publication, { identity }) => {
        tracks.end(of(track, identity));
      })
      // This side never mutes its track: the gate does that in the sound.
      .on(RoomEvent.TrackMuted, (_publication, participant) => {
        if (participant.isLocal) listener.muted(true);
      })
      .on(RoomEvent.TrackUnmuted, (_publication, participant) => {
        if (participant.isLocal) listener.muted(false);
      })
      .on(RoomEvent.ConnectionQualityChanged, (quality, participant) => {
        if (participant.isLocal) listener.quality(quality);
      })
      .on(RoomEvent.SignalReconnecting, () => {
        this.#resuming = setTimeout(this.#cut, RESUME_MS);
      })
      .on(RoomEvent.Reconnecting, this.#cut)
      .on(RoomEvent.Reconnected, () => {
        this.#back();
      })
      .on(RoomEvent.Disconnected, (reason) => {
        clearTimeout(this.#resuming);
        // Before that, joining itself says what went wrong.
        if (this.#isJoined) listener.lost(lostError(this.#livekit, reason));
      });
  }

  #come(identity: string, sid: string): void {
    const isKnown = typeof this.#there.get(identity) === 'string';
    this.#there.set(identity, sid);
    // One that comes again before it is told that it left has not left.
    if (!isKnown) this.#listener.joined(identity);
  }

  async #publish(text: string, topic?: string): Promise<void> {
    // What waits for the line to come back would be said twice: the session says again what still matters then.
    if (this.#isReconnecting) throw sendError();
    const bytes = new TextEncoder().encode(text);
    try {
      const options = { reliable: true, ...(topic !== undefined && { topic }) };
      await bounded(this.#room.localParticipant.publishData(bytes, options), this.#signal, SEND_MS, sendError);
    } catch (cause) {
      throw sendError(cause);
    }
  }

  readonly #cut = (): void => {
    clearTimeout(this.#resuming);
    if (this.#isReconnecting) return;
    this.#isReconnecting = true;
    this.#listener.reconnecting();
  };

  // A line of ours that begins anew forgets everybody for a moment, and nobody has left by that.
  readonly #tellLeft = (): void => {
    if (this.#isReconnecting) return;
    for (const identity of this.#leaving) {
      if (this.#room.remoteParticipants.has(identity)) continue;
      this.#there.set(identity, null);
      this.#listener.left(identity);
    }
    this.#leaving.clear();
  };

  #back(): void {
    clearTimeout(this.#resuming);
    // Whether the user is heard is the gate's business alone, so the room may not mute the track on its own.
    void this.unmute();
    if (!this.#isReconnecting) return;
    this.#isReconnecting = false;
    this.#listener.reconnected();
    this.#tellLeft();
  }
}

async function loadLiveKit(): Promise<LiveKit> {
  try {
    const livekit = await import('livekit-client');
    // What matters is told by events; a library must not write into the console of a page.
    for (const name of [LOGGER, ...OTHER_LOGGERS]) {
      livekit.getLogger(name).methodFactory = () => () => undefined;
      // A logger takes a new factory when it is got again.
      livekit.getLogger(name);
    }
    return livekit;
  } catch (cause) {
    const message =
      'The code for this backend could not be loaded. Check the network and connect again, or reload the page.';
    throw new AvatarPttError('livekit-unavailable', message, { cause });
  }
}
