import * as ort from 'onnxruntime-web/wasm';
import { SmartTurnError } from './error.js';
import { createFeatures, FRAMES } from './features.js';
import { MEL_BANDS } from './mel-filters.js';

/** How complete a turn sounds, 0 to 1, by its sound up to the pause: mono at 16 kHz, of which the last 8 s are heard. */
export type Model = (samples: Float32Array) => Promise<number>;

/**
 * Starts the runtime on one thread and gives it the model; both come as bytes. The first judgement takes twice as long as
 * those that follow, so one is made here.
 * @throws SmartTurnError `runtime-failed`.
 */
export async function createModel(model: Uint8Array, runtime: Uint8Array): Promise<Model> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = runtime;
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] }).catch((error: unknown) => {
    throw new SmartTurnError('runtime-failed', `The runtime did not take the model: ${String(error)}`, error);
  });
  const features = createFeatures();
  const judge: Model = async (samples) => {
    const input = new ort.Tensor('float32', features(samples), [1, MEL_BANDS, FRAMES]);
    const { logits } = await session.run({ input_features: input });
    // Called so in the model, it is the probability already.
    return Number(logits?.data[0]);
  };
  await judge(new Float32Array(0));
  return judge;
}
