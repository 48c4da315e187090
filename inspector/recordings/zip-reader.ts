import { crc32 } from './crc32.js';
import { badRecording } from './parsing.js';

/** One file in a zip file, as its directory tells. */
export interface ZipEntry {
  readonly name: string;
  readonly isCompressed: boolean;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  readonly headerAt: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const FILE_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const LONGEST_DIRECTORY = 1_000_000;
const MOST_ENTRIES = 2000;
const ENTRY_BYTES = 46;
const FILE_HEADER_BYTES = 30;
const IS_ENCRYPTED = 1;

/** The directory of a zip file. @throws AvatarPttError `bad-recording` when it has none, or not one of ours. */
export async function readZipDirectory(file: Blob): Promise<ZipEntry[]> {
  const tail = await viewOf(file.slice(Math.max(0, file.size - END_BYTES - LONGEST_COMMENT)));
  let end = tail.byteLength - END_BYTES;
  while (end >= 0 && tail.getUint32(end, true) !== END_SIGNATURE) end--;
  if (end < 0) throw badRecording('This is no zip file, or its end is missing.');
  const entries = tail.getUint16(end + 10, true);
  const bytes = tail.getUint32(end + 12, true);
  const at = tail.getUint32(end + 16, true);
  if (entries > MOST_ENTRIES || bytes > LONGEST_DIRECTORY || at + bytes > file.size) {
    throw badRecording('The directory of the zip file is damaged.');
  }
  return entriesIn(await viewOf(file.slice(at, at + bytes)), entries);
}

/**
 * The bytes of one entry, as they are unpacked. @throws AvatarPttError `bad-recording` as soon as they are more than the
 * directory said, and at the end when they are fewer or others.
 */
export async function* readZipEntry(file: Blob, entry: ZipEntry): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { name, headerAt } = entry;
  const head = await viewOf(file.slice(headerAt, headerAt + FILE_HEADER_BYTES));
  if (head.byteLength < FILE_HEADER_BYTES || head.getUint32(0, true) !== FILE_SIGNATURE) throw damaged(name);
  const from = headerAt + FILE_HEADER_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = file.slice(from, from + entry.compressedBytes);
  if (packed.size !== entry.compressedBytes) throw damaged(name);
  let crc = 0;
  let bytes = 0;
  for await (const piece of unpacked(packed, entry)) {
    bytes += piece.length;
    if (bytes > entry.bytes) throw badRecording(`${name} is larger than the zip file says.`);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (bytes !== entry.bytes || crc !== entry.crc) throw damaged(name);
}

function entriesIn(view: DataView, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGNATURE)
      throw damaged('Its directory');
    const nameBytes = view.getUint16(at + 28, true);
    const end = at + ENTRY_BYTES + nameBytes;
    if (end > view.byteLength) throw damaged('Its directory');
    entries.push(entryAt(view, at, nameBytes));
    at = end + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function entryAt(view: DataView, at: number, nameBytes: number): ZipEntry {
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + ENTRY_BYTES, nameBytes));
  const method = view.getUint16(at + 10, true);
  const isEncrypted = (view.getUint16(at + 8, true) & IS_ENCRYPTED) !== 0;
  if (isEncrypted || (method !== 0 && method !== 8))
    throw badRecording(`${name.slice(0, 40)} is packed in a foreign way.`);
  return {
    name,
    isCompressed: method === 8,
    crc: view.getUint32(at + 16, true),
    compressedBytes: view.getUint32(at + 20, true),
    bytes: view.getUint32(at + 24, true),
    headerAt: view.getUint32(at + 42, true),
  };
}

async function* unpacked(packed: Blob, { isCompressed, name }: ZipEntry): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const stream = isCompressed ? packed.stream().pipeThrough(new DecompressionStream('deflate-raw')) : packed.stream();
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } catch (error) {
    throw badRecording(`${name} is damaged.`, error);
  } finally {
    // Whoever stops half-way wants no more to be unpacked.
    await reader.cancel().catch(() => undefined);
  }
}

function damaged(name: string): Error {
  return badRecording(`${name.slice(0, 40)} is damaged.`);
}

async function viewOf(blob: Blob): Promise<DataView> {
  return new DataView(await blob.arrayBuffer());
}
