import { css } from 'lit';

/** Looks of the panel around the rows: the list that scrolls, the toolbar above it, the detail below or beside it. */
export const eventsStyles = css`
  .ev {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }

  .ev-note {
    padding: 4px 12px;
    border-bottom: 1px solid var(--border);
  }

  .ev-body {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 192px;
  }

  .ev-list {
    position: relative;
    display: flex;
    flex: 1 1 0;
    flex-direction: column;
    min-width: 0;
    min-height: 96px;
  }

  .ev-grid {
    flex: 1;
    min-height: 0;
    overflow: hidden auto;
    contain: strict;
    overflow-anchor: none;
  }

  .ev-grid:focus-visible {
    outline-offset: -2px;
  }

  .ev-space {
    overflow: hidden;
    contain: strict;
  }

  .ev-rows {
    position: relative;
  }

  .ev-follow {
    position: absolute;
    right: 16px;
    bottom: 8px;
    border-color: var(--accent);
    color: var(--accent);
  }

  .ev-empty {
    position: absolute;
    inset: 48px 0 auto;
  }

  .ev-hidden {
    padding: 4px 12px;
    border-top: 1px solid var(--border);
    background: var(--raised);
  }

  .ev-keys {
    padding: 4px 12px;
    border-top: 1px solid var(--border);
    font-size: 12px;
  }

  kbd {
    padding: 0 4px;
    border: 1px solid var(--border);
    border-radius: 4px;
    font: inherit;
  }

  @container inspector (max-width: 736px) {
    .ev-keys {
      display: none;
    }
  }

  .ev-toolbar {
    border-bottom: 0;
  }

  .ev-kinds {
    padding-top: 0;
    border-bottom: 1px solid var(--border);
  }

  .ev-search {
    flex: 1 1 192px;
    min-width: 128px;
  }

  .ev-turn-field {
    width: 80px;
  }

  .ev-chip {
    --ev-kind: var(--kind-machine);

    min-height: 26px;
    border-radius: 16px;
    color: var(--ev-kind);
  }

  .ev-chip[aria-pressed='true'] {
    border-color: var(--ev-kind);
    background: color-mix(in oklab, var(--ev-kind) 12%, var(--surface));
  }

  .ev-chip[aria-pressed='false'] {
    color: var(--muted);
    text-decoration: line-through;
  }

  .ev-chip-user {
    --ev-kind: var(--kind-user);
  }

  .ev-chip-audio {
    --ev-kind: var(--kind-audio);
  }

  .ev-chip-sent {
    --ev-kind: var(--kind-sent);
  }

  .ev-chip-received {
    --ev-kind: var(--kind-received);
  }

  @container inspector (max-width: 544px) {
    .ev-kinds {
      flex-wrap: nowrap;
      overflow-x: auto;
    }

    .ev-kinds > * {
      flex: none;
    }
  }

  @media (pointer: coarse) {
    .ev-chip {
      min-height: 44px;
    }
  }

  .ev-detail {
    display: flex;
    flex: 1 1 0;
    flex-direction: column;
    min-width: 0;
    min-height: 128px;
    border-top: 1px solid var(--border);
  }

  .ev-detail-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }

  .ev-detail-head {
    padding: 4px 6px 6px 12px;
    border-bottom: 1px solid var(--border);
    background: var(--raised);
  }

  .ev-detail-body {
    flex: 1;
    overflow: auto;
    padding: 8px 12px 16px;
  }

  .ev-detail-body:focus-visible {
    outline-offset: -2px;
  }

  .ev-detail h4 {
    margin: 12px 0 4px;
    color: var(--muted);
    font-size: 12px;
    font-weight: 600;
  }

  .ev-detail h4:first-child {
    margin-top: 0;
  }

  .ev-detail pre {
    overflow-wrap: anywhere;
    margin: 0;
    font-size: 12px;
    white-space: pre-wrap;
  }

  .ev-detail details {
    margin-top: 12px;
  }

  .ev-changes {
    width: 100%;
    border-collapse: collapse;
    font-size: 12px;
    text-align: left;
  }

  .ev-changes :is(th, td) {
    overflow-wrap: anywhere;
    padding: 2px 8px 2px 0;
    border-bottom: 1px solid var(--border);
    font-weight: 400;
    vertical-align: top;
    white-space: pre-wrap;
  }

  .ev-changes thead th {
    color: var(--muted);
  }

  .ev-was {
    color: var(--muted);
  }

  @container inspector (min-width: 960px) {
    .ev-body {
      flex-direction: row;
    }

    .ev-detail {
      flex: 0 0 42%;
      border-top: 0;
      border-left: 1px solid var(--border);
    }
  }
`;
