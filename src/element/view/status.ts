import { html, type TemplateResult } from 'lit';
import { isGone } from './is-gone.js';
import type { TurnState } from '../../core/turn-state.js';
import type { View } from './view-model.js';

// Here and in all views a text is the property of its element: a page's translator puts nodes of its own in the place of
// ours, where a part of a template would never be seen again. What it has translated stays until the text changes.

/** The one live region: what is going on, or what a person should know about the last press. */
export function statusView(view: View): TemplateResult {
  return html`<p class="status" id="status" part="status" role="status">
    <slot name="status"><span dir="auto" .textContent=${statusText(view)}></span></slot>
  </p>`;
}

/** The line as a sentence. */
function statusText({ connection, hint, state, texts, pressStyle }: View): string {
  if (hint) return hint;
  switch (connection) {
    case 'disconnected':
    case 'connecting':
    case 'reconnecting':
    case 'failed':
      return texts(`status-${connection}`);
    case 'connected':
      return state ? texts(conversationKey(state, pressStyle)) : '';
  }
}

type ConversationKey =
  | `status-${'microphone' | 'no-microphone' | 'acquiring' | 'preparing' | 'away' | 'muted' | 'capturing' | 'latched' | 'voice' | 'releasing' | 'thinking' | 'speaking'}`
  | 'status-waiting'
  | `status-idle-${'hold' | 'toggle' | 'hybrid' | 'hands-free' | 'app'}`;

function conversationKey(state: TurnState, pressStyle: View['pressStyle']): ConversationKey {
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

function captureKey({ turn, isSoundFlowing }: TurnState): ConversationKey {
  if (turn?.gate === 'waiting') return 'status-microphone';
  // Bluetooth headsets begin with silence: what is said into it is lost, so nobody is asked to speak yet.
  if (!isSoundFlowing) return 'status-acquiring';
  if (turn?.source === 'endpointer') return 'status-voice';
  return turn?.isLatched ? 'status-latched' : 'status-capturing';
}

function restKey(state: TurnState, pressStyle: View['pressStyle']): ConversationKey {
  if (state.avatarState === 'speaking' || state.avatarState === 'thinking') return `status-${state.avatarState}`;
  if (state.microphone === 'opening') return 'status-microphone';
  if (isGone(state)) return 'status-no-microphone';
  const { presence, isUserMuted } = state.service;
  if (presence !== 'here') return presence === 'gone' ? 'status-away' : 'status-preparing';
  if (isUserMuted) return 'status-muted';
  if (state.mode === 'push-to-talk') return `status-idle-${pressStyle}`;
  return state.options.turnDetection === 'disabled' ? 'status-idle-app' : 'status-idle-hands-free';
}
