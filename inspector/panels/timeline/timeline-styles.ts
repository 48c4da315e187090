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
    grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
    gap: 0.125rem 0.75rem;
    margin: 0;
    padding: 0.375rem 0.75rem;
    border-block: 1px solid var(--border);
    background: var(--raised);
  }

  .tl-readout div {
    min-width: 0;
  }

  .tl-readout dt {
    color: var(--muted);
    font-size: 0.6875rem;
  }

  .tl-readout dd {
    min-height: 1.2em;
    margin: 0;
    overflow: hidden;
    font-size: 0.75rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .tl-help {
    flex: none;
    padding: 0.25rem 0.75rem;
    border-bottom: 1px solid var(--border);
  }

  .tl-help dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.125rem 0.75rem;
    margin: 0.375rem 0;
  }

  .tl-help dd {
    margin: 0;
  }

  .tl-section {
    flex: none;
    padding: 0.5rem 0.75rem;
    border-bottom: 1px solid var(--border);
  }

  .tl-heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.5rem;
    margin-bottom: 0.375rem;
  }

  .tl-chip {
    display: inline-block;
    width: 0.625rem;
    height: 0.625rem;
    margin-inline-end: 0.375rem;
    border-radius: 0.125rem;
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
    grid-template-columns: 10.5rem minmax(4rem, 1fr) 6.5rem 4.5rem 8rem;
    align-items: center;
    gap: 0 0.75rem;
    min-height: 1.5rem;
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
    height: 0.75rem;
    margin-inline-end: 0.375rem;
    background: var(--text);
    content: '';
    vertical-align: -0.125rem;
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
    max-height: 22rem;
    margin-top: 0.25rem;
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
    padding: 0 0.5rem;
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
    min-height: 1.5rem;
    padding: 0 0.25rem;
  }

  .tl-key {
    display: inline-block;
    width: 1.5rem;
    height: 0.625rem;
    margin-inline-end: 0.25rem;
  }

  @container inspector (inline-size < 40rem) {
    .tl-readout {
      grid-template-columns: 1fr 1fr;
    }

    .tl-readout div {
      display: flex;
      gap: 0.375rem;
      align-items: baseline;
    }

    .tl-readout dd {
      font-size: 0.6875rem;
    }

    .tl-wait {
      grid-template-columns: 1fr 3.75rem 7.25rem;
      gap: 0 0.5rem;
      padding: 0.25rem 0;
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
      min-height: 2.75rem;
      min-width: 2.75rem;
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
