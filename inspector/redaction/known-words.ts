/** Fields of the backends' messages, which identify nobody. Those of ids end in `id` or `identity`. */
export const KNOWN_FIELDS = setOf(
  `about action actions amount audio_duration_ms bot character_session_id characters code data detail direction emotion
  enabled end_reason end_user_id epoch error error_reason event event_id event_type extras fatal final id identity is_there
  kind label loc max_session_duration media message message_id mode msg muted name participant_id participant_identity pre_roll_ms
  quality quota_type raw reason remaining_seconds request_trace_id response_id result role room_name scale sender sequence
  session_id source source_event_id speaker_id speaker_name state status stop_reason text timestamp topic track turn_id type
  unreadable url user user_input was_aborted was_interrupted`,
);

/** Fields that hold a word of a list. */
export const WORD_FIELDS = setOf(
  'code direction end_reason event event_type kind label media mode quality quota_type reason role source state status stop_reason topic track type',
);

/** Fields that hold a time, a length or a number in a row. */
export const NUMBER_FIELDS = setOf(
  'audio_duration_ms epoch max_session_duration pre_roll_ms remaining_seconds scale sequence timestamp',
);

/** Words of ours: codes of errors and effects. */
const OWN = `aborted api-key-refused api-key-missing avatar-missing cancelled command-refused connect-failed connect-refused
  connect-timeout connection-lost disconnected effect-failed failed internal invalid-event invalid-option livekit-unavailable
  load-failed mode-failed mode-timeout no-voices not-acknowledged not-connected playback-blocked provider-failed publish-failed
  reply-failed room-refused room-unreachable send-failed service-error service-unreachable session-ended session-failed
  session-taken speech-failed start-failed start-timeout stop-failed stt-failed text-during-turn text-unavailable token-failed
  token-missing token-refused unknown-provider usage-limit worklet-blocked microphone-busy microphone-closed
  microphone-constraint microphone-denied microphone-denied-framed microphone-dismissed microphone-header microphone-insecure
  microphone-muted microphone-not-found microphone-policy microphone-quiet microphone-sandboxed microphone-silent
  microphone-stopped microphone-suspended microphone-taken microphone-unplugged microphone-unsupported microphone-withdrawn
  busy muted not-found stopped suspended unplugged
  announce apply-mode apply-turn-taking close-gate close-microphone connect-provider disconnect-provider duck-avatar
  interrupt-avatar let-flow open-gate open-microphone send-text set-server-stt start-turn stop-turn`;

/** Words of the backends: types of messages, states, what stands behind them. */
const WIRE = `agent-control agent-response audio video rtvi rtvi-ai user avatar bot in out ready error success processing pending
  excellent good poor lost unknown idle listening thinking speaking connected connecting disconnected active inactive closed
  speech_started speech_stopped turn_completed
  server-message server-response stt-toggle tts-toggle interrupt-bot force-user-stopped-speaking reset-idle-timer
  user_text_message kill-pipeline bot-ready user-started-speaking user-stopped-speaking user-transcription
  final-user-transcription bot-llm-started bot-llm-text bot-llm-stopped bot-tts-started bot-tts-stopped bot-tts-text
  bot-transcription bot-output bot-started-speaking bot-stopped-speaking bot-turn-completed llm-no-response
  moderation-response usage-limit-reached user-idle-warning vad-stt-started vad-stt-stopped interaction-created
  interaction-target bot-emotion action-response visemes metrics turn-trace server-log user-mute-started user-mute-stopped
  parse-error validation-error unknown-message-type audio_delivery_failed
  user.start_push_to_talk user.stop_push_to_talk avatar.interrupt avatar.speak_text avatar.speak_response
  avatar.start_listening avatar.stop_listening user.push_to_talk_started user.push_to_talk_start_failed
  user.push_to_talk_stopped user.push_to_talk_stop_failed user.speak_started user.speak_ended user.transcription
  user.transcription.chunk avatar.speak_started avatar.speak_ended avatar.transcription avatar.transcription.chunk
  session.state_updated session.stopped MAX_DURATION_REACHED PUSH_TO_TALK`;

export const KNOWN_WORDS = setOf(`${OWN} ${WIRE}`);

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
