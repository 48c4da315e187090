import type { TurnEvent } from 'avatar-ptt/headless';
import type { Pacer } from '../model/pacer.js';
import { turnEvent } from './event-schema.js';
import { parseJson } from './parsing.js';
import type { Redactor } from '../redaction/redactor.js';

/** Characters; an event that is longer as a line loses its raw message: whoever reads it has to hold a whole line in memory. */
export const MAX_LINE = 1_000_000;

/**
 * An event as a line of JSON, without secrets. One that no recording may hold (a provider of somebody's own may send
 * anything) becomes a `tick` that carries it.
 */
export function lineOfEvent(event: TurnEvent, redactor: Redactor): string {
  const stored = storable(event, redactor);
  const line = JSON.stringify(stored);
  if (line.length <= MAX_LINE) return line;
  return JSON.stringify({ ...stored, raw: `[left out: ${line.length} characters]` });
}

/** The event in a line. @throws AvatarPttError `bad-recording`, naming the line. */
export function eventOfLine(line: string, number: number, redactor: Redactor): TurnEvent {
  const path = `Event ${number}`;
  return turnEvent(redactor.copy(parseJson(line, path)), path);
}

/** A line without the secrets that were only named after it. */
export function cleanLine(line: string, redactor: Redactor): string {
  return redactor.holdsKnown(line) ? JSON.stringify(eventOfLine(line, 1, redactor)) : line;
}

/** Events without the secrets that were only named after them. */
export async function cleanEvents(
  events: readonly TurnEvent[],
  redactor: Redactor,
  pacer: Pacer,
): Promise<TurnEvent[]> {
  const clean: TurnEvent[] = [];
  for (const event of events) {
    // To look is many times quicker than to copy and to check, and most events hold none.
    const isClean = redactor.known === 0 || !redactor.holdsKnown(JSON.stringify(event));
    clean.push(isClean ? event : turnEvent(redactor.copy(event), 'event'));
    await pacer.yieldIfBusy();
  }
  return clean;
}

/** An event as it may be stored and sent to others: without secrets, and as plain data. */
export function storable(event: TurnEvent, redactor: Redactor): TurnEvent {
  const copy = redactor.copy(event);
  try {
    return turnEvent(copy, 'event');
  } catch {
    // Kept rather than left out: the states after it are numbered by it, and a person may want to see what came.
    return { type: 'tick', at: Number.isFinite(event.at) ? event.at : 0, raw: { unreadable: copy } };
  }
}
