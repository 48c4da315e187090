import { expect } from '@open-wc/testing';
import { BatchWatch } from '../../src/audio/batch-watch.js';

describe('BatchWatch', () => {
  it('tells once that nothing comes any more, within a second and a half', () => {
    let stops = 0;
    const watch = new BatchWatch(() => stops++);
    watch.start();
    for (let looks = 0; looks < 3; looks++) watch.look();
    expect(stops).to.equal(0);
    watch.look();
    expect(stops).to.equal(1);
  });

  it('bears a page that was busy or frozen: it looks once before it reads what came', () => {
    let stops = 0;
    const watch = new BatchWatch(() => stops++);
    watch.start();
    for (let i = 0; i < 100; i++) {
      watch.look();
      watch.look();
      watch.seen();
    }
    watch.stop();
    expect(stops).to.equal(0);
  });
});
