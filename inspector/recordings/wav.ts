const SIDES = 2;
const SAMPLE_BYTES = 2;
/** Bytes of a sample on both sides. */
export const FRAME_BYTES = SIDES * SAMPLE_BYTES;
const HEADER_BYTES = 44;

/** A moment in a sound file that has a name. */
export interface WavMark {
  /** Samples from the beginning. */
  readonly position: number;
  readonly label: string;
}

/** The head of a two-channel 16-bit WAV file of `length` samples; the samples follow, then `extraBytes` more. */
export function wavHeader(sampleRate: number, length: number, extraBytes = 0): Uint8Array<ArrayBuffer> {
  const dataBytes = length * FRAME_BYTES;
  const writer = new ChunkWriter(HEADER_BYTES);
  writer
    .name('RIFF')
    .uint32(HEADER_BYTES - 8 + dataBytes + extraBytes)
    .name('WAVE');
  writer.name('fmt ').uint32(16).uint16(1).uint16(SIDES);
  writer
    .uint32(sampleRate)
    .uint32(sampleRate * FRAME_BYTES)
    .uint16(FRAME_BYTES)
    .uint16(SAMPLE_BYTES * 8);
  return writer.name('data').uint32(dataBytes).bytes;
}

/** The chunks that name moments: a cue for each, and its label. Empty without marks. */
export function wavMarks(marks: readonly WavMark[]): Uint8Array<ArrayBuffer> {
  if (marks.length === 0) return new Uint8Array(0);
  const labels = marks.map(({ label }) => new TextEncoder().encode(`${label}\0`));
  const listBytes = labels.reduce((sum, { length }) => sum + 12 + even(length), 4);
  const writer = new ChunkWriter(12 + marks.length * 24 + 8 + listBytes);
  writer
    .name('cue ')
    .uint32(4 + marks.length * 24)
    .uint32(marks.length);
  marks.forEach(({ position }, i) => {
    writer
      .uint32(i + 1)
      .uint32(position)
      .name('data')
      .uint32(0)
      .uint32(0)
      .uint32(position);
  });
  writer.name('LIST').uint32(listBytes).name('adtl');
  labels.forEach((label, i) =>
    writer
      .name('labl')
      .uint32(4 + label.length)
      .uint32(i + 1)
      .raw(label),
  );
  return writer.bytes;
}

function even(bytes: number): number {
  return bytes + (bytes % 2);
}

class ChunkWriter {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  name(four: string): this {
    return this.raw(new TextEncoder().encode(four));
  }

  uint16(value: number): this {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return this;
  }

  uint32(value: number): this {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += even(bytes.length);
    return this;
  }
}
