import type { PressStyle } from '../../core/settings/options.js';
import type { TurnState } from '../../core/machine/turn-state.js';
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
    ...followedOf(follower, state, setting.pressStyle),
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
  pressStyle: PressStyle,
): Pick<View, 'status' | 'misfires' | 'isBlocked' | 'draft'> {
  if (!follower || !state) return { status: '', misfires: 0, isBlocked: false, draft: '' };
  const { misfires, draft } = follower;
  return { status: follower.status(state, pressStyle), misfires, draft, isBlocked: follower.isBlocked(state) };
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
