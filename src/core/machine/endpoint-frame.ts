import {
  foldFrame,
  withTurn,
  type EndpointingEdge,
  type EndpointingSettings,
  type EndpointingState,
  type SpeechFrame,
} from '../endpointing/endpointing.js';
import { smartTurnSettings } from '../settings/merge-turn-taking.js';
import { countsFromMs, isEndpointed } from './endpointed-turn.js';
import type { TurnState } from './turn-state.js';

/**
 * One frame folded in with the turn and the settings that the machine has now. The edges that it brings are given to
 * `emit`, in order: they are the machine's next events.
 */
export function endpointFrame(
  endpointing: EndpointingState,
  frame: SpeechFrame,
  state: TurnState,
  emit: (edge: EndpointingEdge) => void,
): EndpointingState {
  return foldFrame(withTurnOf(endpointing, state), frame, endpointingSettings(state), emit);
}

/** What is folded with the next frame: the memory, with the turn that the machine has now. */
export function withTurnOf(endpointing: EndpointingState, state: TurnState): EndpointingState {
  const { turn } = state;
  if (turn?.gate !== 'open' || !isEndpointed(state, turn)) return withTurn(endpointing, null);
  // Whoever pressed may think before the first word.
  return withTurn(endpointing, countsFromMs(turn), turn.source === 'endpointer');
}

export function endpointingSettings({ options }: TurnState): EndpointingSettings {
  return { vad: options.vad, turn: smartTurnSettings(options) };
}
