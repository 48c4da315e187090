import type { SessionRecord } from 'avatar-ptt/headless';
import type { RecordStore } from '../model/record-store.js';
import type { Inspection, Selection } from '../model/inspection.js';
import { NO_FILTER, parseSearch, type RowFilter } from './row-filter.js';
import { RowCache } from './row-cache.js';
import { KINDS, type Kind, turnOf, typeOf, type Row } from './row.js';
import { RowList } from './row-list.js';
import type { EventClock } from './format.js';

/** Time that a frame may spend on looking at records, ms. */
const SLICE_MS = 8;

/** The list of events as a person looks at it: filtered, paused, with one row chosen. */
export class EventsModel {
  readonly inspection: Inspection;
  clock: EventClock = 'relative';
  /** The summary column shows the messages as they came. */
  isRaw = false;
  /** The newest row stays in sight. */
  isFollowing = true;
  /** The detail of the chosen row is shown. */
  isOpen = false;
  /** With the whole state after it. */
  isStateShown = false;
  /** The chosen row, wherever the list is. */
  selected: { readonly record: SessionRecord; readonly part: number } | null = null;
  /** The chosen row is to be brought into sight. */
  isRevealing = false;
  /** Somebody turned to the search: its texts are made ahead. */
  isSearching = false;
  query = '';
  /** Why the query is none; empty when it is in force. */
  problem = '';
  readonly #cache = new RowCache();
  #filter: RowFilter = NO_FILTER;
  #list: RowList;
  #adopted: Selection;

  constructor(inspection: Inspection) {
    this.inspection = inspection;
    this.#list = this.#newList();
    this.#adopted = { turnId: null, seq: null };
  }

  get list(): RowList {
    return this.#list;
  }

  get filter(): RowFilter {
    return this.#filter;
  }

  get isPaused(): boolean {
    return this.#list.until !== Infinity;
  }

  /** Whether any row may be left out. */
  get isFiltered(): boolean {
    const { kinds, turnId, type, text } = this.#filter;
    return kinds.size < KINDS.length || turnId !== null || type !== null || text !== null;
  }

  /** Takes in what is new, for a few milliseconds; the rest comes with the next frame. */
  follow(): void {
    if (this.#list.store !== this.inspection.history.records) this.#begin();
    const deadline = performance.now() + SLICE_MS;
    this.#list.follow(deadline);
    if (this.isSearching && performance.now() < deadline) this.#list.prepare(deadline);
    this.#adopt();
  }

  /** Searches for what a person typed; an expression that is none leaves the search as it was. */
  search(query: string): void {
    this.query = query;
    try {
      this.#refilter({ text: parseSearch(query) });
      this.problem = '';
    } catch (error) {
      // Half an expression is none yet: the rows stay as they were until it is whole.
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  toggleKind(kind: Kind): void {
    const kinds = new Set(this.#filter.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    this.#refilter({ kinds });
  }

  /** Shows one turn alone; null: all. */
  showTurn(turnId: number | null): void {
    this.#refilter({ turnId });
  }

  /** Shows one type alone; the second time, all again. */
  isolate(type: string | null): void {
    this.#refilter({ type: type === this.#filter.type ? null : type });
  }

  clearFilter(): void {
    this.query = '';
    this.problem = '';
    this.#refilter(NO_FILTER);
  }

  /** Holds the list; what comes meanwhile is kept and counted. */
  pause(isPaused: boolean): void {
    const { records } = this.inspection.history;
    records.hold(isPaused);
    this.#list.hold(isPaused ? records.total : Infinity);
    if (isPaused) this.isFollowing = false;
    else this.followNewest();
  }

  followNewest(): void {
    this.isFollowing = true;
    this.isRevealing = false;
  }

  /** Chooses the row at a position of the list, here and in all panels. */
  choose(position: number): void {
    const row = this.#list.row(Math.max(0, Math.min(position, this.#list.length - 1)));
    if (!row) return;
    this.selected = row;
    this.isFollowing = false;
    this.isRevealing = true;
    const turnId = turnOf(row.record, row.part) || null;
    this.#adopted = { seq: row.record.seq, turnId };
    this.inspection.select(this.#adopted);
  }

  /** Where the chosen row is in the list; -1 when none is, or the filter leaves it out. */
  position(): number {
    const { selected } = this;
    if (!selected) return -1;
    const index = this.#list.store.indexOf(selected.record.seq);
    if (index < 0) return -1;
    const position = this.#list.positionOf(index, selected.part);
    const row = this.#list.row(position);
    return row?.record === selected.record && row.part === selected.part ? position : -1;
  }

  /** The chosen row with the state before it. */
  chosen(): Row | null {
    if (!this.selected) return null;
    const { records, initial } = this.inspection.history;
    const index = records.indexOf(this.selected.record.seq);
    const isFirst = index === 0 && records.dropped === 0;
    const before = index > 0 ? records.at(index - 1)?.state : isFirst ? initial : null;
    return { ...this.selected, before: before ?? null };
  }

  chosenType(): string | null {
    return this.selected && typeOf(this.selected.record, this.selected.part);
  }

  #begin(): void {
    this.selected = null;
    this.isOpen = false;
    this.isFollowing = true;
    this.#list = this.#newList();
  }

  #refilter(change: Partial<RowFilter>): void {
    this.#filter = { ...this.#filter, ...change };
    const { until } = this.#list;
    this.#list = this.#newList();
    this.#list.hold(until);
    this.isRevealing = this.selected !== null && !this.isFollowing;
  }

  #newList(): RowList {
    const { records, initial } = this.inspection.history;
    return new RowList(records, initial, this.#filter, this.#cache);
  }

  // Another panel chose a record or a turn: it is shown here.
  #adopt(): void {
    const { selection, history } = this.inspection;
    if (selection.seq === this.#adopted.seq && selection.turnId === this.#adopted.turnId) return;
    // Before that, the row may not be in the list yet: it is looked for again with the next frame.
    if (!this.#list.isComplete) return;
    const record = recordOf(selection, history.records);
    this.#adopted = selection;
    if (!record) return;
    this.selected = { record, part: 0 };
    this.isFollowing = false;
    this.isRevealing = true;
  }
}

// A record counts if it is of the turn that is looked at; else the turn is newer, and its first record is shown.
function recordOf({ seq, turnId }: Selection, records: RecordStore): SessionRecord | null {
  const index = seq === null ? -1 : records.indexOf(seq);
  const record = index < 0 ? undefined : records.at(index);
  if (turnId === null || (record && turnOf(record, 0) === turnId)) return record ?? null;
  for (const other of records) if (turnOf(other, 0) === turnId) return other;
  return null;
}
