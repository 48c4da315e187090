import { badRecording } from '../schema/parsing.js';
import type { RecordedSound, SoundPlace } from './recording.js';
import type { Part, RecordingStore } from './recording-store.js';

/** Seconds of a stretch that follow each other, by their numbers. */
interface Run {
  readonly from: number;
  to: number;
}

/** Less is missing where a stretch ends between two seconds. */
const MIN_MISSING_SECS = 1;

/** The sound of a recording as far as it is there: where a second is missing, another stretch begins. */
export async function storedSounds(
  store: RecordingStore,
  id: string,
  places: readonly SoundPlace[],
): Promise<{ readonly sounds: RecordedSound[]; readonly missingSecs: number }> {
  const sounds: RecordedSound[] = [];
  let missingSecs = 0;
  for (const [stretch, place] of places.entries()) {
    const part: Part = `sound-${stretch}`;
    const seconds = await store.chunkNumbers(id, part);
    const last = seconds.at(-1);
    const lastLength = last === undefined ? 0 : lengthOf(await store.chunk(id, part, last));
    const found = runsOf(seconds).map((run) =>
      soundOf(store, id, part, place, run, run.to === last ? lastLength : null),
    );
    const length = found.reduce((sum, sound) => sum + sound.length, 0);
    missingSecs += Math.max(0, place.length - length) / place.sampleRate;
    sounds.push(...found.filter((sound) => sound.length > 0));
  }
  return { sounds, missingSecs: missingSecs < MIN_MISSING_SECS ? 0 : Math.round(missingSecs) };
}

function runsOf(seconds: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const second of seconds) {
    const run = runs.at(-1);
    if (run?.to === second - 1) run.to = second;
    else runs.push({ from: second, to: second });
  }
  return runs;
}

function soundOf(
  store: RecordingStore,
  id: string,
  part: Part,
  { at, startMs, sampleRate }: SoundPlace,
  { from, to }: Run,
  lastLength: number | null,
): RecordedSound {
  const endLength = lastLength ?? sampleRate;
  return {
    at: at + from * 1000,
    startMs: startMs + from * 1000,
    sampleRate,
    length: (to - from) * sampleRate + endLength,
    async *pieces() {
      for (let second = from; second <= to; second++) {
        const samples = (second === to ? endLength : sampleRate) * 2;
        const piece = await store.chunk(id, part, second);
        if (!(piece instanceof Int16Array)) throw badRecording('Some of the sound has been deleted meanwhile.');
        // What IndexedDB gives back lies in a buffer of its own; a second that has grown since is cut.
        if (piece.length >= samples) yield piece.subarray(0, samples) as Int16Array<ArrayBuffer>;
        else yield Int16Array.from({ length: samples }, (_, i) => piece[i] ?? 0);
      }
    },
  };
}

function lengthOf(chunk: unknown): number {
  return chunk instanceof Int16Array ? Math.floor(chunk.length / 2) : 0;
}
