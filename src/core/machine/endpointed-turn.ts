import { smartTurnSettings } from '../settings/merge-turn-taking.js';
import { mayEndpoint, type Turn, type TurnState } from './turn-state.js';

/** So long after the cap of an endpointed turn the page's clock ends it, ms. */
const LATE_MS = 1500;

/** Whether the endpointing ends it: what a voice began, and what is latched where that is asked for. A hand ends what it holds. */
export function isEndpointed(state: TurnState, { source, isLatched, releasedAt }: Turn): boolean {
  return source === 'endpointer' || (isLatched && releasedAt === null && mayEndpoint(state));
}

/**
 * Where the silence and the length of an endpointed turn begin to count, audio time in ms; null while its start is not known.
 * What lies before the press, or before it was taken up again, belongs to the turn and says nothing of its end.
 */
export function countsFromMs({ startAudioMs, leadMs, capturedAt, countsAt }: Turn): number | null {
  return startAudioMs === null ? null : startAudioMs + leadMs + Math.max(0, countsAt - (capturedAt ?? countsAt));
}

/** How long a turn may last, ms; 0: for ever. `isCap`: it is the longest turn that limits it, and not the longest hold. */
export function limitOf(state: TurnState, turn: Turn): { readonly limitMs: number; readonly isCap: boolean } {
  const { options, pressPolicy } = state;
  const settings = isEndpointed(state, turn) ? smartTurnSettings(options) : null;
  const capMs = (settings?.maxDurationSecs ?? 0) * 1000;
  const holdMs = turn.source === 'endpointer' || options.mode === 'hands-free' ? 0 : pressPolicy.maxHoldMs;
  const isCap = capMs > 0 && (holdMs === 0 || capMs <= holdMs);
  return { limitMs: isCap ? capMs : holdMs, isCap };
}

/** The open turn with the end that the settings and the rules of pressing now give it, where nothing else ends it. */
export function retimeHold(state: TurnState): TurnState {
  const { turn } = state;
  if (turn?.releasedAt !== null) return state;
  const { limitMs, isCap } = limitOf(state, turn);
  // The endpointing ends its turns in audio time. Only where it hears nothing any more, the page's time does.
  const holdEndsAt = limitMs === 0 ? null : turn.countsAt + limitMs + (isCap ? LATE_MS : 0);
  return { ...state, turn: { ...turn, holdEndsAt } };
}
