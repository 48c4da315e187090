import type { Notice, TurnEffect } from './turn-events.js';
import type { TurnState } from './turn-state.js';

/** A decision: the next state, and what is to be done in the world, in order. */
export type Step = readonly [state: TurnState, effects: readonly TurnEffect[]];

const NO_EFFECTS: readonly TurnEffect[] = [];

/** The same state object, or another, with the effects given. */
export function step(state: TurnState, ...effects: TurnEffect[]): Step {
  return [state, effects.length === 0 ? NO_EFFECTS : effects];
}

/** The state with these changes; the same object when they change nothing. */
export function update(state: TurnState, changes: Partial<TurnState>): TurnState {
  // The keys of a Partial<TurnState> are keys of TurnState: the cast only restores what the compiler knows already.
  for (const key in changes) {
    if (changes[key as keyof TurnState] !== state[key as keyof TurnState]) return { ...state, ...changes };
  }
  return state;
}

/** One decision after the other; the effects keep their order. */
export function chain(first: Step, ...rest: ((state: TurnState) => Step)[]): Step {
  let [state, effects] = first;
  for (const next of rest) {
    const [after, more] = next(state);
    if (more.length > 0) effects = effects.length > 0 ? [...effects, ...more] : more;
    state = after;
  }
  return [state, effects];
}

export function announce(notice: Notice): TurnEffect {
  return { type: 'announce', notice };
}

/** Something went wrong that a person should read about. */
export function announceError(code: string, message: string, isRecoverable = true): TurnEffect {
  return announce({ type: 'error', code, message, isRecoverable });
}
