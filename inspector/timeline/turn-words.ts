import type { TurnEndReason } from 'avatar-ptt/headless';
import { lengthText } from '../model/time-text.js';
import type { UserTurn } from './user-turns.js';

const SOURCE_TEXT: Readonly<Record<UserTurn['timing']['source'], string>> = {
  pointer: 'pointer',
  keyboard: 'keyboard',
  hotkey: 'hotkey',
  gamepad: 'controller',
  click: 'click',
  app: 'the page',
  endpointer: 'voice',
};

const END_TEXT: Partial<Record<TurnEndReason, string>> = {
  release: 'let go',
  'stop-secs': 'silence',
  'max-duration': 'longest turn reached',
  'max-hold': 'longest hold reached',
  'mode-switch': 'mode switched',
  hidden: 'page hidden',
  blur: 'focus lost',
};

/** Who started a turn: `pointer`, `voice`. */
export function sourceText({ timing }: UserTurn): string {
  return SOURCE_TEXT[timing.source];
}

/** Why a turn ended, or came to nothing: `let go`, `silence`, `discarded: tap`. */
export function endText({ timing: { discardReason, endReason } }: UserTurn): string {
  if (discardReason) return `discarded: ${reasonText(discardReason)}`;
  return endReason ? (END_TEXT[endReason] ?? reasonText(endReason)) : 'goes on';
}

/** How late the sound of a turn was on its way; empty when nobody knows. */
export function sentText({ timing: { sent } }: UserTurn): string {
  if (!sent) return '';
  const { firstLateMs, lastLateMs, caughtUpMs } = sent;
  const text = `Your voice left ${lengthText(firstLateMs)} late at first and ${lengthText(lastLateMs)} late at the end`;
  return caughtUpMs > 0
    ? `${text}: ${lengthText(caughtUpMs)} of pauses and pitch were left out to catch up.`
    : `${text}.`;
}

/** A reason of the machine in words. */
export function reasonText(reason: string): string {
  return reason.replaceAll('-', ' ');
}
