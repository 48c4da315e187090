import type { SessionRecord } from 'avatar-ptt/headless';
import { subjectOf, turnOf, typeOf, type Row } from './row.js';

/** Characters of one value in a summary; the detail has all of it. */
const MAX_VALUE = 300;
/** Characters of a row that are searched: messages may be large, and the texts of all rows are kept. */
const MAX_LINE = 4000;
/** Shown elsewhere in the row, or only in the detail. */
const APART = new Set(['type', 'at', 'raw', 'turnId']);
/** What explains itself without its name. */
const PLAIN = new Set([
  ...['source', 'reason', 'code', 'message', 'text', 'label', 'mode', 'detector', 'direction', 'effect', 'role'],
]);

/** The fields of a row in one line, in plain words. */
export function summaryOf({ record, part, before }: Row): string {
  const subject = subjectOf(record, part);
  if ('options' in subject && before) return changed(before.options, subject.options);
  if ('role' in subject && 'text' in subject) {
    const isUnfinished = 'final' in subject && subject.final === false;
    return `${shown(subject.role)}: ${shown(subject.text)}${isUnfinished ? ' …' : ''}`;
  }
  return fieldsOf(subject);
}

/** What a filter searches in: all that a row shows, and the message as it came. In lower case, without line breaks. */
export function searchedText(row: Row): string {
  const { record, part } = row;
  const turn = turnOf(record, part);
  const raw = part === 0 ? rawText(record) : '';
  const line = `${typeOf(record, part)} turn ${turn} ${summaryOf(row)} ${raw}`;
  return oneLine(line.slice(0, MAX_LINE).toLowerCase());
}

/** The backend's message of a record as text; empty without one. */
export function rawText({ event }: SessionRecord): string {
  return event.raw === undefined ? '' : textOf(event.raw);
}

/** Anything as text, whatever it holds: strings as they are, everything else as JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    const json: unknown = JSON.stringify(value);
    return typeof json === 'string' ? json : String(value);
  } catch {
    // A cycle, a BigInt or a getter that throws.
    return Object.prototype.toString.call(value);
  }
}

const encoder = new TextEncoder();

/** Bytes of the message as it came, or of the event or effect as JSON. */
export function sizeOf({ event, effects }: SessionRecord, part: number): number {
  const subject = effects[part - 1] ?? event;
  const measured = part === 0 && event.raw !== undefined ? event.raw : subject;
  return measured instanceof ArrayBuffer || ArrayBuffer.isView(measured)
    ? measured.byteLength
    : encoder.encode(textOf(measured)).length;
}

/** One line, whatever it held. */
export function oneLine(text: string): string {
  return text.replace(/[^\S ]+|[\x00-\x1f\x7f-\x9f]+/g, ' ');
}

function changed(before: unknown, after: unknown): string {
  const changes = changesBetween(before, after).map(
    ({ path, before: was, after: is }) => `${path} ${shown(was)} → ${shown(is)}`,
  );
  return changes.join(', ') || 'as before';
}

function fieldsOf(subject: object): string {
  return Object.entries(subject)
    .filter(([key, value]) => value != null && value !== '' && !APART.has(key))
    .map(([key, value]) => field(key, value))
    .join(', ');
}

function field(key: string, value: unknown): string {
  if (PLAIN.has(key)) return shown(value);
  if (typeof value === 'boolean') {
    const name = inWords(key.replace(/^is(?=[A-Z])/, ''));
    return value ? name : `not ${name}`;
  }
  const unit = /(?:Ms|Secs)$/.exec(key)?.[0];
  if (unit && typeof value === 'number') {
    return `${inWords(key.slice(0, -unit.length))} ${shown(value)} ${unit === 'Ms' ? 'ms' : 's'}`;
  }
  return typeof value === 'object' && value !== null
    ? `${inWords(key)} (${shown(value)})`
    : `${inWords(key)} ${shown(value)}`;
}

function inWords(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  if (value == null) return '–';
  const text = oneLine(textOf(value));
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

/** A value that differs: where it lies, what it was and what it is. */
export interface Change {
  /** Names with dots between: `turn.gate`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Nothing of a state lies deeper; what a recording brings may, without end. */
const DEEPEST = 8;
const MAX_CHANGES = 200;

/** What differs between two plain objects, by path; at most 200 changes, deeper than 8 as a whole. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const changes: Change[] = [];
  compare(before, after, '', 0, changes);
  return changes;
}

function compare(before: unknown, after: unknown, path: string, depth: number, changes: Change[]): void {
  if (Object.is(before, after) || changes.length === MAX_CHANGES) return;
  if (!isPlain(before) || !isPlain(after) || depth === DEEPEST) {
    changes.push({ path, before, after });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare(before[key], after[key], path === '' ? key : `${path}.${key}`, depth + 1, changes);
  }
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
