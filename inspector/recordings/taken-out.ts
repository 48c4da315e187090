import type { Recording } from './recording.js';
import { exported, type ExportOptions } from './recording-parts.js';

const TAKEN_OUT = /\[redacted(?: \d+)?\]|\[(?:\d+ characters|number|id \d+)\]|\[owner\]/g;
const MAX_PLACES = 6;

/** What is not in a recording, for the person who gives it away: how often, and where. Empty when nothing was taken out. */
export function takenOut(recording: Recording, options: ExportOptions): string {
  const { header, events } = exported(recording, options);
  const counts = new Map<string, Map<string, number>>([
    ['secret', new Map()],
    ['text', new Map()],
    ['owner of a device', new Map()],
  ]);
  const count = (kind: string, place: string): void => {
    const places = counts.get(kind);
    places?.set(place, (places.get(place) ?? 0) + 1);
  };
  const { name, source, initial } = header;
  look({ name, source, initial }, 'header', count);
  for (const event of events) look(event, event.type, count);
  const parts = [...counts].filter(([, places]) => places.size > 0).map(([kind, places]) => told(kind, places));
  return parts.length === 0 ? '' : `Taken out: ${parts.join('; ')}.`;
}

function look(value: object, place: string, count: (kind: string, place: string) => void): void {
  JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'string') {
      for (const [marker] of item.matchAll(TAKEN_OUT))
        count(kindOf(marker), key === '' || /^\d+$/.test(key) ? place : `${place} ${key}`);
    }
    return item;
  });
}

function kindOf(marker: string): string {
  if (marker === '[owner]') return 'owner of a device';
  return marker.startsWith('[redacted') ? 'secret' : 'text';
}

function told(kind: string, places: ReadonlyMap<string, number>): string {
  const sorted = [...places].sort(([, a], [, b]) => b - a);
  const sum = sorted.reduce((all, [, times]) => all + times, 0);
  const named = sorted.slice(0, MAX_PLACES).map(([place, times]) => `${place} ${times}`);
  const more = sorted.length > MAX_PLACES ? [`${sorted.length - MAX_PLACES} more places`] : [];
  return `${sum} × ${kind} (${[...named, ...more].join(', ')})`;
}
