import { html, nothing, svg, type TemplateResult } from 'lit';
import { isDetected, type JudgedTurn, type Speech, type TurnMark } from 'avatar-ptt/analysis';
import type { Inspection } from '../model/inspection.js';
import { turnColour } from '../shell/palette.js';
import type { RejudgedTurn } from './what-if.js';
import { verdictInWords } from './what-if-words.js';

const MARKS: Readonly<Record<TurnMark, string>> = { 'cut-me-off': 'cut me off', 'too-slow': 'too slow' };

/** What a bar shows of the time before and after its turn, ms: enough to see what was said around it. */
const MARGIN_MS = 200;
/** The longest stretch that a bar shows, ms: of a longer turn, its end. */
const MAX_MS = 15_000;

/** Turns as bars, the newest first: as each was, and as it would have been; and what the person says of its end. */
export function turnRows(turns: readonly RejudgedTurn[], inspection: Inspection): TemplateResult {
  const lengthMs = Math.min(MAX_MS, Math.max(...turns.map(lengthOf)));
  const rows = turns.toReversed().map((turn) => row(turn, turns, lengthMs, inspection));
  return html`<ol class="wi-turns" reversed>
    ${rows}
  </ol>`;
}

function row(
  turn: RejudgedTurn,
  all: readonly RejudgedTurn[],
  lengthMs: number,
  inspection: Inspection,
): TemplateResult {
  const { turnId } = turn.held;
  return html`<li class="wi-turn wi-${turn.verdict.verdict}">
    <button
      class="plain wi-pick"
      aria-pressed=${inspection.selection.turnId === turnId}
      @click=${() => inspection.select({ turnId })}
    >
      <span class="wi-name">Turn ${turnId}</span>
      <span class="wi-words">${verdictInWords(turn, all)}</span>
      ${turn.wasCutOff ? html`<span class="badge warn">was cut off</span>` : nothing} ${bar(turn, lengthMs)}
    </button>
    <span class="wi-labels">${labels(turn, inspection)}</span>
  </li>`;
}

function labels({ held }: RejudgedTurn, inspection: Inspection): TemplateResult {
  const { turnId, source } = held;
  if (!isDetected(held)) return html`<span class="badge">${source === 'app' ? 'by the page' : 'held'}</span>`;
  const mark = inspection.marks.get(turnId);
  const buttons = Object.entries(MARKS).map(
    ([name, text]) =>
      html`<button
        class="plain"
        aria-pressed=${mark === name}
        aria-label="Turn ${turnId}: ${text}"
        @click=${() => toggle(inspection, turnId, name)}
      >
        ${text}
      </button>`,
  );
  return html`${buttons}`;
}

function toggle(inspection: Inspection, turnId: number, name: string): void {
  // The names come from MARKS.
  const mark = name as TurnMark;
  inspection.mark(turnId, inspection.marks.get(turnId) === mark ? null : mark);
}

/** What happened above, what would have happened below it. */
function bar({ held, verdict, speech }: RejudgedTurn, lengthMs: number): TemplateResult {
  const endMs = lastOf({ held, verdict }) + MARGIN_MS;
  const startMs = Math.max(held.startMs - MARGIN_MS, endMs - lengthMs);
  const at = (ms: number): string => `${(((ms - startMs) / lengthMs) * 100).toFixed(2)}%`;
  // Lines, since the place of a rectangle is a matter of style, which would be worked out anew with each step of a slider.
  const line = (name: string, fromMs: number, toMs: number, y: number): TemplateResult =>
    svg`<line class=${name} x1=${at(fromMs)} x2=${at(toMs)} y1=${y} y2=${y} />`;
  const end = (name: string, ms: number, y1: number, y2: number): TemplateResult =>
    svg`<line class=${name} x1=${at(ms)} x2=${at(ms)} y1=${y1} y2=${y2} />`;
  const said = speech.filter((one) => one.endMs > startMs && one.startMs < endMs);
  const spoken = (one: Speech): TemplateResult => line('wi-speech', one.startMs, one.endMs, 7);
  const judged = (one: JudgedTurn): TemplateResult => {
    const untilMs = one.endMs ?? endMs;
    return svg`${line('wi-would', one.startMs, untilMs, 18)}${end('wi-would wi-end', untilMs, 13, 23)}`;
  };
  const bars = [line('wi-held', held.startMs, held.endMs, 7), end('wi-end', held.endMs, 0, 14)];
  const speechBars = said.map(spoken);
  const judgedBars = verdict.judged.map(judged);
  return html`<svg class="wi-bar" color="var(--${turnColour(held.turnId)})" aria-hidden="true">
    ${bars}${speechBars}${judgedBars}
  </svg>`;
}

function lengthOf(turn: RejudgedTurn): number {
  return lastOf(turn) - turn.held.startMs + 2 * MARGIN_MS;
}

function lastOf({ held, verdict }: Pick<RejudgedTurn, 'held' | 'verdict'>): number {
  return Math.max(held.endMs, ...verdict.judged.map(({ endMs, spokenUntilMs }) => endMs ?? spokenUntilMs));
}
