import { html, nothing, svg, type TemplateResult } from 'lit';
import { turnColour } from '../shell/palette.js';
import { lengthText, clockText } from '../model/time-text.js';
import { endText, sentText, sourceText, type UserTurn, reasonText } from './user-turns.js';
import { pauseText } from './pause-text.js';
import { FELT_WAIT, isVoice, waitOf, waitsOf, type Wait, type WaitFigures, type WaitKind } from './waits.js';
import type { RefusedPress } from './timeline-fold.js';

/** One turn, and what to compare it with. */
export interface WaterfallModel {
  readonly turn: UserTurn;
  readonly figures: ReadonlyMap<WaitKind, WaitFigures>;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  /** Selects another turn: one step on, one back, or by its number. */
  readonly step: (step: 1 | -1) => void;
  readonly select: (turnId: number) => void;
}

/** From the first to the last moment of a turn; page time, ms. */
interface Scale {
  readonly fromAt: number;
  readonly spanMs: number;
}

/** Marks that are closer to the end of a bar than this share of the whole scale would hide it. */
const NEAR_SHARE = 0.005;

/** All waits of one turn, on one scale, each beside its median and worst over the session. */
export function waterfallView(model: WaterfallModel): TemplateResult {
  const { turn, figures } = model;
  const waits = waitsOf(turn);
  const scale = scaleOf(waits);
  const rows = waits.map((wait) => waitView(wait, figures.get(wait.kind), scale, model));
  const felt = waitOf(turn, FELT_WAIT);
  const sent = sentText(turn);
  const { turnId } = turn.timing;
  return html`
    <section class="tl-section" aria-labelledby="tl-waterfall">
      <div class="tl-heading">
        <h3 id="tl-waterfall"><span class="tl-chip tl-${turnColour(turnId)}"></span>Turn ${turnId}: every wait</h3>
        <button aria-label="Previous turn" ?disabled=${!model.hasPrevious} @click=${() => model.step(-1)}>‹</button>
        <button aria-label="Next turn" ?disabled=${!model.hasNext} @click=${() => model.step(1)}>›</button>
        <span class="muted">
          by ${sourceText(turn)}, ${endText(turn)}; compared with all turns that ${isVoice(turn) ? 'silence' : 'a hand'}
          ends
        </span>
        <span class="spacer"></span>
        <span>${feltView(felt, figures.get(FELT_WAIT), model)}</span>
      </div>
      <ol class="tl-waits">
        <li class="tl-wait tl-head muted" aria-hidden="true">
          <span>Wait</span><span class="tl-bar">${lengthText(scale.spanMs)} from left to right</span>
          <span>This turn</span><span class="tl-median">Median</span><span class="tl-worst">Worst</span>
        </li>
        ${rows}
      </ol>
      ${sent && html`<p class="muted">${sent}</p>`} ${pausesView(turn)}
    </section>
  `;
}

function pausesView({ pauses }: UserTurn): TemplateResult | typeof nothing {
  if (pauses.length === 0) return nothing;
  const items = pauses.map((pause) => html`<li>${pauseText(pause)}</li>`);
  return html`<p class="muted" id="tl-pauses">Pauses of this turn</p>
    <ol class="tl-pauses" aria-labelledby="tl-pauses">
      ${items}
    </ol>`;
}

function feltView({ ms, missing }: Wait, figures: WaitFigures | undefined, model: WaterfallModel): TemplateResult {
  return html`<span class="muted">From the last word to the first sound:</span>
    <strong class="number">${ms === null ? missing : lengthText(ms)}</strong>
    <span class="muted">median</span> <span class="number">${medianText(figures)}</span>
    <span class="muted">worst</span> ${worstView(figures, model)}`;
}

