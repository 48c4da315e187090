import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Session } from '../session/session-types.js';

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Where a volume stands on the ring, 0 to 1: below 0.4 (-70 dBFS) lie converters and dither. */
export function shownVolume(volume: number): number {
  return Math.min(1, Math.max(0, (volume - 0.4) / 0.6));
}

/** Fast up, slow down, so that a mouth and a ring move like one. */
const DECAY = 0.82;
/** What moves no further than that is still. Noise moves a level by less than what tells a voice from it. */
const STILL: Levels = { level: 0.09, mouth: 0.03, floor: 0.03, left: 0.01 };
/** How often a still meter looks whether something moves. */
const LOOK_MS = 100;

/** What is drawn, 0 to 1. */
interface Levels {
  readonly level: number;
  readonly mouth: number;
  readonly floor: number;
  readonly left: number;
}

const NO_LEVELS: Levels = { level: 0, mouth: 0, floor: 0, left: 0 };
const NAMES = ['level', 'mouth', 'floor', 'left'] as const;

/**
 * Paints what is measured, past the templates: levels as custom properties of what is `.live`, the countdown as text. It
 * does so once per frame while something moves, and rests while nothing does, or while there is no conversation on a
 * visible page: frames in which nothing changes cost a page more than all else here.
 */
export class MeterLoop implements ReactiveController {
  readonly #host: Host;
  readonly #session: () => Session | null;
  readonly #text: (key: 'hold-secs' | 'lock-secs', secs: number) => string;
  #frame = 0;
  #timer = 0;
  #painted = NO_LEVELS;
  #isStale = true;

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
    document.addEventListener('visibilitychange', this.#wake);
    this.#wake();
  }

  hostUpdated(): void {
    this.#wake();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#wake);
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
  }

  /** Something was drawn anew, or may be seen again. */
  readonly #wake = (): void => {
    this.#isStale = true;
    this.#ask();
  };

  readonly #ask = (): void => {
    clearTimeout(this.#timer);
    if (this.#frame === 0 && this.#live()) this.#frame = requestAnimationFrame(this.#run);
  };

  readonly #run = (): void => {
    this.#frame = 0;
    const session = this.#live();
    if (!session) return;
    const levels = this.#measure(session);
    const isMoving = isFarFrom(this.#painted, levels);
    this.#paint(session, levels);
    if (isMoving || session.meter.isGateOpen || spanOf(session.state)) this.#ask();
    else this.#rest();
  };

  #rest(): void {
    this.#timer = window.setTimeout(() => {
      const session = this.#live();
      if (session && isFarFrom(this.#painted, this.#measure(session))) this.#ask();
      else if (session) this.#rest();
    }, LOOK_MS);
  }

  #measure({ meter, state }: Session): Levels {
    const span = spanOf(state);
    return {
      level: Math.max(shownVolume(meter.volume), this.#painted.level * DECAY),
      // Loudness is heard by its root.
      mouth: Math.max(Math.sqrt(meter.avatarLevel), this.#painted.mouth * DECAY),
      floor: shownVolume(meter.noiseFloor),
      left: span ? Math.max(0, span.to - performance.now()) / (span.to - span.from) : 0,
    };
  }

  #paint({ meter, state }: Session, levels: Levels): void {
    for (const node of this.#host.renderRoot.querySelectorAll<SVGElement>('.live')) {
      for (const name of NAMES) {
        if (this.#isStale || levels[name] !== this.#painted[name])
          node.style.setProperty(`--${name}`, levels[name].toFixed(3));
      }
      node.toggleAttribute('data-open', meter.isGateOpen);
    }
    this.#countDown(state);
    this.#painted = levels;
    this.#isStale = false;
  }

  #countDown(state: Session['state']): void {
    const span = spanOf(state);
    const text = this.#host.renderRoot.querySelector('.secs');
    const shown = span ? this.#text(span.key, Math.ceil(Math.max(0, span.to - performance.now()) / 1000)) : '';
    if (text && text.textContent !== shown) text.textContent = shown;
  }

  #live(): Session | null {
    const session = this.#session();
    const isOn = session?.state.connection === 'connected' || session?.state.connection === 'reconnecting';
    return isOn && !document.hidden ? session : null;
  }
}

function isFarFrom(painted: Levels, levels: Levels): boolean {
  return NAMES.some((name) => Math.abs(levels[name] - painted[name]) > STILL[name]);
}

/** What runs out: a hold of which its end was warned, or else the lock. */
function spanOf({ lock, turn }: Session['state']): { key: 'hold-secs' | 'lock-secs'; from: number; to: number } | null {
  if (turn?.isHoldWarned && turn.holdEndsAt !== null)
    return { key: 'hold-secs', from: turn.pressedAt, to: turn.holdEndsAt };
  return lock?.releasesAt == null ? null : { key: 'lock-secs', from: lock.since, to: lock.releasesAt };
}
