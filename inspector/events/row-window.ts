import type { RowList } from './row-list.js';
import { RowLine, type RowFormat } from './row-line.js';
import type { ClockBase } from './format.js';

/** Rows that are kept ready beyond each edge, for scrolling that is faster than a frame. */
const OVERSCAN = 6;
/** How long rows stay when they come faster than anybody reads, ms. */
const RUSH_MS = 50;

/** What one frame of the list shows. */
export interface WindowContent extends Pick<ClockBase, 'startAt'> {
  /** Unix time of page time 0, ms, as it was at a page time. */
  readonly originAt: (at: number) => number;
  readonly list: RowList;
  readonly format: RowFormat;
  /** Position of the chosen row; -1 for none in the list. */
  readonly position: number;
  readonly isFollowing: boolean;
  /** The chosen row is brought into sight. */
  readonly isRevealing: boolean;
}

/** The rows in sight and some around them: few elements for lists of any length, written once per animation frame. */
export class RowWindow {
  readonly #grid: HTMLElement;
  readonly #space: HTMLElement;
  readonly #rows: HTMLElement;
  #lines: RowLine[] = [];
  /** Number of the row that each line shows, counted over all that were ever listed; -1 for none. */
  #numbers: number[] = [];
  #list: RowList | null = null;
  #format: RowFormat | null = null;
  #height = 0;
  #rowHeight = 0;
  #headHeight = 0;
  #top = 0;
  #length = 0;
  #dropped = 0;
  #made = 0;
  #paintedAt = 0;

  /** @param grid - The scroller, with its head, its space and the rows in that. */
  constructor(grid: HTMLElement, view: Window & typeof globalThis, signal: AbortSignal) {
    this.#grid = grid;
    this.#space = childOf(grid, '.ev-space');
    this.#rows = childOf(grid, '.ev-rows');
    this.#rows.replaceChildren();
    // jsdom lays nothing out, and has nothing that observes it.
    if (!('ResizeObserver' in view)) return;
    const sizes = new view.ResizeObserver(() => {
      this.#measure();
    });
    sizes.observe(grid);
    signal.addEventListener('abort', () => sizes.disconnect(), { once: true });
  }

