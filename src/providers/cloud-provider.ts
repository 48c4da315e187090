import { AvatarPttError } from '../core/error.js';
import type { SmartTurnSettings } from '../core/options.js';
import type { Provider, ProviderContext, TurnEnd } from './provider.js';

/** One conversation in a cloud, from `open` to `close`. */
export interface CloudConnection {
  readonly videoStream: MediaStream | null;
  /** By which the service ends turns too. */
  readonly serviceTurn?: SmartTurnSettings | null;
  open(): Promise<void>;
  /** Twice is once. */
  close(): Promise<void>;
  startTurn(turnId: number): Promise<void>;
  stopTurn(turnId: number, isDiscarded: boolean): Promise<void>;
  interrupt(): Promise<void>;
  sendText(text: string): Promise<void>;
  setServerStt?(isEnabled: boolean): Promise<void>;
}

/** A cloud as a provider: each connection is a conversation of its own, and what is asked goes to the present one. */
export class CloudProvider implements Provider {
  readonly name: string;
  /** There, or absent: the session asks once. */
  readonly setServerStt?: (isEnabled: boolean) => Promise<void>;
  readonly #make: (context: ProviderContext) => Promise<CloudConnection>;
  #connection: CloudConnection | null = null;

  /** `make` asks for what a conversation needs; it is not open yet. */
  constructor(
    name: string,
    make: (context: ProviderContext) => Promise<CloudConnection>,
    { hasServerStt = false }: { readonly hasServerStt?: boolean } = {},
  ) {
    this.name = name;
    this.#make = make;
    if (!hasServerStt) return;
    this.setServerStt = async (isEnabled) => {
      await this.#connected().setServerStt?.(isEnabled);
    };
  }

  get videoStream(): MediaStream | null {
    return this.#connection?.videoStream ?? null;
  }

  get serviceTurn(): SmartTurnSettings | null {
    return this.#connection?.serviceTurn ?? null;
  }

  async connect(context: ProviderContext): Promise<void> {
    const connection = await this.#make(context);
    this.#connection = connection;
    await connection.open();
  }

  async disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
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

  #connected(): CloudConnection {
    if (this.#connection) return this.#connection;
    throw notConnected();
  }
}

/** What commands reject with that have nobody to go to. */
export function notConnected(): AvatarPttError {
  return new AvatarPttError('not-connected', 'There is no conversation. Connect first.');
}
