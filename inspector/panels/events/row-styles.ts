import { css } from 'lit';

/** Looks of the rows and their heads. Rows have a fixed height: the list is laid out by arithmetic. */
export const rowStyles = css`
  .ev {
    --ev-row: 1.5rem;
    --ev-columns: 6.25rem 3rem 5.5rem 13rem minmax(0, 1fr) 4rem;
  }

  .ev-head,
  .ev-row {
    display: grid;
    grid-template-columns: var(--ev-columns);
    align-items: center;
    height: var(--ev-row);
    padding-inline: 0.75rem 0.5rem;
    border-left: 3px solid transparent;
  }

  .ev-head {
    position: sticky;
    top: 0;
    z-index: 1;
    border-bottom: 1px solid var(--border);
    background: var(--raised);
    color: var(--muted);
    font-size: 0.75rem;
  }

  .ev-row {
    border-left-color: var(--ev-kind);
    contain: layout size style;
    cursor: default;
  }

  .ev-row:hover {
    background: var(--raised);
  }

  .ev-row[aria-selected='true'] {
    background: color-mix(in oklab, var(--accent) 18%, var(--surface));
  }

  .ev-grid:focus-visible .ev-row[aria-selected='true'] {
    outline: 1px solid var(--accent);
    outline-offset: -1px;
  }

  .ev-head > *,
  .ev-row > * {
    padding-right: 0.5rem;
    white-space: nowrap;
  }

  .ev-row > .ev-type,
  .ev-row > .ev-text {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .ev-row > .ev-time,
  .ev-row > .ev-size,
  .ev-row > .ev-turn {
    font-family: var(--mono);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }

  .ev-time,
  .ev-size {
    text-align: right;
  }

  .ev-row > .ev-time,
  .ev-row > .ev-size {
    color: var(--muted);
  }

  .ev-turn {
    text-align: center;
  }

  .ev-row > .ev-turn {
    color: var(--ev-turn);
    font-weight: 700;
  }

  .ev-kind {
    color: var(--ev-kind);
  }

  .ev-kind-name {
    margin-left: 0.25rem;
  }

  .ev-head > .ev-kind {
    color: inherit;
  }

  .ev-type-name {
    font-weight: 600;
    cursor: pointer;
  }

  .ev-type-name:hover {
    text-decoration: underline;
  }

  .ev-effect > .ev-type {
    padding-left: 1rem;
  }

  .ev-effect .ev-type-name {
    font-weight: 400;
  }

  @container inspector (max-width: 46rem) {
    .ev {
      --ev-columns: 5.25rem 2.5rem 1.25rem 11rem minmax(0, 1fr);
    }

    .ev-head > .ev-kind {
      visibility: hidden;
    }

    .ev-kind-name,
    .ev-size {
      display: none;
    }
  }

  @container inspector (max-width: 34rem) {
    .ev {
      --ev-row: 2.625rem;
      --ev-columns: 4.75rem 1.75rem 1.25rem minmax(0, 1fr);
    }

    .ev-head {
      display: none;
    }

    .ev-row {
      grid-template-rows: 1fr 1fr;
      padding-left: 0.375rem;
    }

    .ev-row > * {
      grid-row: 1 / -1;
    }

    .ev-row > .ev-type {
      grid-row: 1;
      grid-column: 4;
      align-self: end;
    }

    .ev-row:has(> .ev-text:empty) > .ev-type {
      grid-row: 1 / -1;
      align-self: center;
    }

    .ev-row > .ev-text {
      grid-row: 2;
      grid-column: 4;
      align-self: start;
      color: var(--muted);
    }

    .ev-effect > .ev-text {
      padding-left: 1rem;
    }
  }

  @media (pointer: coarse) {
    .ev {
      --ev-row: 2.75rem;
    }
  }

  @media (forced-colors: active) {
    .ev-row[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
