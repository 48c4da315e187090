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
`;
