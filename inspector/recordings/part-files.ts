import { badRecording } from '../schema/parsing.js';
import { readZipDirectory, readZipEntry } from './zip-reader.js';

/** One part of a recording, still unread. */
export interface PartFile {
  readonly name: string;
  readonly bytes: number;
  /** As it lies in a zip file. */
  readonly packedBytes: number;
  /** Its bytes in order. @throws AvatarPttError `bad-recording` when they are not what they should be. */
  readonly read: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

export type PartFiles = ReadonlyMap<string, PartFile>;

const MAX_ALL_BYTES = 4_200_000_000;
const SOUND = /^sound-\d{1,4}\.wav$/;
/** How large each part may be, unpacked; nobody has recorded a tenth of it. */
const MAX_BYTES: Readonly<Record<string, number>> = {
  'header.json': 4_000_000,
  'events.ndjson': 300_000_000,
  'frames.bin': 48_000_000,
  'levels.bin': 96_000_000,
};
/** What packs smaller than a hundredth was made to fill memory; a little may, and so may minutes of silence. */
const MAX_RATIO = 100;
const FREE_BYTES = 4_000_000;
const FREE_SOUND_BYTES = 64_000_000;

/** The parts of a recording, in one zip file or loose. What has another name is left alone. */
export async function partFiles(files: readonly File[]): Promise<PartFiles> {
  const parts = new Map<string, PartFile>();
  let bytes = 0;
  let packedBytes = 0;
  for (const part of await filesIn(files)) {
    const maxBytes = maxBytesOf(part);
    if (maxBytes === null) continue;
    bytes += part.bytes;
    packedBytes += part.packedBytes;
    if (part.bytes > maxBytes) throw tooLarge(part.name);
    if (parts.has(part.name)) throw badRecording(`${part.name} is there twice.`);
    parts.set(part.name, part);
  }
  if (!parts.has('header.json')) throw badRecording('This is no recording: it has no header.json.');
  if (bytes > Math.min(MAX_ALL_BYTES, FREE_SOUND_BYTES + MAX_RATIO * packedBytes)) throw tooLarge('All of it');
  return parts;
}

async function filesIn(files: readonly File[]): Promise<readonly PartFile[]> {
  const [only] = files;
  const isZip = files.length === 1 && only && nameOf(only.name) !== 'header.json';
  return isZip ? inZip(only) : files.map(loose);
}

async function inZip(file: File): Promise<PartFile[]> {
  if (file.size > MAX_ALL_BYTES) throw tooLarge(file.name);
  const entries = await readZipDirectory(file);
  return entries.map((entry) => ({
    name: nameOf(entry.name),
    bytes: entry.bytes,
    packedBytes: entry.compressedBytes,
    read: () => readZipEntry(file, entry),
  }));
}

/** null for what is no part of a recording. */
function maxBytesOf({ name, packedBytes }: PartFile): number | null {
  if (SOUND.test(name)) return Math.min(MAX_ALL_BYTES, FREE_SOUND_BYTES + MAX_RATIO * packedBytes);
  if (!Object.hasOwn(MAX_BYTES, name)) return null;
  return Math.min(MAX_BYTES[name] ?? 0, FREE_BYTES + MAX_RATIO * packedBytes);
}

/** The name alone: someone may have packed the folder, on whatever system. */
function nameOf(path: string): string {
  return path.replace(/^.*[\\/]/s, '').toLowerCase();
}

function tooLarge(name: string): Error {
  return badRecording(`${name.slice(0, 40)} would be too large to be of a recording. Nothing of it was unpacked.`);
}

function loose(file: File): PartFile {
  return {
    name: nameOf(file.name),
    bytes: file.size,
    packedBytes: file.size,
    async *read() {
      const reader = file.stream().getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    },
  };
}