function waitView(wait: Wait, figures: WaitFigures | undefined, scale: Scale, model: WaterfallModel): TemplateResult {
  const { kind, ms, missing } = wait;
  return html`<li class="tl-wait">
    <span>${kind.name}</span>
    <span class="tl-bar"
      >${ms === null ? html`<i class="muted">${missing}</i>` : barView(wait, ms, figures, scale)}</span
    >
    <span class="number">${ms === null ? html`<span aria-hidden="true">–</span>` : waitText(ms)}</span>
    <span class="number muted"><span class="visually-hidden">median </span>${medianText(figures)}</span>
    <span class="number"><span class="visually-hidden">worst </span>${worstView(figures, model)}</span>
  </li>`;
}

function barView({ kind, fromAt }: Wait, ms: number, figures: WaitFigures | undefined, scale: Scale): TemplateResult {
  const start = fromAt ?? scale.fromAt;
  const shareOf = (at: number): number => ((at - scale.fromAt) / scale.spanMs) * 100;
  // A mark that lies on the end of the bar, or outside, tells nothing.
  const mark = (length: number | null | undefined, name: string): unknown => {
    if (length == null || Math.abs(length - ms) < scale.spanMs * NEAR_SHARE) return nothing;
    const x = shareOf(start + length);
    return x < 0 || x > 100 ? nothing : svg`<rect class=${name} x="${x}%" width="2" y="1" height="14"></rect>`;
  };
  const left = shareOf(Math.min(start, start + ms));
  return html`<svg class="tl-${kind.by}" width="100%" height="16" aria-hidden="true">
    <rect x="${left}%" width="${(Math.abs(ms) / scale.spanMs) * 100}%" y="4" height="8"></rect>
    <rect x="${left}%" width="2" y="4" height="8"></rect>
    ${mark(figures?.medianMs, 'tl-median')} ${mark(figures?.worst?.ms, 'tl-worst')}
  </svg>`;
}

function worstView(figures: WaitFigures | undefined, { turn, select }: WaterfallModel): TemplateResult {
  const worst = figures?.worst;
  if (!worst) return html`<span class="muted" aria-hidden="true">–</span>`;
  const { ms, turnId } = worst;
  if (turnId === turn.timing.turnId) return html`<span class="muted">${lengthText(ms)}, this</span>`;
  return html`<button class="plain tl-link" title="Show turn ${turnId}" @click=${() => select(turnId)}>
    ${lengthText(ms)}, turn ${turnId}
  </button>`;
}

function medianText(figures: WaitFigures | undefined): string {
  return figures?.medianMs == null ? '–' : lengthText(figures.medianMs);
}

function waitText(ms: number): string {
  return ms < 0 ? `${lengthText(-ms)} before` : lengthText(ms);
}

function scaleOf(waits: readonly Wait[]): Scale {
  const times = waits.flatMap(({ fromAt, toAt }) => [fromAt ?? [], toAt ?? []].flat());
  const fromAt = Math.min(...times);
  const spanMs = Math.max(...times) - fromAt;
  return times.length > 0 && spanMs > 0 ? { fromAt, spanMs } : { fromAt: 0, spanMs: 1 };
}

/** What the list shows, newest first. */
export interface TurnListModel {
  readonly turns: readonly UserTurn[];
  readonly refusals: readonly RefusedPress[];
  readonly selectedTurn: number | null;
  readonly selectedSeq: number | null;
  /** Page time that times are counted from, ms. */
  readonly originAt: number;
  /** Most rows. */
  readonly limit: number;
  readonly selectTurn: (turnId: number) => void;
  readonly selectRefusal: (seq: number) => void;
  readonly showMore: () => void;
}

interface Entry {
  readonly at: number;
  readonly view: (isStop: boolean) => TemplateResult;
  readonly isSelected: boolean;
}

