import type { TurnEvent } from 'avatar-ptt/headless';
import { turnEvent } from './event-schema.js';
import { parseJson } from './parsing.js';
import type { Redactor } from './redactor.js';

/** An event that is longer as a line loses its raw message. */
export const LONGEST_LINE = 1_000_000;

/**
 * An event as a line of JSON, without secrets. One that no recording may hold (a provider of somebody's own may send
 * anything) becomes a `tick` that carries it.
 */
export function lineOfEvent(event: TurnEvent, redactor: Redactor): string {
  const kept = storable(event, redactor);
  const line = JSON.stringify(kept);
  if (line.length <= LONGEST_LINE) return line;
  return JSON.stringify({ ...kept, raw: `[left out: ${line.length} characters]` });
}

/** The event in a line. @throws AvatarPttError `bad-recording`, naming the line. */
export function eventOfLine(line: string, number: number, redactor: Redactor): TurnEvent {
  const path = `Event ${number}`;
  return turnEvent(redactor.copy(parseJson(line, path)), path);
}

function storable(event: TurnEvent, redactor: Redactor): TurnEvent {
  const copy = redactor.copy(event);
  try {
    return turnEvent(copy, 'event');
  } catch {
    return { type: 'tick', at: Number.isFinite(event.at) ? event.at : 0, raw: { unreadable: copy } };
  }
}
