import type { TurnEvent } from 'avatar-ptt/headless';
import { KNOWN_FIELDS, KNOWN_WORDS, NUMBER_FIELDS, WORD_FIELDS } from '../redaction/known-words.js';
import type { Recording } from './recording.js';

/** What of a recording is exported. */
export interface ExportOptions {
  readonly withSound: boolean;
  /** What was said, as text; without, only its length. */
  readonly withTexts: boolean;
}

/** What an event of ours is about, in words that its parser has checked. */
const CHECKED = /^(?:type|source|mode|detector|direction|role)$/;
const ID = /(?:id|identity|sender)$/i;
const SOURCE = 'avatar-ptt';
const WITHHELD = /^\[(?:\d+ characters|number|id \d+|field \d+|redacted(?: \d+)?)\]$/;
const REMOVED = /\[redacted(?: \d+)?\]|\[(?:\d+ characters|number|id \d+)\]|\[owner\]/g;
const MAX_PLACES = 6;

/** A recording as it is exported. */
export function exported(recording: Recording, { withSound, withTexts }: ExportOptions): Recording {
  const content = withTexts ? recording : withoutTexts(recording);
  return withSound ? content : { ...content, header: { ...content.header, sounds: [] }, sounds: [] };
}

/**
 * A recording without what was said: texts are replaced by their length, those of errors, which may quote people, and the
 * names of devices with them. Nobody knows where in a foreign message the words are, so what stays of one is what the
 * lists know. The machine decides nothing by the rest; which ids are the same can still be seen.
 */
export function withoutTexts({ header, events, ...rest }: Recording): Recording {
  const withheld = new Withheld();
  const { initial, source } = header;
  return {
    ...rest,
    header: {
      ...header,
      source: source === SOURCE ? source : lengthOf(source),
      initial: initial && { ...initial, deviceId: withheld.id(initial.deviceId) },
    },
    events: events.map((event) => withheld.event(event)),
  };
}

/** What was removed from a recording, for the person who shares it: how often, and where. Empty when nothing was. */
export function removedText(recording: Recording, options: ExportOptions): string {
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
  const parts = [...counts].filter(([, places]) => places.size > 0).map(([kind, places]) => placesText(kind, places));
  return parts.length === 0 ? '' : `Removed: ${parts.join('; ')}.`;
}

class Withheld {
  readonly #ids = new Map<string, number>();
  readonly #fields = new Map<string, number>();

  event(event: TurnEvent): TurnEvent {
    const fields = Object.entries(event).map(([key, value]: [string, unknown]) => {
      if (key === 'raw') return [key, this.#message(value, '')];
      return [key, typeof value === 'string' ? this.#ownText(value, key, event.type) : value];
    });
    // Texts have become other texts, and nothing else has changed.
    return Object.fromEntries(fields) as TurnEvent;
  }

  id(text: string): string {
    return text === '' || WITHHELD.test(text) ? text : `[id ${numberOf(this.#ids, text)}]`;
  }

  #ownText(text: string, key: string, type: TurnEvent['type']): string {
    if (key === 'deviceId') return this.id(text);
    // The one reason that is a sentence is that of the detector.
    if (CHECKED.test(key) || (key === 'reason' && type !== 'detector-changed' && type !== 'analyzer-changed'))
      return text;
    return (key === 'code' || key === 'effect') && KNOWN_WORDS.has(text) ? text : lengthOf(text);
  }

  #message(value: unknown, key: string): unknown {
    if (typeof value === 'string') return this.#text(value, key);
    if (typeof value === 'number') return this.#number(value, key);
    if (Array.isArray(value)) return value.map((item: unknown) => this.#message(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.#name(name), this.#message(item, name)]),
    );
  }

  #text(text: string, key: string): string {
    if (KNOWN_FIELDS.has(key) && ID.test(key)) return this.id(text);
    return WORD_FIELDS.has(key) && KNOWN_WORDS.has(text) ? text : lengthOf(text);
  }

  #number(value: number, key: string): number | string {
    if (NUMBER_FIELDS.has(key)) return value;
    return KNOWN_FIELDS.has(key) && ID.test(key) ? this.id(String(value)) : '[number]';
  }

  #name(name: string): string {
    return KNOWN_FIELDS.has(name) || WITHHELD.test(name) ? name : `[field ${numberOf(this.#fields, name)}]`;
  }
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const number = numbers.get(text) ?? numbers.size + 1;
  numbers.set(text, number);
  return number;
}

function lengthOf(text: string): string {
  return text === '' || WITHHELD.test(text) ? text : `[${text.length} characters]`;
}

function look(value: object, place: string, count: (kind: string, place: string) => void): void {
  JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'string') {
      for (const [marker] of item.matchAll(REMOVED))
        count(kindOf(marker), key === '' || /^\d+$/.test(key) ? place : `${place} ${key}`);
    }
    return item;
  });
}

function kindOf(marker: string): string {
  if (marker === '[owner]') return 'owner of a device';
  return marker.startsWith('[redacted') ? 'secret' : 'text';
}

function placesText(kind: string, places: ReadonlyMap<string, number>): string {
  const sorted = [...places].sort(([, a], [, b]) => b - a);
  const sum = sorted.reduce((all, [, times]) => all + times, 0);
  const named = sorted.slice(0, MAX_PLACES).map(([place, times]) => `${place} ${times}`);
  const more = sorted.length > MAX_PLACES ? [`${sorted.length - MAX_PLACES} more places`] : [];
  return `${sum} × ${kind} (${[...named, ...more].join(', ')})`;
}
