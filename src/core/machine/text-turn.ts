import { interruptAvatar } from './lock.js';
import { announceError, chain, step, type Step } from './step.js';
import { isBusy, isCapturing, type TurnState } from './turn-state.js';

/** Why a written turn can't be taken now, as code and message, or null. */
export function textRefusal(state: TurnState): readonly [code: string, message: string] | null {
  if (state.connection !== 'connected' || !state.capabilities.sendText) {
    return ['text-unavailable', 'Text can be sent only while connected to an avatar that reads.'];
  }
  // Its answer would be interrupted by the turn, and would interrupt what is said.
  return isCapturing(state)
    ? ['text-during-turn', 'You are being heard. End your turn first, then send the text.']
    : null;
}

/** A written turn goes out at once, over an avatar that a press would interrupt. */
export function sendText(state: TurnState, text: string): Step {
  const refusal = textRefusal(state);
  if (refusal) return step(state, announceError(...refusal));
  const floor =
    isBusy(state) && state.options.pushToTalkPolicy.interruptBotOnPress ? interruptAvatar(state) : step(state);
  return chain(floor, (next) => step(next, { type: 'send-text', text }));
}
