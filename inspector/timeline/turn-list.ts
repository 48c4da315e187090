import { html, type TemplateResult } from 'lit';
import { turnColour } from '../shell/palette.js';
import { clockText, lengthText } from '../model/time-text.js';
import type { RefusedPress } from './timeline-fold.js';
import { endText, reasonText, sourceText, type UserTurn } from './user-turns.js';
import { FELT_WAIT, waitOf } from './waits.js';

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
