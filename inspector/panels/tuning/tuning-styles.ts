import { css } from 'lit';
import { whatIfStyles } from '../../what-if/what-if-styles.js';

/** The tuning panel: one column, or with room the what-if beside the settings, where it stays in view. */
export const tuningStyles = [
  whatIfStyles,
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
      gap: 1.25rem;
      padding: 0.75rem;
    }

    .tn-section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 0.625rem;
      align-content: start;
      /* What is scrolled away is neither laid out nor painted with each step of a slider. */
      content-visibility: auto;
      contain-intrinsic-block-size: auto 20rem;
      /* It is clipped at its edge, where a control's outline must still find room. */
      margin: -0.25rem;
      padding: 0.25rem;
    }

    .tn-list {
      display: grid;
      gap: 0.5rem;
      margin: 0;
      padding: 0;
      list-style: none;
    }

    .tn-symptom {
      display: grid;
      gap: 0.5rem;
      border-inline-start: 3px solid var(--warn);
    }

    .tn-cures,
    .tn-save,
    .tn-forms {
      display: flex;
      flex-wrap: wrap;
      gap: 0.375rem;
    }

    .tn-cures {
      align-items: center;
    }

    .tn-cure {
      border-color: var(--accent);
      color: var(--accent);
    }

    .tn-link {
      min-height: 1.5rem;
      padding: 0 0.375rem;
      color: var(--accent);
      text-decoration: underline;
    }

    .tn-preset {
      display: grid;
      grid-template-columns: minmax(7rem, auto) auto minmax(0, 1fr);
      column-gap: 0.5rem;
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
      font-size: 0.75rem;
    }

    .tn-save input {
      flex: 1;
      min-width: 8rem;
    }

    .tn-note {
      padding: 0.375rem 0.625rem;
      border-radius: 0.375rem;
      background: var(--raised);
      color: var(--muted);
    }

    .tn-field {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 0.125rem;
      padding-block-end: 0.625rem;
      border-block-end: 1px solid var(--border);
    }

    .tn-field:last-child {
      border: none;
    }

    .tn-head {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem 0.5rem;
      align-items: center;
      min-height: 1.875rem;
    }

    .tn-head label {
      font-weight: 600;
    }

    .tn-control {
      display: flex;
      gap: 0.5rem;
      align-items: center;
      min-height: 1.875rem;
    }

    .tn-control select + .tn-reset {
      margin-inline-start: auto;
    }

    .tn-control select {
      flex: 0 1 auto;
      min-width: 8rem;
    }

    .tn-control input[type='number'] {
      flex: none;
      width: 5.25rem;
      padding-inline: 0.375rem;
      text-align: end;
    }

    .tn-control input[aria-invalid='true'] {
      border-color: var(--live);
    }

    .tn-head input[type='checkbox'] {
      width: 1.25rem;
      height: 1.25rem;
      margin: 0;
      accent-color: var(--accent);
    }

    .tn-reset {
      flex: none;
      padding-inline: 0.5rem;
    }

    .tn-slider {
      position: relative;
      display: grid;
      flex: 1;
      align-items: center;
      min-width: 4rem;
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
      width: 1.5rem;
    }

    .tn-what-if {
      min-width: 0;
    }

    .tn-helps summary {
      cursor: pointer;
    }

    .tn-helps ul {
      display: grid;
      gap: 0.25rem;
      margin: 0;
      padding-inline-start: 1.25rem;
    }

    .tn-copy textarea {
      width: 100%;
      padding: 0.5rem;
      border: 1px solid var(--border);
      border-radius: 0.375rem;
      background: var(--raised);
      font-size: 0.75rem;
      white-space: pre;
      resize: vertical;
    }

    @media (pointer: coarse) {
      .tn-head input[type='checkbox'],
      .tn-link {
        min-width: 2.75rem;
        min-height: 2.75rem;
      }

      .tn-slider input {
        height: 2.75rem;
      }
    }

    @container inspector (max-width: 30rem) {
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

    @container inspector (min-width: 52rem) {
      .tn-columns {
        grid-template-columns: minmax(20rem, 1fr) minmax(0, 1.15fr);
        column-gap: 1.5rem;
      }

      .tn-columns > .tn-section {
        grid-column: 1;
      }

      .tn-what-if {
        position: sticky;
        top: 3rem;
        grid-column: 2;
        grid-row: 1 / span 12;
        align-self: start;
        height: calc(var(--tn-height, 40rem) - 3.5rem);
        overflow: auto;
        /* It changes with each step of a slider, and nothing around it has to be laid out again for that. */
        contain: strict;
      }
    }
  `,
];
