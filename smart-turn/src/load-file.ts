import { SmartTurnError } from './error.js';
import type { LargeFile } from './files.js';

/** The first bytes of what gzip has packed. */
const GZIP = [0x1f, 0x8b];
/** `<`, with which no file of ours begins. */
const MARKUP = 0x3c;

/**
 * Loads `file` from `url` and unpacks it, if nobody on the way has done so. `onProgress` gets the share that is there, 0 to
 * 1.
 * @throws SmartTurnError one of the `file-…` codes.
 */
export async function loadFile(
  file: LargeFile,
  url: string,
  onProgress: (share: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = await ask(url);
  const bytes = new Uint8Array(file.bytes);
  let received = 0;
  try {
    for await (const part of chunksOf(await unpacked(body, url))) {
      if (received + part.length > file.bytes) throw changed(url);
      bytes.set(part, received);
      received += part.length;
      onProgress(received / file.bytes);
    }
  } catch (error) {
    throw error instanceof SmartTurnError ? error : cutShort(url, error);
  }
  if (received < file.bytes) throw cutShort(url);
  if (!(await isOriginal(bytes, file))) throw changed(url);
  return bytes;
}

async function ask(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const refusals = watchRefusals();
  try {
    const answer = await fetch(url);
    if (!answer.ok || !answer.body) {
      throw new SmartTurnError('file-missing', `${url} answered ${answer.status}. Serve the package's files there.`);
    }
    if (answer.headers.get('content-type')?.startsWith('text/html')) throw isHtml(url);
    return answer.body;
  } catch (error) {
    if (error instanceof SmartTurnError) throw error;
    // The event comes as a task of its own.
    await new Promise((resolve) => setTimeout(resolve));
    if (refusals.has()) {
      const policy = "in the page's Content-Security-Policy connect-src needs its origin";
      throw new SmartTurnError('file-blocked', `The browser does not allow ${url}: ${policy}.`, error);
    }
    const hint = 'Check the address; from another origin it needs CORS';
    throw new SmartTurnError('file-unreachable', `${url} can't be reached. ${hint}.`, error);
  } finally {
    refusals.close();
  }
}

/** Notes whether the policy of the page, which its worker has inherited, refuses a request. */
function watchRefusals(): { has(): boolean; close(): void } {
  let isRefused = false;
  const note = (): void => {
    isRefused = true;
  };
  self.addEventListener('securitypolicyviolation', note);
  return { has: () => isRefused, close: () => self.removeEventListener('securitypolicyviolation', note) };
}

/** The stream as it is unpacked, whether it comes packed or a server has unpacked it. */
async function unpacked(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  url: string,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const [ahead, whole] = body.tee();
  const reader = ahead.getReader();
  const { value: first = [] } = await reader.read();
  void reader.cancel();
  if (first[0] === MARKUP) throw isHtml(url);
  const isPacked = GZIP.every((byte, i) => first[i] === byte);
  return isPacked ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
}

/** Safari reads no stream in a loop. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

/** Without a secure context there are no hashes, and no microphone either: then its length has to do. */
async function isOriginal(bytes: Uint8Array<ArrayBuffer>, { sha256 }: LargeFile): Promise<boolean> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return true;
  const hash = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
}

function isHtml(url: string): SmartTurnError {
  return new SmartTurnError('file-is-html', `${url} answered with a page. Serve the package's files there.`);
}

function cutShort(url: string, cause?: unknown): SmartTurnError {
  return new SmartTurnError('file-cut-short', `${url} ended before its end. Load it again.`, cause);
}

function changed(url: string): SmartTurnError {
  return new SmartTurnError('file-changed', `${url} is not the file of this version. Copy the package's files anew.`);
}
