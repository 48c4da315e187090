import type { TurnEvent } from 'avatar-ptt/headless';
import { KNOWN_FIELDS, KNOWN_WORDS, NUMBER_FIELDS, WORD_FIELDS } from '../redaction/known-words.js';
import type { Recording } from './recording.js';

/** What an event of ours is about, in words that its parser has checked. */
const CHECKED = /^(?:type|source|mode|detector|direction|role)$/;
const ID = /(?:id|identity|sender)$/i;
const SOURCE = 'avatar-ptt';
const WITHHELD = /^\[(?:\d+ characters|number|id \d+|field \d+|redacted(?: \d+)?)\]$/;

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
    if (CHECKED.test(key) || (key === 'reason' && type !== 'detector-changed')) return text;
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
