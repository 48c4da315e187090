import { SmartTurnError } from './error.js';
import { trustedUrl } from './trusted-url.js';
import type { FromWorker } from './worker-protocol.js';

const UP_WITHIN_MS = 10_000;
const NOT_ALLOWED =
  "The browser does not allow Smart Turn's worker: in the page's Content-Security-Policy worker-src needs blob:, or 'self' " +
  "for the package's files under `base`; trusted-types needs avatar-ptt-smart-turn.";

/**
 * Starts the worker from its text or from its file; resolves when its code runs. Aborting ends it.
 * @throws SmartTurnError `no-worker`, `worker-blocked`, `worker-failed`.
 */
export async function startWorker(code: string | URL, signal: AbortSignal): Promise<Worker> {
  if (typeof Worker === 'undefined') throw new SmartTurnError('no-worker', 'Smart Turn needs workers: here are none.');
  const refusals = watchRefusals();
  const address = addressOf(code);
  try {
    const worker = opened(address);
    signal.addEventListener('abort', () => worker.terminate(), { once: true });
    const failure = await failureOf(worker, signal);
    if (failure === null) return worker;
    worker.terminate();
    throw refusals.has() ? new SmartTurnError('worker-blocked', NOT_ALLOWED) : notStarted(code, failure);
  } finally {
    refusals.close();
    if (address.startsWith('blob:')) URL.revokeObjectURL(address);
  }
}

/** A worker can't be started from another origin, but one from here can import from there. */
function addressOf(code: string | URL): string {
  if (typeof code === 'string') return blobOf(code);
  if (code.origin === self.origin) return code.href;
  return blobOf(`import(${JSON.stringify(code.href)}).catch((error) => setTimeout(() => { throw error; }));`);
}

function blobOf(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
}

function opened(address: string): Worker {
  try {
    return new Worker(trustedUrl(address), { type: 'module' });
  } catch (error) {
    throw new SmartTurnError('worker-blocked', `${NOT_ALLOWED} (${String(error)})`, error);
  }
}

/** null once the worker's code runs, else what its error says, which is often nothing. */
function failureOf(worker: Worker, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, UP_WITHIN_MS, 'it did not start in time');
    const end = (failure: string | null): void => {
      clearTimeout(timer);
      resolve(failure);
    };
    signal.addEventListener('abort', () => end('it was ended'), { once: true });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'up') end(null);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end(event.message);
    };
  });
}

function notStarted(code: string | URL, failure: string): SmartTurnError {
  const from = code instanceof URL ? ` from ${code.href}` : '';
  const why = failure || "its file is missing or no JavaScript. Serve the package's files there";
  return new SmartTurnError('worker-failed', `Smart Turn's worker did not start${from}: ${why}.`);
}

/** Notes whether the page's policy refuses a worker: one from a Blob fires the same error for that as for a missing file. */
function watchRefusals(): { has(): boolean; close(): void } {
  let isRefused = false;
  const note = ({ effectiveDirective }: SecurityPolicyViolationEvent): void => {
    isRefused ||= effectiveDirective === 'worker-src';
  };
  document.addEventListener('securitypolicyviolation', note);
  return { has: () => isRefused, close: () => document.removeEventListener('securitypolicyviolation', note) };
}
