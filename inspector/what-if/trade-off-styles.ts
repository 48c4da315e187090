import { css } from 'lit';

/** Of the curve, its legend and its tables. */
export const tradeOffStyles = css`
  .wi-chart {
    display: grid;
    gap: 4px;
  }

  .wi-axis:last-child {
    text-align: end;
  }

  .wi-plot {
    padding: 12px 16px 24px 48px;
    border-radius: 6px;
    background: var(--raised);
    cursor: crosshair;
    touch-action: manipulation;
  }

  .wi-plot svg {
    display: block;
    width: 100%;
    height: 176px;
    overflow: visible;
  }

  .wi-plot text {
    fill: var(--muted);
    font-size: 12px;
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

  .wi-curve.wi-analyzed {
    stroke: var(--accent);
    stroke-dasharray: 5 4;
  }

  .wi-dot.wi-analyzed {
    fill: var(--accent);
  }

  /* Its own origin is the place of the point; the height of the picture around it is not for it. */
  .wi-plot .wi-diamond {
    width: 1px;
    height: 1px;
  }

  .wi-sign.wi-line {
    width: 24px;
    height: 0;
    border-top: 2px solid var(--muted);
    vertical-align: 4px;
  }

  .wi-sign.wi-line.wi-analyzed {
    height: 2px;
    border: 0;
    background: repeating-linear-gradient(90deg, var(--accent) 0 5px, transparent 5px 9px);
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
    width: 12px;
    height: 12px;
    border: 2px solid transparent;
    border-radius: 50%;
    vertical-align: -1px;
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
    max-width: 512px;
    border-collapse: collapse;
  }

  .wi-points th,
  .wi-points td {
    padding: 2px 4px;
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
    max-height: 256px;
    overflow: auto;
  }

  .wi-scroll caption {
    text-align: start;
  }

  .wi-budget,
  .wi-buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
  }

  .wi-budget input {
    width: 64px;
  }
`;
