import { expect } from '@open-wc/testing';
import type { SpeechFrame } from '../../src/core/endpointing/endpointing.js';
import { framesOf } from '../../src/detector/frames-of.js';
import { decodeNumbers } from '../../src/detector/half-floats.js';
import { createSileroNetwork, SILERO_NUMBERS } from '../../src/detector/silero-network.js';
import { SILERO_V5 } from '../../src/detector/silero-v5-numbers.js';
import { WindowReader } from '../../src/detector/window-reader.js';

const WINDOW_MS = 32;

/** A tone that comes and goes, so that frames differ. */
function sound(secs: number, sampleRate: number): Float32Array {
  return Float32Array.from({ length: Math.round(secs * sampleRate) }, (_, i) => {
    const at = i / sampleRate;
    return 0.3 * Math.sin(2 * Math.PI * 220 * at) * Math.max(0, Math.sin(2 * Math.PI * at));
  });
}

/** As a live session hears it: in one go, with silence behind. */
function live(samples: Float32Array, sampleRate: number): SpeechFrame[] {
  const reader = new WindowReader(createSileroNetwork(decodeNumbers(SILERO_V5, SILERO_NUMBERS)), sampleRate);
  const longer = new Float32Array(samples.length + sampleRate);
  longer.set(samples);
  return reader.read({ startFrame: 0, samples: longer });
}

describe('framesOf', () => {
  for (const sampleRate of [8000, 16_000, 44_100, 48_000]) {
    it(`says what a live session's detector says, at ${sampleRate} Hz`, async () => {
      const samples = sound(1.3, sampleRate);
      const frames = await framesOf(samples, sampleRate);
      expect(frames.length).to.equal(Math.ceil(1300 / WINDOW_MS));
      const heard = live(samples, sampleRate).slice(0, frames.length);
      for (const name of ['startMs', 'endMs', 'probability', 'volume'] as const) {
        expect([...frames[name]]).to.deep.equal(heard.map((frame) => frame[name]));
      }
    });
  }

  it('has no frame beyond the end of the sound, and none of no sound', async () => {
    expect((await framesOf(new Float32Array(512), 16_000)).length).to.equal(1);
    expect((await framesOf(new Float32Array(513), 16_000)).length).to.equal(2);
    expect((await framesOf(new Float32Array(0), 16_000)).length).to.equal(0);
  });

  it('tells how far it is, and ends when it shall', async () => {
    const samples = sound(60, 16_000);
    const ending = new AbortController();
    const shares: number[] = [];
    const onProgress = (share: number): void => {
      shares.push(share);
      if (shares.length === 2) ending.abort(new Error('enough'));
    };
    const error: unknown = await framesOf(samples, 16_000, { onProgress, signal: ending.signal }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('message', 'enough');
    expect(shares).to.have.lengthOf(2);
    expect(shares[0]).to.be.within(0, shares[1]!);
    expect(shares[1]).to.be.below(1);
  });

  for (const sampleRate of [0, 7999, 44_100.5, 192_001, NaN]) {
    it(`refuses a sample rate of ${sampleRate}`, async () => {
      const error: unknown = await framesOf(new Float32Array(10), sampleRate).catch((reason: unknown) => reason);
      expect(error).to.have.property('code', 'invalid-option');
      expect(error).to.have.property('message').that.includes('from 8000 to 192000 Hz');
    });
  }
});
