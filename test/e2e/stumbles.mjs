// Tells a measurement that the machine spoiled from a wrong result: only the first is taken again.
import { Worker } from 'node:worker_threads';

const ATTEMPTS = 3;
/** What tests of time allow for: a callback of the audio device, and as much again on its way. */
const STUMBLE_MS = 20;

/** A thread that does nothing but sleep: what wakes it late keeps the audio device and the timers of a page waiting too. */
const SLEEPER = `
  const { workerData } = require('node:worker_threads');
  const worst = new Float64Array(workerData);
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const startedAt = performance.now();
    Atomics.wait(never, 0, 0, 5);
    worst[0] = Math.max(worst[0], performance.now() - startedAt - 5);
  }
`;
let worst;

/** How late the machine woke a sleeping thread at most since the last call, ms. */
function worstDelayMs() {
  if (!worst) {
    const shared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
    worst = new Float64Array(shared);
    new Worker(SLEEPER, { eval: true, workerData: shared }).unref();
  }
  const delayMs = worst[0];
  worst[0] = 0;
  return delayMs;
}

/** For a test that knows by the device's own clock that it can't judge what it measured. */
export class Stumble extends Error {}

/**
 * Takes a measurement again that failed while the machine stumbled, by `machineDelayMs` or by a `Stumble`; a wrong result on a
 * machine that did not is an error at once. `startOver` undoes what a failed attempt has left. Each further attempt is
 * printed, and the runner counts them (`tools/test/files.mjs`).
 */
export async function despiteStumbles(work, startOver = () => undefined, machineDelayMs = worstDelayMs) {
  for (let attempt = 1; ; attempt++) {
    machineDelayMs();
    try {
      return await work();
    } catch (error) {
      const delayMs = machineDelayMs();
      const isSpoiled = error instanceof Stumble || delayMs > STUMBLE_MS;
      if (!isSpoiled || attempt === ATTEMPTS) throw error;
      const why = error instanceof Stumble ? error.message : `the machine stood still for ${delayMs.toFixed(0)} ms`;
      console.log(`Measured again: ${why}. ${String(error)}`);
      await startOver();
    }
  }
}
