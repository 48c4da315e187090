import { Breath } from './breath.js';
import type { FilePart, Work } from './file-part.js';

/** A part as one file. @throws the signal's reason when the work is given up. */
export async function wholeFile(part: FilePart, type: string, { signal, progress }: Work): Promise<Blob> {
  const breath = new Breath(signal);
  const pieces: BlobPart[] = [];
  let doneBytes = 0;
  for await (const piece of part.pieces()) {
    pieces.push(piece);
    doneBytes += piece.length;
    progress(Math.min(1, doneBytes / (part.bytes + 1)));
    await breath.taken();
  }
  return new Blob(pieces, { type });
}

/** Writes each part as a file of its own into a folder. @throws DOMException when the browser does not let it. */
export async function saveInto(
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

/** A name that every file system takes. */
export function fileNameOf(name: string, ending: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\w\- ]+/g, '')
    .trim()
    .replace(/\s+/g, '-')
    .slice(0, 60);
  return `${plain || 'conversation'}${ending}`;
}
