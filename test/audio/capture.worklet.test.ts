import { expect } from '@open-wc/testing';
import type { CaptureCommand, CaptureReport } from '../../src/audio/capture-protocol.js';

interface Processor {
  readonly port: { onmessage: (event: { readonly data: CaptureCommand }) => void };
  process(inputs: readonly Float32Array[][], outputs: readonly Float32Array[][]): boolean;
}

const QUANTUM = 128;
const reports: CaptureReport[] = [];
let registered: new (options: object) => Processor;

/** A stand-in for the scope of a worklet, whose time the test turns. */
const scope = {
  sampleRate: 48_000,
  currentFrame: 0,
  AudioWorkletProcessor: class {
    readonly port = { onmessage: null, postMessage: (report: CaptureReport) => reports.push(report) };
  },
  registerProcessor: (_: string, processor: typeof registered) => (registered = processor),
};

/** A processor in a quiet room. */
function processing() {
  const processor = new registered({});
  const order = (data: CaptureCommand): void => processor.port.onmessage({ data });
  const pass = (ms: number): void => {
    for (let frames = 0; frames < 48 * ms; frames += QUANTUM) {
      processor.process([[new Float32Array(QUANTUM).fill(0.0005)]], [[new Float32Array(QUANTUM)]]);
      scope.currentFrame += QUANTUM;
      Object.assign(globalThis, { currentFrame: scope.currentFrame });
    }
  };
  return { order, pass };
}

describe('CaptureProcessor', () => {
  before(async () => {
    Object.assign(globalThis, scope);
    await import('../../src/audio/capture.worklet.js');
  });

  it('tells without delay that its gate is closed, though levels may wait', () => {
    const { order, pass } = processing();
    order({ type: 'let-wait', belowRms: 0.01 });
    pass(500);
    order({ type: 'open', turnId: 1, fromFrame: scope.currentFrame });
    order({ type: 'let-flow', turnId: 1 });
    pass(200);
    // An end that a detector has set lies in the past.
    order({ type: 'close', turnId: 1, untilFrame: scope.currentFrame - 4800, isDiscarded: false });
    pass(30);
    expect(reports.filter((report) => report.type === 'batch').at(-1)?.isGateOpen).to.equal(false);
  });
});
