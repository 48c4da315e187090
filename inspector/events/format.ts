import { clockText } from '../model/time-text.js';

/** What the time column counts from: the first record, midnight, or the row before. */
export const CLOCKS = ['relative', 'absolute', 'delta'] as const;
export type EventClock = (typeof CLOCKS)[number];

/** What times are told from; page times in ms. */
export interface ClockBase {
  readonly startAt: number;
  /** Of the row before; null for the first. */
  readonly previousAt: number | null;
  /** Unix time of page time 0, ms. */
  readonly timeOriginMs: number;
}

/** A page time to the millisecond, as the clock tells it: `0:12.345`, `14:57:06.123` or `+0.4`. */
export function timeText(clock: EventClock, at: number, { startAt, previousAt, timeOriginMs }: ClockBase): string {
  if (!Number.isFinite(at)) return '–';
  switch (clock) {
    case 'relative':
      // Whole milliseconds: nothing is less than a half before the start.
      return clockText(Math.round(at - startAt));
    case 'absolute':
      return wallTime(new Date(timeOriginMs + at));
    case 'delta':
      return previousAt === null ? '–' : signed(at - previousAt);
  }
}

function wallTime(date: Date): string {
  if (Number.isNaN(date.getTime())) return '–';
  const [hours, minutes, secs] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad);
  return `${hours ?? ''}:${minutes ?? ''}:${secs ?? ''}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function signed(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(1)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

const format = new Intl.NumberFormat('en');

/** A whole number with marks between the thousands: `12,345`. */
export function counted(count: number): string {
  return format.format(count);
}

/** How much of a value is written out; what is beyond is counted. */
export interface Bounds {
  readonly depth: number;
  /** Entries of one list or object. */
  readonly entries: number;
  /** Characters of one text. */
  readonly chars: number;
  /** Lines in all. */
  readonly lines: number;
}

const READABLE: Bounds = { depth: 8, entries: 200, chars: 2000, lines: 2000 };

/**
 * A value as indented JSON for people to read, whatever it holds: what is long or deep is cut, with a note, and what JSON
 * does not know is named.
 */
export function formatValue(value: unknown, bounds: Partial<Bounds> = {}): string {
  return new Writer({ ...READABLE, ...bounds }).write(value);
}

class Writer {
  readonly #bounds: Bounds;
  #lines = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  write(value: unknown, depth = 0): string {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : String(value);
    if (Array.isArray(value)) return this.#list(value, depth);
    const name = nameOf(value);
    return name === 'Object' ? this.#object(value, depth) : `[${name}${sizeIn(value)}]`;
  }

  #text(text: string): string {
    const { chars } = this.#bounds;
    if (text.length <= chars) return JSON.stringify(text);
    return `${JSON.stringify(text.slice(0, chars))} … ${counted(text.length - chars)} more characters`;
  }

  #list(list: readonly unknown[], depth: number): string {
    return this.#block('[', ']', depth, list.length, (i) => this.write(list[i], depth + 1));
  }

  #object(value: object, depth: number): string {
    const keys = Object.keys(value);
    return this.#block('{', '}', depth, keys.length, (i) => {
      const key = keys[i] ?? '';
      return `${this.#text(key)}: ${this.write(valueOf(value, key), depth + 1)}`;
    });
  }

  #block(open: string, close: string, depth: number, length: number, entry: (index: number) => string): string {
    if (length === 0) return open + close;
    if (depth >= this.#bounds.depth) return `${open} … ${counted(length)} entries, too deep to show ${close}`;
    const indent = '  '.repeat(depth + 1);
    const lines: string[] = [];
    while (lines.length < Math.min(length, this.#bounds.entries) && this.#lines < this.#bounds.lines) {
      this.#lines++;
      lines.push(indent + entry(lines.length));
    }
    const left = length - lines.length;
    const rest = left > 0 ? `\n${indent}… ${counted(left)} more` : '';
    return `${open}\n${lines.join(',\n')}${rest}\n${'  '.repeat(depth)}${close}`;
  }
}

function nameOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function sizeIn(value: object): string {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return ` ${counted(value.byteLength)} bytes`;
  return value instanceof Blob ? ` ${counted(value.size)} bytes` : '';
}

// What a backend's library hands over may answer with an error.
function valueOf(value: object, key: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>>)[key];
  } catch (error) {
    return `[threw ${String(error)}]`;
  }
}
