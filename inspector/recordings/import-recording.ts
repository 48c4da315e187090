import { Breath } from './breath.js';
import { CHUNK } from './chunks.js';
import type { Work } from './file-part.js';
import { newId } from './new-id.js';
import { partFiles, type PartFiles } from './part-files.js';
import { readParts } from './read-parts.js';
import { ROW, spanOf, turnOf, type Recording } from './recording.js';
import { bytesOf, type Chunk, type KeptRecording, type Part, type Shelf } from './shelf.js';

/**
 * Takes a recording in from outside: one zip file, or the parts of one. Nothing stays when it is refused or given up.
 * @throws AvatarPttError `bad-recording`, saying what is wrong; RangeError when there is no room for it; the signal's
 * reason when it was given up.
 */
export async function importRecording(files: readonly File[], shelf: Shelf, work: Work): Promise<KeptRecording> {
  const parts = watched(await partFiles(files), work);
  return keepRecording(await readParts(parts, work.signal), shelf, work.signal);
}

/** Puts a recording on the shelf under a new id, all of it or nothing. */
async function keepRecording(recording: Recording, shelf: Shelf, signal: AbortSignal): Promise<KeptRecording> {
  const kept: KeptRecording = {
    id: newId(),
    header: recording.header,
    events: recording.events.length,
    turns: new Set(recording.events.map(turnOf).filter((turnId) => turnId !== null)).size,
    lengthMs: lengthOf(recording),
    bytes: 0,
  };
  const breath = new Breath(signal);
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(kept.id, recording)) {
      bytes += bytesOf(chunk[1]);
      await shelf.put({ ...kept, bytes }, [chunk]);
      await breath.taken();
    }
    await shelf.put({ ...kept, bytes });
  } catch (error) {
    await shelf.remove(kept.id);
    throw error;
  }
  return { ...kept, bytes };
}

async function* chunksOf(id: string, { events, frames, levels, sounds }: Recording): AsyncGenerator<Chunk> {
  for (let at = 0; at < events.length; at += CHUNK) {
    const lines = events.slice(at, at + CHUNK).map((event) => `${JSON.stringify(event)}\n`);
    yield [[id, 'events', at / CHUNK], lines.join('')];
  }
  const tables: [Part, Float64Array][] = [
    ['frames', frames],
    ['levels', levels],
  ];
  for (const [part, rows] of tables) {
    const step = CHUNK * ROW;
    for (let at = 0; at < rows.length; at += step) yield [[id, part, at / step], rows.slice(at, at + step)];
  }
  for (const [stretch, sound] of sounds.entries()) {
    let second = 0;
    for await (const piece of sound.pieces()) yield [[id, `sound-${stretch}`, second++], piece];
  }
}

function lengthOf(recording: Recording): number {
  const [from, to] = spanOf(recording) ?? [0, 0];
  return to - from;
}

/** The same parts, which tell how much of them all has been read. */
function watched(parts: PartFiles, { signal, progress }: Work): PartFiles {
  const all = [...parts.values()];
  const allBytes = all.reduce((sum, { bytes }) => sum + bytes, 1);
  let doneBytes = 0;
  return new Map(
    all.map((part) => [
      part.name,
      {
        ...part,
        async *read() {
          for await (const piece of part.read()) {
            signal.throwIfAborted();
            doneBytes += piece.length;
            progress(Math.min(1, doneBytes / allBytes));
            yield piece;
          }
        },
      },
    ]),
  );
}
