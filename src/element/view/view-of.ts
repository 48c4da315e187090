import { refusalOf } from '../../core/refusal-reason.js';
import type { TurnState } from '../../core/turn-state.js';
import type { Session } from '../../session/session-types.js';
import type { Conversation } from '../conversation.js';
import type { Captions, View } from './view-model.js';

/** What the element itself adds to the conversation. */
type Setting = Pick<View, 'texts' | 'actions' | 'mode' | 'pressStyle' | 'hasMeter' | 'hasTextInput' | 'microphones'> & {
  readonly hasCaptions: boolean;
};

/** Everything that is drawn, from where the conversation stands. */
export function viewOf(conversation: Conversation, { hasCaptions, ...setting }: Setting): View {
  const { session, state, connection, hint, errors, captions, misfires } = conversation;
  return {
    ...setting,
    connection,
    state,
    hint,
    misfires,
    isBlocked: state !== null && isBlocked(state),
    errors: [...errors.values()],
    captions: hasCaptions ? captionsOf(captions) : null,
    hasTextInput: setting.hasTextInput && state?.capabilities.sendText === true,
    microphoneId: state?.deviceId ?? '',
    ...playbackOf(session),
  };
}

/** Presses wait for the avatar; while the user is still heard, theirs is no waiting. */
function isBlocked(state: TurnState): boolean {
  return state.turn?.gate !== 'open' && refusalOf(state, 'pointer') === 'avatar-busy';
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
