import type { ConversationMode } from '../core/settings/options.js';
import type { AvatarState, ConnectionState, Phase, TurnLock } from '../core/machine/turn-state.js';

/** What of the element a selector can ask for. */
interface Shown {
  readonly connectionState: ConnectionState;
  readonly phase: Phase;
  readonly avatarState: AvatarState;
  readonly activeMode: ConversationMode;
  readonly lock: TurnLock | null;
}

/** The element's state for selectors, `:state(…)`, set anew as a whole. */
export class CustomStates {
  readonly #internals: Partial<ElementInternals>;

  constructor(host: HTMLElement) {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- happy-dom has none, and jsdom's lack states
    this.#internals = host.attachInternals?.() ?? {};
    // The page can name the group by `aria-label` on the element.
    this.#internals.role = 'group';
  }

  /** What a screen reader calls the element, unless the page does. */
  set label(text: string) {
    this.#internals.ariaLabel = text;
  }

  show({ connectionState, phase, avatarState, activeMode, lock }: Shown, hasError: boolean): void {
    const names = [connectionState, phase, avatarState, activeMode, lock && 'locked', hasError && 'error'];
    const { states } = this.#internals;
    // Nothing is drawn in between.
    states?.clear();
    for (const name of names) if (name) states?.add(name);
  }
}
