import { kindOf, turnOf, typeOf, type Row } from './row.js';
import { oneLine, rawText, summaryOf } from './row-text.js';
import { turnColour } from '../shell/palette.js';
import { timeText, type ClockBase, type EventClock } from './format.js';

/** Characters: more than the widest screen shows, and little enough to lay out thousands of times. */
const MAX_TEXT = 500;
const CELLS = ['time', 'turn', 'kind', 'type', 'text', 'size'] as const;
type Cell = (typeof CELLS)[number];

/** How rows are written. */
export interface RowFormat {
  readonly clock: EventClock;
  readonly isRaw: boolean;
}

/** One row on the screen. It is made once and written anew for whatever row is in its place. */
export class RowLine {
  readonly element: HTMLElement;
  readonly #cells: Readonly<Record<Cell, Text>>;
  readonly #kindName: Text;
  readonly #typeName: Text;
  #kind = '';
  #turn = -1;
  #isEffect = false;

  constructor(document: Document, id: string) {
    this.element = make(document, 'ev-row', 'row');
    this.element.id = id;
    const texts = CELLS.map((name) => {
      const cell = make(document, `ev-${name}`, 'gridcell');
      const text = document.createTextNode('');
      cell.append(text);
      this.element.append(cell);
      return [name, text] as const;
    });
    // Each cell has its entry.
    this.#cells = Object.fromEntries(texts) as Record<Cell, Text>;
    this.#kindName = inner(document, this.#cells.kind, 'ev-kind-name');
    this.#typeName = inner(document, this.#cells.type, 'ev-type-name');
  }

  show(row: Row, bytes: number, clock: ClockBase, format: RowFormat): void {
    const { record, part } = row;
    const cells = this.#cells;
    cells.time.data = timeText(format.clock, record.at, clock);
    const kind = kindOf(record, part);
    cells.kind.data = part > 0 || kind === 'sent' ? '↑' : '↓';
    this.#typeName.data = typeOf(record, part);
    cells.text.data = shownText(row, format.isRaw);
    cells.size.data = sizeText(bytes);
    this.#applyStyles(kind, turnOf(record, part), part > 0);
  }

  /** Its place in the list, counted from 1 with the head. */
  place(rowIndex: number, isSelected: boolean): void {
    attribute(this.element, 'aria-rowindex', String(rowIndex));
    attribute(this.element, 'aria-selected', String(isSelected));
  }

  // Only what differs from the row that was here before: most rows in a row are alike, and each change costs the browser.
  #applyStyles(kind: string, turn: number, isEffect: boolean): void {
    const { style, classList } = this.element;
    if (kind !== this.#kind) {
      this.#kindName.data = kind;
      style.setProperty('--ev-kind', `var(--kind-${kind})`);
    }
    if (turn !== this.#turn) {
      this.#cells.turn.data = turn > 0 ? String(turn) : '';
      style.setProperty('--ev-turn', turn > 0 ? `var(--${turnColour(turn)})` : 'transparent');
    }
    if (isEffect !== this.#isEffect) classList.toggle('ev-effect', isEffect);
    this.#kind = kind;
    this.#turn = turn;
    this.#isEffect = isEffect;
  }
}

/** Bytes for a narrow column. */
function sizeText(bytes: number): string {
  return bytes < 10_000 ? `${bytes} B` : `${Math.round(bytes / 1000)} kB`;
}

function shownText(row: Row, isRaw: boolean): string {
  const text = isRaw && row.part === 0 ? oneLine(rawText(row.record).slice(0, MAX_TEXT)) : '';
  return text || summaryOf(row).slice(0, MAX_TEXT);
}

function make(document: Document, className: string, role: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  element.role = role;
  return element;
}

/** A named part of a cell, in place of its text or behind it. */
function inner(document: Document, text: Text, className: string): Text {
  const span = document.createElement('span');
  span.className = className;
  const name = document.createTextNode('');
  span.append(name);
  text.after(span);
  return name;
}

function attribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
