import { isDetected } from 'avatar-ptt/analysis';
import type { TurnTiming } from 'avatar-ptt/headless';
import { medianOf } from '../model/median.js';
import type { UserTurn } from './user-turns.js';

/** A moment in the life of a turn. */
type Step =
  | 'pressed'
  | 'gate'
  | 'first-sample'
  | 'acknowledged'
  | 'spoken'
  | 'released'
  | 'captured'
  | 'stop-sent'
  | 'stop-acknowledged'
  | 'transcript'
  | 'answer'
  | 'audible'
  | 'completed';

/** A time between two steps. `person`: somebody spoke, so nobody waited. */
export interface WaitKind {
  readonly name: string;
  readonly from: Step;
  readonly to: Step;
  readonly by: 'machine' | 'person' | 'setting';
  /** Only turns that silence ends have it, or only those of a control. */
  readonly only?: 'voice' | 'control';
}

/** One wait of one turn. */
export interface Wait {
  readonly kind: WaitKind;
  /** Page time, ms; null when either end is unknown. */
  readonly fromAt: number | null;
  readonly toAt: number | null;
  readonly ms: number | null;
  /** Why there is none; empty when there is one. */
  readonly missing: string;
}

/** How long a wait was over a session. */
export interface WaitFigures {
  readonly medianMs: number | null;
  readonly worst: { readonly ms: number; readonly turnId: number } | null;
}

/** Every wait from the press to the end of the answer, in the order in which they begin. */
export const WAITS: readonly WaitKind[] = [
  { name: 'Gate opens', from: 'pressed', to: 'gate', by: 'machine' },
  { name: 'First sample', from: 'pressed', to: 'first-sample', by: 'machine' },
  { name: 'Start confirmed', from: 'pressed', to: 'acknowledged', by: 'machine' },
  { name: 'Held', from: 'pressed', to: 'released', by: 'person', only: 'control' },
  { name: 'Spoken', from: 'first-sample', to: 'spoken', by: 'person', only: 'voice' },
  { name: 'Silence before the end', from: 'spoken', to: 'released', by: 'setting', only: 'voice' },
  { name: 'Tail after release', from: 'released', to: 'captured', by: 'setting', only: 'control' },
  { name: 'Stop is sent', from: 'captured', to: 'stop-sent', by: 'machine' },
  { name: 'Stop confirmed', from: 'stop-sent', to: 'stop-acknowledged', by: 'machine' },
  { name: 'Final transcript', from: 'released', to: 'transcript', by: 'machine' },
  { name: 'First sign of the answer', from: 'stop-sent', to: 'answer', by: 'machine' },
  { name: 'First audible sound', from: 'answer', to: 'audible', by: 'machine' },
  { name: 'Answer is complete', from: 'audible', to: 'completed', by: 'person' },
];

/** What the person feels: from the last word, or from the release, until the avatar is heard. */
export const FELT_WAIT: WaitKind = { name: 'Felt wait', from: 'spoken', to: 'audible', by: 'machine' };

/** The waits that a turn has, or could have. */
export function waitsOf(turn: UserTurn): readonly Wait[] {
  return WAITS.filter(({ only }) => !only || (only === 'voice') === isVoice(turn)).map((kind) => waitOf(turn, kind));
}

/** One wait of a turn, or why there is none. */
export function waitOf(turn: UserTurn, kind: WaitKind): Wait {
  const fromAt = stepAt(turn, kind.from);
  const toAt = stepAt(turn, kind.to);
  const ms = fromAt === null || toAt === null ? null : toAt - fromAt;
  return {
    kind,
    fromAt,
    toAt,
    ms,
    missing: ms === null ? whyMissing(turn, fromAt === null ? kind.from : kind.to) : '',
  };
}

/**
 * Median and worst of each wait over all turns that end in the same way as `like`, by silence or by a control: the two
 * wait for different things. Turns that came to nothing don't count.
 */
export function figuresOf(turns: readonly UserTurn[], like: UserTurn): ReadonlyMap<WaitKind, WaitFigures> {
  const alike = turns.filter((turn) => turn.timing.discardReason === null && isVoice(turn) === isVoice(like));
  return new Map([...WAITS, FELT_WAIT].map((kind) => [kind, figures(alike, kind)]));
}

/** Whether silence ends the turn, and no hand. */
export function isVoice({ timing: { source, endReason } }: Pick<UserTurn, 'timing'>): boolean {
  return isDetected({ source, reason: endReason ?? 'release' });
}

function figures(turns: readonly UserTurn[], kind: WaitKind): WaitFigures {
  const known = turns.flatMap((turn) => {
    const { ms } = waitOf(turn, kind);
    return ms === null ? [] : [{ ms, turnId: turn.timing.turnId }];
  });
  const worst = known.reduce<WaitFigures['worst']>((most, one) => (most && most.ms >= one.ms ? most : one), null);
  return { medianMs: medianOf(known.map(({ ms }) => ms)), worst };
}

/** When a step happened; page time, ms. Who holds a control has spoken until letting it go. */
function stepAt({ timing, firstSampleAt, spokenUntilAt }: UserTurn, step: Step): number | null {
  switch (step) {
    case 'pressed':
      return timing.pressedAt;
    case 'gate':
      return timing.gateOpenedAt;
    case 'first-sample':
      return firstSampleAt;
    case 'acknowledged':
      return timing.acknowledgedAt;
    case 'spoken':
      return spokenUntilAt ?? timing.releasedAt;
    case 'released':
      return timing.releasedAt;
    case 'captured':
      return timing.capturedUntil;
    case 'stop-sent':
      return timing.stopSentAt;
    case 'stop-acknowledged':
      return timing.stopAcknowledgedAt;
    case 'transcript':
      return timing.finalTranscriptAt;
    case 'answer':
      return timing.firstAnswerAt;
    case 'audible':
      return timing.firstAudibleAt;
    case 'completed':
      return timing.completedAt;
  }
}

function whyMissing({ timing }: UserTurn, step: Step): string {
  if (step === 'first-sample') return 'no sound was watched, so its place is unknown';
  if (timing.discardReason) return 'the turn was discarded';
  if (timing.lockReleasedAt === null && timing.completedAt === null) return 'not yet';
  return MISSING[step] ?? NO_ANSWER[timing.lockReleaseReason ?? ''] ?? 'the backend did not report it';
}

const MISSING: Partial<Record<Step, string>> = {
  gate: 'the gate did not report it',
  acknowledged: 'the backend never confirmed it',
  'stop-acknowledged': 'the backend never confirmed it',
  transcript: 'the backend gave no transcript',
};

const NO_ANSWER: Partial<Record<NonNullable<TurnTiming['lockReleaseReason']> | '', string>> = {
  'no-response': 'the model chose not to answer',
  'moderation-blocked': 'moderation blocked the answer',
  'usage-limit': 'the usage limit was reached',
  timeout: 'it never came; the lock was released by its timeout',
  interrupted: 'the answer was interrupted',
  disconnected: 'the connection ended',
  'mode-switched': 'the mode was switched',
};
