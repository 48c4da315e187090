import { Pacer } from '../model/pacer.js';
import { chromeTrace } from './chrome-trace.js';
import { conversationWav } from './conversation-wav.js';
import { partsOf, type FilePart, type Work } from './recording-parts.js';
import { exported, type ExportOptions } from './export-content.js';
import type { Recording } from './recording.js';
import { zipFile } from './zip-writer.js';

/** One file that opens in the inspector, a trace that opens in Perfetto, a sound file. */
export type FileFormat = 'zip' | 'trace' | 'wav';

/** Devices of Windows, whatever ending follows. */
const RESERVED = /^(?:con|prn|aux|nul|conin|conout|(?:com|lpt)[0-9])$/i;
/** A file system takes 255 bytes at most, an encrypted one 143. */
const MAX_NAME_BYTES = 120;

/** A recording as a file; the same recording gives the same bytes. @throws AvatarPttError `bad-recording`. */
export async function exportFile(
  recording: Recording,
  format: FileFormat,
  options: ExportOptions,
  work: Work,
): Promise<File> {
  const { name } = recording.header;
  const content = exported(recording, options);
  const file = (blob: Blob, ending: string): File => new File([blob], fileNameOf(name, ending), { type: blob.type });
  switch (format) {
    case 'zip':
      return file(await zipFile(partsOf(content), work), '.zip');
    case 'trace':
      return file(await wholeFile(chromeTrace(content), 'application/json', work), '.trace.json');
    case 'wav':
      return file(await wholeFile(conversationWav(content), 'audio/wav', work), '.wav');
  }
}

/** A recording as a folder of the files that the zip file would hold. @throws DOMException when the folder refuses. */
export async function exportFolder(
  recording: Recording,
  folder: FileSystemDirectoryHandle,
  options: ExportOptions,
  work: Work,
): Promise<void> {
  await saveInto(folder, partsOf(exported(recording, options)), work);
}

/** A name that every file system takes, in the letters of its own script; Latin ones without their marks. */
export function fileNameOf(name: string, ending: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_\- ]+/gu, '')
    // A mark alone shows nothing.
    .replace(/^[\p{M}\s]+/u, '')
    .trim()
    .replace(/\s+/g, '-');
  const short = shortened(plain);
  return `${RESERVED.test(short) ? `${short}-` : short || 'conversation'}${ending}`;
}

/** A part as one file. @throws the signal's reason when the work is cancelled. */
async function wholeFile(part: FilePart, type: string, { signal, progress }: Work): Promise<Blob> {
  const pacer = new Pacer(signal);
  const pieces: BlobPart[] = [];
  let doneBytes = 0;
  for await (const piece of part.pieces()) {
    pieces.push(piece);
    doneBytes += piece.length;
    progress(Math.min(1, doneBytes / (part.bytes + 1)));
    await pacer.yieldIfBusy();
  }
  return new Blob(pieces, { type });
}

/** Writes each part as a file of its own into a folder. @throws DOMException when the browser does not let it. */
async function saveInto(
  folder: FileSystemDirectoryHandle,
  parts: readonly FilePart[],
  { signal, progress }: Work,
): Promise<void> {
  const allBytes = parts.reduce((sum, { bytes }) => sum + bytes, 1);
  let doneBytes = 0;
  for (const part of parts) {
    const handle = await folder.getFileHandle(part.name, { create: true });
    const file = await handle.createWritable();
    for await (const piece of part.pieces()) {
      signal.throwIfAborted();
      await file.write(piece);
      doneBytes += piece.length;
      progress(Math.min(1, doneBytes / allBytes));
    }
    await file.close();
  }
}

function shortened(name: string): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  let short = '';
  for (const character of name) {
    bytes += encoder.encode(character).length;
    if (bytes > MAX_NAME_BYTES) break;
    short += character;
  }
  return short;
}
