import { expect } from '@open-wc/testing';
import { Drain } from '../../src/audio/drain.js';

async function stateOf(promise: Promise<number>): Promise<number | 'waiting'> {
  return Promise.race([promise, new Promise<'waiting'>((resolve) => setTimeout(() => resolve('waiting')))]);
}

describe('Drain', () => {
  it('waits until everything of the turn has left, and tells its end', async () => {
    const drain = new Drain();
    drain.expect(1);
    drain.closed(1, 250);
    expect(await stateOf(drain.drained(1))).to.equal('waiting');
    drain.left(1);
    expect(await stateOf(drain.drained(1))).to.equal(250);
  });

  it('keeps who waits when the same turn is closed once more', async () => {
    const drain = new Drain();
    drain.expect(1);
    const stop = drain.drained(1);
    drain.expect(1);
    drain.closed(1, 90);
    drain.left(1);
    expect(await stateOf(stop)).to.equal(90);
  });

  it('releases who waits for a turn when the next one is closed', async () => {
    const drain = new Drain();
    drain.expect(1);
    const stop = drain.drained(1);
    drain.expect(2);
    expect(await stateOf(stop)).to.equal(Infinity);
    expect(await stateOf(drain.drained(2))).to.equal('waiting');
  });

  it('releases who waits for a turn when the gate opens for the next one', async () => {
    const drain = new Drain();
    drain.expect(1);
    const stop = drain.drained(1);
    drain.opened(1);
    expect(await stateOf(stop)).to.equal('waiting');
    drain.opened(2);
    expect(await stateOf(stop)).to.equal(Infinity);
  });

  it('releases them when the sound stands still', async () => {
    const drain = new Drain();
    drain.expect(1);
    const stop = drain.drained(1);
    drain.giveUp();
    expect(await stateOf(stop)).to.equal(Infinity);
  });

  it('waits for no turn that was not closed', async () => {
    expect(await stateOf(new Drain().drained(7))).to.equal(Infinity);
  });
});
