import type { PressStyle } from '../core/settings/options.js';
import type { TurnState } from '../core/machine/turn-state.js';
import { inConversation } from './conversation-texts.js';
import type { Texts } from './strings.js';
import { isGone } from './view/is-gone.js';

type ConversationKey =
  | `status-${'microphone' | 'no-microphone' | 'acquiring' | 'preparing' | 'away' | 'muted' | 'capturing' | 'latched' | 'latched-endpoint' | 'voice' | 'releasing' | 'thinking' | 'speaking'}`
  | 'status-waiting'
  | `status-idle-${'hold' | 'toggle' | 'hybrid' | 'hands-free' | 'app'}`;

/** What goes on in a conversation, as a sentence; empty while there is none. */
export function statusOf(state: TurnState, pressStyle: PressStyle, texts: Texts): string {
  return state.connection === 'connected' ? inConversation(texts)(keyOf(state, pressStyle)) : '';
}

function keyOf(state: TurnState, pressStyle: PressStyle): ConversationKey {
  switch (state.phase) {
    case 'starting':
    case 'capturing':
      return captureKey(state);
    case 'releasing':
      return state.turn?.gate === 'open' ? 'status-releasing' : restKey(state, pressStyle);
    case 'awaiting':
    case 'idle':
      return state.heldPress ? 'status-waiting' : restKey(state, pressStyle);
  }
}

function captureKey({ turn, isSoundFlowing, pressPolicy, options }: TurnState): ConversationKey {
  if (turn?.gate === 'waiting') return 'status-microphone';
  // Bluetooth headsets begin with silence: what is said into it is lost, so nobody is asked to speak yet.
  if (!isSoundFlowing) return 'status-acquiring';
  if (turn?.source === 'endpointer') return 'status-voice';
  if (!turn?.isLatched) return 'status-capturing';
  const endsByItself = pressPolicy.latchEnds === 'endpoint' && options.turnDetection !== 'disabled';
  return endsByItself ? 'status-latched-endpoint' : 'status-latched';
}

function restKey(state: TurnState, pressStyle: PressStyle): ConversationKey {
  if (state.avatarState === 'speaking' || state.avatarState === 'thinking') return `status-${state.avatarState}`;
  if (state.microphone === 'opening') return 'status-microphone';
  if (isGone(state)) return 'status-no-microphone';
  const { presence, isUserMuted } = state.service;
  if (presence !== 'here') return presence === 'gone' ? 'status-away' : 'status-preparing';
  if (isUserMuted) return 'status-muted';
  if (state.mode === 'push-to-talk') return `status-idle-${pressStyle}`;
  return state.options.turnDetection === 'disabled' ? 'status-idle-app' : 'status-idle-hands-free';
}
