import type { TurnState } from '../../core/turn-state.js';
import type { Session } from '../../session/session-types.js';
import type { RecordFollower } from '../record-follower.js';
import type { Conversation } from '../conversation.js';
import type { Captions, View } from './view-model.js';

/** What the element itself adds to the conversation. */
type Setting = Pick<
  View,
  'texts' | 'lang' | 'actions' | 'mode' | 'pressStyle' | 'hasMeter' | 'hasTextInput' | 'microphones'
> & {
  readonly hasCaptions: boolean;
};

/** Everything that is drawn, from where the conversation stands. */
export function viewOf(conversation: Conversation, { hasCaptions, ...setting }: Setting): View {
  const { session, state, connection, hint, errors, follower } = conversation;
  return {
    ...setting,
    connection,
    state,
    hint,
    ...followedOf(follower, state),
    errors: [...errors.values()],
    captions: hasCaptions && follower ? captionsOf(follower.captions) : null,
    hasTextInput: setting.hasTextInput && state?.capabilities.sendText === true,
    microphoneId: state?.deviceId ?? '',
    ...playbackOf(session),
  };
}

function followedOf(
  follower: RecordFollower | null,
  state: TurnState | null,
): Pick<View, 'misfires' | 'isBlocked' | 'draft'> {
  if (!follower || !state) return { misfires: 0, isBlocked: false, draft: '' };
  return { misfires: follower.misfires, draft: follower.draft, isBlocked: follower.isBlocked(state) };
}

function captionsOf(captions: Captions): Captions | null {
  return captions.user || captions.avatar ? captions : null;
}

function playbackOf(session: Session | null): Pick<View, 'video' | 'isPlaybackBlocked' | 'detector'> {
  if (!session) return { video: null, isPlaybackBlocked: false, detector: null };
  return {
    video: session.videoStream,
    isPlaybackBlocked: session.isPlaybackBlocked,
    detector: session.detector,
  };
}
