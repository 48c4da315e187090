import { badRecording } from './parsing.js';
import { readZipDirectory, readZipEntry } from './zip-reader.js';

/** One part of a recording, still unread. */
export interface PartFile {
  readonly name: string;
  readonly bytes: number;
  /** Its bytes in order. @throws AvatarPttError `bad-recording` when they are not what they should be. */
  readonly read: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

export type PartFiles = ReadonlyMap<string, PartFile>;

const MOST_FILE_BYTES = 4_200_000_000;
const SOUND = /^sound-\d{1,4}\.wav$/;
/** How large each part may be, unpacked; nobody has recorded a tenth of it. */
const MOST_BYTES: Readonly<Record<string, number>> = {
  'header.json': 4_000_000,
  'events.ndjson': 300_000_000,
  'frames.bin': 48_000_000,
  'levels.bin': 96_000_000,
};

/** The parts of a recording, in one zip file or loose. What has another name is left alone. */
export async function partFiles(files: readonly File[]): Promise<PartFiles> {
  const [only] = files;
  const isZip = files.length === 1 && only && only.name !== 'header.json';
  const found = isZip ? await inZip(only) : files.map(loose);
  const parts = new Map<string, PartFile>();
  for (const part of found) {
    const most = SOUND.test(part.name) ? MOST_FILE_BYTES : MOST_BYTES[part.name];
    if (most === undefined) continue;
    if (part.bytes > most) throw badRecording(`${part.name} is too large to be of a recording.`);
    if (parts.has(part.name)) throw badRecording(`${part.name} is there twice.`);
    parts.set(part.name, part);
  }
  if (!parts.has('header.json')) throw badRecording('This is no recording: it has no header.json.');
  return parts;
}

async function inZip(file: File): Promise<PartFile[]> {
  if (file.size > MOST_FILE_BYTES) throw badRecording('The file is too large to be a recording.');
  const entries = await readZipDirectory(file);
  return entries.map((entry) => ({
    // Someone may have packed the folder.
    name: entry.name.replace(/^.*\//, ''),
    bytes: entry.bytes,
    read: () => readZipEntry(file, entry),
  }));
}

function loose(file: File): PartFile {
  return {
    name: file.name,
    bytes: file.size,
    async *read() {
      const reader = file.stream().getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    },
  };
}
