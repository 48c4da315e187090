import type { SessionRecord } from 'avatar-ptt/headless';
import { KINDS, kindOf, type Kind, turnOf, typeOf } from './row.js';

/** What a text must contain, or match. In lower case, for texts in lower case. */
export type TextSearch = string | RegExp;

/** Which rows are shown. */
export interface RowFilter {
  readonly kinds: ReadonlySet<Kind>;
  /** null: of all turns and of none. */
  readonly turnId: number | null;
  /** null: of all types. */
  readonly type: string | null;
  readonly text: TextSearch | null;
}

/** Everything is shown. */
export const NO_FILTER: RowFilter = { kinds: new Set(KINDS), turnId: null, type: null, text: null };

/**
 * What a person typed: `/…/` is a regular expression, everything else is text; upper and lower case are the same.
 * @throws SyntaxError when the expression is none.
 */
export function parseSearch(query: string): TextSearch | null {
  const [, pattern, flags] = /^\/(.+)\/([imsu]*)$/.exec(query) ?? [];
  if (pattern !== undefined) return new RegExp(pattern, [...new Set(`i${flags ?? ''}`)].join(''));
  return query.trim().toLowerCase() || null;
}

/** Whether a row has the kind, the turn and the type that are asked for; its text is another question. */
export function isAskedFor(record: SessionRecord, part: number, { kinds, turnId, type }: RowFilter): boolean {
  return (
    (kinds.size === KINDS.length || kinds.has(kindOf(record, part))) &&
    (turnId === null || turnOf(record, part) === turnId) &&
    (type === null || typeOf(record, part) === type)
  );
}

/** Rows as text, a line for each: one search through it all is many times faster than one for each row. */
export interface RowTexts {
  readonly text: string;
  /** Where each line ends. */
  readonly ends: readonly number[];
}

/** The numbers of the lines that are searched for, ascending. */
export function linesFound({ text, ends }: RowTexts, search: TextSearch): number[] {
  return typeof search === 'string' ? linesWith(text, ends, search) : linesLike(text, ends, search);
}

function linesWith(text: string, ends: readonly number[], part: string): number[] {
  const lines: number[] = [];
  let line = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, ends[line])) {
    while ((ends[line] ?? Infinity) <= at) line++;
    lines.push(line);
  }
  return lines;
}

// One by one, so that no expression reaches into the next line.
function linesLike(text: string, ends: readonly number[], pattern: RegExp): number[] {
  return ends.flatMap((end, line) => {
    const start = line === 0 ? 0 : (ends[line - 1] ?? 0) + 1;
    return pattern.test(text.slice(start, end)) ? [line] : [];
  });
}
