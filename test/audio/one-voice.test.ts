import { expect } from '@open-wc/testing';
import { OneVoice } from '../../src/audio/one-voice.js';

const sine = (gain: number): Float32Array => Float32Array.from({ length: 128 }, (_, i) => gain * Math.sin(i / 5));

const peak = (samples: Float32Array): number => Math.max(...samples.map(Math.abs));

describe('OneVoice', () => {
  it('is the one channel that there is, and the mean of two', () => {
    const left = sine(0.5);
    expect(new OneVoice().of(left, undefined)).to.equal(left);
    expect(peak(new OneVoice().of(left, sine(0.3)))).to.be.closeTo(0.4, 0.001);
  });

  it('is the louder channel where both cancel each other out', () => {
    expect(peak(new OneVoice().of(sine(0.5), sine(-0.5)))).to.be.closeTo(0.5, 0.01);
    expect(peak(new OneVoice().of(sine(0.4), sine(-0.5)))).to.be.closeTo(0.5, 0.01);
  });

  it('does not change its mind by one quantum', () => {
    const voice = new OneVoice();
    for (let i = 0; i < 50; i++) voice.of(sine(0.5), sine(0.5));
    expect(peak(voice.of(sine(0.1), sine(-0.1)))).to.be.below(0.001);
  });
});
