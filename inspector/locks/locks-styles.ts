import { css } from 'lit';

/** The locks panel. */
export const locksStyles = css`
  .lk {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
    padding: 12px;
  }

  .lk-now {
    display: grid;
    gap: 10px;
  }

  .lk-now h2 {
    color: var(--muted);
    font-size: 12px;
    font-weight: 600;
  }

  .lk-locked {
    border-inline-start: 3px solid var(--warn);
  }

  .lk-headline {
    font-size: 16px;
    font-weight: 600;
  }

  .lk-facts {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 4px 16px;
    margin: 0;
  }

  .lk-facts dt {
    color: var(--muted);
  }

  .lk-facts dd {
    margin: 0;
    overflow-wrap: anywhere;
  }

  .lk-bar {
    height: 6px;
    overflow: hidden;
    border-radius: 4px;
    background: var(--border);
  }

  .lk-bar i {
    display: block;
    height: 100%;
    background: var(--warn);
    font-size: 0;
    transform: scaleX(var(--left, 1));
    transform-origin: left;
  }

  @media (forced-colors: active) {
    .lk-bar {
      border: 1px solid CanvasText;
    }

    .lk-bar i {
      background: Highlight;
    }
  }

  .lk-bar:dir(rtl) i {
    transform-origin: right;
  }

  .lk-actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .lk-columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px 24px;
  }

  .lk-part {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    align-content: start;
  }

  .lk-waits {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .lk-waits li {
    display: flex;
    gap: 16px;
    justify-content: space-between;
  }

  .lk-scroll {
    overflow-x: auto;
  }

  .lk table {
    width: 100%;
    border-collapse: collapse;
  }

  .lk th,
  .lk td {
    padding: 4px 12px 4px 0;
    border-block-end: 1px solid var(--border);
    text-align: start;
    vertical-align: baseline;
  }

  .lk th {
    color: var(--muted);
    font-weight: 500;
  }

  .lk .lk-end {
    text-align: end;
    white-space: nowrap;
  }

  .lk tbody tr {
    cursor: pointer;
  }

  .lk tbody tr:hover,
  .lk .lk-selected {
    background: var(--raised);
  }

  .lk-turn {
    min-width: 36px;
  }

  @container inspector (min-width: 704px) {
    .lk-columns {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
  }

  @container inspector (max-width: 480px) {
    .lk thead {
      position: absolute;
      clip-path: inset(50%);
    }

    .lk tr {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0 8px;
      padding-block: 6px;
      border-block-end: 1px solid var(--border);
    }

    .lk td {
      padding: 0;
      border: none;
    }

    .lk td:first-child {
      grid-row: 1 / span 2;
    }

    .lk td:nth-child(3) {
      display: none;
    }

    .lk td:last-child {
      grid-column: 2 / -1;
      color: var(--muted);
    }
  }
`;
