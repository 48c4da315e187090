import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Session } from '../session/session-types.js';
import { shownVolume } from './shown-volume.js';

type Host = ReactiveControllerHost & Element & { readonly renderRoot: HTMLElement | DocumentFragment };

type CountdownText = (key: 'hold-secs' | 'lock-secs', secs: number) => string;

/** Fast up, slow down, so that a mouth and a ring move like one. */
const DECAY = 0.82;
/** What is drawn, 0 to 1 each: the user's level, the avatar's, the room's, the time that is left, and whether the gate is open. */
const NAMES = ['--level', '--mouth', '--floor', '--left'];
/** What moves no further than that is still. Noise moves a level by less than what tells a voice from it. */
const STILL = [0.09, 0.03, 0.03, 0.001, 0];
const OPEN = 4;
/** How often a still meter looks whether something moves. */
const LOOK_MS = 100;

/**
 * Paints what is measured, past the templates, on what is `.live`, and the countdown as text. It does so once per frame while
 * something moves, and rests while nothing does, or while there is no conversation on a visible page: frames in which nothing
 * changes would cost the page more than all else here.
 */
export class MeterLoop implements ReactiveController {
  readonly #host: Host;
  readonly #session: () => Session | null;
  readonly #text: CountdownText;
  #view: Window = window;
  #frame = 0;
  #timer = 0;
  #painted: readonly number[] = STILL;

  constructor(host: Host, session: () => Session | null, text: CountdownText) {
    this.#host = host;
    this.#session = session;
    this.#text = text;
    host.addController(this);
  }

  hostConnected(): void {
    // The element may stand in another window than its script, and only that one draws it.
    this.#view = this.#host.ownerDocument.defaultView ?? window;
    this.#view.document.addEventListener('visibilitychange', this.#wake);
    this.#wake();
  }

  hostUpdated(): void {
    this.#wake();
  }

  hostDisconnected(): void {
    this.#view.document.removeEventListener('visibilitychange', this.#wake);
    this.#stop();
  }

  #stop(): void {
    this.#view.cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  /** Something was drawn anew, or may be seen again. */
  readonly #wake = (): void => {
    this.#stop();
    this.#frame = this.#view.requestAnimationFrame(() => this.#look(true));
  };

  readonly #look = (isStale = false): void => {
    const session = this.#live();
    if (!session) return;
    const { share, text } = countdownOf(session.state, this.#text);
    const measured = levelsOf(session, share);
    // What sinks slowly moves until it is down.
    const isMoving = STILL.some((still, i) => Math.abs((measured[i] ?? 0) - (this.#painted[i] ?? 0)) > still);
    if (isMoving || isStale) this.#paint(sunk(this.#painted, measured), text);
    if (isMoving || measured[OPEN]) this.#frame = this.#view.requestAnimationFrame(() => this.#look());
    else this.#timer = window.setTimeout(this.#look, LOOK_MS);
  };

  #paint(levels: readonly number[], secs: string): void {
    const { renderRoot } = this.#host;
    for (const node of renderRoot.querySelectorAll<SVGElement>('.live')) {
      NAMES.forEach((name, i) => node.style.setProperty(name, `${levels[i]}`));
      node.toggleAttribute('data-open', levels[OPEN] === 1);
    }
    const text = renderRoot.querySelector('.secs');
    if (text && text.textContent !== secs) text.textContent = secs;
    this.#painted = levels;
  }

  #live(): Session | null {
    const session = this.#session();
    const isOn = session?.state.connection === 'connected' || session?.state.connection === 'reconnecting';
    return isOn && !this.#view.document.hidden ? session : null;
  }
}

function levelsOf({ meter }: Session, left: number): number[] {
  return [
    shownVolume(meter.volume),
    // Loudness is heard by its root.
    Math.sqrt(meter.avatarLevel),
    shownVolume(meter.noiseFloor),
    left,
    Number(meter.isGateOpen),
  ];
}

function sunk(
  [level = 0, mouth = 0]: readonly number[],
  [toLevel = 0, toMouth = 0, ...others]: readonly number[],
): number[] {
  return [Math.max(toLevel, level * DECAY), Math.max(toMouth, mouth * DECAY), ...others];
}

/** What runs out: a hold of which its end was warned, or else the lock. */
function countdownOf({ lock, turn }: Session['state'], text: CountdownText): { share: number; text: string } {
  const left = (key: Parameters<CountdownText>[0], from: number, to: number): { share: number; text: string } => {
    const ms = Math.max(0, to - performance.now());
    return { share: ms / (to - from), text: text(key, Math.ceil(ms / 1000)) };
  };
  if (turn?.isHoldWarned && turn.holdEndsAt !== null) return left('hold-secs', turn.pressedAt, turn.holdEndsAt);
  return lock?.releasesAt == null ? { share: 0, text: '' } : left('lock-secs', lock.since, lock.releasesAt);
}
