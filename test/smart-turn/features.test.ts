import { expect } from '@open-wc/testing';
import { createFeatures, FRAMES, HEARD_SAMPLES } from '../../smart-turn/src/features.js';
import { MEL_BANDS } from '../../smart-turn/src/mel-filters.js';
import { recording, table } from './people.js';

const HZ = 16_000;
const tone = (hz: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / HZ));

/** The band that is loudest in the last frame but ten. */
function loudestBand(features: Float32Array): number {
  const bands = Array.from({ length: MEL_BANDS }, (_, band) => features[band * FRAMES + FRAMES - 10]!);
  return bands.indexOf(Math.max(...bands));
}

// Chai takes minutes to compare so many numbers.
function isSame(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

describe('createFeatures', () => {
  const features = createFeatures();

  it('is held to all recordings of people', () => {
    expect(table.recordings.length).to.equal(51);
    expect(Math.max(...table.recordings.map(({ greatestDifference }) => greatestDifference))).to.be.below(1e-4);
  });

  for (const { name, features: expected } of table.recordings) {
    it(`hears ${name} as the reference does`, async () => {
      const own = features(await recording(name)).filter((_, i) => i % table.stride === 0);
      expect(own.length).to.equal(expected.length);
      own.forEach((value, i) => expect(value).to.be.closeTo(expected[i]!, 1e-4));
    });
  }

  it('hears the last 8 s alone', () => {
    const [long, end] = [tone(300, HEARD_SAMPLES + 999), tone(300, HEARD_SAMPLES + 999).subarray(999)];
    long.fill(0.9, 0, 999);
    expect(isSame(features(long), features(end))).to.equal(true);
  });

  it('puts zeros before a shorter sound', () => {
    const filled = new Float32Array(HEARD_SAMPLES);
    filled.set(tone(300, 8000), HEARD_SAMPLES - 8000);
    expect(isSame(features(tone(300, 8000)), features(filled))).to.equal(true);
  });

  it('hears a higher tone in a higher band', () => {
    const bands = [200, 1000, 3000, 7000].map((hz) => loudestBand(features(tone(hz, HEARD_SAMPLES))));
    expect(bands).to.deep.equal([...bands].sort((a, b) => a - b));
    expect(new Set(bands).size).to.equal(4);
  });

  it('gives the same number everywhere for silence', () => {
    const silence = features(new Float32Array(0));
    expect(silence.every((value) => value === -1.5)).to.equal(true);
  });
});
