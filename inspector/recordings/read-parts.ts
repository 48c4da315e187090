import type { TurnEvent } from 'avatar-ptt/headless';
import { Pacer } from '../model/pacer.js';
import { Redactor } from '../redaction/redactor.js';
import { eventOfLine, MAX_LINE } from '../schema/event-lines.js';
import { badRecording, parseJson } from '../schema/parsing.js';
import { ReplayCheck, RowCheck, type RowPart } from './recording-checks.js';
import { ByteReader } from './byte-reader.js';
import { CHUNK } from './chunks.js';
import { parseHeader, ROW, type RecordedSound, type RecordingHeader } from './recording.js';
import { readWav } from './wav.js';
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

/** A recording that is being read: only a piece of it is in memory at a time. Iterating checks, and throws. */
export interface PartsReader {
  readonly header: RecordingHeader;
  /** What it knows by the end may stand in the events before. */
  readonly redactor: Redactor;
  readonly events: AsyncIterable<TurnEvent>;
  readonly frames: AsyncIterable<Float64Array<ArrayBuffer>>;
  readonly levels: AsyncIterable<Float64Array<ArrayBuffer>>;
  readonly sounds: readonly RecordedSound[];
}

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
const MAX_EVENTS = 1_000_000;
/** A press carries the moment of the finger, which may lie before what the page has recorded since. */
const MAX_BACK_MS = 60_000;
const ROW_BYTES = ROW * Float64Array.BYTES_PER_ELEMENT;

/** The parts of a recording, in one zip file or loose. Files with other names are ignored. */
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

/** Opens a recording in parts. @throws AvatarPttError `bad-recording`, saying what is wrong where. */
export async function readParts(parts: PartFiles, signal: AbortSignal): Promise<PartsReader> {
  const redactor = new Redactor();
  const header = parseHeader(parseJson(await textOf(part(parts, 'header.json')), 'header.json'), redactor);
  return {
    header,
    redactor,
    events: eventsOf(part(parts, 'events.ndjson'), header, redactor, signal),
    frames: rowsOf(part(parts, 'frames.bin'), 'frames'),
    levels: rowsOf(part(parts, 'levels.bin'), 'levels'),
    sounds: header.sounds.map((place, i) => {
      const { name, read } = part(parts, `sound-${i + 1}.wav`);
      return { ...place, pieces: () => readWav(read(), place, name) };
    }),
  };
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

function part(parts: PartFiles, name: string): PartFile {
  const found = parts.get(name);
  if (!found) throw badRecording(`The recording is not complete: ${name} is missing.`);
  return found;
}

async function textOf({ name, read }: PartFile): Promise<string> {
  let text = '';
  const decoder = new Utf8(name);
  for await (const piece of read()) text += decoder.decode(piece);
  return text + decoder.end();
}

async function* eventsOf(
  file: PartFile,
  header: RecordingHeader,
  redactor: Redactor,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
  const pacer = new Pacer(signal);
  const replayCheck = new ReplayCheck(header);
  let events = 0;
  let newestAt = -Infinity;
  for await (const line of linesOf(file)) {
    const event = eventOfLine(line, ++events, redactor);
    if (event.at < newestAt - MAX_BACK_MS) throw badRecording(`Event ${events} is not in order.`);
    if (events > MAX_EVENTS) throw badRecording(`There are more than ${MAX_EVENTS} events.`);
    newestAt = Math.max(newestAt, event.at);
    replayCheck.follow(event);
    yield event;
    await pacer.yieldIfBusy();
  }
}

/** The lines that are not blank. */
async function* linesOf({ name, read }: PartFile): AsyncGenerator<string> {
  const decoder = new Utf8(name);
  let rest = '';
  for await (const piece of read()) {
    const lines = (rest + decoder.decode(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
    if (rest.length > 2 * MAX_LINE) throw badRecording(`A line of ${name} is too long.`);
  }
  rest += decoder.end();
  if (rest.trim() !== '') yield rest;
}

async function* rowsOf({ name, bytes, read }: PartFile, rows: RowPart): AsyncGenerator<Float64Array<ArrayBuffer>> {
  if (bytes % Float64Array.BYTES_PER_ELEMENT !== 0) throw badRecording(`${name} ends in the middle of a number.`);
  const check = new RowCheck(rows);
  const reader = new ByteReader(read());
  try {
    for (;;) {
      const { buffer } = await reader.take(CHUNK * ROW_BYTES);
      if (buffer.byteLength === 0) return;
      const taken = new Float64Array(buffer);
      check.next(taken);
      yield taken;
    }
  } finally {
    await reader.close();
  }
}

class Utf8 {
  readonly #name: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(name: string) {
    this.#name = name;
  }

  decode(bytes: Uint8Array): string {
    return this.#run(() => this.#decoder.decode(bytes, { stream: true }));
  }

  end(): string {
    return this.#run(() => this.#decoder.decode());
  }

  #run(decode: () => string): string {
    try {
      return decode();
    } catch (error) {
      throw badRecording(`${this.#name} is not UTF-8 text.`, error);
    }
  }
}
