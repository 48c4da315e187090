/** A value that differs: where it lies, what it was and what it is. */
export interface Change {
  /** Names with dots between: `turn.gate`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

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
