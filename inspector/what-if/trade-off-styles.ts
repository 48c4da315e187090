import { css } from 'lit';

/** Of the curve, its legend and its tables. */
export const tradeOffStyles = css`
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
`;
