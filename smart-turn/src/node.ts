import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { SmartTurnError } from './error.js';
import { MODEL, RUNTIME, type LargeFile } from './files.js';
import { createModel, type Model } from './model.js';

export { SmartTurnError } from './error.js';
export type { SmartTurnErrorCode } from './error.js';
export type { Model } from './model.js';

/**
 * The same judgement in Node, without a page: the same features, the same model, the same WebAssembly, so the same numbers.
 * `base`: the folder of the two large files as a `file:` address; by default they lie beside this module.
 * @throws SmartTurnError `file-missing`, `file-changed`, `runtime-failed`.
 */
export async function createSmartTurn({ base = import.meta.url }: { base?: string | URL } = {}): Promise<Model> {
  const [model, runtime] = await Promise.all([read(MODEL, base), read(RUNTIME, base)]);
  return createModel(model, runtime);
}

async function read({ name, sha256 }: LargeFile, base: string | URL): Promise<Uint8Array> {
  const url = new URL(name, base);
  const packed = await readFile(url).catch((error: unknown) => {
    throw new SmartTurnError('file-missing', `${url.href} can't be read.`, error);
  });
  const bytes = unpack(packed);
  if (bytes && createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  throw new SmartTurnError('file-changed', `${url.href} is not the file of this version.`);
}

/** null for what gzip has not packed. */
function unpack(packed: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(packed);
  } catch {
    return null;
  }
}
