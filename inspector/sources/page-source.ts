import {
  TURN_TAKING_FIELDS,
  mergeTurnTaking,
  valueAt,
  type AnalyzerInForce,
  type PartialTurnTaking,
  type Session,
  type SessionInput,
  type SoundListener,
  type TurnState,
  type TurnTakingOptions,
} from 'avatar-ptt/headless';
import type { Control, Receiver, Source } from '../model/source.js';

/** What is needed of an `<avatar-ptt>`: any copy or version of it, under any name. */
export interface WatchableTag extends HTMLElement {
  readonly session: Session | null;
  readonly turnTaking: TurnTakingOptions;
}

/** A tag, or a session without one. */
export type Target = WatchableTag | Session;

/** Whether something is a tag that can be watched: by what it has, since its class may come from another copy of the package. */
export function isWatchableTag(target: unknown): target is WatchableTag {
  return target instanceof Element && 'session' in target && 'turnTaking' in target;
}

/** A tag or session on this page. The tag's session may come, go and be replaced: the source follows it. */
export function pageSource(target: Target): Source & { readonly control: Control } {
  return new PageSource(target);
}

class PageSource implements Source, Control {
  readonly kind = 'page';
  readonly label: string;
  readonly version: string;
  readonly timeOriginMs = performance.timeOrigin;
  readonly control = this;
  readonly #target: Target;
  readonly #clock = new WallClock();
  #receiver: Receiver | null = null;
  #session: Session | null = null;
  #watching = new AbortController();
  #hearing = new AbortController();
  #isSoundWanted = false;

  constructor(target: Target) {
    this.#target = target;
    this.label = isWatchableTag(target) ? labelOf(target) : 'session';
    this.version = isWatchableTag(target) ? versionOf(target) : '';
  }

  get state(): TurnState | null {
    return this.#session?.state ?? null;
  }

  get analyzer(): AnalyzerInForce | null {
    return this.#session?.analyzer ?? null;
  }

  get turnTaking(): TurnTakingOptions {
    const target = this.#target;
    if (!isWatchableTag(target)) return target.state.options;
    // The tag itself knows what is in force, echo cancellation as the device has it.
    return target.session?.state.options ?? target.turnTaking;
  }

  originAt(at: number): number {
    return this.#clock.originAt(at);
  }

  open(receiver: Receiver, signal: AbortSignal): void {
    this.#receiver = receiver;
    this.#follow();
    // The tag makes its session when it connects, and announces its connection before anything else.
    const follow = (): void => {
      this.#follow();
    };
    if (isWatchableTag(this.#target)) this.#target.addEventListener('connection-change', follow, { signal });
    const close = (): void => {
      this.#receiver = null;
      this.#watching.abort();
      this.#hearing.abort();
    };
    signal.addEventListener('abort', close, { once: true });
  }

  // A tag's attribute wins over everything else that may set the same, also over what it said before.
  setTurnTaking(patch: PartialTurnTaking): void {
    if (!isWatchableTag(this.#target)) {
      this.#target.setTurnTaking(patch);
      return;
    }
    // The tag would show what it refuses, and keep it as its attribute.
    mergeTurnTaking(this.turnTaking, patch);
    // A tag takes values for the end of turn as a wish for `custom`, unless `turnDetection` is set too.
    const whole = patch.customTurnDetection ? { turnDetection: this.turnTaking.turnDetection, ...patch } : patch;
    for (const field of TURN_TAKING_FIELDS) {
      const value = valueAt(whole, field.path);
      if (isPlain(value)) this.#target.setAttribute(field.attribute, String(value));
    }
  }

  send(event: SessionInput): void {
    this.#session?.send(event);
  }

  listenToSound(isWanted: boolean): void {
    this.#isSoundWanted = isWanted;
    this.#listen();
  }

  #follow(): void {
    const session = isWatchableTag(this.#target) ? this.#target.session : this.#target;
    const receiver = this.#receiver;
    if (!receiver || session === this.#session) return;
    this.#session = session;
    this.#watching.abort();
    this.#watching = new AbortController();
    if (!session) return;
    receiver.begin(session.log.dropped > 0 ? null : session.initial);
    if (session.log.dropped > 0) receiver.missed(session.log.dropped);
    for (const record of session.log) receiver.record(record);
    session.subscribe(
      (record) => {
        this.#clock.look();
        receiver.record(record);
      },
      { signal: this.#watching.signal },
    );
    this.#listen();
  }

  #listen(): void {
    this.#hearing.abort();
    this.#hearing = new AbortController();
    const receiver = this.#receiver;
    if (!this.#session || !receiver) return;
    const listener: SoundListener = {
      frame: (frame) => {
        receiver.frame(frame);
      },
      level: (level) => {
        this.#clock.look();
        receiver.level(level);
      },
      ...(this.#isSoundWanted && {
        sound: (sound) => {
          receiver.sound(sound);
        },
      }),
    };
    this.#session.listen(listener, { signal: this.#hearing.signal, isDetecting: true });
  }
}

function labelOf(tag: HTMLElement): string {
  return tag.id ? `${tag.localName}#${tag.id}` : tag.localName;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function versionOf(tag: HTMLElement): string {
  const version: unknown = Reflect.get(tag.constructor, 'version');
  return typeof version === 'string' ? version : '';
}

/** Less than that is a clock that is being set right, ms. */
const MIN_JUMP_MS = 1000;

/** Which Unix time page time 0 had, as it changes: page time may stand still while the system sleeps. */
export class WallClock {
  readonly #origins: { readonly fromAt: number; readonly originMs: number }[] = [];
  #lookedAt = -Infinity;

  constructor() {
    this.look();
  }

  /** To be called whenever something comes: what is later than the last look was after the sleep. */
  look(): void {
    const at = performance.now();
    const originMs = Date.now() - at;
    const known = this.#origins.at(-1)?.originMs ?? Infinity;
    if (Math.abs(originMs - known) >= MIN_JUMP_MS) this.#origins.push({ fromAt: this.#lookedAt, originMs });
    this.#lookedAt = at;
  }

  /** Unix time of page time 0, ms, as it was at a page time. */
  originAt(at: number): number {
    const known = this.#origins.findLast(({ fromAt }) => at > fromAt) ?? this.#origins[0];
    return known?.originMs ?? performance.timeOrigin;
  }
}
