import { css } from 'lit';

/** Colours, type and sizes; readable at 4.5:1 on `--surface` and `--raised`, light and dark. */
export const theme = css`
  /* What a page says of its own text is not for a tool in it; what it says of showing and of colours is. */
  :host {
    all: initial;
    visibility: inherit;
    color-scheme: inherit;
    --surface: light-dark(#ffffff, #15171c);
    --raised: light-dark(#f3f5f8, #1f232b);
    --text: light-dark(#1a1f29, #e6e9ef);
    --muted: light-dark(#56606f, #9ea7b6);
    --border: light-dark(#d5dae2, #363d49);
    --accent: light-dark(#2152cc, #8fb2ff);
    --accent-text: light-dark(#ffffff, #10131a);
    --live: light-dark(#c3262b, #ff8d85);
    --good: light-dark(#17733a, #71d292);
    --warn: light-dark(#8f5200, #ffc46b);
    --kind-user: light-dark(#6d28c9, #c9a4ff);
    --kind-audio: light-dark(#0b6e7d, #62d4e6);
    --kind-sent: light-dark(#2152cc, #8fb2ff);
    --kind-received: light-dark(#17733a, #71d292);
    --kind-machine: light-dark(#56606f, #9ea7b6);
    --turn-0: light-dark(#2152cc, #8fb2ff);
    --turn-1: light-dark(#a8480a, #ffab73);
    --turn-2: light-dark(#17733a, #71d292);
    --turn-3: light-dark(#6d28c9, #c9a4ff);
    --turn-4: light-dark(#b01768, #ff94c8);
    --turn-5: light-dark(#0b6e7d, #62d4e6);
    --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
    font:
      13px/1.45 system-ui,
      sans-serif;
    -webkit-text-size-adjust: 100%;
    user-select: text;
    -webkit-user-select: text;
  }

  /* Its transition tells the element that the page has changed its scheme. */
  :host::after {
    content: '';
    position: absolute;
    transition: color-scheme 1ms step-start allow-discrete;
  }

  .frame {
    color: var(--text);
    background: var(--surface);
  }

  .auto {
    color-scheme: light dark;
  }

  /* Phones zoom into fields with smaller text. */
  @media (pointer: coarse) {
    input,
    select,
    textarea {
      font-size: 16px !important;
    }
  }
`;

/** The frame around the panels. */
export const shell = css`
  :host {
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    min-height: 320px;
    /* Panels scroll inside: without a height of its own, a list of 100,000 rows would be as long as it is. */
    height: 640px;
  }

  .frame {
    display: flex;
    flex: 1;
    flex-direction: column;
    box-sizing: border-box;
    min-height: 0;
    overflow: hidden;
    pointer-events: auto;
    border: 1px solid var(--border);
    border-radius: 8px;
    container: inspector / inline-size;
  }

  :host([hidden]) {
    display: none;
  }

  :host([dock='right']),
  :host([dock='bottom']) {
    position: fixed;
    z-index: 2147483000;
    pointer-events: none;
  }

  /* In the top layer, where the host would be if the window were its place. */
  :host(:is([dock='right'], [dock='bottom'])) .frame[popover] {
    position: fixed;
    inset: inherit;
    width: inherit;
    height: inherit;
    margin: 0;
    padding: 0;
    border-radius: 0;
    box-shadow: 0 0 24px rgb(0 0 0 / 25%);
  }

  :host([dock='right']) {
    inset: 0 0 0 auto;
    height: auto;
    /* A tag in the corner is 20em wide, with 16px around it. */
    width: min(var(--inspector-width, 544px), 100vw - 352px);
  }

  :host([dock='bottom']) {
    inset: auto 0 0;
    height: min(var(--inspector-height, min(416px, 55dvh)), 90dvh);
  }

  /* A window that has no room beside has some below. */
  @media (max-width: 704px) {
    :host([dock='right']) {
      inset: auto 0 0;
      width: auto;
      height: min(416px, 55dvh);
    }

    :host([dock='right']) .separator {
      display: none;
    }
  }

  .separator {
    position: absolute;
    z-index: 1;
    touch-action: none;
  }

  :host([dock='right']) .separator {
    inset: 0 auto 0 0;
    width: 8px;
    cursor: ew-resize;
  }

  :host([dock='bottom']) .separator {
    inset: 0 0 auto;
    height: 8px;
    cursor: ns-resize;
  }

  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    padding: 6px 8px;
    border-bottom: 1px solid var(--border);
    background: var(--raised);
  }

  .tabs {
    display: flex;
    flex: 1;
    gap: 2px;
    overflow-x: auto;
  }

  @container inspector (max-width: 736px) {
    .tabs {
      order: 1;
      flex-basis: 100%;
    }

    .tabs button {
      flex: 1 0 auto;
      padding-inline: 4px;
    }

    .header select {
      flex: 1;
      min-width: 0;
    }
  }

  .tabs [aria-selected='true'] {
    border-bottom: 2px solid var(--accent);
    border-radius: 6px 6px 0 0;
    color: var(--accent);
    font-weight: 600;
  }

  [role='tabpanel'] {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    overflow: auto;
    outline: none;
  }

  .announcement {
    min-height: 20px;
    padding: 0 12px 2px;
    border-top: 1px solid var(--border);
    color: var(--muted);
    font-size: 12px;
  }
`;
