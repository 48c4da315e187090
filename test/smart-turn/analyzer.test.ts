import { expect } from '@open-wc/testing';
import { createAnalyzer } from '../../smart-turn/src/analyzer.js';
import { SmartTurnError } from '../../smart-turn/src/error.js';
import type { TurnAnalyzer } from 'avatar-ptt/headless';
import { recording, table } from './people.js';

/** A few of the 51: the surest, the least sure, and those in between. */
const SOME = ['mfa_a.flac', 'cold_corpus.wav', 'mfa_laughter.flac', 'mfa_puddy.flac'];

const pause = (samples: Float32Array) => ({ samples, turnStartMs: 0, pauseMs: 0, askedMs: 200 });

describe('createAnalyzer', function () {
  this.timeout(90_000);
  const shares: number[] = [];
  let analyzer: TurnAnalyzer;

  before(async () => {
    const context = { onProgress: (share: number) => shares.push(share), signal: new AbortController().signal };
    analyzer = await createAnalyzer(null, context);
  });

  it('tells the share that is loaded, up to 1', () => {
    expect(shares.length).to.be.above(10);
    expect(shares).to.deep.equal([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).to.equal(1);
  });

  for (const name of SOME) {
    it(`judges ${name} in its worker as the same model does in Node`, async () => {
      const { probability } = table.recordings.find((one) => one.name === name)!;
      const completeness = await analyzer.judge(pause(await recording(name)), new AbortController().signal);
      expect(completeness).to.be.closeTo(probability, 1e-6);
    });
  }

  it('gives up a judgement that nobody waits for any more, and judges the next one', async () => {
    const leaving = new AbortController();
    const left = analyzer.judge(pause(new Float32Array(16_000)), leaving.signal);
    leaving.abort();
    expect(await failure(left)).to.have.property('name', 'AbortError');
    expect(await analyzer.judge(pause(new Float32Array(16_000)), new AbortController().signal)).to.be.within(0, 1);
  });

  it('says that it was closed', async () => {
    const waiting = failure(analyzer.judge(pause(new Float32Array(16_000)), new AbortController().signal));
    analyzer.close?.();
    expect(await waiting).to.have.property('code', 'worker-failed');
    const later = failure(analyzer.judge(pause(new Float32Array(16_000)), new AbortController().signal));
    expect(await later).to.have.property('code', 'worker-failed');
  });

  it('ends loading when the session does', async () => {
    const leaving = new AbortController();
    const loading = createAnalyzer(null, { onProgress: () => leaving.abort(), signal: leaving.signal });
    expect(await failure(loading)).to.have.property('name', 'AbortError');
  });

  it('says that there are no workers', async () => {
    const { Worker } = globalThis;
    // @ts-expect-error An embedded browser may have none.
    globalThis.Worker = undefined;
    try {
      const context = { onProgress: () => {}, signal: new AbortController().signal };
      expect(await failure(createAnalyzer(null, context))).to.have.property('code', 'no-worker');
    } finally {
      globalThis.Worker = Worker;
    }
  });

  it('says that its worker is missing where base leads nowhere', async () => {
    const context = { onProgress: () => {}, signal: new AbortController().signal };
    const base = new URL('/nowhere/', document.baseURI);
    const error = await failure(createAnalyzer(base, context));
    expect(error).to.be.instanceOf(SmartTurnError).with.property('code', 'worker-failed');
    expect(error).to.have.property('message').that.includes('/nowhere/smart-turn.worker.js');
  });
});

async function failure(promise: number | Promise<unknown>): Promise<unknown> {
  return Promise.resolve(promise).then(
    () => expect.fail('It came.'),
    (error: unknown) => error,
  );
}
