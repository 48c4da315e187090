import { isTrustedTypesError, trustedUrl } from './trusted-url.js';
import type { FromWorker } from './worker-protocol.js';

const UP_WITHIN_MS = 10_000;
const NOT_ALLOWED =
  "The browser does not allow its worker: in the page's Content-Security-Policy worker-src needs blob:, or 'self' for a " +
  'file that worker-url names; under Cross-Origin-Embedder-Policy a file needs that header too.';
const NOT_TRUSTED =
  "The browser does not allow its worker: in the page's Content-Security-Policy trusted-types needs avatar-ptt.";

/**
 * Starts the worker as this build has it, from its file or from its text, or from the file at `workerUrl`; resolves when its
 * code runs. Aborting ends it.
 * @throws Error that says why there is none, and what to do.
 */
export async function startWorker(
  code: string | URL,
  workerUrl: string | URL | null,
  signal: AbortSignal,
): Promise<Worker> {
  const file = workerUrl ?? (code instanceof URL ? code : null);
  const refusals = watchRefusals();
  const address = file === null ? blobOf(String(code)) : addressOf(file);
  try {
    const worker = opened(address);
    signal.addEventListener('abort', () => worker.terminate(), { once: true });
    const failure = await failureOf(worker, signal);
    if (failure === null) return worker;
    worker.terminate();
    throw new Error(refusals.has() ? NOT_ALLOWED : await whyFailed(failure, file));
  } finally {
    refusals.close();
    // A Blob that the page has given may be needed again.
    if (address.startsWith('blob:') && address !== String(file)) URL.revokeObjectURL(address);
  }
}

function blobOf(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
}

/**
 * A worker can't be started from another origin, but one from here can import from there: dynamically, or worker-src would
 * have to allow that origin beside script-src.
 */
function addressOf(file: string | URL): string {
  if (!URL.canParse(String(file), document.baseURI))
    throw new Error(`The address ${String(file).replace(/^.*@|[?#].*/gs, '')} is none.`);
  const { href, origin } = new URL(file, document.baseURI);
  return origin === self.origin
    ? href
    : blobOf(`import(${JSON.stringify(href)}).catch((error) => setTimeout(() => { throw error; }));`);
}

function opened(address: string): Worker {
  try {
    return new Worker(trustedUrl(address), { type: 'module' });
  } catch (error) {
    throw new Error(`${isTrustedTypesError(error) ? NOT_TRUSTED : NOT_ALLOWED} (${String(error)})`, { cause: error });
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

interface Refusals {
  has(): boolean;
  close(): void;
}

/** Notes whether the page's policy refuses a worker: one from a Blob fires the same error for that as for a missing file. */
function watchRefusals(): Refusals {
  let isRefused = false;
  const watching = new AbortController();
  document.addEventListener(
    'securitypolicyviolation',
    ({ effectiveDirective }) => (isRefused ||= effectiveDirective === 'worker-src'),
    { signal: watching.signal },
  );
  return { has: () => isRefused, close: () => watching.abort() };
}

/** A worker that does not load fires an error that says nothing, so its file is asked for. */
async function whyFailed(message: string, file: string | URL | null): Promise<string> {
  if (file === null) return message ? `The worker failed: ${message}.` : NOT_ALLOWED;
  const url = new URL(file, document.baseURI);
  const answered = message || fetch(url, { method: 'HEAD' }).catch(() => null);
  // Shown without what may be secret in it.
  url.username = url.password = url.search = url.hash = '';
  const { href } = url;
  const answer = await answered;
  if (typeof answer === 'string') return `${href} failed: ${answer}.`;
  if (!answer) return `${href} can't be reached. Check the address; from another origin it needs CORS.`;
  if (!answer.ok) return `${href} answered ${answer.status}. Serve the package's worker there.`;
  const type = answer.headers.get('content-type') ?? 'no type';
  return type.includes('javascript') ? NOT_ALLOWED : `${href} is served as ${type}; it must be text/javascript.`;
}
