import { css } from 'lit';

/** Looks of the rows and their heads. Rows have a fixed height: the list is laid out by arithmetic. */
export const rowStyles = css`
  .ev {
    --ev-row: 24px;
    --ev-columns: 100px 48px 88px 208px minmax(0, 1fr) 64px;
  }

  .ev-head,
  .ev-row {
    display: grid;
    grid-template-columns: var(--ev-columns);
    align-items: center;
    height: var(--ev-row);
    padding-inline: 12px 8px;
    border-left: 3px solid transparent;
  }

  .ev-head {
    position: sticky;
    top: 0;
    z-index: 1;
    border-bottom: 1px solid var(--border);
    background: var(--raised);
    color: var(--muted);
    font-size: 12px;
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
    padding-right: 8px;
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
    font-size: 12px;
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
    margin-left: 4px;
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
    padding-left: 16px;
  }

  .ev-effect .ev-type-name {
    font-weight: 400;
  }

  @container inspector (max-width: 736px) {
    .ev {
      --ev-columns: 84px 40px 20px 176px minmax(0, 1fr);
    }

    .ev-head > .ev-kind {
      visibility: hidden;
    }

    .ev-kind-name,
    .ev-size {
      display: none;
    }
  }

  @container inspector (max-width: 544px) {
    .ev {
      --ev-row: 42px;
      --ev-columns: 76px 28px 20px minmax(0, 1fr);
    }

    .ev-head {
      display: none;
    }

    .ev-row {
      grid-template-rows: 1fr 1fr;
      padding-left: 6px;
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
      padding-left: 16px;
    }
  }

  @media (pointer: coarse) {
    .ev {
      --ev-row: 44px;
    }
  }

  @media (forced-colors: active) {
    .ev-row[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
