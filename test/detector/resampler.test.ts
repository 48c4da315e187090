import { expect } from '@open-wc/testing';
import { createResampler } from '../../src/detector/resampler.js';
import { rmsOf, whiteNoise } from '../fixtures/signals.js';

const sine = (hz: number, sampleRate: number, length: number, start = 0): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(2 * Math.PI * hz * ((start + i) / sampleRate)));

const furthest = (found: Float32Array, wanted: Float32Array): number =>
  Math.max(...found.map((sample, i) => Math.abs(sample - wanted[i]!)));

describe('createResampler', () => {
  for (const fromHz of [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000]) {
    it(`gives each sample of a tone at ${fromHz} Hz its very own instant`, () => {
      const resampler = createResampler(fromHz, 16_000);
      const output = new Float32Array(512);
      resampler.resample(output, 512, sine(440, fromHz, fromHz / 5), 0);
      expect(furthest(output, sine(440, 16_000, 512, 512))).to.be.below(0.001);
    });
  }

  it('leaves a sound that has the rate already as it is', () => {
    const input = whiteNoise(2000, -20);
    const output = new Float32Array(1000);
    createResampler(16_000, 16_000).resample(output, 500, input, 0);
    expect(furthest(output, input.slice(500, 1500))).to.be.below(1e-6);
  });

  it('needs no more of the input than its reach', () => {
    const input = whiteNoise(44_100, -20);
    const resampler = createResampler(44_100, 16_000);
    const [whole, piece] = [new Float32Array(160), new Float32Array(160)];
    resampler.resample(whole, 8000, input, 0);
    // Output samples 8000 to 8159 lie at the frames 22050 to 22488.3.
    const from = 22_050 - resampler.reach;
    resampler.resample(piece, 8000, input.slice(from, 22_489 + resampler.reach), from);
    expect(piece).to.deep.equal(whole);
  });

  it('takes what it is not given as silence', () => {
    const output = new Float32Array(100).fill(1);
    createResampler(48_000, 16_000).resample(output, 0, new Float32Array(), 0);
    expect(output).to.deep.equal(new Float32Array(100));
  });

  it('does not drift, not even after a day', () => {
    const [day, length] = [24 * 3600, 44_100 / 10];
    const output = new Float32Array(512);
    createResampler(44_100, 16_000).resample(output, day * 16_000 + 512, sine(440, 44_100, length), day * 44_100);
    expect(furthest(output, sine(440, 16_000, 512, 512))).to.be.below(0.001);
  });

  it('keeps out what the lower rate cannot carry', () => {
    const output = new Float32Array(1600);
    createResampler(48_000, 16_000).resample(output, 400, sine(10_000, 48_000, 9600), 0);
    expect(20 * Math.log10(rmsOf(output))).to.be.below(-60);
  });
});
