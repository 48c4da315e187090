import { css } from 'lit';

/** The frame around the panels. */
export const shell = css`
  :host {
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    min-height: 20rem;
    /* Panels scroll inside: without a height of its own, a list of 100,000 rows would be as long as it is. */
    height: 40rem;
    overflow: hidden;
    border: 1px solid var(--border);
    border-radius: 0.5rem;
    container: inspector / inline-size;
  }

  :host([hidden]) {
    display: none;
  }

  :host([dock='right']),
  :host([dock='bottom']) {
    position: fixed;
    z-index: 2147483000;
    border-radius: 0;
    box-shadow: 0 0 1.5rem rgb(0 0 0 / 25%);
  }

  :host([dock='right']) {
    inset: 0 0 0 auto;
    height: auto;
    width: min(var(--inspector-width, 34rem), 100vw);
  }

  :host([dock='bottom']) {
    inset: auto 0 0;
    height: min(var(--inspector-height, 26rem), 90dvh);
  }

  .separator {
    position: absolute;
    z-index: 1;
    touch-action: none;
  }

  :host([dock='right']) .separator {
    inset: 0 auto 0 0;
    width: 0.5rem;
    cursor: ew-resize;
  }

  :host([dock='bottom']) .separator {
    inset: 0 0 auto;
    height: 0.5rem;
    cursor: ns-resize;
  }

  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.5rem;
    padding: 0.375rem 0.5rem;
    border-bottom: 1px solid var(--border);
    background: var(--raised);
  }

  .tabs {
    display: flex;
    flex: 1;
    gap: 0.125rem;
    overflow-x: auto;
  }

  @container inspector (max-width: 46rem) {
    .tabs {
      order: 1;
      flex-basis: 100%;
    }

    .tabs button {
      flex: 1 0 auto;
      padding-inline: 0.25rem;
    }

    .header select {
      flex: 1;
      min-width: 0;
    }
  }

  .tabs [aria-selected='true'] {
    border-bottom: 2px solid var(--accent);
    border-radius: 0.375rem 0.375rem 0 0;
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
    min-height: 1.25rem;
    padding: 0 0.75rem 0.125rem;
    border-top: 1px solid var(--border);
    color: var(--muted);
    font-size: 0.75rem;
  }
`;
