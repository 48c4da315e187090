import { DEFAULT_TURN_TAKING, type AvatarPtt, type PressStyle } from 'avatar-ptt';
import type { ReplyKind } from './reply-panel.js';

const PRESSING: Record<PressStyle, string> = {
  hold: 'Hold the button, speak, release it',
  toggle: 'Tap the button, speak, tap again',
  hybrid: 'Hold the button while you speak, or tap it before and after',
};

const PRESSING_ONCE: Record<PressStyle, string> = {
  ...PRESSING,
  toggle: 'Tap the button, speak, and be silent when you are done',
  hybrid: 'Hold the button while you speak, or tap it, speak, and be silent when you are done',
};

const ANSWERING: Record<ReplyKind, string> = {
  echo: 'it plays back exactly what it heard.',
  sentence: 'it answers with your sentence.',
  function: 'it answers with what the function makes of it.',
};

/** What will happen when the visitor starts to speak, in one sentence. */
export function explanationOf({ activeMode, pressStyle, latchEnds, turnTaking }: AvatarPtt, reply: ReplyKind): string {
  const answer = ANSWERING[reply];
  const pressing = latchEnds === 'endpoint' ? PRESSING_ONCE : PRESSING;
  if (activeMode === 'push-to-talk') return `${pressing[pressStyle]}: ${answer}`;
  const { turnDetection, customTurnDetection } = turnTaking;
  if (turnDetection === 'disabled') return 'Without end-of-turn detection, only a program can start and end your turn.';
  const { stopSecs } = turnDetection === 'custom' ? customTurnDetection : DEFAULT_TURN_TAKING.customTurnDetection;
  return `Just speak, then be silent for ${stopSecs} s: ${answer} Echo cancellation lets you interrupt it.`;
}
