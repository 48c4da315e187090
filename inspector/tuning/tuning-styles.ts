import { css } from 'lit';
import { silenceRangeStyles } from './silence-range-styles.js';
import { whatIfStyles } from '../what-if/what-if-styles.js';

/** The tuning panel: one column, or with room the what-if beside the settings, where it stays in view. */
export const tuningStyles = [
  whatIfStyles,
  silenceRangeStyles,
  css`
    .tn .toolbar {
      position: sticky;
      z-index: 2;
      top: 0;
      background: var(--surface);
    }

    .tn-columns {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 20px;
      padding: 12px;
    }

    .tn-section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 10px;
      align-content: start;
      /* What is scrolled away is neither laid out nor painted with each step of a slider. */
      content-visibility: auto;
      contain-intrinsic-block-size: auto 320px;
      /* It is clipped at its edge, where a control's outline must still find room. */
      margin: -4px;
      padding: 4px;
    }

    .tn-list {
      display: grid;
      gap: 8px;
      margin: 0;
      padding: 0;
      list-style: none;
    }

    .tn-symptom {
      display: grid;
      gap: 8px;
      border-inline-start: 3px solid var(--warn);
    }

    .tn-cures,
    .tn-save,
    .tn-forms {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }

    .tn-cures {
      align-items: center;
    }

    .tn-cure {
      border-color: var(--accent);
      color: var(--accent);
    }

    .tn-link {
      min-height: 24px;
      padding: 0 6px;
      color: var(--accent);
      text-decoration: underline;
    }

    .tn-preset {
      display: grid;
      grid-template-columns: minmax(112px, auto) auto minmax(0, 1fr);
      column-gap: 8px;
      align-items: center;
    }

    .tn-preset > button:first-child {
      grid-column: 1;
      grid-row: 1 / span 2;
    }

    .tn-preset > .plain {
      grid-column: 2;
      grid-row: 1 / span 2;
    }

    .tn-changes,
    .tn-source {
      grid-column: 3;
    }

    .tn-source,
    .tn-help,
    .tn-why,
    .tn-force {
      font-size: 12px;
    }

    .tn-save input {
      flex: 1;
      min-width: 128px;
    }

    .tn-note {
      padding: 6px 10px;
      border-radius: 6px;
      background: var(--raised);
      color: var(--muted);
    }

    .tn-field {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 2px;
      padding-block-end: 10px;
      border-block-end: 1px solid var(--border);
    }

    .tn-field:last-child {
      border: none;
    }

    .tn-head {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 8px;
      align-items: center;
      min-height: 30px;
    }

    .tn-head label {
      font-weight: 600;
    }

    .tn-control {
      display: flex;
      gap: 8px;
      align-items: center;
      min-height: 30px;
    }

    .tn-control select + .tn-reset {
      margin-inline-start: auto;
    }

    .tn-control select {
      flex: 0 1 auto;
      min-width: 128px;
    }

    .tn-control input[type='number'] {
      flex: none;
      width: 84px;
      padding-inline: 6px;
      text-align: end;
    }

    .tn-control input[aria-invalid='true'] {
      border-color: var(--live);
    }

    .tn-head input[type='checkbox'] {
      width: 20px;
      height: 20px;
      margin: 0;
      accent-color: var(--accent);
    }

    .tn-reset {
      flex: none;
      padding-inline: 8px;
    }

    .tn-slider {
      position: relative;
      display: grid;
      flex: 1;
      align-items: center;
      min-width: 64px;
    }

    .tn-slider input {
      width: 100%;
      margin: 0;
    }

    .tn-marks {
      position: absolute;
      inset: 0 8px;
      width: calc(100% - 16px);
      height: 100%;
      overflow: visible;
      pointer-events: none;
    }

    .tn-default {
      stroke: var(--muted);
      stroke-width: 2;
    }

    .tn-now {
      fill: var(--good);
    }

    .tn-why {
      color: var(--warn);
    }

    .tn-unit {
      flex: none;
      width: 24px;
    }

    .tn-what-if {
      min-width: 0;
    }

    .tn-helps summary {
      cursor: pointer;
    }

    .tn-helps ul {
      display: grid;
      gap: 4px;
      margin: 0;
      padding-inline-start: 20px;
    }

    .tn-copy textarea {
      width: 100%;
      padding: 8px;
      border: 1px solid var(--border);
      border-radius: 6px;
      background: var(--raised);
      font-size: 12px;
      white-space: pre;
      resize: vertical;
    }

    @media (pointer: coarse) {
      .tn-head input[type='checkbox'],
      .tn-link {
        min-width: 44px;
        min-height: 44px;
      }

      .tn-slider input {
        height: 44px;
      }
    }

    @container inspector (max-width: 480px) {
      .tn-preset {
        grid-template-columns: minmax(0, 1fr) auto;
      }

      .tn-preset > button:first-child,
      .tn-preset > .plain {
        grid-row: 1;
      }

      .tn-preset > button:first-child {
        justify-self: start;
      }

      .tn-changes,
      .tn-source {
        grid-column: 1 / -1;
      }
    }

    @container inspector (min-width: 832px) {
      .tn-columns {
        grid-template-columns: minmax(320px, 1fr) minmax(0, 1.15fr);
        column-gap: 24px;
      }

      .tn-columns > .tn-section {
        grid-column: 1;
      }

      .tn-what-if {
        position: sticky;
        top: 48px;
        grid-column: 2;
        grid-row: 1 / span 12;
        align-self: start;
        height: calc(var(--tn-height, 640px) - 56px);
        overflow: auto;
        /* It changes with each step of a slider, and nothing around it has to be laid out again for that. */
        contain: strict;
      }
    }
  `,
];
