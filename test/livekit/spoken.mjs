// Finds what was spoken in what arrived, and where it belongs: codecs change samples, so their shape is compared.
import { joined } from '../e2e/sounds.mjs';
import { HEARD_HZ } from './heard.mjs';

const FRAME_MS = 10;
/** Louder than what a codec makes of digital silence, softer than the softest syllable of the fixture. */
export const AUDIBLE = 0.004;

/** The very edge of a sound may be made up by a decoder that had nothing before it; what is near is placed as well. */
const TRIES_MS = [0, 50, 100];

/** Stretches above silence, `{ startMs, endMs }` from the first sample; pauses shorter than `joinMs` are part of them. */
export function spokenSpans(samples, { hz = HEARD_HZ, joinMs = 300, threshold = AUDIBLE } = {}) {
  const spans = [];
  loudnessOf(samples, hz).forEach((loudness, i) => {
    if (loudness < threshold) return;
    const startMs = i * FRAME_MS;
    const last = spans.at(-1);
    if (last && startMs - last.endMs < joinMs) last.endMs = startMs + FRAME_MS;
    else spans.push({ startMs, endMs: startMs + FRAME_MS });
  });
  return spans;
}

/**
 * Where in `spoken` a piece of sound is from: `{ atMs, likeness }`, the place of its first sample in ms and how alike they
 * are, 0 to 1. Volume does not matter, and a codec's delay and noise little.
 */
function placeOf(piece, spoken, { hz = HEARD_HZ, spokenHz = HEARD_HZ } = {}) {
  const needle = decimated(piece, hz);
  const hay = decimated(spoken, spokenHz);
  const needlePower = powersOf(needle).at(-1);
  const powers = powersOf(hay);
  let best = { atMs: 0, likeness: 0 };
  for (let at = 0; at <= hay.length - needle.length; at++) {
    const power = needlePower * (powers[at + needle.length] - powers[at]);
    const likeness = power === 0 ? 0 : productAt(needle, hay, at) / Math.sqrt(power);
    if (likeness > best.likeness) best = { atMs: (at * 1000) / COMPARED_HZ, likeness };
  }
  return best;
}

/**
 * Which part of `spoken` arrived in `heard`: `{ firstMs, lastMs, heardMs, likeness }`, places in `spoken` of the first and
 * last audible sound of `heard`, how long that lasted where it was heard, and the poorer likeness of the two.
 */
export function arrivedPart(heard, spoken, { hz = HEARD_HZ, spokenHz = HEARD_HZ, pieceMs = 150, threshold } = {}) {
  const spans = spokenSpans(heard, { hz, threshold });
  if (spans.length === 0) return { firstMs: Infinity, lastMs: -Infinity, heardMs: 0, likeness: 0 };
  const [from, to] = [spans[0].startMs, spans.at(-1).endMs];
  const placed = (startsMs) => bestPlace(heard, spoken, { hz, spokenHz, pieceMs, startsMs });
  const first = placed(TRIES_MS.map((tryMs) => from + tryMs));
  const last = placed(TRIES_MS.map((tryMs) => to - pieceMs - tryMs));
  return {
    firstMs: first.shiftMs + from,
    lastMs: last.shiftMs + to,
    heardMs: to - from,
    likeness: Math.min(first.likeness, last.likeness),
  };
}

/** Of the pieces of `heard` that start there, the one most like a part of `spoken`, and how much later it is there. */
function bestPlace(heard, spoken, { hz, spokenHz, pieceMs, startsMs }) {
  const places = startsMs.map((startMs) => {
    const piece = heard.subarray((startMs * hz) / 1000, ((startMs + pieceMs) * hz) / 1000);
    const { atMs, likeness } = placeOf(piece, spoken, { hz, spokenHz });
    return { shiftMs: atMs - startMs, likeness };
  });
  return places.reduce((best, place) => (place.likeness > best.likeness ? place : best));
}

/** Tells speech from silence while it arrives, 48 kHz; a turn ends after `stopMs` without any. */
export class SpeechSpotter {
  #spoken = [];
  #silentMs = 0;

  constructor({ onStart, onEnd, stopMs = 600 }) {
    Object.assign(this, { onStart, onEnd, stopMs });
  }

  get isSpeaking() {
    return this.#spoken.length > 0;
  }

  /** Forgets what was being said, as if it had never begun. */
  reset() {
    this.#spoken = [];
    this.#silentMs = 0;
  }

  hear(samples) {
    const isAudible = rms(samples) > AUDIBLE * 2;
    if (!isAudible && !this.isSpeaking) return;
    if (!this.isSpeaking) this.onStart();
    this.#spoken.push(samples);
    this.#silentMs = isAudible ? 0 : this.#silentMs + (samples.length * 1000) / HEARD_HZ;
    if (this.#silentMs < this.stopMs) return;
    const turn = joined(...this.#spoken);
    this.reset();
    this.onEnd(turn);
  }
}

/** Enough for a voice's pitch and first formants, which a codec keeps in shape. */
const COMPARED_HZ = 8000;

function decimated(samples, hz) {
  const step = hz / COMPARED_HZ;
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const [from, to] = [Math.floor(i * step), Math.floor((i + 1) * step)];
    let sum = 0;
    for (let at = from; at < to; at++) sum += samples[at];
    return sum / (to - from);
  });
}

function productAt(needle, hay, at) {
  let product = 0;
  for (let i = 0; i < needle.length; i++) product += needle[i] * hay[at + i];
  return product;
}

/** The power of the first so many samples, from none to all: that of any stretch is a difference, not a loop for each place. */
function powersOf(samples) {
  const powers = new Float64Array(samples.length + 1);
  for (let i = 0; i < samples.length; i++) powers[i + 1] = powers[i] + samples[i] * samples[i];
  return powers;
}

function loudnessOf(samples, hz) {
  const length = Math.round((hz * FRAME_MS) / 1000);
  return Array.from({ length: Math.floor(samples.length / length) }, (_, i) =>
    rms(samples.subarray(i * length, (i + 1) * length)),
  );
}

const rms = (samples) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
