import { expect, waitUntil } from '@open-wc/testing';
import { PulseWatch } from '../../src/audio/pulse-watch.js';

function watching() {
  const told: number[] = [];
  const watch = new PulseWatch(() => told.push(performance.now()));
  const blocked = (ms: number): void => {
    for (const until = performance.now() + ms; performance.now() < until;);
  };
  return { watch, told, blocked };
}

describe('PulseWatch', () => {
  it('tells once that messages stay away', async () => {
    const { watch, told } = watching();
    watch.start();
    watch.beat();
    await waitUntil(() => told.length > 0, '', { timeout: 5000 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(told).to.have.length(1);
  });

  it('takes a page that was busy for what it is: the messages wait', async () => {
    const { watch, told, blocked } = watching();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => watch.beat();
    watch.start();
    for (let i = 0; i < 5; i++) {
      // What came while the page was busy is handled after the timers that were due meanwhile.
      port2.postMessage(null);
      blocked(700);
      await new Promise((resolve) => setTimeout(resolve));
    }
    port1.close();
    watch.stop();
    expect(told).to.deep.equal([]);
  });

  it('waits longer for the first sign of one that wakes up', async () => {
    const { watch, told } = watching();
    watch.start();
    watch.beat();
    watch.renew();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(told).to.deep.equal([]);
    await waitUntil(() => told.length > 0, '', { timeout: 10_000 });
  }).timeout(15_000);

  it('is silent once it is stopped', async () => {
    const { watch, told } = watching();
    watch.start();
    watch.stop();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(told).to.deep.equal([]);
  });
});
