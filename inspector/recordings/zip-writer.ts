import { deflateSync, Zip, ZipPassThrough, type AsyncFlateStreamHandler, type ZipInputFile } from 'fflate';
import { Pacer } from '../model/pacer.js';
import { badRecording } from '../schema/parsing.js';
import type { FilePart, Work } from './recording-parts.js';
import { crc32 } from './zip-reader.js';

/** What a zip file of the plain kind can hold. */
const MAX_BYTES = 4_000_000_000;
// The same recording gives the same file, whenever it is made: this is the earliest date that a zip file knows.
const DATE = new Date(1980, 0, 1);
const DEFLATED = 8;
/** More effort makes random digits hardly smaller. */
const LEVEL = 1;

/**
 * The parts in one zip file. @throws AvatarPttError `bad-recording` when they are too much for one, and the signal's
 * reason when the work is cancelled.
 */
export async function zipFile(parts: readonly FilePart[], { signal, progress }: Work): Promise<Blob> {
  const allBytes = parts.reduce((sum, { bytes }) => sum + bytes, 1);
  if (allBytes > MAX_BYTES) throw badRecording('This is too long for one file: leave the sound out.');
  const pacer = new Pacer(signal);
  const written: Uint8Array<ArrayBuffer>[] = [];
  let doneBytes = 0;
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    written.push(bytes);
  });
  for (const part of parts) {
    const file = part.isCompressed ? new Deflated(part.name) : new ZipPassThrough(part.name);
    file.mtime = DATE;
    zip.add(file);
    for await (const piece of part.pieces()) {
      file.push(piece);
      doneBytes += piece.length;
      progress(Math.min(1, doneBytes / allBytes));
      await pacer.yieldIfBusy();
    }
    file.push(new Uint8Array(0), true);
  }
  zip.end();
  return new Blob(written, { type: 'application/zip' });
}

/**
 * A file that is deflated as a whole. fflate's stream may point before its own beginning where data are zeros.
 * @see https://github.com/101arrowz/fflate/issues/260
 */
class Deflated implements ZipInputFile {
  readonly filename: string;
  readonly compression = DEFLATED;
  mtime = DATE;
  size = 0;
  crc = 0;
  ondata?: AsyncFlateStreamHandler;
  #pieces: Uint8Array<ArrayBuffer>[] = [];

  constructor(filename: string) {
    this.filename = filename;
  }

  push(piece: Uint8Array<ArrayBuffer>, isLast = false): void {
    this.#pieces.push(piece);
    this.size += piece.length;
    this.crc = crc32(piece, this.crc);
    if (isLast) this.ondata?.(null, deflateSync(this.#whole(), { level: LEVEL }), true);
  }

  #whole(): Uint8Array {
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