/** Everything that the canvas shows of turns, as a table: it is also the way for those who don't see the canvas. */
export function turnListView(model: TurnListModel): TemplateResult {
  const entries = entriesOf(model);
  const shown = entries.slice(0, model.limit);
  // One row takes part in the tab order; the arrow keys reach the others.
  const stop = Math.max(
    0,
    shown.findIndex(({ isSelected }) => isSelected),
  );
  const rows = shown.map(({ view }, index) => view(index === stop));
  const older = entries.length - shown.length;
  return html`
    <section class="tl-section" aria-labelledby="tl-turns">
      <h3 id="tl-turns">All turns</h3>
      ${
        entries.length === 0
          ? html`<p class="muted">No turn yet. Hold the button and speak, or just speak in hands-free.</p>`
          : html`<div class="tl-scroll">
              <table @keydown=${moveAlong}>
                <thead>
                  <tr>
                    <th scope="col">Turn</th>
                    <th scope="col" class="number">Began</th>
                    <th scope="col">By</th>
                    <th scope="col" class="number">Length</th>
                    <th scope="col">Ended by</th>
                    <th scope="col" class="number">Felt wait</th>
                    <th scope="col">Answer</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows}
                </tbody>
              </table>
            </div>`
      }
      ${older > 0 ? html`<button @click=${model.showMore}>Show older (${older})</button>` : ''}
    </section>
  `;
}

function entriesOf(model: TurnListModel): readonly Entry[] {
  const turns = model.turns.map((turn): Entry => {
    const isSelected = turn.timing.turnId === model.selectedTurn;
    return { at: turn.timing.pressedAt, isSelected, view: (isStop) => turnRow(turn, isSelected, isStop, model) };
  });
  const refusals = model.refusals.map((refusal): Entry => {
    const isSelected = refusal.seq === model.selectedSeq;
    return { at: refusal.at, isSelected, view: (isStop) => refusalRow(refusal, isSelected, isStop, model) };
  });
  return [...turns, ...refusals].sort((a, b) => b.at - a.at);
}

function turnRow(turn: UserTurn, isSelected: boolean, isStop: boolean, model: TurnListModel): TemplateResult {
  const { turnId, pressedAt, durationMs, lockReleaseReason } = turn.timing;
  const felt = waitOf(turn, FELT_WAIT).ms;
  const select = (): void => model.selectTurn(turnId);
  return html`<tr aria-current=${isSelected} @click=${select}>
    <th scope="row">
      <button class="plain" tabindex=${isStop ? 0 : -1} aria-label="Turn ${turnId}">
        <span class="tl-chip tl-${turnColour(turnId)}"></span>${turnId}
      </button>
    </th>
    <td class="number">${clockText(pressedAt - model.originAt)}</td>
    <td>${sourceText(turn)}</td>
    <td class="number">${durationMs === null ? '–' : lengthText(durationMs)}</td>
    <td>${endText(turn)}</td>
    <td class="number">${felt === null ? '–' : lengthText(felt)}</td>
    <td>${lockReleaseReason ? reasonText(lockReleaseReason) : '–'}</td>
  </tr>`;
}

function refusalRow(refusal: RefusedPress, isSelected: boolean, isStop: boolean, model: TurnListModel): TemplateResult {
  const { at, seq, reason, message } = refusal;
  const select = (): void => model.selectRefusal(seq);
  return html`<tr aria-current=${isSelected} @click=${select}>
    <th scope="row">
      <button class="plain" tabindex=${isStop ? 0 : -1} aria-label="Refused press">
        <span class="tl-cross">✕</span>
      </button>
    </th>
    <td class="number">${clockText(at - model.originAt)}</td>
    <td colspan="5">Press refused (${reasonText(reason)}): ${message}</td>
  </tr>`;
}

function moveAlong(event: KeyboardEvent): void {
  // A listener on the table is called with the table.
  const buttons = Array.from((event.currentTarget as HTMLTableElement).querySelectorAll('button'));
  const at = buttons.findIndex((button) => button === event.target);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
  const button = to === undefined ? undefined : buttons[to];
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
}
