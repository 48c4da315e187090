import { cleanLine } from '../schema/event-lines.js';
import type { Redactor } from '../redaction/redactor.js';
import type { Chunk, RecordingStore } from './recording-store.js';

/** The first `count` chunks of events on the shelf that hold what came under its name only after them, written anew without it. */
export async function* cleanedChunks(
  store: RecordingStore,
  id: string,
  count: number,
  redactor: Redactor,
): AsyncGenerator<Chunk> {
  for (let i = 0; i < count; i++) {
    const chunk = await store.chunk(id, 'events', i);
    if (typeof chunk !== 'string' || !redactor.holdsKnown(chunk)) continue;
    const lines = chunk.split('\n').map((line) => line && cleanLine(line, redactor));
    yield [[id, 'events', i], lines.join('\n')];
  }
}
