import type { Inspection, Selection } from '../model/inspection.js';
import { nearestTo } from '../model/sorted.js';
import { WhatIfMemo } from '../what-if/what-if-memo.js';
import type { WhatIf } from '../what-if/what-if.js';
import { TimelineFold } from './timeline-fold.js';
import { UserTurns, type UserTurn } from './user-turns.js';

/** What is shown of a conversation that goes on, at first; ms. */
const FIRST_SPAN_MS = 20_000;
const TURN_MARGIN_MS = 300;

/** Rows of the list of turns at first, and how many more at a time: a long conversation has thousands. */
const ROWS_AT_ONCE = 100;

/** What is shown of one conversation, and what is done to it. Shares run from 0, the left edge, to 1. */
export class Timeline {
  readonly fold = new TimelineFold();
  /** Moves along with what happens. */
  isFollowing: boolean;
  /** Where values are read, as a share of the width; null: at the newest moment. */
  cursor: number | null = null;
  /** Most rows of the list of turns. */
  maxRows = ROWS_AT_ONCE;
  readonly #inspection: Inspection;
  readonly #turns: UserTurns;
  #viewport: Viewport | null = null;
  #selection: Selection;
  // As long as nobody has moved, a recording that is still being read in is shown as a whole.
  #isUntouched = true;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
    this.#turns = new UserTurns(inspection.history);
    this.isFollowing = inspection.control !== null;
    this.#selection = { turnId: null, seq: null };
  }

  /** From the first to the newest that is known; null while nothing is. */
  get extent(): Viewport | null {
    const { records, levels, stretches } = this.#inspection.history;
    const firsts = [this.fold.firstAt, levels.length > 0 ? levels.at[0] : null, stretches[0]?.at[0]];
    const last = stretches.at(-1);
    const newest = [records.at(-1)?.at, levels.at[levels.length - 1], last?.at[last.length - 1]];
    const fromAt = Math.min(...firsts.filter(isMoment));
    const toAt = Math.max(...newest.filter(isMoment));
    return fromAt <= toAt ? { fromAt, toAt } : null;
  }

  get viewport(): Viewport {
    return this.#viewport ?? { fromAt: 0, toAt: FIRST_SPAN_MS };
  }

  get turns(): readonly UserTurn[] {
    return this.#turns.placedWith(this.fold);
  }

  /** Whether an analyzer judges pauses, or has done so. */
  get hasPauses(): boolean {
    const { isAnalyzerAsked, pauses } = this.fold.asked;
    return isAnalyzerAsked || pauses.length > 0;
  }

  /** What would have been with the settings under the slider; null as long as nothing was heard. */
  get whatIf(): WhatIf | null {
    return this.#inspection.model(WhatIfMemo).current;
  }

  /** Takes in what is new, follows it if asked to, and shows what was selected elsewhere. */
  update(): void {
    this.fold.extend(this.#inspection.history);
    const { extent } = this;
    if (!extent) return;
    if (this.isFollowing) this.#follow(extent.toAt);
    else if (this.#isUntouched) this.#keep(fitted(extent));
    this.#showSelection();
  }

  /** Page time at a share of the width, ms. */
  atOf(share: number): number {
    const { fromAt, toAt } = this.viewport;
    return fromAt + (toAt - fromAt) * share;
  }

  /** Where something ends, or as far as is known while it lasts; page time, ms. */
  endOf({ fromAt, toAt }: { readonly fromAt: number; readonly toAt: number | null }): number {
    return toAt ?? Math.max(fromAt, this.extent?.toAt ?? fromAt);
  }

  /** Shows `factor` times as much around a share of the width; by default, around the cursor. */
  zoom(factor: number, share = this.cursor ?? (this.isFollowing ? 1 : 0.5)): void {
    this.#move(zoomed(this.viewport, factor, share), this.isFollowing);
  }

  /** Moves by a share of the width; it stops following. */
  pan(share: number): void {
    const { extent } = this;
    if (extent) this.#move(panned(this.viewport, share, extent));
  }

  follow(isFollowing: boolean): void {
    this.isFollowing = isFollowing;
    this.#isUntouched = false;
  }

  showMoreRows(): void {
    this.maxRows += ROWS_AT_ONCE;
  }

  fitAll(): void {
    const { extent } = this;
    if (extent) this.#move(fitted(extent));
  }

  /** Fills the width with a turn and its answer. */
  fitTurn(turn: UserTurn | undefined): void {
    if (turn) this.#move(fitted(stretchOf(turn)));
  }

  /** The turn that a moment belongs to, its answer included. */
  turnAt(at: number): UserTurn | undefined {
    return this.turns.findLast((turn) => Math.min(turn.fromAt, turn.timing.pressedAt) <= at && at <= turn.untilAt);
  }

  /** Selects the turn that a moment belongs to, and the record nearest to it. */
  selectAt(at: number): void {
    const turn = this.turnAt(at);
    const { records } = this.#inspection.history;
    const nearest = nearestTo(at, records.length, (i) => records.at(i)?.at ?? 0);
    const seq = nearest < 0 ? null : (records.at(nearest)?.seq ?? null);
    this.#inspection.select(turn ? { turnId: turn.timing.turnId, seq } : { seq });
    // What was clicked on is in view already.
    this.#selection = this.#inspection.selection;
  }

  /** The turn that is looked at: the selected one, or the newest. */
  get shownTurn(): UserTurn | undefined {
    return this.#turn(this.#inspection.selection.turnId) ?? this.turns.at(-1);
  }

  /** Selects the next turn (1) or the one before (-1). */
  selectNext(step: 1 | -1): void {
    const { turns, shownTurn } = this;
    const turn = shownTurn && turns[turns.indexOf(shownTurn) + step];
    if (turn) this.#inspection.select({ turnId: turn.timing.turnId, seq: null });
  }

  /** Page time of the selected record, ms; null without one, or when it is no longer kept. */
  get selectedAt(): number | null {
    const { seq } = this.#inspection.selection;
    const { records } = this.#inspection.history;
    if (seq === null) return null;
    const index = records.indexOf(seq);
    return index < 0 ? null : (records.at(index)?.at ?? null);
  }

  #follow(newestAt: number): void {
    const viewport = this.#viewport ?? { fromAt: newestAt - FIRST_SPAN_MS, toAt: newestAt };
    this.#keep(endingAt(viewport, newestAt));
  }

  // The same object as long as the same is shown.
  #keep(viewport: Viewport): void {
    const { fromAt, toAt } = this.viewport;
    if (viewport.fromAt !== fromAt || viewport.toAt !== toAt) this.#viewport = viewport;
  }

  #move(viewport: Viewport, isFollowing = false): void {
    this.#viewport = viewport;
    this.isFollowing = isFollowing;
    this.#isUntouched = false;
  }

  #showSelection(): void {
    const { selection } = this.#inspection;
    if (selection === this.#selection) return;
    const isOtherTurn = selection.turnId !== this.#selection.turnId;
    this.#selection = selection;
    const at = this.selectedAt;
    const turn = isOtherTurn ? this.#turn(selection.turnId) : null;
    if (turn) this.#move(showing(this.viewport, stretchOf(turn)));
    else if (at !== null) this.#move(showing(this.viewport, { fromAt: at, toAt: at }));
  }

  #turn(turnId: number | null): UserTurn | undefined {
    return this.turns.findLast(({ timing }) => timing.turnId === turnId);
  }
}

