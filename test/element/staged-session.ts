import type { TurnEvent } from '../../src/core/machine/turn-events.js';
import type { Provider } from '../../src/providers/provider.js';
import { ConversationSession } from '../../src/session/session.js';
import type { Clock } from '../../src/session/clock.js';
import type { SessionOptions } from '../../src/session/session-types.js';
import { StandInAudio, StandInProvider } from '../session/stand-ins.js';

/** Which outcomes come by themselves; the others are brought about by the test. */
export interface Outcomes {
  readonly connect: boolean;
  readonly ready: boolean;
  readonly microphone: boolean;
  readonly stop: boolean;
}

/** The page's time, and no alarm: what a test has brought about stands until it goes on. */
const NO_ALARM: Clock = { now: () => performance.now(), wakeAt: () => undefined };

/** The real session of an element, between stand-ins for a backend and for the audio of a browser. */
export class StagedSession extends ConversationSession {
  readonly provider: StandInProvider;
  readonly #audios: StandInAudio[];

  constructor(options: SessionOptions, outcomes: Partial<Outcomes>) {
    const audios: StandInAudio[] = [];
    super({ ...options, clock: NO_ALARM }, (listener) => {
      const audio = new StandInAudio(listener);
      if (outcomes.microphone === false) audio.opening = never;
      audios.push(audio);
      return audio;
    });
    this.#audios = audios;
    this.provider = standInOf(options.provider);
    if (outcomes.connect === false) this.provider.outcomes.connect = never;
    if (outcomes.stop === false) this.provider.outcomes.stopTurn = never;
    this.subscribe(({ event }) => event.type === 'connected' && outcomes.ready !== false && this.#ready());
  }

  /** Of the newest connection. */
  get audio(): StandInAudio {
    return this.#audios.at(-1)!;
  }

  /** The inputs of one type, as they were sent. */
  sentOf<T extends TurnEvent['type']>(type: T): Extract<TurnEvent, { type: T }>[] {
    return Array.from(this.log, ({ event }) => event).filter((event) => isOf(event, type));
  }

  #ready(): void {
    this.provider.context!.emit({ type: 'avatar-ready' });
  }
}

/** What never comes. */
export const never = <T>(): Promise<T> => new Promise(() => undefined);

function standInOf(provider: Provider): StandInProvider {
  if (provider instanceof StandInProvider) return provider;
  throw new Error(`The provider ${provider.name} is no stand-in.`);
}

function isOf<T extends TurnEvent['type']>(event: TurnEvent, type: T): event is Extract<TurnEvent, { type: T }> {
  return event.type === type;
}
