import type { ConnectionError, DisconnectReason } from 'livekit-client';
import { AvatarPttError } from '../../core/error.js';
import { hostOf } from './post-json.js';

type LiveKit = typeof import('livekit-client');

export function sendError(cause?: unknown): AvatarPttError {
  return new AvatarPttError('send-failed', 'A message to the service could not be sent.', { cause });
}

export function publishError(cause?: unknown): AvatarPttError {
  return new AvatarPttError('publish-failed', 'Your sound could not be sent to the service. Connect again.', { cause });
}

export function lateError(): AvatarPttError {
  return new AvatarPttError('connect-timeout', 'The room of the service did not open in time. Try again.');
}

interface RoomAnswer {
  readonly url: string;
  /** Its signalling line was open, so all that was missing is the one for sound and messages. */
  readonly isAnswered: boolean;
}

// The library's own errors name addresses with the token in them, so they are not passed on.
export function joinError(livekit: LiveKit, thrown: unknown, { url, isAnswered }: RoomAnswer): AvatarPttError {
  const { ConnectionError: Failure, ConnectionErrorReason: Reason } = livekit;
  const failure: ConnectionError | null = thrown instanceof Failure ? thrown : null;
  const reason = failure?.reason;
  if (isAnswered && isMediaLate(reason, thrown, livekit)) return blocked();
  if (thrown instanceof AvatarPttError) return thrown;
  if (reason === Reason.NotAllowed) {
    return new AvatarPttError(
      'room-refused',
      'The room of the service refused the token: it may have expired. Try again.',
    );
  }
  const why = failure ? ` (${failure.reasonName})` : '';
  const message = `The room of the service at ${hostOf(url)} could not be reached${why}. Check the network, and that nothing blocks this address.`;
  return new AvatarPttError('room-unreachable', message);
}

function isMediaLate(reason: unknown, thrown: unknown, { ConnectionErrorReason: Reason }: LiveKit): boolean {
  if (thrown instanceof AvatarPttError) return thrown.code === 'connect-timeout';
  return reason === Reason.InternalError || reason === Reason.Timeout;
}

function blocked(): AvatarPttError {
  const message =
    'The room of the service answers, but this network lets no sound through: it blocks WebRTC. It must allow UDP ' +
    '(3478 and 50000 to 60000), TCP 7881, or TURN over TLS (TCP 443). Or try another network.';
  return new AvatarPttError('media-blocked', message);
}

export function lostError({ DisconnectReason: Reason }: LiveKit, reason: DisconnectReason | undefined): AvatarPttError {
  if (reason === Reason.DUPLICATE_IDENTITY) {
    const message = 'The conversation was joined from elsewhere. Connect again to go on here.';
    return new AvatarPttError('session-taken', message);
  }
  if (reason === Reason.PARTICIPANT_REMOVED || reason === Reason.ROOM_DELETED || reason === Reason.ROOM_CLOSED) {
    return new AvatarPttError('session-ended', 'The service has ended the conversation. Connect again.');
  }
  return new AvatarPttError('connection-lost', 'The line to the avatar was lost. Connect again.');
}
