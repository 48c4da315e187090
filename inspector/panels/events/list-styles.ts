import { css } from 'lit';

/** Looks of the panel around the rows: the list that scrolls, and what is said beside it. */
export const listStyles = css`
  .ev {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }

  .ev-note {
    padding: 0.25rem 0.75rem;
    border-bottom: 1px solid var(--border);
  }

  .ev-body {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 12rem;
  }

  .ev-list {
    position: relative;
    display: flex;
    flex: 1 1 0;
    flex-direction: column;
    min-width: 0;
    min-height: 6rem;
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
    right: 1rem;
    bottom: 0.5rem;
    border-color: var(--accent);
    color: var(--accent);
  }

  .ev-empty {
    position: absolute;
    inset: 3rem 0 auto;
  }

  .ev-hidden {
    padding: 0.25rem 0.75rem;
    border-top: 1px solid var(--border);
    background: var(--raised);
  }

  .ev-keys {
    padding: 0.25rem 0.75rem;
    border-top: 1px solid var(--border);
    font-size: 0.75rem;
  }

  kbd {
    padding: 0 0.25rem;
    border: 1px solid var(--border);
    border-radius: 0.25rem;
    font: inherit;
  }

  @container inspector (max-width: 46rem) {
    .ev-keys {
      display: none;
    }
  }
`;
