import { css } from 'lit';

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
