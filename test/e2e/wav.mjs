// Sound files: what the fake microphone plays, and the spoken sentence that was made once.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEVICE_HZ, joined, noise, rmsOf, silence, toInt16 } from './sounds.mjs';

/** A person who talks, from one place to another of 26 or 25 s. Licence: test/fixtures/mfa/LICENSE. */
export function person(fromSecs, toSecs, name = 'acoustic') {
  const { samples, sampleRate } = fixture(`mfa/${name}_corpus.wav`);
  return resampled(samples.subarray(fromSecs * sampleRate, toSecs * sampleRate), sampleRate);
}

/** The spoken sentence of the fixture, without the silence around it. */
export function speech() {
  const { samples, sampleRate } = fixture('speech.wav');
  const first = samples.findIndex((sample) => Math.abs(sample) > 0.01);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > 0.01);
  return resampled(samples.subarray(first, last + 1), sampleRate);
}

/** Its first two words. */
export const words = () => speech().subarray(0, 0.68 * DEVICE_HZ);

/** More words in one breath, without a pause. */
export const breath = () => speech().subarray(DEVICE_HZ, 3.4 * DEVICE_HZ);

/**
 * Speech as it is whispered: as loud at every moment, without the periods of a voice. Where it is late it catches up by
 * nothing, so what is missing of it is lost.
 */
export function whispered(samples) {
  const breathed = lowPassed(noise(samples.length / DEVICE_HZ));
  const length = Math.round(DEVICE_HZ / 100);
  for (let from = 0; from < samples.length; from += length) {
    const frame = breathed.subarray(from, from + length);
    const gain = rmsOf(samples.subarray(from, from + length)) / rmsOf(frame);
    frame.set(frame.map((sample) => sample * gain));
  }
  return breathed;
}

/** Two words again and again, each time with a pause in which they can be answered. */
export function smallTalk(count = 100) {
  const remark = joined(words(), silence(2.3));
  return Float32Array.from({ length: count * remark.length }, (_, i) => remark[i % remark.length]);
}

/** Mono, 16 bit, at the device's rate. */
export function writeWav(file, samples) {
  const data = Buffer.alloc(44 + samples.length * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + samples.length * 2, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(DEVICE_HZ, 24);
  data.writeUInt32LE(DEVICE_HZ * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, i) => data.writeInt16LE(toInt16(sample), 44 + i * 2));
  writeFileSync(file, data);
}

/** What a codec keeps in shape. */
function lowPassed(samples) {
  let [once, twice] = [0, 0];
  return samples.map((sample) => {
    once += (sample - once) * 0.2;
    twice += (once - twice) * 0.2;
    return twice;
  });
}

const fixture = (name) => readWav(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)));

function readWav(file) {
  const data = readFileSync(file);
  const start = data.indexOf('data') + 8;
  const samples = new Float32Array((data.length - start) / 2);
  for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(start + i * 2) / 32_768;
  return { samples, sampleRate: data.readUInt32LE(24) };
}

function resampled(samples, fromHz) {
  return Float32Array.from({ length: Math.floor((samples.length * DEVICE_HZ) / fromHz) }, (_, i) => {
    const at = (i * fromHz) / DEVICE_HZ;
    const left = samples[Math.floor(at)] ?? 0;
    const right = samples[Math.floor(at) + 1] ?? 0;
    return left + (right - left) * (at % 1);
  });
}
