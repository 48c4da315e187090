import { css } from 'lit';
import { tradeOffStyles } from './trade-off-styles.js';

/** Of the what-if alone; all its classes begin with `wi`. */
export const whatIfStyles = css`
  ${tradeOffStyles}

  .wi {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-width: 0;
    container: what-if / inline-size;
  }

  .wi h2 {
    font-size: 16px;
  }

  .wi section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    min-width: 0;
  }

  .wi-headline {
    display: grid;
    gap: 4px;
  }

  .wi-fact {
    font-size: 15px;
  }

  .wi-better {
    color: var(--good);
  }

  .wi-worse,
  .wi-too-little {
    color: var(--warn);
  }

  .wi-note {
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--warn);
  }

  .wi-legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
  }

  .wi-sign {
    display: inline-block;
    width: 14px;
    height: 10px;
    margin-inline-end: 6px;
    border-radius: 2px;
    forced-color-adjust: none;
  }

  .wi-said {
    height: 6px;
    background: var(--accent);
  }

  .wi-was {
    border-inline-end: 2px solid var(--accent);
    background: color-mix(in srgb, var(--accent) 25%, transparent);
  }

  .wi-be {
    height: 4px;
    background: var(--muted);
  }

  .wi-turns {
    max-height: 256px;
    margin: 0;
    padding: 0;
    overflow: auto;
    border: 1px solid var(--border);
    border-radius: 6px;
    list-style: none;
  }

  .wi-turn {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
  }

  .wi-turn + .wi-turn {
    border-top: 1px solid var(--border);
  }

  .wi-pick {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    min-width: 0;
    height: 100%;
    padding: 6px 10px;
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

  .wi-bar line {
    stroke: currentcolor;
  }

  .wi-bar .wi-held {
    stroke-opacity: 0.22;
    stroke-width: 14;
  }

  .wi-bar .wi-speech {
    stroke-width: 6;
  }

  .wi-bar .wi-would {
    stroke: var(--muted);
    stroke-width: 4;
  }

  .wi-bar .wi-end {
    stroke-width: 2;
  }

  .wi-cut-off .wi-bar .wi-would {
    stroke: var(--live);
  }

  .wi-merged .wi-bar .wi-would {
    stroke: var(--warn);
  }

  .wi-labels {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: 4px;
    padding: 4px 8px;
  }

  .wi-labels button {
    padding: 0 6px;
    border-color: var(--border);
    font-size: 12px;
  }

  .wi summary {
    cursor: pointer;
  }

  .wi-suggestion button {
    justify-self: start;
  }

  @container what-if (width < 480px) {
    .wi-turn {
      grid-template-columns: minmax(0, 1fr);
    }

    .wi-labels {
      justify-content: start;
      padding-block: 0 6px;
    }
  }

  @media (pointer: coarse) {
    .wi-labels button {
      min-width: 44px;
    }

    .wi summary {
      padding-block: 10px;
    }
  }
`;
