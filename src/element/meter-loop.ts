import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Session } from '../session/session-types.js';

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Where a volume stands on the ring, 0 to 1: below 0.4 (-70 dBFS) lie converters and dither. */
export function shownVolume(volume: number): number {
  return Math.min(1, Math.max(0, (volume - 0.4) / 0.6));
}

/** Fast up, slow down, so that a mouth and a ring move like one. */
const DECAY = 0.82;

/**
 * Paints what is measured, once per frame and past the templates: levels as custom properties of what is `.live`, the
 * countdown as text. It runs only while there is a conversation on a visible page.
 */
export class MeterLoop implements ReactiveController {
  readonly #host: Host;
  readonly #session: () => Session | null;
  readonly #text: (key: 'hold-secs' | 'lock-secs', secs: number) => string;
  #frame = 0;
  #mouth = 0;
  #level = 0;

  constructor(
    host: Host,
    session: () => Session | null,
    text: (key: 'hold-secs' | 'lock-secs', secs: number) => string,
  ) {
    this.#host = host;
    this.#session = session;
    this.#text = text;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#run);
    this.#run();
  }

  hostUpdated(): void {
    this.#run();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#run);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  readonly #run = (): void => {
    if (this.#frame === 0 && this.#live()) this.#frame = requestAnimationFrame(this.#paint);
  };

  readonly #paint = (): void => {
    this.#frame = 0;
    const session = this.#live();
    if (!session) return;
    const { meter, state } = session;
    this.#level = Math.max(meter.volume, this.#level * DECAY);
    this.#mouth = Math.max(meter.avatarLevel, this.#mouth * DECAY);
    for (const node of this.#host.renderRoot.querySelectorAll<SVGElement>('.live')) {
      node.style.setProperty('--level', shownVolume(this.#level).toFixed(3));
      // Loudness is heard by its root.
      node.style.setProperty('--mouth', Math.sqrt(this.#mouth).toFixed(3));
      node.style.setProperty('--floor', shownVolume(meter.noiseFloor).toFixed(3));
      node.toggleAttribute('data-open', meter.isGateOpen);
      this.#countDown(node, state);
    }
    this.#run();
  };

  #countDown(node: SVGElement, state: Session['state']): void {
    const span = spanOf(state);
    const left = span ? Math.max(0, span.to - performance.now()) : 0;
    node.style.setProperty('--left', span ? (left / (span.to - span.from)).toFixed(3) : '0');
    const text = this.#host.renderRoot.querySelector('.secs');
    const shown = span ? this.#text(span.key, Math.ceil(left / 1000)) : '';
    if (text && text.textContent !== shown) text.textContent = shown;
  }

  #live(): Session | null {
    const session = this.#session();
    const isOn = session?.state.connection === 'connected' || session?.state.connection === 'reconnecting';
    return isOn && !document.hidden ? session : null;
  }
}

/** What runs out: a hold of which its end was warned, or else the lock. */
function spanOf({ lock, turn }: Session['state']): { key: 'hold-secs' | 'lock-secs'; from: number; to: number } | null {
  if (turn?.isHoldWarned && turn.holdEndsAt !== null)
    return { key: 'hold-secs', from: turn.pressedAt, to: turn.holdEndsAt };
  return lock?.releasesAt == null ? null : { key: 'lock-secs', from: lock.since, to: lock.releasesAt };
}
