import { badRecording } from '../schema/parsing.js';

/** One file in a zip file, as listed in its directory. */
export interface ZipEntry {
  readonly name: string;
  /** How it is packed: 0 not at all, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  readonly headerAt: number;
}

interface Directory {
  readonly entries: number;
  readonly bytes: number;
  /** Where it lies in the file. */
  readonly at: number;
  /** What lies before the zip file itself, and places in it do not count. */
  readonly shift: number;
}

const END_SIGNATURE = 0x06054b50;
const END_64_SIGNATURE = 0x06064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const FILE_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
/** The end of a large zip file, and what points to it. */
const END_64_BYTES = 56 + 20;
const MAX_COMMENT = 65_535;
const MAX_DIRECTORY_BYTES = 2_000_000;
const MAX_ENTRIES = 5000;
const ENTRY_BYTES = 46;
const FILE_HEADER_BYTES = 30;
const IS_ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;
/** Stands for a number that follows further on, in 64 bits. */
const LARGE = 0xffff_ffff;
const LARGE_ID = 1;

const TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let crc = i;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/**
 * The directory of a zip file, whatever program has packed it.
 * @throws AvatarPttError `bad-recording` when it has none, or when files lie over each other.
 */
export async function readZipDirectory(file: Blob): Promise<ZipEntry[]> {
  const directory = await findDirectory(file);
  const { entries, bytes, at, shift } = directory;
  if (entries > MAX_ENTRIES || bytes > MAX_DIRECTORY_BYTES || shift < 0) {
    throw badRecording('The directory of the zip file is damaged.');
  }
  const found = entriesIn(await viewOf(file.slice(at, at + bytes)), directory);
  // Small files can hold endless data only where the same bytes belong to many.
  let free = 0;
  for (const { name, headerAt, compressedBytes } of found.toSorted((a, b) => a.headerAt - b.headerAt)) {
    if (headerAt < free) throw badRecording(`The zip file is damaged: ${shorten(name)} lies over another file in it.`);
    free = headerAt + FILE_HEADER_BYTES + compressedBytes;
  }
  if (free > at) throw badRecording('The zip file is damaged: a file in it lies over its directory.');
  return found;
}

/**
 * The bytes of one entry, as they are unpacked. @throws AvatarPttError `bad-recording` as soon as they are more than the
 * directory said, and at the end when they are fewer or others.
 */
export async function* readZipEntry(file: Blob, entry: ZipEntry): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { name } = entry;
  let crc = 0;
  let bytes = 0;
  for await (const piece of unpacked(await packedIn(file, entry), entry)) {
    bytes += piece.length;
    if (bytes > entry.bytes) throw badRecording(`${shorten(name)} is larger than the zip file says.`);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (bytes !== entry.bytes || crc !== entry.crc) throw damaged(name);
}

/** The checksum of zip files, over what came `before` and these bytes. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

async function packedIn(file: Blob, { name, method, isEncrypted, headerAt, compressedBytes }: ZipEntry): Promise<Blob> {
  if (isEncrypted) throw badRecording(`${shorten(name)} is encrypted: pack it without a password.`);
  if (method !== STORED && method !== DEFLATED) throw badRecording(`${shorten(name)} is packed in a foreign way.`);
  const head = await viewOf(file.slice(headerAt, headerAt + FILE_HEADER_BYTES));
  if (head.byteLength < FILE_HEADER_BYTES || head.getUint32(0, true) !== FILE_SIGNATURE) throw damaged(name);
  const from = headerAt + FILE_HEADER_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = file.slice(from, from + compressedBytes);
  if (packed.size !== compressedBytes) throw damaged(name);
  return packed;
}

async function findDirectory(file: Blob): Promise<Directory> {
  const tail = await viewOf(file.slice(Math.max(0, file.size - END_64_BYTES - END_BYTES - MAX_COMMENT)));
  const end = findEnd(tail);
  const endAt = file.size - tail.byteLength + end;
  const large = end - END_64_BYTES;
  const isLarge = large >= 0 && tail.getUint32(large, true) === END_64_SIGNATURE;
  const [entries, bytes, at] = isLarge
    ? [uint64(tail, large + 32), uint64(tail, large + 40), uint64(tail, large + 48)]
    : [tail.getUint16(end + 10, true), tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)];
  const realAt = (isLarge ? endAt - END_64_BYTES : endAt) - bytes;
  return { entries, bytes, at: realAt, shift: realAt - at };
}

/** Where the last record begins. What a comment holds may look like one. */
function findEnd(tail: DataView): number {
  let found = -1;
  for (let end = tail.byteLength - END_BYTES; end >= 0; end--) {
    if (tail.getUint32(end, true) !== END_SIGNATURE) continue;
    if (end + END_BYTES + tail.getUint16(end + 20, true) === tail.byteLength) return end;
    if (found < 0) found = end;
  }
  if (found < 0) throw badRecording('This is no zip file, or its end is missing.');
  return found;
}

function entriesIn(view: DataView, { entries, shift }: Directory): ZipEntry[] {
  const found: ZipEntry[] = [];
  for (let at = 0; found.length < entries;) {
    if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGNATURE)
      throw damaged('Its directory');
    const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    if (extraEnd > view.byteLength) throw damaged('Its directory');
    found.push(entryAt(view, at, nameEnd, extraEnd, shift));
    at = extraEnd + view.getUint16(at + 32, true);
  }
  return found;
}

function entryAt(view: DataView, at: number, nameEnd: number, extraEnd: number, shift: number): ZipEntry {
  const from = view.byteOffset + at + ENTRY_BYTES;
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, from, nameEnd - at - ENTRY_BYTES));
  const large = largeNumbers(view, nameEnd, extraEnd);
  const size = (place: number): number => {
    const value = view.getUint32(at + place, true);
    return value === LARGE ? (large.shift() ?? value) : value;
  };
  // The large ones among them follow in this order.
  const bytes = size(24);
  const compressedBytes = size(20);
  const headerAt = size(42) + shift;
  return {
    name,
    method: view.getUint16(at + 10, true),
    isEncrypted: (view.getUint16(at + 8, true) & IS_ENCRYPTED) !== 0,
    crc: view.getUint32(at + 16, true),
    compressedBytes,
    bytes,
    headerAt,
  };
}

function largeNumbers(view: DataView, from: number, to: number): number[] {
  const numbers: number[] = [];
  for (let at = from; at + 4 <= to;) {
    const end = Math.min(to, at + 4 + view.getUint16(at + 2, true));
    if (view.getUint16(at, true) === LARGE_ID) {
      for (let number = at + 4; number + 8 <= end; number += 8) numbers.push(uint64(view, number));
    }
    at = end;
  }
  return numbers;
}

async function* unpacked(packed: Blob, { method, name }: ZipEntry): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const stream =
    method === DEFLATED ? packed.stream().pipeThrough(new DecompressionStream('deflate-raw')) : packed.stream();
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } catch (error) {
    throw badRecording(`${shorten(name)} is damaged.`, error);
  } finally {
    // Whoever stops half-way wants no more to be unpacked.
    await reader.cancel().catch(() => undefined);
  }
}

function damaged(name: string): Error {
  return badRecording(`${shorten(name)} is damaged.`);
}

function shorten(name: string): string {
  return name.slice(0, 40);
}

function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

async function viewOf(blob: Blob): Promise<DataView> {
  return new DataView(await blob.arrayBuffer());
}
