import { html, nothing, type TemplateResult } from 'lit';
import type { TradeOffPoint } from 'avatar-ptt/analysis';
import type { WhatIf } from './what-if.js';
import { secsText } from './what-if-words.js';

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
