type Column = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** The same numbers, with room for as many again: what is added one by one is copied once on average. */
export function doubled<C extends Column>(column: C): C {
  // The constructor of a column makes columns of its own type.
  const next = new (column.constructor as new (length: number) => C)(column.length * 2);
  next.set(column);
  return next;
}

/** Moves the numbers from `count` on to the front of each column, over those before them. */
export function dropFirst(count: number, ...columns: readonly Column[]): void {
  for (const column of columns) column.copyWithin(0, count);
}
