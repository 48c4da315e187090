/** The rows of the timeline, from top to bottom. */
export type RowName =
  'held' | 'gate' | 'speech' | 'level' | 'user' | 'what-if' | 'avatar' | 'lock' | 'line' | 'waits' | 'wire';

/** Where a row is painted, px from the top of the canvas. */
export interface Row {
  readonly label: string;
  readonly top: number;
  readonly height: number;
}

export interface Rows {
  readonly rows: ReadonlyMap<RowName, Row>;
  readonly height: number;
}

/** Room for the names of the rows, px. */
export const GUTTER_PX = 68;
/** Height of the time axis, px. */
export const AXIS_PX = 22;
/** Room between two rows, px. */
export const GAP_PX = 6;

const ROWS: readonly (readonly [RowName, string, number])[] = [
  ['held', 'Button', 14],
  ['gate', 'Gate', 14],
  ['speech', 'Speech', 48],
  ['level', 'Level', 40],
  ['user', 'Your turn', 20],
  ['what-if', 'What if', 20],
  ['avatar', 'Avatar', 20],
  ['lock', 'Lock', 20],
  ['line', 'Line', 14],
  ['waits', 'Waiting', 14],
  ['wire', 'Messages', 20],
];

/** The rows as they lie below the axis; what would have been has one only when there is something to show. */
export function rowsOf(hasWhatIf: boolean): Rows {
  let top = AXIS_PX + GAP_PX;
  const rows = new Map<RowName, Row>();
  for (const [name, label, height] of ROWS) {
    if (name === 'what-if' && !hasWhatIf) continue;
    rows.set(name, { label, top, height });
    top += height + GAP_PX;
  }
  return { rows, height: top };
}
