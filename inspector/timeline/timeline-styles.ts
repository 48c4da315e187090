import { css } from 'lit';

/** The timeline, its readout, the waterfall and the list of turns. */
export const timelineStyles = css`
  .tl-stage {
    position: relative;
    flex: none;
    overflow: hidden;
    cursor: crosshair;
    touch-action: pan-y;
    user-select: none;
  }

  .tl-stage:focus-visible {
    outline-offset: -2px;
  }

  .tl-canvas {
    display: block;
    width: 100%;
  }

  .tl-cursor {
    position: absolute;
    inset: 0 auto 0 0;
    border-inline-start: 1px solid var(--text);
    pointer-events: none;
  }

  .tl-readout {
    display: grid;
    flex: none;
    grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
    gap: 2px 12px;
    margin: 0;
    padding: 6px 12px;
    border-block: 1px solid var(--border);
    background: var(--raised);
  }

  .tl-readout div {
    min-width: 0;
  }

  .tl-readout dt {
    color: var(--muted);
    font-size: 11px;
  }

  .tl-readout dd {
    min-height: 1.2em;
    margin: 0;
    overflow: hidden;
    font-size: 12px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .tl-help {
    flex: none;
    padding: 4px 12px;
    border-bottom: 1px solid var(--border);
  }

  .tl-help dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 2px 12px;
    margin: 6px 0;
  }

  .tl-help dd,
  .tl-pauses {
    margin: 0;
  }

  .tl-section {
    flex: none;
    padding: 8px 12px;
    border-bottom: 1px solid var(--border);
  }

  .tl-heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin-bottom: 6px;
  }

  .tl-chip {
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 6px;
    border-radius: 2px;
    background: currentcolor;
    forced-color-adjust: none;
  }

  .tl-turn-0 {
    color: var(--turn-0);
  }

  .tl-turn-1 {
    color: var(--turn-1);
  }

  .tl-turn-2 {
    color: var(--turn-2);
  }

  .tl-turn-3 {
    color: var(--turn-3);
  }

  .tl-turn-4 {
    color: var(--turn-4);
  }

  .tl-turn-5 {
    color: var(--turn-5);
  }

  .tl-cross {
    color: var(--live);
  }

  .tl-waits {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .tl-wait {
    display: grid;
    grid-template-columns: 168px minmax(64px, 1fr) 104px 72px 128px;
    align-items: center;
    gap: 0 12px;
    min-height: 24px;
    border-top: 1px solid color-mix(in oklab, var(--border) 50%, transparent);
  }

  .tl-wait > :nth-child(n + 3) {
    text-align: end;
  }

  .tl-bar svg {
    display: block;
    overflow: visible;
    fill: var(--accent);
  }

  .tl-bar .tl-person {
    fill: color-mix(in oklab, var(--muted) 45%, var(--surface));
  }

  .tl-bar .tl-setting {
    fill: var(--kind-user);
  }

  .tl-bar .tl-median {
    fill: var(--text);
  }

  .tl-bar .tl-worst {
    fill: var(--live);
  }

  .tl-head :is(.tl-median, .tl-worst)::before {
    display: inline-block;
    width: 2px;
    height: 12px;
    margin-inline-end: 6px;
    background: var(--text);
    content: '';
    vertical-align: -2px;
  }

  .tl-head .tl-worst::before {
    background: var(--live);
  }

  button.tl-link {
    min-height: 0;
    padding: 0;
    color: var(--accent);
    text-decoration: underline;
  }

  .tl-scroll {
    max-height: 352px;
    margin-top: 4px;
    overflow: auto;
  }

  .tl-scroll table {
    width: 100%;
    border-collapse: collapse;
  }

  .tl-scroll thead {
    position: sticky;
    z-index: 1;
    top: 0;
    background: var(--surface);
    color: var(--muted);
  }

  .tl-scroll :is(th, td) {
    padding: 0 8px;
    border-bottom: 1px solid color-mix(in oklab, var(--border) 50%, transparent);
    font-weight: normal;
    text-align: start;
    white-space: nowrap;
  }

  .tl-scroll :is(th, td).number {
    text-align: end;
  }

  .tl-scroll tbody tr {
    cursor: pointer;
  }

  .tl-scroll tbody tr:hover {
    background: var(--raised);
  }

  .tl-scroll tr[aria-current='true'] {
    background: color-mix(in oklab, var(--accent) 14%, var(--surface));
  }

  .tl-scroll button {
    min-height: 24px;
    padding: 0 4px;
  }

  .tl-key {
    display: inline-block;
    width: 24px;
    height: 10px;
    margin-inline-end: 4px;
  }

  @container inspector (inline-size < 640px) {
    .tl-readout {
      grid-template-columns: 1fr 1fr;
    }

    .tl-readout div {
      display: flex;
      gap: 6px;
      align-items: baseline;
    }

    .tl-readout dd {
      font-size: 11px;
    }

    .tl-wait {
      grid-template-columns: 1fr 60px 116px;
      gap: 0 8px;
      padding: 4px 0;
    }

    .tl-wait > :first-child {
      grid-column: 1 / 3;
    }

    .tl-wait > .tl-bar {
      grid-row: 2;
      grid-column: 1;
    }
  }

  @media (pointer: coarse) {
    button.tl-link,
    .tl-scroll button {
      min-height: 44px;
      min-width: 44px;
    }
  }

  @media (forced-colors: active) {
    .tl-bar svg,
    .tl-bar svg.tl-person,
    .tl-bar svg.tl-setting {
      fill: CanvasText;
    }

    .tl-bar .tl-median,
    .tl-bar .tl-worst {
      fill: Highlight;
    }
  }
`;
