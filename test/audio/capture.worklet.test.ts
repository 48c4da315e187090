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
  const sound = (ms: number, sampleAt: (frame: number) => number, avatar = 0): void => {
    for (let frames = 0; frames < 48 * ms; frames += QUANTUM) {
      const microphone = Float32Array.from({ length: QUANTUM }, (_, i) => sampleAt(scope.currentFrame + i));
      const inputs = [[microphone], [new Float32Array(QUANTUM).fill(avatar)]];
      processor.process(inputs, [[new Float32Array(QUANTUM)]]);
      scope.currentFrame += QUANTUM;
      Object.assign(globalThis, { currentFrame: scope.currentFrame });
    }
  };
  const pass = (ms: number, avatar = 0): void => sound(ms, () => 0.0005, avatar);
  /** A voice of 120 Hz. */
  const hum = (ms: number): void =>
    sound(ms, (frame) => 0.2 * Math.sin((2 * Math.PI * 120 * frame) / scope.sampleRate));
  return { order, pass, hum };
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

  it('tells at once how loud the avatar is, though levels may wait, and nothing more often in silence', () => {
    const { order, pass } = processing();
    order({ type: 'let-wait', belowRms: 0.01 });
    reports.length = 0;
    pass(1000);
    const batches = () => reports.filter((report) => report.type === 'batch');
    expect(batches().length).to.be.at.most(5);
    pass(60, 0.1);
    expect(batches().at(-1)?.pieces.at(-1)?.avatarRms).to.be.closeTo(0.1, 1e-6);
  });

  for (const isWanted of [true, false]) {
    it(`tells how late a turn left, and ${isWanted ? 'that it caught up' : 'does not catch up where it should not'}`, () => {
      const { order, hum } = processing();
      order({ type: 'catch-up', isWanted });
      order({ type: 'use-track' });
      hum(100);
      order({ type: 'open', turnId: 8, fromFrame: scope.currentFrame });
      hum(300);
      reports.length = 0;
      order({ type: 'let-flow', turnId: 8 });
      hum(1700);
      order({ type: 'close', turnId: 8, untilFrame: scope.currentFrame, isDiscarded: false });
      hum(400);
      const { departure } = reports.find((report) => report.type === 'drained')!;
      const { firstLate, lastLate, caughtUp } = departure!;
      expect(firstLate / 48).to.be.closeTo(300, 5);
      expect(lastLate / 48).to.be.closeTo(isWanted ? 12 : 300, 13);
      expect(caughtUp).to.equal(firstLate - lastLate);
    });
  }

  it('tells once what was lost while a turn waited for longer than sound is kept', () => {
    const { order, pass } = processing();
    pass(100);
    reports.length = 0;
    order({ type: 'use-track' });
    order({ type: 'open', turnId: 7, fromFrame: scope.currentFrame });
    pass(12_000);
    order({ type: 'let-flow', turnId: 7 });
    pass(100);
    const losses = reports.filter((report) => report.type === 'lost');
    expect(losses.map(({ turnId }) => turnId)).to.deep.equal([7]);
    expect(losses[0]!.frames / 48).to.be.closeTo(3000, 5);
  });
});
