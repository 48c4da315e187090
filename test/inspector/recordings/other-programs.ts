import { crc32 } from '../../../inspector/recordings/zip-reader.js';

/** How some program packs, where it differs from ours. */
export interface Packing {
  readonly folder?: string;
  readonly comment?: string;
  /** Written before the zip file. */
  readonly before?: Uint8Array;
  /** 64-bit sizes for all entries and the directory. */
  readonly isLarge?: boolean;
  /** Sizes behind the data instead of before them. */
  readonly hasDescriptors?: boolean;
  /** Which parts are deflated. */
  readonly isDeflated?: (name: string) => boolean;
  /** Entries besides, such as folders. */
  readonly more?: Readonly<Record<string, Uint8Array>>;
  readonly flags?: number;
}

const LARGE = 0xffff_ffff;

/** Bytes that are written one after the other. */
class Writer {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  number(size: 2 | 4 | 8, ...values: number[]): this {
    for (const value of values) {
      let left = BigInt(value);
      for (let i = 0; i < size; i++, left >>= 8n) this.#bytes.push(Number(left & 255n));
    }
    return this;
  }

  raw(bytes: Uint8Array | string): this {
    for (const byte of typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes) this.#bytes.push(byte);
    return this;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

/** A zip file by the book (APPNOTE.TXT), as some program writes it. */
export async function packed(parts: Readonly<Record<string, Uint8Array>>, how: Packing = {}): Promise<Uint8Array> {
  const { folder = '', comment = '', isLarge = false, hasDescriptors = false, flags = 0 } = how;
  const zip = new Writer().raw(how.before ?? '');
  const start = zip.length;
  const directory = new Writer();
  const named = Object.entries(parts).map(([name, bytes]) => [folder + name, name, bytes] as const);
  const more = Object.entries(how.more ?? {}).map(([name, bytes]) => [name, name, bytes] as const);
  for (const [path, name, bytes] of [...more, ...named]) {
    const isDeflated = bytes.length > 0 && (how.isDeflated?.(name) ?? true);
    const data = isDeflated ? await deflated(bytes) : bytes;
    const pathBytes = new TextEncoder().encode(path);
    const [method, crc, at] = [isDeflated ? 8 : 0, crc32(bytes), zip.length - start];
    const bits = flags | (hasDescriptors ? 8 : 0);
    const told = hasDescriptors ? [0, 0, 0] : [crc, data.length, bytes.length];
    zip
      .number(4, 0x04034b50)
      .number(2, 20, bits, method, 0, 0)
      .number(4, ...told);
    zip.number(2, pathBytes.length, 5).raw(pathBytes).number(2, 0x9999, 1).raw('x').raw(data);
    if (hasDescriptors) zip.number(4, 0x08074b50, crc, data.length, bytes.length);
    const sizes = isLarge ? [LARGE, LARGE] : [data.length, bytes.length];
    directory
      .number(4, 0x02014b50)
      .number(2, 20, 20, bits, method, 0, 0)
      .number(4, crc, ...sizes);
    directory
      .number(2, pathBytes.length, isLarge ? 28 : 0, 0, 0, 0)
      .number(4, 0, isLarge ? LARGE : at)
      .raw(pathBytes);
    if (isLarge) directory.number(2, 1, 24).number(8, bytes.length, data.length, at);
  }
  const count = named.length + more.length;
  const at = zip.length - start;
  zip.raw(directory.bytes);
  if (isLarge) {
    const endAt = zip.length - start;
    zip.number(4, 0x06064b50).number(8, 44).number(2, 45, 45).number(4, 0, 0);
    zip.number(8, count, count, directory.length, at).number(4, 0x07064b50, 0).number(8, endAt).number(4, 1);
  }
  zip.number(4, 0x06054b50).number(2, 0, 0, ...(isLarge ? [0xffff, 0xffff] : [count, count]));
  zip
    .number(4, ...(isLarge ? [LARGE, LARGE] : [directory.length, at]))
    .number(2, comment.length)
    .raw(comment);
  return zip.bytes;
}

/** How some program writes a sound file, where it differs from ours. */
export interface WavStyle {
  readonly isFloat?: boolean;
  readonly bits?: number;
  readonly isExtensible?: boolean;
  /** Chunks before and after the samples. */
  readonly before?: readonly (readonly [name: string, bytes: number])[];
  readonly after?: readonly (readonly [name: string, bytes: number])[];
  /** What the file says that the samples' length is, instead of the truth. */
  readonly dataBytes?: number;
  readonly riff?: 'RIFF' | 'RF64';
}

/** The same samples as another program would save them; `own` is a file of ours. */
export function rewritten(own: Uint8Array, style: WavStyle): Uint8Array<ArrayBuffer> {
  const { isFloat = false, bits = 16, isExtensible = false } = style;
  const from = new DataView(own.buffer, own.byteOffset, own.byteLength);
  const data = new Uint8Array(((own.length - 44) / 2) * (bits / 8));
  const to = new DataView(data.buffer);
  for (let i = 0; i < (own.length - 44) / 2; i++) {
    const sample = from.getInt16(44 + i * 2, true);
    if (isFloat) to.setFloat32(i * 4, sample / 32_768, true);
    else for (let b = 0; b < bits / 8; b++) to.setUint8((i * bits) / 8 + b, (sample * 2 ** (bits - 16)) >> (8 * b));
  }
  const rate = from.getUint32(24, true);
  const writer = new Writer()
    .raw(style.riff ?? 'RIFF')
    .number(4, LARGE)
    .raw('WAVE');
  const chunks = (list: WavStyle['before'] = []): void => {
    for (const [name, length] of list)
      writer
        .raw(name)
        .number(4, length)
        .raw(new Uint8Array(length + (length % 2)));
  };
  chunks(style.before);
  const kind = isFloat ? 3 : 1;
  writer
    .raw('fmt ')
    .number(4, isExtensible ? 40 : 16)
    .number(2, isExtensible ? 0xfffe : kind, 2);
  writer.number(4, rate, (rate * 2 * bits) / 8).number(2, (2 * bits) / 8, bits);
  if (isExtensible) writer.number(2, 22, bits).number(4, 3).number(2, kind).raw(new Uint8Array(14));
  writer
    .raw('data')
    .number(4, style.dataBytes ?? data.length)
    .raw(data);
  chunks(style.after);
  return writer.bytes;
}

async function deflated(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
