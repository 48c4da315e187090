import { AvatarPttError } from '../../core/error.js';
import { assertWanted, bounded } from './bounded.js';
import type { JoinRoom, LineQuality, LiveRoom, RoomListener } from './livekit-room.js';
import type { ProviderContext } from '../provider.js';

/** Where a conversation takes place. */
export interface RoomAddress {
  readonly url: string;
  readonly token: string;
}

/** What one cloud makes of its room. */
export interface CloudListener {
  message(text: string, topic: string): void;
  /** Whether this is the service's word, and not that of somebody else in the room. */
  isOurs(text: string, sender: string): boolean;
  joined?(identity: string): void;
  left?(identity: string): void;
  media(kind: 'audio' | 'video', stream: MediaStream | null, identity: string): void;
  /** The room has muted our track, or no longer; by default the user is muted with it. */
  muted?(isMuted: boolean): void;
  reconnecting?(): void;
}

// As long as a vendor's own client waits for the avatar to come.
const READY_MS = 30_000;
// Below the session's own limit for connecting, so that the person reads what took so long.
const TRACK_MS = 20_000;

/** Joins a cloud's room with the gated microphone, and reports what is the same for all rooms. */
export async function joinCloud(
  join: JoinRoom,
  address: RoomAddress,
  context: ProviderContext,
  listener: CloudListener,
): Promise<LiveRoom> {
  const { emit, signal } = context;
  const room = await join({ ...address, signal }, roomListener(emit, listener));
  try {
    assertWanted(signal);
    await room.publish(await gatedTrack(context));
    assertWanted(signal);
  } catch (error) {
    await room.leave();
    throw error;
  }
  return room;
}

/** The gated microphone. @throws AvatarPttError `publish-failed` when it is not there in time. */
export function gatedTrack({ signal, microphoneTrack }: ProviderContext): Promise<MediaStreamTrack> {
  return bounded(microphoneTrack(), signal, TRACK_MS, silentError);
}

/** What is the same for all rooms. */
function roomListener(emit: ProviderContext['emit'], listener: CloudListener): RoomListener {
  const note = (raw: object): void => {
    emit({ type: 'wire-message', direction: 'in' }, raw);
  };
  // Who is there or was, and who came again before it was told that they had left.
  const there = new Map<string, boolean>();
  const again = new Set<string>();
  return {
    message: (bytes, topic, sender) => {
      // Of one that has left it may be late.
      if (!there.has(sender)) there.set(sender, true);
      const text = new TextDecoder().decode(bytes);
      if (listener.isOurs(text, sender)) listener.message(text, topic);
      else note({ sender, topic, text });
    },
    joined: (identity) => {
      if (there.get(identity)) again.add(identity);
      there.set(identity, true);
      listener.joined?.(identity);
    },
    left: (identity) => {
      if (again.delete(identity)) return;
      there.set(identity, false);
      listener.left?.(identity);
    },
    media: (kind, stream, identity) => {
      listener.media(kind, stream, identity);
      note({ track: kind, identity, is_there: stream !== null });
    },
    muted: (isMuted) => {
      if (listener.muted) listener.muted(isMuted);
      else emit({ type: 'user-muted', isMuted });
    },
    reconnecting: () => {
      listener.reconnecting?.();
      emit({ type: 'reconnecting' });
    },
    reconnected: () => {
      emit({ type: 'reconnected' });
    },
    lost: ({ code, message }) => {
      emit({ type: 'connection-lost', code, message });
    },
    quality: (quality: LineQuality) => {
      note({ connection_quality: quality });
    },
  };
}

/** Says so when the avatar has not come in time. */
export function warnIfAvatarMissing({ emit, signal }: ProviderContext, isReady: () => boolean): void {
  const timer = setTimeout(() => {
    if (isReady() || signal.aborted) return;
    const message = 'The avatar did not come. Check that its id, voice and context exist, and connect again.';
    emit({ type: 'session-error', code: 'avatar-missing', message });
  }, READY_MS);
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
    },
    { once: true },
  );
}

/** What a text is refused with that nobody would read. */
export function awayError(): AvatarPttError {
  return new AvatarPttError('avatar-gone', 'The avatar is away. Send it when it is back.');
}

function silentError(): AvatarPttError {
  return new AvatarPttError('publish-failed', 'The sound of this page was not there in time. Connect again.');
}
