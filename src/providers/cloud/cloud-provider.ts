import { AvatarPttError } from '../../core/error.js';
import type { ConversationMode, SilenceTurnSettings } from '../../core/settings/options.js';
import { assertWanted, bounded } from './bounded.js';
import type { Provider, ProviderContext, TurnEnd } from '../provider.js';

/** One conversation in a cloud, from `open` to `close`. */
export interface CloudConnection {
  readonly videoStream: MediaStream | null;
  /** By which the service ends turns too. */
  readonly serviceTurn?: SilenceTurnSettings | null;
  open(): Promise<void>;
  /** Twice is once, and of what was never opened nothing. */
  close(): Promise<void>;
  startTurn(turnId: number): Promise<void>;
  stopTurn(turnId: number, isDiscarded: boolean): Promise<void>;
  interrupt(): Promise<void>;
  sendText(text: string): Promise<void>;
  setServerStt?(isEnabled: boolean): Promise<void>;
  setMode?(mode: ConversationMode): void;
  unmute?(): Promise<void>;
}

interface Present {
  readonly giveUp: AbortController;
  /** Null until what it needs is there. */
  connection: CloudConnection | null;
}

// Below what the session waits for.
const LEAVE_MS = 4000;

/** A cloud as a provider: each connection is a conversation of its own, and what is asked goes to the present one. */
export class CloudProvider implements Provider {
  readonly name: string;
  /** There, or absent: the session asks once. */
  readonly setServerStt?: (isEnabled: boolean) => Promise<void>;
  readonly setMode?: (mode: ConversationMode) => Promise<void>;
  readonly #make: (context: ProviderContext) => Promise<CloudConnection>;
  #present: Present | null = null;

  /** `make` asks for what a conversation needs; it is not open yet. */
  constructor(
    name: string,
    make: (context: ProviderContext) => Promise<CloudConnection>,
    { hasServerStt = false, hasModes = false }: { readonly hasServerStt?: boolean; readonly hasModes?: boolean } = {},
  ) {
    this.name = name;
    this.#make = make;
    if (hasServerStt) {
      this.setServerStt = async (isEnabled) => this.#connected().setServerStt?.(isEnabled);
    }
    if (hasModes) {
      this.setMode = async (mode) => {
        this.#connected().setMode?.(mode);
        await Promise.resolve();
      };
    }
  }

  get videoStream(): MediaStream | null {
    return this.#present?.connection?.videoStream ?? null;
  }

  get serviceTurn(): SilenceTurnSettings | null {
    return this.#present?.connection?.serviceTurn ?? null;
  }

  /** Ends the conversation before. @throws AvatarPttError also `aborted`, when it was left or followed by another. */
  async connect(context: ProviderContext): Promise<void> {
    void this.disconnect();
    const giveUp = new AbortController();
    const present: Present = { giveUp, connection: null };
    this.#present = present;
    const signal = AbortSignal.any([context.signal, giveUp.signal]);
    try {
      const connection = await this.#make({ ...context, signal });
      assertWanted(signal);
      present.connection = connection;
      await connection.open();
      assertWanted(signal);
    } catch (error) {
      await leave(present);
      if (this.#present === present) this.#present = null;
      throw error;
    }
  }

  async disconnect(): Promise<void> {
    const present = this.#present;
    this.#present = null;
    if (present) await leave(present);
  }

  async startTurn(turnId: number): Promise<void> {
    await this.#connected().startTurn(turnId);
  }

  async stopTurn(turnId: number, { isDiscarded }: TurnEnd): Promise<void> {
    await this.#connected().stopTurn(turnId, isDiscarded);
  }

  async interrupt(): Promise<void> {
    await this.#connected().interrupt();
  }

  async sendText(text: string): Promise<void> {
    await this.#connected().sendText(text);
  }

  async unmute(): Promise<void> {
    await this.#connected().unmute?.();
  }

  #connected(): CloudConnection {
    const connection = this.#present?.connection;
    if (connection) return connection;
    throw notConnected();
  }
}

/** What commands reject with that have nobody to go to. */
export function notConnected(): AvatarPttError {
  return new AvatarPttError('not-connected', 'There is no conversation. Connect first.');
}

// A line that is gone already can be left no better, and one that hangs holds nobody up.
async function leave({ giveUp, connection }: Present): Promise<void> {
  giveUp.abort();
  const closing = connection?.close() ?? Promise.resolve();
  await bounded(closing, new AbortController().signal, LEAVE_MS, notConnected).catch(() => undefined);
}
