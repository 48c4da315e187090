import { expect } from '@open-wc/testing';
import { AvatarWatch } from '../../src/session/avatar-watch.js';

/** A clock and a loudness of the test's own. */
function stage(): { watch: AvatarWatch; ends: number[]; pass: (ms: number, level: number) => void } {
  let now = 0;
  let level = 0;
  const ends: number[] = [];
  const watch = new AvatarWatch(
    { level: () => level },
    () => ends.push(now),
    () => now,
  );
  return {
    watch,
    ends,
    pass: (ms, loudness) => {
      level = loudness;
      for (const end = now + ms; now < end;) {
        now += 500;
        watch.look();
      }
    },
  };
}

describe('AvatarWatch', () => {
  it('tells the end of speech that was heard and is silent for five seconds', () => {
    const { watch, ends, pass } = stage();
    watch.follow(true);
    pass(10_000, 0.5);
    expect(ends).to.deep.equal([]);
    pass(5000, 0);
    expect(ends).to.deep.equal([15_000]);
    watch.follow(false);
  });

  it('bears the pauses of a speaker', () => {
    const { watch, ends, pass } = stage();
    watch.follow(true);
    for (let i = 0; i < 5; i++) {
      pass(1000, 0.5);
      pass(4000, 0);
    }
    expect(ends).to.deep.equal([]);
    watch.follow(false);
  });

  it('waits longer for what was never heard here: it is perhaps played elsewhere', () => {
    const { watch, ends, pass } = stage();
    watch.follow(true);
    pass(119_500, 0);
    expect(ends).to.deep.equal([]);
    pass(500, 0);
    expect(ends).to.deep.equal([120_000]);
    watch.follow(false);
  });
});
