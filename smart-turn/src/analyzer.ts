import workerCode from 'thread:./smart-turn.worker.ts';
import { SmartTurnError } from './error.js';
import { MODEL, RUNTIME } from './files.js';
import { startWorker } from './start-worker.js';
import type { PauseSound, TurnAnalyzer, TurnAnalyzerFactory } from 'avatar-ptt/headless';
import type { FromWorker, ToWorker } from './worker-protocol.js';

type Context = Parameters<TurnAnalyzerFactory>[0];

interface Waiting {
  resolve(completeness: number): void;
  reject(reason: Error): void;
}

const WORKER = 'smart-turn.worker.js';
/** Loading waits under this number, judgements under those that follow. */
const LOADING = 0;

/** Smart Turn in its worker; `base` is the folder of the package's files, or null where this build has them. */
export async function createAnalyzer(base: URL | null, context: Context): Promise<TurnAnalyzer> {
  const { signal } = context;
  signal.throwIfAborted();
  const ending = new AbortController();
  const worker = await startWorker(base ? new URL(WORKER, base) : workerCode, AbortSignal.any([signal, ending.signal]));
  const analyzer = new WorkerAnalyzer(worker, ending, context);
  signal.addEventListener('abort', () => analyzer.end(errorOf(signal)), { signal: ending.signal });
  try {
    await analyzer.load(base);
    return analyzer;
  } catch (error) {
    ending.abort();
    throw error;
  }
}

class WorkerAnalyzer implements TurnAnalyzer {
  readonly #worker: Worker;
  readonly #ending: AbortController;
  readonly #context: Context;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = LOADING;
  #failure: Error | null = null;

  /** Aborting `ending` ends the worker. */
  constructor(worker: Worker, ending: AbortController, context: Context) {
    this.#worker = worker;
    this.#ending = ending;
    this.#context = context;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.end(new SmartTurnError('worker-failed', `Smart Turn's worker failed: ${event.message}.`));
    };
  }

  async load(base: URL | null): Promise<void> {
    await this.#ask(LOADING, { type: 'load', ...addresses(base) });
    this.#context.onProgress(1);
  }

  async judge({ samples }: PauseSound, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const id = (this.#lastId += 1);
    const leave = (): void => {
      this.#waiting.get(id)?.reject(errorOf(signal));
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await this.#ask(id, { type: 'judge', id, samples });
    } finally {
      this.#waiting.delete(id);
      signal.removeEventListener('abort', leave);
    }
  }

  close(): void {
    this.end(new SmartTurnError('worker-failed', 'Smart Turn was closed.'));
  }

  /** Ends the worker; whoever waits for it, now or later, gets the reason. */
  end(reason: Error): void {
    this.#failure ??= reason;
    this.#ending.abort();
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure);
  }

  #ask(id: number, message: ToWorker): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      if (this.#failure) reject(this.#failure);
      else this.#worker.postMessage(message);
    });
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'up':
        return;
      case 'progress':
        this.#context.onProgress(message.share);
        return;
      case 'ready':
        this.#waiting.get(LOADING)?.resolve(1);
        return;
      case 'judged':
        this.#waiting.get(message.id)?.resolve(message.completeness);
        return;
      case 'failed': {
        const reason = new SmartTurnError(message.code, message.message);
        this.#waiting.get(message.id ?? LOADING)?.reject(reason);
        return;
      }
    }
  }
}

/** Written out, since this is how bundlers find the files and take them along. */
function addresses(base: URL | null): { modelUrl: string; runtimeUrl: string } {
  const model = base ? new URL(MODEL.name, base) : new URL('./smart-turn-v3.2.bin', import.meta.url);
  const runtime = base ? new URL(RUNTIME.name, base) : new URL('./onnxruntime-1.30.0.bin', import.meta.url);
  return { modelUrl: model.href, runtimeUrl: runtime.href };
}

/** What a signal was aborted with can be anything. */
function errorOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
