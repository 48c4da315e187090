import { html, nothing, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { TradeOffPoint } from 'avatar-ptt/analysis';
import type { WhatIf } from './what-if.js';
import { pointInWords, secsText } from './what-if-words.js';

export interface ChartActions {
  /** The point that is pointed at, to be told of; null: none. */
  readonly point: (point: TradeOffPoint | null) => void;
  readonly apply: (stopSecs: number) => void;
}

/** Where things lie: shares of the width and the height, in percent. */
interface Scale {
  readonly mostSecs: number;
  readonly mostRate: number;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/** False cut-offs against the wait, over the silence that ends a turn. A click or an arrow key puts a point in force. */
export function tradeOffChart(whatIf: WhatIf, actions: ChartActions): TemplateResult {
  const { curve, tried } = whatIf;
  const scale = scaleOf(curve);
  return html`<div class="wi-chart">
    <span class="wi-axis muted">pauses that end the turn</span>
    <div
      class="wi-plot"
      role="slider"
      tabindex="0"
      aria-label="Silence that ends the turn, on the curve"
      aria-valuemin=${curve[0]?.stopSecs ?? 0}
      aria-valuemax=${curve.at(-1)?.stopSecs ?? 0}
      aria-valuenow=${tried.stopSecs}
      aria-valuetext=${pointInWords(tried)}
      @keydown=${(event: KeyboardEvent) => {
        step(event, curve, tried, actions);
      }}
      @pointermove=${(event: PointerEvent) => {
        actions.point(nearest(event, curve, scale));
      }}
      @pointerleave=${() => {
        actions.point(null);
      }}
      @click=${(event: MouseEvent) => {
        const point = nearest(event, curve, scale);
        if (point) actions.apply(point.stopSecs);
      }}
    >
      <svg aria-hidden="true">${guard([curve], () => [grid(scale), line(curve, scale)])}${markers(whatIf, scale)}</svg>
    </div>
    <span class="wi-axis muted">wait after your last word</span>
  </div>`;
}

function scaleOf(curve: readonly TradeOffPoint[]): Scale {
  const mostMs = Math.max(1000, ...curve.map(({ delayMs }) => delayMs));
  const mostRate = Math.max(0.2, ...curve.map(({ cutOffRate }) => cutOffRate));
  return { mostSecs: Math.ceil(mostMs / 1000), mostRate: Math.ceil(mostRate * 5) / 5 };
}

function xOf({ delayMs }: TradeOffPoint, { mostSecs }: Scale): number {
  return delayMs / 10 / mostSecs;
}

function yOf({ cutOffRate }: TradeOffPoint, { mostRate }: Scale): number {
  return 100 - (cutOffRate / mostRate) * 100;
}

function grid({ mostSecs, mostRate }: Scale): TemplateResult {
  const secs = Array.from({ length: mostSecs + 1 }, (_, i) => i);
  const rates = [0, mostRate / 2, mostRate];
  const vertical = (sec: number): TemplateResult =>
    svg`<text x="${(sec / mostSecs) * 100}%" y="100%" dy="16" text-anchor="middle">${sec} s</text>`;
  const horizontal = (rate: number): TemplateResult => {
    const y = `${100 - (rate / mostRate) * 100}%`;
    return svg`<line class="wi-grid" x1="0" x2="100%" y1=${y} y2=${y} />
      <text x="0" y=${y} dx="-8" dy="4" text-anchor="end">${Math.round(rate * 100)} %</text>`;
  };
  return svg`${rates.map(horizontal)}${secs.map(vertical)}`;
}

function line(curve: readonly TradeOffPoint[], scale: Scale): TemplateResult {
  const piece = (point: TradeOffPoint, i: number): TemplateResult | typeof nothing => {
    const before = curve[i - 1];
    if (!before) return nothing;
    return svg`<line
      class="wi-curve"
      x1="${xOf(before, scale)}%" y1="${yOf(before, scale)}%"
      x2="${xOf(point, scale)}%" y2="${yOf(point, scale)}%"
    />`;
  };
  const dot = (point: TradeOffPoint): TemplateResult =>
    svg`<circle class="wi-dot" cx="${xOf(point, scale)}%" cy="${yOf(point, scale)}%" r="2" />`;
  return svg`${curve.map(piece)}${curve.map(dot)}`;
}

// Ring, dot and square still show when they lie on one another.
function markers({ present, tried, suggestion, curve }: WhatIf, scale: Scale): TemplateResult {
  const suggested = curve.find(({ stopSecs }) => stopSecs === suggestion.stopSecs);
  const at = (point: TradeOffPoint, name: string, r: number): TemplateResult =>
    svg`<circle class="wi-at wi-${name}" cx="${xOf(point, scale)}%" cy="${yOf(point, scale)}%" r=${r} />`;
  return svg`${suggested ? at(suggested, 'suggested', 11) : nothing}${at(present, 'present', 7)}${at(tried, 'tried', 4)}`;
}

function nearest(event: MouseEvent, curve: readonly TradeOffPoint[], scale: Scale): TradeOffPoint | null {
  const plot = (event.currentTarget as Element).querySelector('svg');
  if (!plot) return null;
  const { left, top, width, height } = plot.getBoundingClientRect();
  const distanceOf = (point: TradeOffPoint): number =>
    Math.hypot(
      event.clientX - left - (xOf(point, scale) / 100) * width,
      event.clientY - top - (yOf(point, scale) / 100) * height,
    );
  return curve.reduce<TradeOffPoint | null>(
    (best, point) => (best && distanceOf(best) <= distanceOf(point) ? best : point),
    null,
  );
}

function step(
  event: KeyboardEvent,
  curve: readonly TradeOffPoint[],
  tried: TradeOffPoint,
  { apply }: ChartActions,
): void {
  const at = curve.findIndex(({ stopSecs }) => stopSecs === tried.stopSecs);
  const by = STEPS[event.key];
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? curve.length - 1 : by === undefined ? at : at + by;
  const point = curve[next];
  if (!point || next === at) return;
  event.preventDefault();
  apply(point.stopSecs);
}

const HEAD = html`<thead>
  <tr>
    <th scope="col"><span class="visually-hidden">Which</span></th>
    <th scope="col">Silence</th>
    <th scope="col">Cut pauses</th>
    <th scope="col">Wait</th>
  </tr>
</thead>`;

/** The points that matter, with their numbers: it is the legend of the curve too. */
export function pointsTable(whatIf: WhatIf, pointed: TradeOffPoint | null): TemplateResult {
  const { present, tried, suggestion, curve } = whatIf;
  const suggested = curve.find(({ stopSecs }) => stopSecs === suggestion.stopSecs);
  return html`<table class="wi-points">
    <caption class="visually-hidden">
      Points on the curve
    </caption>
    ${HEAD}
    <tbody>
      ${pointRow('present', 'In force', present)} ${pointRow('tried', 'Under the slider', tried)}
      ${suggested ? pointRow('suggested', 'Suggested', suggested) : nothing}
      ${pointRow('pointed', 'Under the pointer', pointed)}
    </tbody>
  </table>`;
}

/** Every point of the curve, for those who read better than they see. */
export function wholeTable(curve: readonly TradeOffPoint[], apply: (stopSecs: number) => void): TemplateResult {
  const rows = curve.map(
    (point) =>
      html`<tr>
        <td>
          <button class="plain" aria-label="Apply ${point.stopSecs.toFixed(1)} s" @click=${() => apply(point.stopSecs)}>
            Apply
          </button>
        </td>
        ${numbers(point)}
      </tr>`,
  );
  return html`<div class="wi-scroll">
    <table class="wi-points">
      <caption class="visually-hidden">
        The whole curve
      </caption>
      ${HEAD}
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function pointRow(name: string, label: string, point: TradeOffPoint | null): TemplateResult {
  return html`<tr class=${point ? '' : 'wi-none'}>
    <th scope="row"><span class="wi-sign wi-${name}" aria-hidden="true"></span>${label}</th>
    ${numbers(point)}
  </tr>`;
}

function numbers(point: TradeOffPoint | null): TemplateResult {
  return html`<td>${point ? `${point.stopSecs.toFixed(1)} s` : '–'}</td>
    <td>${point ? `${point.cutOffs} of ${point.pauses}` : '–'}</td>
    <td>${point ? secsText(point.delayMs) : '–'}</td>`;
}
