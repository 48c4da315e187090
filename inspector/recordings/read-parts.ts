import type { TurnEvent } from 'avatar-ptt/headless';
import { Breath } from './breath.js';
import { checkLife } from './check-life.js';
import { cleanEvents, eventOfLine, LONGEST_LINE } from './event-lines.js';
import { bytesOf } from './file-part.js';
import { parseHeader } from './header-schema.js';
import { badRecording, parseJson } from './parsing.js';
import type { PartFile, PartFiles } from './part-files.js';
import type { RecordedSound, Recording, SoundPlace } from './recording.js';
import { Redactor } from './redactor.js';
import { checkRows } from './rows.js';
import { FRAME_BYTES, parseWavHeader, SAMPLES_AT } from './wav.js';

const MOST_EVENTS = 1_000_000;
/** A press carries the moment of the finger, which may lie before what the page has told since. */
const MOST_BACK_MS = 60_000;
/** Of sound that is read at once: about as much as the shelf keeps in one chunk. */
const PIECE_MS = 1000;

/** A recording out of its parts, checked. @throws AvatarPttError `bad-recording`, saying what is wrong where. */
export async function readParts(parts: PartFiles, signal: AbortSignal): Promise<Recording> {
  const redactor = new Redactor();
  const header = parseHeader(parseJson(await textOf(part(parts, 'header.json')), 'header.json'), redactor);
  const events = await eventsOf(part(parts, 'events.ndjson'), redactor, signal);
  await checkLife(events, header, signal);
  return {
    header: parseHeader(header, redactor),
    events: await cleanEvents(events, redactor, new Breath(signal)),
    frames: checkRows(await rowsOf(part(parts, 'frames.bin')), 'frames'),
    levels: checkRows(await rowsOf(part(parts, 'levels.bin')), 'levels'),
    sounds: header.sounds.map((place, i) => soundOf(part(parts, `sound-${i + 1}.wav`), place)),
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

async function eventsOf({ name, read }: PartFile, redactor: Redactor, signal: AbortSignal): Promise<TurnEvent[]> {
  const events: TurnEvent[] = [];
  const decoder = new Utf8(name);
  const breath = new Breath(signal);
  let newestAt = -Infinity;
  const take = async (line: string): Promise<void> => {
    const event = eventOfLine(line, events.length + 1, redactor);
    if (event.at < newestAt - MOST_BACK_MS) throw badRecording(`Event ${events.length + 1} is not in order.`);
    if (events.length === MOST_EVENTS) throw badRecording(`There are more than ${MOST_EVENTS} events.`);
    newestAt = Math.max(newestAt, event.at);
    events.push(event);
    await breath.taken();
  };
  let rest = '';
  for await (const piece of read()) {
    const lines = (rest + decoder.decode(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) await take(line);
    if (rest.length > 2 * LONGEST_LINE) throw badRecording(`Event ${events.length + 1} is too long.`);
  }
  rest += decoder.end();
  if (rest !== '') await take(rest);
  return events;
}

async function rowsOf({ name, bytes, read }: PartFile): Promise<Float64Array<ArrayBuffer>> {
  if (bytes % Float64Array.BYTES_PER_ELEMENT !== 0) throw badRecording(`${name} ends in the middle of a number.`);
  const rows = new Float64Array(bytes / Float64Array.BYTES_PER_ELEMENT);
  const all = bytesOf(rows);
  let at = 0;
  for await (const piece of read()) {
    all.set(piece, at);
    at += piece.length;
  }
  return rows;
}

function soundOf(file: PartFile, place: SoundPlace): RecordedSound {
  const { name } = file;
  if (file.bytes !== SAMPLES_AT + place.length * FRAME_BYTES)
    throw badRecording(`${name} is not as long as it should be.`);
  return {
    ...place,
    async *pieces() {
      const pieces = inPieces(file.read(), SAMPLES_AT, Math.round((place.sampleRate * PIECE_MS) / 1000) * FRAME_BYTES);
      const head = (await pieces.next()).value ?? new Uint8Array(0);
      const { sampleRate, length } = parseWavHeader(head, name);
      const isAsTold = sampleRate === place.sampleRate && length === place.length;
      if (!isAsTold) throw badRecording(`${name} is not the sound that the header tells of.`);
      for await (const piece of pieces) yield new Int16Array(piece.buffer);
    },
  };
}

/** The same bytes: first so many, then pieces of one length, each in a buffer of its own. */
async function* inPieces(
  stream: AsyncIterable<Uint8Array>,
  firstBytes: number,
  pieceBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  let piece = new Uint8Array(firstBytes);
  let filled = 0;
  for await (const bytes of stream) {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + piece.length - filled);
      piece.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < piece.length) continue;
      yield piece;
      piece = new Uint8Array(pieceBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.slice(0, filled);
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
      throw badRecording(`${this.#name} is no text.`, error);
    }
  }
}
