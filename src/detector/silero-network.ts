import { createSpectra, SPECTRUM_BINS } from './spectrum.js';

/** A network that hears whether someone speaks, with its memory of the sound so far. */
export interface SileroNetwork {
  /** Probability, 0 to 1, that the next `WINDOW` samples (-1 to 1, at `MODEL_HZ`) are speech. */
  judge(window: Float32Array): number;
  /** What comes next is another sound. */
  forget(): void;
}

export const MODEL_HZ = 16_000;
export const WINDOW = 512;

/** With the last samples of the window before in front, and a reflection of its own end behind. */
const CONTEXT = 64;
const HOP = 128;
const FRAMES = 4;
const MEMORY = 128;

/**
 * Silero VAD at 16 kHz: four spectra, four convolutions, one LSTM cell, one output; versions 5 and 6 have this shape.
 * https://github.com/snakers4/silero-vad
 *
 * A convolution over time is a matrix times a stretch of its input, where frames lie one behind the other with their
 * channels together; so is the LSTM's sum over its input and its memory. One loop does it all.
 */
const LAYERS = {
  // Width 3, one frame of silence on either side.
  first: { inputs: 3 * SPECTRUM_BINS, outputs: 128 },
  second: { inputs: 3 * 128, outputs: 64 },
  // Of two frames and then one: the taps that only ever meet the silence around them are left out.
  third: { inputs: 2 * 64, outputs: 64 },
  fourth: { inputs: 64, outputs: MEMORY },
  // The input's and the memory's share, for what is let in, kept, new and let out.
  gates: { inputs: 2 * MEMORY, outputs: 4 * MEMORY },
  output: { inputs: MEMORY, outputs: 1 },
} as const;

/** How many numbers the network consists of: each layer's weights, row by row, and its biases. */
export const SILERO_NUMBERS = Object.values(LAYERS).reduce(
  (sum, { inputs, outputs }) => sum + outputs * (inputs + 1),
  0,
);

interface Layer {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** @param numbers - `SILERO_NUMBERS` of them, as `tools/silero-numbers.mjs` takes them out of the published model. */
export function createSileroNetwork(numbers: Float32Array): SileroNetwork {
  const { first, second, third, fourth, gates, output } = layersOf(numbers);
  const spectra = createSpectra();
  const sound = new Float32Array(CONTEXT + WINDOW + CONTEXT);
  const spectrum = new Float32Array((FRAMES + 2) * SPECTRUM_BINS);
  const firstOut = new Float32Array((FRAMES + 2) * 128);
  const secondOut = new Float32Array(2 * 64);
  const thirdOut = new Float32Array(64);
  /** What the LSTM is given, and behind it what it said the last time. */
  const input = new Float32Array(2 * MEMORY);
  const cell = new Float32Array(MEMORY);
  const sums = new Float32Array(4 * MEMORY);

  return {
    judge(window) {
      takeIn(sound, window);
      for (let frame = 0; frame < FRAMES; frame += 2) {
        const to = (frame + 1) * SPECTRUM_BINS;
        spectra(sound, frame * HOP, (frame + 1) * HOP, spectrum, to, to + SPECTRUM_BINS);
      }
      for (let frame = 0; frame < FRAMES; frame += 1) {
        rectified(first, spectrum, frame * SPECTRUM_BINS, firstOut, (frame + 1) * 128);
      }
      // Every other frame from here on.
      rectified(second, firstOut, 0, secondOut, 0);
      rectified(second, firstOut, 2 * 128, secondOut, 64);
      rectified(third, secondOut, 0, thirdOut, 0);
      rectified(fourth, thirdOut, 0, input, 0);
      multiply(gates, input, 0, sums, 0);
      remember(sums, cell, input);
      let evidence = output.biases[0]!;
      for (let i = 0; i < MEMORY; i += 1) evidence += output.weights[i]! * Math.max(0, input[MEMORY + i]!);
      return logistic(evidence);
    },
    forget() {
      sound.fill(0);
      input.fill(0);
      cell.fill(0);
    },
  };
}

function layersOf(numbers: Float32Array): Record<keyof typeof LAYERS, Layer> {
  let at = 0;
  const take = (length: number): Float32Array => numbers.subarray(at, (at += length));
  const layer = ({ inputs, outputs }: { inputs: number; outputs: number }): Layer => ({
    weights: take(inputs * outputs),
    biases: take(outputs),
  });
  const { first, second, third, fourth, gates, output } = LAYERS;
  return {
    first: layer(first),
    second: layer(second),
    third: layer(third),
    fourth: layer(fourth),
    gates: layer(gates),
    output: layer(output),
  };
}

function takeIn(sound: Float32Array, window: Float32Array): void {
  sound.copyWithin(0, WINDOW, WINDOW + CONTEXT);
  sound.set(window, CONTEXT);
  const last = CONTEXT + WINDOW - 1;
  for (let i = 1; i <= CONTEXT; i += 1) sound[last + i] = sound[last - i]!;
}

/** Each row of the weights times the inputs from `from` on, plus its bias. Four rows at a time share what they read. */
function multiply(
  { weights, biases }: Layer,
  input: Float32Array,
  from: number,
  output: Float32Array,
  to: number,
): void {
  const length = weights.length / biases.length;
  for (let row = 0; row < biases.length; row += 4) {
    let a = biases[row]!;
    let b = biases[row + 1]!;
    let c = biases[row + 2]!;
    let d = biases[row + 3]!;
    let at = row * length;
    for (let i = from; i < from + length; i += 1, at += 1) {
      const x = input[i]!;
      a += weights[at]! * x;
      b += weights[at + length]! * x;
      c += weights[at + 2 * length]! * x;
      d += weights[at + 3 * length]! * x;
    }
    output[to + row] = a;
    output[to + row + 1] = b;
    output[to + row + 2] = c;
    output[to + row + 3] = d;
  }
}

function rectified(layer: Layer, input: Float32Array, from: number, output: Float32Array, to: number): void {
  multiply(layer, input, from, output, to);
  for (let i = to; i < to + layer.biases.length; i += 1) if (output[i]! < 0) output[i] = 0;
}

/** One step of the LSTM: what its four sums make of the cell, and of the memory that lies behind the input. */
function remember(sums: Float32Array, cell: Float32Array, input: Float32Array): void {
  for (let i = 0; i < MEMORY; i += 1) {
    const letIn = logistic(sums[i]!);
    const kept = logistic(sums[MEMORY + i]!);
    const fresh = Math.tanh(sums[2 * MEMORY + i]!);
    const letOut = logistic(sums[3 * MEMORY + i]!);
    cell[i] = kept * cell[i]! + letIn * fresh;
    input[MEMORY + i] = letOut * Math.tanh(cell[i]!);
  }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
