import { smartTurnSettings } from '../settings/merge-turn-taking.js';
import { mayEndpoint, type Turn, type TurnState } from './turn-state.js';

/** So long after the cap of an endpointed turn the page's clock ends it, ms. */
const LATE_MS = 1500;

type Ending = Pick<Turn, 'source' | 'isLatched' | 'releasedAt'>;
type Lasting = Ending & Pick<Turn, 'pressedAt' | 'resumedAt'>;

/** Whether the endpointing ends it: what a voice began, and what is latched where that is asked for. A hand ends what it holds. */
export function isEndpointed(state: TurnState, { source, isLatched, releasedAt }: Ending): boolean {
  return source === 'endpointer' || (isLatched && releasedAt === null && mayEndpoint(state));
}

/**
 * Where the silence and the length of an endpointed turn begin to count, audio time in ms; null while its start is not known.
 * What lies before the press, or before it was taken up again, belongs to the turn and says nothing of its end.
 */
export function countsFromMs({ startAudioMs, leadMs, capturedAt, resumedAt }: Turn): number | null {
  if (startAudioMs === null) return null;
  const resumedMs = resumedAt === null || capturedAt === null ? 0 : Math.max(0, resumedAt - capturedAt);
  return startAudioMs + leadMs + resumedMs;
}

/** When the page's clock ends a turn that nothing else has ended, page ms; null: never. */
export function holdEndOf(state: TurnState, turn: Lasting): number | null {
  const limits = [capMs(state, turn), holdMs(state, turn)].filter((limitMs) => limitMs > 0);
  return limits.length === 0 ? null : (turn.resumedAt ?? turn.pressedAt) + Math.min(...limits);
}

/** Whether that is by the longest turn, and not by the longest hold. */
export function isCapped(state: TurnState, turn: Ending): boolean {
  const [cap, hold] = [capMs(state, turn), holdMs(state, turn)];
  return cap > 0 && (hold === 0 || cap <= hold);
}

/** The open turn with the end that the settings and the rules of pressing now give it. */
export function retimeHold(state: TurnState): TurnState {
  const { turn } = state;
  if (turn?.releasedAt !== null) return state;
  const holdEndsAt = holdEndOf(state, turn);
  return holdEndsAt === turn.holdEndsAt ? state : { ...state, turn: { ...turn, holdEndsAt } };
}

// The endpointing ends its turns in audio time. Only where it hears nothing any more, the page's time does.
function capMs(state: TurnState, turn: Ending): number {
  const settings = isEndpointed(state, turn) ? smartTurnSettings(state.options) : null;
  return settings ? settings.maxDurationSecs * 1000 + LATE_MS : 0;
}

function holdMs({ pressPolicy, options }: TurnState, { source }: Ending): number {
  return source === 'endpointer' || options.mode === 'hands-free' ? 0 : pressPolicy.maxHoldMs;
}
