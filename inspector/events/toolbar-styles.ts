import { css } from 'lit';

/** Looks of the toolbar. */
export const toolbarStyles = css`
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
`;
