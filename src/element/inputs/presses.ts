import type { DropReason, PressSource } from '../../core/machine/turn-state.js';

/** Where all inputs go. They report hands and fingers; what becomes of it is not theirs to decide. */
export interface Presses {
  /** `at` is the `timeStamp` of the DOM event, so that a busy page doesn't move the press. */
  press(source: PressSource, at: number): boolean;
  release(source: PressSource, at: number): void;
  /** A press that got lost; without a source, whichever there is. */
  drop(reason: DropReason, source?: PressSource): void;
  /** Discard what is being said. */
  cancel(): void;
}

/** Whether an event inside the element's shadow root happened on its talk button. */
export function talkButtonOf({ target }: Event): HTMLElement | null {
  // By name and not by class: after a move to another window, elements are of that window's classes.
  return (target as Partial<Element> | null)?.closest?.<HTMLElement>('.talk') ?? null;
}
