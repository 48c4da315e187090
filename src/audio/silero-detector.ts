import type { SpeechFrame } from '../core/endpointing.js';
import { isDistrust, trustedUrl } from './trusted-url.js';

export interface SileroOptions {
  /** Folder with `silero.worker.js` and the two files that it loads; null: `vad/` beside this package's own. */
  readonly assetBase?: string | URL | null;
  /** Rate of the samples that come in by the port, Hz. */
  readonly sampleRate: number;
  /** Called for every 32 ms of sound, in order. */
  readonly onFrame: (frame: SpeechFrame) => void;
  /** Called at most once, never before the detector is returned; says what is blocked and what to do. No frame follows. */
  readonly onFailure: (reason: string) => void;
  /** Called once, when the model is loaded and warm. */
  readonly onReady?: () => void;
}

/** A voice detector in a worker of its own. */
export interface SileroDetector {
  /**
   * Transfer it to what captures, which posts `CapturedSamples` in order; what comes before the model is loaded waits.
   * A jump of `startFrame` means another sound: the model forgets the one before.
   */
  readonly port: MessagePort;
  /** Ends the worker; nothing is called afterwards. */
  close(): void;
}

/** The one message to the worker. */
export interface SileroStart {
  readonly sampleRate: number;
  readonly port: MessagePort;
}

/** Worker to page. */
export type SileroReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'frame'; readonly frame: SpeechFrame };

const READY_WITHIN_MS = 20_000;

/**
 * Starts Silero v5 in a worker. Where that is not possible (a policy, a missing file, an old browser) it does not throw
 * but tells `onFailure`, and `foldEnergy` can take over.
 */
export function createSileroDetector(options: SileroOptions): SileroDetector {
  const { port1, port2 } = new MessageChannel();
  let worker: Worker | null = null;
  let isClosed = false;
  const refusals = watchRefusals();
  const close = (): void => {
    isClosed = true;
    refusals.close();
    clearTimeout(deadline);
    worker?.terminate();
    port1.close();
  };
  const fail = (reason: string): void => {
    if (isClosed) return;
    close();
    options.onFailure(`Voice detection is off. ${reason}`);
  };
  const hear = ({ data }: MessageEvent<SileroReport>): void => {
    if (isClosed) return;
    switch (data.type) {
      case 'ready':
        clearTimeout(deadline);
        options.onReady?.();
        break;
      case 'failed':
        fail(data.message);
        break;
      case 'frame':
        options.onFrame(data.frame);
    }
  };
  const start = (): void => {
    if (isClosed) return;
    try {
      worker = startWorker(options.assetBase);
      worker.onmessage = hear;
      worker.onerror = (event) => void whyFailed(event, options.assetBase, refusals).then(fail);
      worker.postMessage({ sampleRate: options.sampleRate, port: port2 } satisfies SileroStart, [port2]);
    } catch (error) {
      fail(whyRefused(error, options.assetBase));
    }
  };
  const deadline = setTimeout(fail, READY_WITHIN_MS, TOO_SLOW);
  queueMicrotask(start);
  return { port: port1, close };
}

const TOO_SLOW = `Its files did not arrive within ${READY_WITHIN_MS / 1000} s. Check the connection and try again.`;
const NOT_ALLOWED =
  "The browser does not allow its worker. In the page's Content-Security-Policy worker-src needs 'self', or blob: and " +
  'the other origin when the files come from one; under Cross-Origin-Embedder-Policy silero.worker.js needs that header.';
const NOT_TRUSTED =
  "The browser does not allow its worker: in the page's Content-Security-Policy trusted-types needs avatar-ptt.";
const NOT_FROM_A_FILE =
  'The browser does not allow its worker on a page that is opened as a file. Open it over https:// or on localhost.';

const notAllowed = (): string => (location.protocol === 'file:' ? NOT_FROM_A_FILE : NOT_ALLOWED);

function startWorker(assetBase: SileroOptions['assetBase']): Worker {
  const url = workerUrl(assetBase);
  if (url.origin !== self.origin) return importingWorker(url);
  if (assetBase != null) return new Worker(trustedUrl(url.href), { type: 'module' });
  try {
    // Written in one piece, so that bundlers recognize a worker and take along what it loads.
    return new Worker(new URL('../vad/silero.worker.js', import.meta.url), { type: 'module' });
  } catch (error) {
    // Only now, since bundlers would not recognize a worker whose address comes from a policy.
    if (isDistrust(error)) return new Worker(trustedUrl(url.href), { type: 'module' });
    throw error;
  }
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

function workerUrl(assetBase: SileroOptions['assetBase']): URL {
  if (assetBase == null) return new URL('../vad/silero.worker.js', import.meta.url);
  const folder = String(assetBase).replace(/\/?$/, '/');
  return new URL(`${folder}vad/silero.worker.js`, document.baseURI);
}

/** A worker can't be started from another origin, but one from here can import from there. */
function importingWorker(url: URL): Worker {
  const code = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' }));
  const worker = new Worker(trustedUrl(code), { type: 'module' });
  const revoke = (): void => URL.revokeObjectURL(code);
  worker.addEventListener('message', revoke, { once: true });
  worker.addEventListener('error', revoke, { once: true });
  return worker;
}

/** `new Worker` throws where a policy forbids it, before that `new URL` where the asset base is not an address. */
function whyRefused(error: unknown, assetBase: SileroOptions['assetBase']): string {
  if (assetBase != null && !URL.canParse(String(assetBase), document.baseURI)) {
    return `The asset base ${String(assetBase)} is not an address.`;
  }
  return `${isDistrust(error) ? NOT_TRUSTED : notAllowed()} (${String(error)})`;
}

/** A worker that does not load fires an error that says nothing, so its file is asked for. */
async function whyFailed(
  { message }: ErrorEvent,
  assetBase: SileroOptions['assetBase'],
  refusals: Refusals,
): Promise<string> {
  if (refusals.has()) return notAllowed();
  const { href } = workerUrl(assetBase);
  if (message) return `${href} failed: ${message}.`;
  const answer = await fetch(href, { method: 'HEAD' }).catch(() => null);
  if (!answer) {
    return `${href} can't be reached. Check the address; from another origin it needs Access-Control-Allow-Origin.`;
  }
  if (!answer.ok) {
    return `${href} answered ${answer.status}. Serve the package's folder vad/ there, or set the asset base.`;
  }
  const type = answer.headers.get('content-type') ?? 'no type';
  return type.includes('javascript') ? notAllowed() : `${href} is served as ${type}; it must be text/javascript.`;
}
