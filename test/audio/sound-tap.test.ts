import { expect } from '@open-wc/testing';
import { SoundTap, type TappedSound } from '../../src/audio/sound-tap.js';

const QUANTUM = 128;

const from = (frame: number, sign = 1): Float32Array =>
  Float32Array.from({ length: QUANTUM }, (_, i) => sign * (frame + i));

/** Feeds each side with the numbers of its frames, the avatar's negative. */
function tapped(batchFrames: number, starts: readonly number[]): TappedSound[] {
  const batches: TappedSound[] = [];
  const tap = new SoundTap(batchFrames, (batch) => batches.push(batch));
  for (const start of starts) tap.write(start, from(start), from(start, -1));
  return batches;
}

const quanta = (count: number, first = 0): number[] => Array.from({ length: count }, (_, i) => first + i * QUANTUM);

describe('SoundTap', () => {
  it('gives both sides of the same frames, without a gap', () => {
    const batches = tapped(1000, quanta(80));
    expect(batches).to.have.length(10);
    let due = 0;
    for (const { startFrame, microphone, avatar } of batches) {
      expect(startFrame).to.equal(due);
      expect(microphone.length).to.be.within(1000, 1000 + QUANTUM - 1);
      expect(avatar.length).to.equal(microphone.length);
      for (let i = 0; i < microphone.length; i++) {
        expect(microphone[i]).to.equal(due + i);
        expect(avatar[i]).to.equal(due + i === 0 ? -0 : -(due + i));
      }
      due += microphone.length;
    }
  });

  it('begins a new batch where the sound jumps, and keeps what it had', () => {
    const [before, after] = tapped(3 * QUANTUM, [...quanta(2, 256), ...quanta(3, 10_000)]);
    expect([before?.startFrame, before?.microphone.length]).to.deep.equal([256, 2 * QUANTUM]);
    expect([after?.startFrame, after?.microphone.length]).to.deep.equal([10_000, 3 * QUANTUM]);
    expect([...(after?.microphone ?? [])]).to.deep.equal(quanta(3, 10_000).flatMap((start) => [...from(start)]));
  });

  it('gives samples of their own, not those that it goes on writing to', () => {
    const [first, second] = tapped(QUANTUM, quanta(2));
    expect(first?.microphone.buffer).to.not.equal(second?.microphone.buffer);
    expect(first?.microphone[1]).to.equal(1);
  });
});
