import { css } from 'lit';

/** What can be pressed. Nothing here changes its size or place with the state. */
export const controls = css`
  button,
  summary,
  input,
  select {
    color: inherit;
    font: inherit;
  }
  button,
  summary {
    padding: 0;
    cursor: pointer;
    background: none;
    border: 0;
    user-select: none;
    -webkit-user-select: none;
  }
  .icon {
    inline-size: 24px;
    block-size: 24px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .primary {
    display: grid;
    gap: 16px;
    justify-items: center;
    min-inline-size: 7em;
    border-radius: 24px;
    font-weight: 600;
  }
  .primary:focus-visible {
    outline: none;
  }
  .primary:focus-visible .disc {
    outline: 3px solid var(--accent);
    outline-offset: 18px;
  }
  .talk {
    touch-action: none;
    -webkit-touch-callout: none;
  }
  .label {
    max-inline-size: 9.6em;
    min-block-size: 1.5em;
    font-size: 0.9375em;
    line-height: 1.25;
    text-align: center;
  }
  .disc {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: max(var(--size), 64px);
    aspect-ratio: 1;
    color: var(--on-accent);
    background: linear-gradient(160deg, color-mix(in srgb, var(--accent), #fff 14%), var(--accent));
    border-radius: 50%;
    box-shadow: 0 8px 24px color-mix(in srgb, var(--accent) 34%, transparent);
    transition:
      background-color 0.2s,
      color 0.2s,
      box-shadow 0.2s;
  }
  .disc > .icon {
    inline-size: 36%;
    block-size: 36%;
  }
  .talk[aria-pressed='true'] .disc {
    background: var(--live-color);
    box-shadow: 0 0 0 6px color-mix(in srgb, var(--live-color) 24%, transparent);
  }
  .talk[aria-disabled='true'] .disc,
  .cancel .disc,
  .ear .disc {
    color: var(--ink);
    background: color-mix(in srgb, var(--accent) 12%, var(--light));
    box-shadow: inset 0 0 0 1px var(--line);
  }
  .talk[aria-disabled='true'] {
    cursor: not-allowed;
  }
  .ring {
    position: absolute;
    inset: -17%;
    inline-size: 134%;
    block-size: 134%;
    fill: none;
    overflow: visible;
    pointer-events: none;
  }
  .ring circle {
    stroke-width: 4;
    stroke-linecap: round;
  }
  .ring .track {
    stroke: color-mix(in srgb, var(--soft) 28%, transparent);
  }
  .ring .level,
  .ring .countdown {
    transform: rotate(-90deg);
    transform-origin: center;
    stroke-dasharray: var(--level, 0) 2;
  }
  .ring .level {
    stroke: var(--soft);
    opacity: calc(var(--level, 0) * 99);
  }
  .ring[data-open] .level {
    stroke: var(--live-color);
  }
  .ring .countdown {
    stroke: var(--accent);
    stroke-dasharray: var(--left, 0) 2;
    opacity: calc(var(--left, 0) * 99);
  }
  .ring .floor {
    fill: var(--ink);
    transform: rotate(calc(var(--floor, 0) * 1turn));
    transform-origin: center;
  }
  .ring .notch {
    stroke: var(--ink);
    stroke-width: 2;
  }
  .spinner {
    position: absolute;
    inset: -8px;
    border: 4px solid var(--line);
    border-block-start-color: var(--accent);
    border-radius: 50%;
    animation: turn 1.1s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .round,
  .pill,
  .small {
    display: inline-grid;
    grid-auto-flow: column;
    gap: 8px;
    place-content: center;
    align-items: center;
    min-inline-size: 44px;
    min-block-size: 44px;
    color: var(--ink);
    border-radius: 99px;
  }
  .round,
  .pill {
    background: color-mix(in srgb, var(--ink) 7%, var(--light));
  }
  .pill {
    padding-inline: 16px;
    font-weight: 600;
  }
  .small {
    margin: -6px -8px;
  }
  .small .icon,
  .round .icon,
  .lock > .icon {
    inline-size: 20px;
    block-size: 20px;
  }
  .unlock {
    position: absolute;
    inset-block-end: 38%;
    inset-inline: 0;
    inline-size: max-content;
    margin-inline: auto;
    color: var(--on-accent);
    background: var(--accent);
    box-shadow: 0 8px 24px #0003;
  }
  .hang-up {
    color: var(--bad);
  }
  :is(.round, .pill, .small, .switch):hover {
    background: color-mix(in srgb, var(--ink) 14%, var(--light));
  }
  .unlock:hover {
    background: color-mix(in srgb, var(--accent), var(--ink) 14%);
  }
  .switch {
    display: grid;
    gap: 4px;
    justify-items: center;
    min-inline-size: 44px;
    min-block-size: 44px;
    padding-block: 6px;
    border-radius: 12px;
    font-size: 0.8125em;
    white-space: nowrap;
    font-weight: 600;
  }
  .knob {
    inline-size: 42px;
    padding: 3px;
    background: var(--soft);
    border-radius: 99px;
    transition: background-color 0.2s;
  }
  .knob::after {
    content: '';
    display: block;
    inline-size: 18px;
    block-size: 18px;
    background: var(--light);
    border-radius: 50%;
    transition: margin 0.2s;
  }
  [aria-checked='true'] .knob {
    background: var(--accent);
  }
  [aria-checked='true'] .knob::after {
    margin-inline-start: 18px;
  }
  .side.end {
    position: relative;
  }
  summary {
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .sheet {
    position: absolute;
    inset-block-end: calc(100% + 8px);
    inset-inline-end: 0;
    z-index: 2;
    inline-size: min(19.4em, 78cqi);
    padding: 14px;
    background: var(--light);
    border: 1px solid var(--line);
    border-radius: 16px;
    box-shadow: 0 12px 40px #0003;
    font-size: 0.875em;
  }
  .sheet label {
    display: grid;
    gap: 6px;
  }
  select,
  input {
    min-inline-size: 0;
    inline-size: 100%;
    min-block-size: 44px;
    padding-inline: 14px;
    /* Phones zoom into fields with smaller text. */
    font-size: max(16px, 1em);
    color: var(--ink);
    background: color-mix(in srgb, var(--ink) 4%, var(--light));
    border: 1px solid color-mix(in srgb, var(--soft) 70%, transparent);
    border-radius: 22px;
  }
  input::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  @media (forced-colors: active) {
    .disc,
    .round,
    .pill,
    .knob,
    .caption {
      border: 1px solid;
      forced-color-adjust: none;
      color: CanvasText;
      background: Canvas;
    }
    .talk[aria-pressed='true'] .disc,
    [aria-checked='true'] .knob {
      color: HighlightText;
      background: Highlight;
    }
    .talk[aria-disabled='true'] .disc {
      color: GrayText;
    }
    .knob::after {
      background: currentColor;
    }
  }
`;
