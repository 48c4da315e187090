/** A file that is made piece by piece. */
export interface FilePart {
  readonly name: string;
  /** Roughly, for showing progress. */
  readonly bytes: number;
  /** Sound gains too little by it. */
  readonly isCompressed: boolean;
  pieces(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** Work that takes a while, as seen by the person who waits for it. */
export interface Work {
  readonly signal: AbortSignal;
  /** How much is done, 0 to 1. */
  readonly progress: (share: number) => void;
}

/** Texts as UTF-8, some thousand of them at a time. */
export function* encoded(texts: Iterable<string>, atOnce = 1000): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let waiting: string[] = [];
  for (const text of texts) {
    waiting.push(text);
    if (waiting.length < atOnce) continue;
    yield encoder.encode(waiting.join(''));
    waiting = [];
  }
  yield encoder.encode(waiting.join(''));
}

/** The bytes of numbers, without a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
