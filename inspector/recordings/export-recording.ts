import { chromeTrace } from './chrome-trace.js';
import { conversationWav } from './conversation-wav.js';
import type { Work } from './file-part.js';
import type { Recording } from './recording.js';
import { exported, partsOf, type ExportOptions } from './recording-parts.js';
import { fileNameOf, saveInto, wholeFile } from './save-file.js';
import { zipFile } from './zip-file.js';

/** As one file that opens in the inspector, as a trace that opens in Perfetto, as a sound file. */
export type FileFormat = 'zip' | 'trace' | 'wav';

/** A recording as a file; the same recording gives the same bytes. @throws AvatarPttError `bad-recording`. */
export async function exportFile(
  recording: Recording,
  format: FileFormat,
  options: ExportOptions,
  work: Work,
): Promise<File> {
  const { name } = recording.header;
  const leaving = exported(recording, options);
  const file = (blob: Blob, ending: string): File => new File([blob], fileNameOf(name, ending), { type: blob.type });
  switch (format) {
    case 'zip':
      return file(await zipFile(partsOf(leaving), work), '.zip');
    case 'trace':
      return file(await wholeFile(chromeTrace(leaving), 'application/json', work), '.trace.json');
    case 'wav':
      return file(await wholeFile(conversationWav(leaving), 'audio/wav', work), '.wav');
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