function stretchOf({ fromAt, untilAt, timing }: UserTurn): Viewport {
  return { fromAt: Math.min(fromAt, timing.pressedAt) - TURN_MARGIN_MS, toAt: untilAt + TURN_MARGIN_MS };
}

function isMoment(at: number | null | undefined): at is number {
  return Number.isFinite(at);
}

/** The part of a conversation that is shown; page time, ms. */
export interface Viewport {
  readonly fromAt: number;
  readonly toAt: number;
}

/** Closer, two levels would be further apart than the width. */
const MIN_SPAN_MS = 50;
const MAX_SPAN_MS = 24 * 3600 * 1000;
/** Room beside what is fitted, as a share of it: ends at the very edge can't be told from what goes on. */
const MARGIN_SHARE = 0.05;

/** Shows `factor` times as much; what lies at `share` of the width (0 to 1) stays where it is. */
export function zoomed({ fromAt, toAt }: Viewport, factor: number, share: number): Viewport {
  const span = toAt - fromAt;
  const nextSpan = clamp(span * factor, MIN_SPAN_MS, MAX_SPAN_MS);
  const nextFromAt = fromAt + (span - nextSpan) * share;
  return { fromAt: nextFromAt, toAt: nextFromAt + nextSpan };
}

/** Moves by a share of what is shown: 1 is a whole width, later. At least a tenth of the width stays in `extent`. */
export function panned({ fromAt, toAt }: Viewport, share: number, extent: Viewport): Viewport {
  const span = toAt - fromAt;
  const nextFromAt = clamp(fromAt + span * share, extent.fromAt - span * 0.9, extent.toAt - span * 0.1);
  return { fromAt: nextFromAt, toAt: nextFromAt + span };
}

/** All of a stretch, with a little around it. */
export function fitted({ fromAt, toAt }: Viewport): Viewport {
  const span = clamp(toAt - fromAt, MIN_SPAN_MS, MAX_SPAN_MS);
  return { fromAt: fromAt - span * MARGIN_SHARE, toAt: fromAt + span * (1 + MARGIN_SHARE) };
}

/** The same length, moved so that it ends at `toAt` with a little room. */
export function endingAt(viewport: Viewport, toAt: number): Viewport {
  const span = viewport.toAt - viewport.fromAt;
  const end = toAt + span * MARGIN_SHARE;
  return { fromAt: end - span, toAt: end };
}

/** The same viewport if a stretch is wholly in it; otherwise moved to its middle, and wide enough for it. */
export function showing(viewport: Viewport, stretch: Viewport): Viewport {
  if (stretch.fromAt >= viewport.fromAt && stretch.toAt <= viewport.toAt) return viewport;
  const span = viewport.toAt - viewport.fromAt;
  if (stretch.toAt - stretch.fromAt > span) return fitted(stretch);
  const fromAt = (stretch.fromAt + stretch.toAt - span) / 2;
  return { fromAt, toAt: fromAt + span };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
