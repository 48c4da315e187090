import { html, nothing, type TemplateResult } from 'lit';
import type { Chart, ChartPoint } from './chart-points.js';
import { secsText } from './what-if-words.js';
import { silenceText } from './suggestion-words.js';

const HEAD = html`<thead>
  <tr>
    <th scope="col"><span class="visually-hidden">Which</span></th>
    <th scope="col">Silence</th>
    <th scope="col">Cut pauses</th>
    <th scope="col">Wait</th>
  </tr>
</thead>`;

/** The lines of the chart by their names, where there are two. */
export function linesLegend({ analyzer, analyzerCurve }: Chart): TemplateResult | typeof nothing {
  if (analyzerCurve.length === 0) return nothing;
  return html`<p class="wi-legend muted">
    <span><i class="wi-sign wi-line" aria-hidden="true"></i>silence alone</span>
    <span><i class="wi-sign wi-line wi-analyzed" aria-hidden="true"></i>with ${analyzer}, at its best numbers</span>
  </p>`;
}

/** The points that matter, with their numbers: it is the legend of the curves too. */
export function pointsTable({ present, tried, suggested }: Chart, pointed: ChartPoint | null): TemplateResult {
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

/** Every point of the curves, for those who read better than they see. */
export function wholeTable(chart: Chart, apply: (point: ChartPoint) => void): TemplateResult {
  const { silenceCurve, analyzerCurve, analyzer } = chart;
  const isTwo = analyzerCurve.length > 0;
  return html`<div class="wi-scroll" tabindex="0" role="group" aria-label="The curves as a table">
    ${curveTable(isTwo ? 'Silence alone' : 'The whole curve', isTwo, silenceCurve, apply)}
    ${isTwo ? curveTable(`With ${analyzer ?? ''}`, true, analyzerCurve, apply) : nothing}
  </div>`;
}

function curveTable(
  caption: string,
  isShown: boolean,
  curve: readonly ChartPoint[],
  apply: (point: ChartPoint) => void,
): TemplateResult {
  const rows = curve.map(
    (point) =>
      html`<tr>
        <td>
          <button class="plain" aria-label="Apply ${silenceText(point)}" @click=${() => apply(point)}>Apply</button>
        </td>
        ${numbers(point)}
      </tr>`,
  );
  return html`<table class="wi-points">
    <caption class=${isShown ? 'muted' : 'visually-hidden'}>
      ${caption}
    </caption>
    ${HEAD}
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function pointRow(name: string, label: string, point: ChartPoint | null): TemplateResult {
  return html`<tr class=${point ? '' : 'wi-none'}>
    <th scope="row"><span class="wi-sign wi-${name}" aria-hidden="true"></span>${label}</th>
    ${numbers(point)}
  </tr>`;
}

function numbers(point: ChartPoint | null): TemplateResult {
  return html`<td>${point ? silenceText(point) : '–'}</td>
    <td>${point ? `${point.cutOffs} of ${point.pauses}` : '–'}</td>
    <td>${point ? secsText(point.delayMs) : '–'}</td>`;
}
