import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { Breath } from './breath.js';
import type { FilePart, Work } from './file-part.js';
import { badRecording } from './parsing.js';

/** What a zip file of the plain kind can hold. */
const MOST_BYTES = 4_000_000_000;
// The same recording gives the same file, whenever it is made: this is the earliest date that a zip file knows.
const DATE = new Date(1980, 0, 1);

/**
 * The parts in one zip file. @throws AvatarPttError `bad-recording` when they are too much for one, and the signal's
 * reason when the work is given up.
 */
export async function zipFile(parts: readonly FilePart[], { signal, progress }: Work): Promise<Blob> {
  const allBytes = parts.reduce((sum, { bytes }) => sum + bytes, 1);
  if (allBytes > MOST_BYTES) throw badRecording('This is too long for one file: leave the sound out.');
  const breath = new Breath(signal);
  const written: Uint8Array<ArrayBuffer>[] = [];
  let failure: unknown = null;
  let doneBytes = 0;
  const zip = new Zip((error, bytes) => {
    failure ??= error;
    written.push(bytes);
  });
  for (const part of parts) {
    const file = part.isCompressed ? new ZipDeflate(part.name, { level: 6 }) : new ZipPassThrough(part.name);
    file.mtime = DATE;
    zip.add(file);
    for await (const piece of part.pieces()) {
      // What passes through is kept as it is, and a piece may be a view of something that lives on.
      file.push(piece);
      doneBytes += piece.length;
      progress(Math.min(1, doneBytes / allBytes));
      await breath.taken();
    }
    file.push(new Uint8Array(0), true);
  }
  zip.end();
  if (failure) throw badRecording('The file could not be made.', failure);
  return new Blob(written, { type: 'application/zip' });
}