  /** Rows that fit. */
  get page(): number {
    return Math.max(1, Math.floor((this.#height - this.#headHeight) / this.#rowHeight) || 1);
  }

  /** Position of the row that an element on the screen belongs to; -1 for none. */
  positionAt(target: EventTarget | undefined): number {
    const i = this.#lines.findIndex(({ element }) => element.contains(target as Node | null));
    return i < 0 || this.#numbers[i] === -1 ? -1 : (this.#numbers[i] ?? 0) - this.#dropped;
  }

  /** The list was scrolled: whether a person did it to its end, or away from it; null when nobody but the list itself. */
  scrolled(): boolean | null {
    const top = this.#grid.scrollTop;
    if (Math.abs(top - this.#top) < 1) return null;
    this.#top = top;
    return top >= this.#end() - this.#rowHeight / 2;
  }

  paint(content: WindowContent): void {
    if (this.#rowHeight === 0) this.#measure();
    const { list, format } = content;
    if (content.isFollowing && this.#isTooFast(list)) return;
    this.#paintedAt = performance.now();
    if (list !== this.#list || !isSame(format, this.#format)) this.#numbers.fill(-1);
    const gone = list === this.#list ? list.dropped - this.#dropped : 0;
    this.#list = list;
    this.#format = { clock: format.clock, isRaw: format.isRaw };
    this.#dropped = list.dropped;
    this.#stretch(list.length);
    const top = this.#wantedTop(content, this.#top - gone * this.#rowHeight);
    const isMoved = top !== this.#top;
    this.#top = top;
    this.#write(content);
    // Last, since the browser lays out for it.
    if (isMoved) this.#grid.scrollTop = top;
  }

  #wantedTop({ isFollowing, isRevealing, position }: WindowContent, top: number): number {
    if (isFollowing) return this.#end();
    if (!isRevealing || position < 0) return Math.max(0, top);
    const highest = position * this.#rowHeight;
    const lowest = highest - (this.#height - this.#headHeight - this.#rowHeight);
    return Math.max(0, Math.min(highest, Math.max(lowest, top)));
  }

  /** Whether more came than fits since the last frame: nobody reads that, so it is painted less often. */
  #isTooFast(list: RowList): boolean {
    const came = list.length + list.dropped - this.#length - this.#dropped;
    return list === this.#list && came > this.page && performance.now() - this.#paintedAt < RUSH_MS;
  }

  #measure(): void {
    if (this.#lines.length === 0) this.#add();
    const [line] = this.#lines;
    this.#height = this.#grid.clientHeight;
    this.#headHeight = childOf(this.#grid, '.ev-head').offsetHeight;
    // A hidden row has no height.
    const rowHeight = line ? measured(line.element) : 0;
    if (rowHeight !== this.#rowHeight) this.#length = -1;
    this.#rowHeight = rowHeight;
    const wanted = Math.ceil(this.#height / Math.max(rowHeight, 1)) + 2 * OVERSCAN;
    // No screen shows more; without a limit a row without a height would ask for endless ones.
    while (this.#lines.length < Math.min(wanted, 300)) this.#add();
  }

  #add(): void {
    const line = new RowLine(this.#grid.ownerDocument, `ev-row-${this.#made++}`);
    this.#lines.push(line);
    this.#numbers.push(-1);
    this.#rows.append(line.element);
  }

  #end(): number {
    return Math.max(0, this.#length * this.#rowHeight + this.#headHeight - this.#height);
  }

  #stretch(length: number): void {
    if (length === this.#length) return;
    this.#length = length;
    this.#space.style.setProperty('height', `${length * this.#rowHeight}px`);
    this.#grid.setAttribute('aria-rowcount', String(length + 1));
    this.#top = Math.min(this.#top, this.#end());
  }

  #write(content: WindowContent): void {
    const { list } = content;
    const last = Math.max(0, list.length - this.#lines.length);
    const first = Math.min(last, Math.max(0, Math.floor(this.#top / (this.#rowHeight || 1)) - OVERSCAN));
    this.#rotate(first + list.dropped);
    this.#rows.style.setProperty('top', `${first * this.#rowHeight}px`);
    let active = '';
    this.#lines.forEach((line, i) => {
      const position = first + i;
      this.#writeLine(line, i, position, content);
      if (position === content.position) active = line.element.id;
    });
    if (active) this.#grid.setAttribute('aria-activedescendant', active);
    else this.#grid.removeAttribute('aria-activedescendant');
  }

  #writeLine(line: RowLine, i: number, position: number, content: WindowContent): void {
    const { list, format, startAt, originAt } = content;
    const isThere = position < list.length;
    line.element.hidden = !isThere;
    if (!isThere) {
      this.#numbers[i] = -1;
      return;
    }
    line.place(position + 2, position === content.position);
    const number = position + list.dropped;
    const row = this.#numbers[i] === number ? undefined : list.row(position);
    if (!row) return;
    this.#numbers[i] = number;
    const previousAt = list.row(position - 1)?.record.at ?? null;
    const clock = { startAt, timeOriginMs: originAt(row.record.at), previousAt };
    line.show(row, list.cache.sizeOf(row.record, row.part), clock, format);
  }

  // Rows that stay in sight keep their elements, and with them what is selected in their text.
  #rotate(number: number): void {
    const { length } = this.#lines;
    const shift = number - (this.#numbers[0] ?? -1);
    if (this.#numbers[0] === -1 || shift === 0 || Math.abs(shift) >= length) return;
    const cut = (shift + length) % length;
    this.#lines = [...this.#lines.slice(cut), ...this.#lines.slice(0, cut)];
    this.#numbers = [...this.#numbers.slice(cut), ...this.#numbers.slice(0, cut)];
    const moved = shift > 0 ? this.#lines.slice(-shift) : this.#lines.slice(0, -shift);
    const elements = moved.map(({ element }) => element);
    if (shift > 0) this.#rows.append(...elements);
    else this.#rows.prepend(...elements);
  }
}

function isSame(a: RowFormat, b: RowFormat | null): boolean {
  return a.clock === b?.clock && a.isRaw === b.isRaw;
}

function measured(element: HTMLElement): number {
  const { hidden } = element;
  element.hidden = false;
  const height = element.offsetHeight;
  element.hidden = hidden;
  return height;
}

function childOf(parent: Element, selector: string): HTMLElement {
  const child = parent.querySelector<HTMLElement>(selector);
  if (!child) throw new Error(`There is no ${selector}.`);
  return child;
}
