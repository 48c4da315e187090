import { SmartTurnError } from './error.js';
import { MODEL, RUNTIME } from './files.js';
import { loadFile } from './load-file.js';
import { createModel, type Model } from './model.js';
import type { FromWorker, ToWorker } from './worker-protocol.js';

/** The model weighs twice as much as the runtime on its way. Starting them is the rest, for which there is no measure. */
const SHARES = { model: 0.64, runtime: 0.32 };
/** The shortest module: nothing but its magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let model: Model | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'load') void load(data.modelUrl, data.runtimeUrl).catch((error: unknown) => fail(error));
  else void judge(data.id, data.samples).catch((error: unknown) => fail(error, data.id));
};
tell({ type: 'up' });

async function load(modelUrl: string, runtimeUrl: string): Promise<void> {
  // Before anybody waits for eleven megabytes.
  checkWasm();
  const shares = { model: 0, runtime: 0 };
  const noteShare = (part: keyof typeof shares, share: number): void => {
    shares[part] = share;
    tell({ type: 'progress', share: shares.model * SHARES.model + shares.runtime * SHARES.runtime });
  };
  const files = await Promise.all([
    loadFile(MODEL, modelUrl, (share) => noteShare('model', share)),
    loadFile(RUNTIME, runtimeUrl, (share) => noteShare('runtime', share)),
  ]);
  model = await createModel(...files);
  tell({ type: 'ready' });
}

async function judge(id: number, samples: Float32Array): Promise<void> {
  if (!model) throw new SmartTurnError('runtime-failed', 'The model is not loaded.');
  tell({ type: 'judged', id, completeness: await model(samples) });
}

function checkWasm(): void {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (error) {
    const policy = "in the page's Content-Security-Policy script-src needs 'wasm-unsafe-eval'";
    throw new SmartTurnError('wasm-blocked', `The browser does not allow WebAssembly: ${policy}.`, error);
  }
}

function fail(error: unknown, id?: number): void {
  const code = error instanceof SmartTurnError ? error.code : 'runtime-failed';
  const message = error instanceof Error ? error.message : String(error);
  tell({ type: 'failed', code, message, ...(id !== undefined && { id }) });
}

function tell(message: FromWorker): void {
  self.postMessage(message);
}
