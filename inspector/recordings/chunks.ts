import { ROW } from './recording.js';

/** Items in one chunk: large enough to be quick, small enough to be written again each second. */
export const CHUNK = 1000;

/** A chunk and its number. */
export type Numbered<T> = readonly [number, T];

/** Lines of text in chunks. What is not full yet is handed out again once it has grown. */
export class LineChunks {
  length = 0;
  #lines: string[] = [];
  #full: Numbered<string>[] = [];
  #isChanged = false;

  push(line: string): void {
    this.#lines.push(line);
    this.length++;
    this.#isChanged = true;
    if (this.#lines.length < CHUNK) return;
    this.#full.push([this.length / CHUNK - 1, linesOf(this.#lines)]);
    this.#lines = [];
    this.#isChanged = false;
  }

  /** Writes the lines at hand anew; what was handed out before is not at hand any more. */
  rewrite(anew: (line: string) => string): void {
    this.#lines = this.#lines.map(anew);
    this.#full = this.#full.map(([i, lines]) => [i, linesOf(lines.trimEnd().split('\n').map(anew))]);
    this.#isChanged = this.#lines.length > 0;
  }

  /** The chunks that are new or have changed since the last time. */
  take(): Numbered<string>[] {
    const taken = this.#full;
    this.#full = [];
    if (this.#isChanged) taken.push([Math.floor(this.length / CHUNK), linesOf(this.#lines)]);
    this.#isChanged = false;
    return taken;
  }
}

/** Rows of six numbers in chunks, handed out like lines. */
export class RowChunks {
  length = 0;
  #rows = new Float64Array(CHUNK * ROW);
  #full: Numbered<Float64Array>[] = [];
  #isChanged = false;

  push(...row: readonly [number, number, number, number, number, number]): void {
    this.#rows.set(row, (this.length % CHUNK) * ROW);
    this.length++;
    this.#isChanged = true;
    if (this.length % CHUNK !== 0) return;
    this.#full.push([this.length / CHUNK - 1, this.#rows]);
    this.#rows = new Float64Array(CHUNK * ROW);
    this.#isChanged = false;
  }

  take(): Numbered<Float64Array>[] {
    const taken = this.#full;
    this.#full = [];
    const rest = this.length % CHUNK;
    if (this.#isChanged) taken.push([Math.floor(this.length / CHUNK), this.#rows.slice(0, rest * ROW)]);
    this.#isChanged = false;
    return taken;
  }
}

function linesOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
