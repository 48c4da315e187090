import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import type { ConversationMode } from '../core/settings/options.js';
import type { Provider } from '../providers/provider.js';
import type { SessionInput } from './session-types.js';

/**
 * The commands of one connection to its provider, sent in the order in which they were decided: one is sent when the one
 * before has been, without waiting for its acknowledgement. Every outcome comes back as an event.
 */
export class Wire {
  readonly #provider: Provider;
  readonly #send: (event: SessionInput) => void;
  readonly #signal: AbortSignal;
  #sent: Promise<void> = Promise.resolve();
  /** How often it was said whether speech-to-text is to listen. */
  #sttSaid = 0;

  constructor(provider: Provider, send: (event: SessionInput) => void, signal: AbortSignal) {
    this.#provider = provider;
    this.#send = send;
    this.#signal = signal;
  }

  startTurn(turnId: number): void {
    this.#command(
      () => this.#provider.startTurn(turnId),
      () => ({ type: 'start-acknowledged', turnId }),
      (failure) => ({ type: 'start-failed', turnId, ...failure }),
    );
  }

  /** The stop follows the last sample: `drained` tells when that has left, and the turn's end in audio time. */
  stopTurn(turnId: number, isDiscarded: boolean, drained: Promise<number>): void {
    this.#command(
      (endMs) => this.#provider.stopTurn(turnId, { isDiscarded, endMs }),
      () => ({ type: 'stop-acknowledged', turnId }),
      (failure) => ({ type: 'stop-failed', turnId, ...failure }),
      drained,
    );
  }

  setServerStt(isEnabled: boolean, turnId: number): void {
    const said = ++this.#sttSaid;
    this.#command(
      async () => this.#provider.setServerStt?.(isEnabled),
      () => null,
      // Failing to listen costs the turn; failing to mute costs money, not words, and no more once something else is wanted.
      (failure) => {
        if (isEnabled) return { type: 'server-stt-failed', turnId, ...failure };
        return said === this.#sttSaid ? { type: 'effect-failed', effect: 'set-server-stt', ...failure } : null;
      },
    );
  }

  setMode(mode: ConversationMode, isServerSttOn: boolean): void {
    this.#sttSaid++;
    this.#command(
      async () => {
        // First the mode: by the old one a quick press after this would be misunderstood.
        await this.#provider.setMode?.(mode);
        await this.#provider.setServerStt?.(isServerSttOn);
      },
      () => ({ type: 'mode-applied', mode }),
      (failure) => ({ type: 'mode-failed', mode, ...failure }),
    );
  }

  /** Anything else that the provider may be asked to do. */
  ask(effect: string, call: (provider: Provider) => Promise<void> | undefined): void {
    this.#command(
      async () => call(this.#provider),
      () => null,
      (failure) => ({ type: 'effect-failed', effect, ...failure }),
    );
  }

  #command(
    call: (ready: number) => Promise<void>,
    done: () => SessionInput | null,
    failed: (failure: { code: string; message: string }) => SessionInput | null,
    ready: Promise<number> = Promise.resolve(0),
  ): void {
    const report = (event: SessionInput | null): void => {
      if (event && !this.#signal.aborted) this.#send(event);
    };
    const before = this.#sent;
    this.#sent = Promise.all([before, ready]).then(([, value]) => {
      if (this.#signal.aborted) return;
      invoke(() => call(value)).then(
        () => {
          report(done());
        },
        (error: unknown) => {
          const { code, message } = toAvatarPttError(error, 'provider-failed');
          report(failed({ code, message }));
        },
      );
    });
  }
}

/** For promises of commands that nobody gave an answer to. */
export function connectionClosed(): AvatarPttError {
  return new AvatarPttError('disconnected', 'The conversation ended before this was done.');
}

// A provider that throws instead of rejecting is a failure like any other.
export async function invoke(call: () => Promise<void>): Promise<void> {
  await call();
}
