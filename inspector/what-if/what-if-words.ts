import { isDetected } from 'avatar-ptt/analysis';
import type { TurnState, TurnTakingOptions } from 'avatar-ptt/headless';
import type { RejudgedTurn, WhatIf } from './what-if.js';
import type { Inspection } from '../model/inspection.js';

/** `0.8 s` */
export function secsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** `1 turn`, `2 turns` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** How often the person is cut off, beside how often they were. */
export function cutOffsInWords({ cutOffs, utterances, rejudged }: WhatIf): string {
  const { wouldBe, was } = cutOffs;
  const often = wouldBe === 0 ? 'never have been cut off' : `have been cut off ${timesText(wouldBe)}`;
  const wasDetected = rejudged.some(({ held }) => isDetected(held));
  const before = !wasDetected ? '' : wouldBe === was ? ', as it was' : ` (it was ${timesText(was)})`;
  return `In ${counted(utterances, 'utterance')} you would ${often}${before}.`;
}

/** How long the person waits, beside how long they did. */
export function delayInWords({ delayMs, delayChangeMs }: WhatIf): string {
  if (delayMs === null) return '';
  const change =
    delayChangeMs === null
      ? ''
      : isNothing(delayChangeMs)
        ? ', as it did'
        : `, ${secsText(Math.abs(delayChangeMs))} ${delayChangeMs < 0 ? 'sooner' : 'later'} than it did`;
  return `The avatar's turn would come ${secsText(delayMs)} after your last word (median)${change}.`;
}

/** Whether what is predicted is what happens. */
export function checkInWords({ check: { same, of } }: WhatIf): string {
  if (of === 0) return 'Talk hands-free, and this is checked against what really happens.';
  return `Checked: by the settings that were in force, ${same} of ${counted(of, 'hands-free turn')} would have begun and ended just as they did.`;
}

/** What would have been of one turn; `all` are its neighbours. */
export function verdictInWords(turn: RejudgedTurn, all: readonly RejudgedTurn[]): string {
  const { held, verdict } = turn;
  const than = isDetected(held) ? '' : ' than you released';
  switch (verdict.verdict) {
    case 'same':
      return 'would end at the same moment';
    case 'sooner':
      return `would end ${secsText(-(verdict.byMs ?? 0))} sooner${than}`;
    case 'later':
      return verdict.byMs === null ? 'would not have ended yet' : `would end ${secsText(verdict.byMs)} later${than}`;
    case 'cut-off':
      return `would cut you off ${secsText(-(verdict.byMs ?? 0))} before its end`;
    case 'merged':
      return `would be one with ${mergedWith(turn, all)}`;
    case 'missed':
      return 'would not have begun';
  }
}

function mergedWith(turn: RejudgedTurn, all: readonly RejudgedTurn[]): string {
  const others = all.filter(
    (other) => other !== turn && other.verdict.judged.some((one) => turn.verdict.judged.includes(one)),
  );
  return others.length === 0 ? 'another' : `turn ${others.map(({ held }) => held.turnId).join(' and ')}`;
}

function timesText(times: number): string {
  return times === 0 ? 'never' : times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`;
}

/** Less than a person can tell, and than the text would show. */
function isNothing(ms: number): boolean {
  return Math.abs(ms) < 50;
}

/** What one must know to read the what-if rightly; each is a sentence or two. */
export function notesOf({ unheard }: WhatIf, { history, inForce, candidate, source }: Inspection): string[] {
  const isLoudnessOnly = history.stretches.some(({ detector }) => detector === 'energy');
  const notes: [boolean, string][] = [
    [
      candidate.turnDetection === 'disabled',
      'End-of-turn detection is off: the application alone begins and ends turns. Set it to its own values to try some.',
    ],
    [
      isByHand(history.state, inForce) && source.kind !== 'recording',
      'In push-to-talk your hand ends the turn. This shows what hands-free would have made of the same words.',
    ],
    [
      isLoudnessOnly,
      'Where the speech detector was not loaded, loudness stood in for it, which takes keys, coughs and music for speech. With the real one there would be fewer turns in noise.',
    ],
    [unheard > 0, `${counted(unheard, 'turn')} came before the speech detector was running, and can't be judged.`],
  ];
  return notes.flatMap(([isSo, text]) => (isSo ? [text] : []));
}

function isByHand(state: TurnState | null, { mode }: TurnTakingOptions): boolean {
  return (state?.mode ?? mode) === 'push-to-talk' && state?.pressPolicy.latchEnds !== 'endpoint';
}

/** What to do while there is nothing to judge. */
export function howToBegin({ history, control }: Inspection): string {
  if (!control) {
    return history.turns.length > 0
      ? 'This recording has no speech probabilities, so nothing in it can be judged again. Record with the inspector open to have them.'
      : 'There is no speech in this recording to judge.';
  }
  return history.state?.connection === 'connected'
    ? 'Talk for a minute, or hold the button and speak as you would to a person, with pauses to think. Then every turn shows here as it would be with other settings.'
    : 'Start the conversation and talk for a minute. Then every turn shows here as it would be with other settings.';
}
