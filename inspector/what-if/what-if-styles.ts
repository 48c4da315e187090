import { css } from 'lit';

/** Of the what-if alone; all its classes begin with `wi`. */
export const whatIfStyles = css`
  .wi {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
    min-width: 0;
    padding: 0.75rem;
    container: what-if / inline-size;
  }

  .wi h2 {
    font-size: 1rem;
  }

  .wi section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.375rem;
    min-width: 0;
  }

  .wi-headline {
    display: grid;
    gap: 0.25rem;
  }

  .wi-fact {
    font-size: 0.9375rem;
  }

  .wi-better {
    color: var(--good);
  }

  .wi-worse,
  .wi-too-little {
    color: var(--warn);
  }

  .wi-note {
    padding-inline-start: 0.625rem;
    border-inline-start: 3px solid var(--warn);
  }

  .wi-legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1rem;
  }

  .wi-sign {
    display: inline-block;
    width: 0.875rem;
    height: 0.625rem;
    margin-inline-end: 0.375rem;
    border-radius: 2px;
    forced-color-adjust: none;
  }

  .wi-said {
    height: 0.375rem;
    background: var(--accent);
  }

  .wi-was {
    border-inline-end: 2px solid var(--accent);
    background: color-mix(in srgb, var(--accent) 25%, transparent);
  }

  .wi-be {
    height: 0.25rem;
    background: var(--muted);
  }

  .wi-turns {
    display: grid;
    max-height: 22rem;
    margin: 0;
    padding: 0;
    overflow: auto;
    border: 1px solid var(--border);
    border-radius: 0.375rem;
    list-style: none;
  }

  .wi-turn {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
  }

  .wi-turn + .wi-turn {
    border-top: 1px solid var(--border);
  }

  .wi-pick {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125rem 0.625rem;
    min-width: 0;
    height: 100%;
    padding: 0.375rem 0.625rem;
    border-radius: 0;
    text-align: start;
  }

  .wi-pick:focus-visible {
    outline-offset: -2px;
  }

  .wi-name {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .wi-cut-off .wi-words,
  .wi-missed .wi-words {
    color: var(--live);
  }

  .wi-merged .wi-words {
    color: var(--warn);
  }

  .wi-same .wi-words {
    color: var(--muted);
  }

  .wi-bar {
    flex: 0 0 100%;
    height: 23px;
  }

  .wi-held {
    fill: currentcolor;
    fill-opacity: 0.22;
  }

  .wi-speech,
  .wi-end {
    fill: currentcolor;
  }

  .wi-would {
    fill: var(--muted);
  }

  .wi-cut-off .wi-would {
    fill: var(--live);
  }

  .wi-merged .wi-would {
    fill: var(--warn);
  }

  .wi-turn-0 {
    color: var(--turn-0);
  }

  .wi-turn-1 {
    color: var(--turn-1);
  }

  .wi-turn-2 {
    color: var(--turn-2);
  }

  .wi-turn-3 {
    color: var(--turn-3);
  }

  .wi-turn-4 {
    color: var(--turn-4);
  }

  .wi-turn-5 {
    color: var(--turn-5);
  }

  .wi-labels {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: 0.25rem;
    padding: 0.25rem 0.5rem;
  }

  .wi-labels button {
    padding: 0 0.375rem;
    border-color: var(--border);
    font-size: 0.75rem;
  }

  .wi-chart {
    display: grid;
    gap: 0.25rem;
  }

  .wi-axis:last-child {
    text-align: end;
  }

  .wi-plot {
    padding: 0.75rem 1rem 1.5rem 3rem;
    border-radius: 0.375rem;
    background: var(--raised);
    cursor: crosshair;
    touch-action: manipulation;
  }

  .wi-plot svg {
    display: block;
    width: 100%;
    height: 11rem;
    overflow: visible;
  }

  .wi-plot text {
    fill: var(--muted);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }

  .wi-grid {
    stroke: var(--border);
  }

  .wi-curve {
    stroke: var(--muted);
    stroke-width: 1.5;
  }

  .wi-dot {
    fill: var(--muted);
  }

  .wi-at {
    fill: none;
    stroke-width: 2;
  }

  .wi-at.wi-present {
    stroke: var(--text);
  }

  .wi-at.wi-tried {
    fill: var(--accent);
  }

  .wi-at.wi-suggested {
    stroke: var(--good);
    stroke-dasharray: 3 2;
  }

  .wi-sign.wi-present,
  .wi-sign.wi-tried,
  .wi-sign.wi-suggested,
  .wi-sign.wi-pointed {
    width: 0.75rem;
    height: 0.75rem;
    border: 2px solid transparent;
    border-radius: 50%;
    vertical-align: -0.0625rem;
  }

  .wi-sign.wi-present {
    border-color: var(--text);
  }

  .wi-sign.wi-tried {
    background: var(--accent);
    background-clip: content-box;
    padding: 1px;
  }

  .wi-sign.wi-suggested {
    border: 2px dashed var(--good);
  }

  .wi-points {
    width: 100%;
    max-width: 32rem;
    border-collapse: collapse;
  }

  .wi-points th,
  .wi-points td {
    padding: 0.125rem 0.25rem;
    font-variant-numeric: tabular-nums;
    text-align: end;
    white-space: nowrap;
  }

  .wi-points thead th {
    color: var(--muted);
    font-weight: 400;
  }

  .wi-points tbody th {
    font-weight: 400;
    text-align: start;
  }

  .wi-none {
    color: var(--muted);
  }

  .wi-scroll {
    max-height: 16rem;
    overflow: auto;
  }

  .wi summary {
    cursor: pointer;
  }

  .wi-suggestion button {
    justify-self: start;
  }

  @container what-if (width < 30rem) {
    .wi-turn {
      grid-template-columns: 1fr;
    }

    .wi-labels {
      justify-content: start;
      padding-block: 0 0.375rem;
    }
  }

  @media (pointer: coarse) {
    .wi-labels button {
      min-width: 2.75rem;
    }

    .wi summary {
      padding-block: 0.625rem;
    }
  }
`;
