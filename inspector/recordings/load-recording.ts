import type { TurnEvent } from 'avatar-ptt/headless';
import { Breath } from './breath.js';
import { checkLife } from './check-life.js';
import { cleanEvents, eventOfLine } from './event-lines.js';
import { parseHeader } from './header-schema.js';
import { badRecording } from './parsing.js';
import type { RecordedSound, Recording, SoundPlace } from './recording.js';
import { Redactor } from './redactor.js';
import { checkRows } from './rows.js';
import type { KeptRecording, Shelf } from './shelf.js';

/** A recording off the shelf, checked like one from anywhere else. @throws AvatarPttError `bad-recording`. */
export async function loadRecording(shelf: Shelf, { id, header: kept }: KeptRecording): Promise<Recording> {
  const redactor = new Redactor();
  const header = parseHeader(kept, redactor);
  const events: TurnEvent[] = [];
  const breath = new Breath();
  for (const chunk of await shelf.chunks(id, 'events')) {
    for (const line of String(chunk).split('\n')) {
      if (line !== '') events.push(eventOfLine(line, events.length + 1, redactor));
      await breath.taken();
    }
  }
  await checkLife(events, header);
  return {
    header: parseHeader(header, redactor),
    events: await cleanEvents(events, redactor, breath),
    frames: checkRows(joined(await shelf.chunks(id, 'frames')), 'frames'),
    levels: checkRows(joined(await shelf.chunks(id, 'levels')), 'levels'),
    sounds: header.sounds.map((place, i) => soundOnShelf(shelf, id, i, place)),
  };
}

function joined(chunks: readonly unknown[]): Float64Array<ArrayBuffer> {
  const rows = chunks.filter((chunk) => chunk instanceof Float64Array);
  const all = new Float64Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of rows) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function soundOnShelf(shelf: Shelf, id: string, stretch: number, place: SoundPlace): RecordedSound {
  return {
    ...place,
    async *pieces() {
      for (let left = place.length, second = 0; left > 0; second++) {
        const piece = await shelf.chunk(id, `sound-${stretch}`, second);
        if (!(piece instanceof Int16Array) || piece.length === 0) throw badRecording('Some of the sound is missing.');
        // What IndexedDB gives back lies in a buffer of its own.
        yield piece.subarray(0, left * 2) as Int16Array<ArrayBuffer>;
        left -= piece.length / 2;
      }
    },
  };
}
