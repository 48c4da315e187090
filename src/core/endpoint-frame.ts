import { foldFrame, withTurn, type EndpointingEdge, type EndpointingState, type SpeechFrame } from './endpointing.js';
import { smartTurnSettings } from './merge-turn-taking.js';
import type { TurnState } from './turn-state.js';

/**
 * One frame folded in with the turn and the settings that the machine has now. The edges that it brings are given to
 * `emit`, in order: they are the machine's next events.
 */
export function endpointFrame(
  endpointing: EndpointingState,
  frame: SpeechFrame,
  { turn, options }: TurnState,
  emit: (edge: EndpointingEdge) => void,
): EndpointingState {
  const isEndpointed = turn?.source === 'endpointer' && turn.gate === 'open';
  return foldFrame(
    withTurn(endpointing, isEndpointed ? turn.startAudioMs : null),
    frame,
    { vad: options.vad, turn: smartTurnSettings(options) },
    emit,
  );
}
