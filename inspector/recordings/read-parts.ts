import type { TurnEvent } from 'avatar-ptt/headless';
import { Pacer } from '../model/pacer.js';
import { ByteReader } from './byte-reader.js';
import { ReplayCheck } from './assert-replayable.js';
import { CHUNK } from './chunks.js';
import { eventOfLine, MAX_LINE } from '../schema/event-lines.js';
import { parseHeader } from './header-schema.js';
import { badRecording, parseJson } from '../schema/parsing.js';
import type { PartFile, PartFiles } from './part-files.js';
import { ROW, type RecordedSound, type RecordingHeader } from './recording.js';
import { Redactor } from '../redaction/redactor.js';
import { RowCheck, type RowPart } from './rows.js';
import { readWav } from './wav-reader.js';

const MAX_EVENTS = 1_000_000;
/** A press carries the moment of the finger, which may lie before what the page has told since. */
const MAX_BACK_MS = 60_000;
const ROW_BYTES = ROW * Float64Array.BYTES_PER_ELEMENT;

/** A recording that is being read: never is more of it in memory than a piece. Iterating checks, and throws. */
export interface PartsReader {
  readonly header: RecordingHeader;
  /** What it knows by the end may stand in the events before. */
  readonly redactor: Redactor;
  readonly events: AsyncIterable<TurnEvent>;
  readonly frames: AsyncIterable<Float64Array<ArrayBuffer>>;
  readonly levels: AsyncIterable<Float64Array<ArrayBuffer>>;
  readonly sounds: readonly RecordedSound[];
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
