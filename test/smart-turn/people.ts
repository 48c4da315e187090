/** What `tools/smart-turn-reference.mjs` has found out about one recording, of its last 8 s. */
export interface Judged {
  readonly name: string;
  /** By the model in onnxruntime-web's WebAssembly, in Node. */
  readonly probability: number;
  /** By the same model in the native runtime, from the features of Pipecat's Python. */
  readonly reference: number;
  /** Between our features and those of Pipecat's Python, over all 64,000. */
  readonly greatestDifference: number;
  /** Those of Pipecat's Python, one of `stride`. */
  readonly features: readonly number[];
}

interface Table {
  readonly stride: number;
  readonly recordings: readonly Judged[];
}

export const table = (await (await fetch('/test/fixtures/smart-turn.json')).json()) as Table;

/** A recording of people, in the numbers that are in its file. */
export async function recording(name: string): Promise<Float32Array> {
  const file = await (await fetch(`/test/fixtures/mfa/${name}`)).arrayBuffer();
  const samples = (await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(file)).getChannelData(0);
  // Chromium takes 32767 for 1 above zero in what it decodes with ffmpeg, and 32768 below.
  const isEven = samples.every((sample) => Number.isInteger(sample * 32_768));
  return isEven ? samples : samples.map((sample) => Math.round(sample * (sample < 0 ? 32_768 : 32_767)) / 32_768);
}
