import { html, nothing, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { isSilenceAlone, type Chart, type ChartPoint } from './chart-points.js';
import { pointInWords } from './suggestion-words.js';

export interface ChartActions {
  /** The point that is pointed at, to be told of; null: none. */
  readonly point: (point: ChartPoint | null) => void;
  readonly apply: (point: ChartPoint) => void;
}

/** Where things lie: shares of the width and the height, in percent. */
interface Scale {
  readonly mostSecs: number;
  readonly mostRate: number;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/**
 * False cut-offs against the wait: silence alone, and with the analyzer at its best numbers. A click or an arrow key puts a
 * point in force; Page Up and Page Down change the curve.
 */
export function tradeOffChart(chart: Chart, actions: ChartActions): TemplateResult {
  const { silenceCurve, analyzerCurve, tried, analyzer } = chart;
  const scale = scaleOf([...silenceCurve, ...analyzerCurve]);
  const curve = curveOf(chart);
  const at = curve[indexOf(curve, tried)];
  return html`<div class="wi-chart">
    <span class="wi-axis muted">pauses that end the turn</span>
    <div
      class="wi-plot"
      role="slider"
      tabindex="0"
      aria-label="Silence that ends the turn, on the curve"
      aria-valuemin=${valueOf(curve[0])}
      aria-valuemax=${valueOf(curve.at(-1))}
      aria-valuenow=${valueOf(at)}
      aria-valuetext=${at ? pointInWords(tried ?? at, analyzer) : ''}
      @keydown=${(event: KeyboardEvent) => {
        step(event, chart, actions);
      }}
      @pointermove=${(event: PointerEvent) => {
        actions.point(nearest(event, chart, scale));
      }}
      @pointerleave=${() => {
        actions.point(null);
      }}
      @click=${(event: MouseEvent) => {
        const point = nearest(event, chart, scale);
        if (point) actions.apply(point);
      }}
    >
      <svg aria-hidden="true">
        ${guard([silenceCurve, analyzerCurve], () => [
          grid(scale),
          line(silenceCurve, scale, ''),
          line(analyzerCurve, scale, 'wi-analyzed'),
        ])}${markers(chart, scale)}
      </svg>
    </div>
    <span class="wi-axis muted">wait after your last word</span>
  </div>`;
}

/** The curve that the settings under the slider are on. */
function curveOf({ tried, silenceCurve, analyzerCurve }: Chart): readonly ChartPoint[] {
  return tried && !isSilenceAlone(tried) && analyzerCurve.length > 0 ? analyzerCurve : silenceCurve;
}

// Along silence alone it is the silence; with an analyzer that is none of one number, and the wait grows along the curve.
function valueOf(point: ChartPoint | undefined): number {
  if (!point) return 0;
  return point.minStopSecs === undefined ? point.stopSecs : Math.round(point.delayMs) / 1000;
}

function scaleOf(points: readonly ChartPoint[]): Scale {
  const mostMs = Math.max(1000, ...points.map(({ delayMs }) => delayMs));
  const mostRate = Math.max(0.2, ...points.map(({ cutOffRate }) => cutOffRate));
  return { mostSecs: Math.ceil(mostMs / 1000), mostRate: Math.ceil(mostRate * 5) / 5 };
}

function xOf({ delayMs }: ChartPoint, { mostSecs }: Scale): number {
  return delayMs / 10 / mostSecs;
}

function yOf({ cutOffRate }: ChartPoint, { mostRate }: Scale): number {
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

function line(curve: readonly ChartPoint[], scale: Scale, kind: '' | 'wi-analyzed'): TemplateResult {
  const piece = (point: ChartPoint, i: number): TemplateResult | typeof nothing => {
    const before = curve[i - 1];
    if (!before) return nothing;
    return svg`<line
      class="wi-curve ${kind}"
      x1="${xOf(before, scale)}%" y1="${yOf(before, scale)}%"
      x2="${xOf(point, scale)}%" y2="${yOf(point, scale)}%"
    />`;
  };
  const dot = (point: ChartPoint): TemplateResult => {
    const [x, y] = [`${xOf(point, scale)}%`, `${yOf(point, scale)}%`];
    // A path knows no percent: it is placed by a picture of its own.
    return kind
      ? svg`<svg class="wi-diamond" x=${x} y=${y}><path class="wi-dot wi-analyzed" d="M0-3 3 0 0 3-3 0z" /></svg>`
      : svg`<circle class="wi-dot" cx=${x} cy=${y} r="2" />`;
  };
  return svg`${curve.map(piece)}${curve.map(dot)}`;
}

// Ring, dot and square still show when they lie on one another.
function markers({ present, tried, suggested }: Chart, scale: Scale): TemplateResult {
  const at = (point: ChartPoint | null, name: string, r: number): TemplateResult | typeof nothing =>
    point
      ? svg`<circle class="wi-at wi-${name}" cx="${xOf(point, scale)}%" cy="${yOf(point, scale)}%" r=${r} />`
      : nothing;
  return svg`${at(suggested, 'suggested', 11)}${at(present, 'present', 7)}${at(tried, 'tried', 4)}`;
}

function nearest(event: MouseEvent, { silenceCurve, analyzerCurve }: Chart, scale: Scale): ChartPoint | null {
  const plot = (event.currentTarget as Element).querySelector('svg');
  if (!plot) return null;
  const { left, top, width, height } = plot.getBoundingClientRect();
  const distanceOf = (point: ChartPoint): number =>
    Math.hypot(
      event.clientX - left - (xOf(point, scale) / 100) * width,
      event.clientY - top - (yOf(point, scale) / 100) * height,
    );
  return [...silenceCurve, ...analyzerCurve].reduce<ChartPoint | null>(
    (best, point) => (best && distanceOf(best) <= distanceOf(point) ? best : point),
    null,
  );
}

/** The place of the point on its curve, or of the one that waits as long. */
function indexOf(curve: readonly ChartPoint[], point: ChartPoint | null): number {
  if (!point) return 0;
  const distanceOf = (i: number): number => Math.abs((curve[i]?.delayMs ?? Infinity) - point.delayMs);
  const exact = curve.findIndex(
    ({ stopSecs, minStopSecs }) => stopSecs === point.stopSecs && minStopSecs === point.minStopSecs,
  );
  return exact >= 0 ? exact : curve.reduce((best, _, i) => (distanceOf(i) < distanceOf(best) ? i : best), 0);
}

function step(event: KeyboardEvent, chart: Chart, { apply }: ChartActions): void {
  const point = pointAfter(event.key, chart);
  if (!point) return;
  event.preventDefault();
  apply(point);
}

function pointAfter(key: string, chart: Chart): ChartPoint | undefined {
  const curve = curveOf(chart);
  const at = indexOf(curve, chart.tried);
  if (key === 'PageUp' || key === 'PageDown') return onCurve(key, chart);
  const by = STEPS[key];
  const next = key === 'Home' ? 0 : key === 'End' ? curve.length - 1 : by === undefined ? at : at + by;
  return next === at ? undefined : curve[next];
}

/** As long a wait on the other curve. */
function onCurve(key: 'PageUp' | 'PageDown', chart: Chart): ChartPoint | undefined {
  const sliding = chart.analyzerCurve.filter((point) => !isSilenceAlone(point));
  const curve = key === 'PageUp' ? sliding : chart.silenceCurve;
  return curve[indexOf(curve, chart.tried)];
}
