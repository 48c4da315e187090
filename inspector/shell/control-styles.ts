import { css } from 'lit';

/** What all panels share: buttons, fields, chips, badges, empty states. */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none !important;
  }

  h2,
  h3,
  p {
    margin: 0;
  }

  h3 {
    font-size: 14px;
  }

  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }

  button,
  select,
  input:not([type='checkbox'], [type='radio'], [type='range']) {
    min-height: 30px;
    padding: 2px 10px;
    border: 1px solid var(--border);
    border-radius: 6px;
    background: var(--surface);
  }

  button:hover:not(:disabled, [aria-disabled='true']) {
    border-color: var(--accent);
  }

  button:disabled {
    color: var(--muted);
    cursor: not-allowed;
  }

  button.primary:enabled {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--accent-text);
  }

  button.plain {
    border-color: transparent;
    background: none;
  }

  button[aria-pressed='true'] {
    border-color: var(--accent);
    background: color-mix(in oklab, var(--accent) 16%, var(--surface));
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }

  input[type='range'] {
    accent-color: var(--accent);
  }

  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    padding: 8px 12px;
    border-bottom: 1px solid var(--border);
  }

  .spacer {
    flex: 1;
  }

  .muted {
    color: var(--muted);
  }

  .number,
  code,
  .code {
    font-family: var(--mono);
    font-variant-numeric: tabular-nums;
  }

  .badge {
    display: inline-block;
    padding: 0 7px;
    border: 1px solid currentcolor;
    border-radius: 16px;
    font-size: 12px;
    line-height: 20px;
    white-space: nowrap;
  }

  .badge.good {
    color: var(--good);
  }

  .badge.warn {
    color: var(--warn);
  }

  .badge.live {
    color: var(--live);
  }

  .card {
    padding: 12px;
    border: 1px solid var(--border);
    border-radius: 8px;
    background: var(--raised);
  }

  .empty {
    max-width: 640px;
    margin: auto;
    padding: 32px 16px;
    color: var(--muted);
    text-align: center;
  }

  .error {
    color: var(--live);
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (pointer: coarse) {
    button,
    select,
    input:not([type='checkbox'], [type='radio'], [type='range']) {
      min-height: 44px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
