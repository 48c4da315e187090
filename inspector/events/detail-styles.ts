import { css } from 'lit';

/** Looks of a row's detail: below the list, and beside it where there is room. */
export const detailStyles = css`
  .ev-detail {
    display: flex;
    flex: 1 1 0;
    flex-direction: column;
    min-width: 0;
    min-height: 128px;
    border-top: 1px solid var(--border);
  }

  .ev-detail-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }

  .ev-detail-head {
    padding: 4px 6px 6px 12px;
    border-bottom: 1px solid var(--border);
    background: var(--raised);
  }

  .ev-detail-body {
    flex: 1;
    overflow: auto;
    padding: 8px 12px 16px;
  }

  .ev-detail-body:focus-visible {
    outline-offset: -2px;
  }

  .ev-detail h4 {
    margin: 12px 0 4px;
    color: var(--muted);
    font-size: 12px;
    font-weight: 600;
  }

  .ev-detail h4:first-child {
    margin-top: 0;
  }

  .ev-detail pre {
    overflow-wrap: anywhere;
    margin: 0;
    font-size: 12px;
    white-space: pre-wrap;
  }

  .ev-detail details {
    margin-top: 12px;
  }

  .ev-changes {
    width: 100%;
    border-collapse: collapse;
    font-size: 12px;
    text-align: left;
  }

  .ev-changes :is(th, td) {
    overflow-wrap: anywhere;
    padding: 2px 8px 2px 0;
    border-bottom: 1px solid var(--border);
    font-weight: 400;
    vertical-align: top;
    white-space: pre-wrap;
  }

  .ev-changes thead th {
    color: var(--muted);
  }

  .ev-was {
    color: var(--muted);
  }

  @container inspector (min-width: 960px) {
    .ev-body {
      flex-direction: row;
    }

    .ev-detail {
      flex: 0 0 42%;
      border-top: 0;
      border-left: 1px solid var(--border);
    }
  }
`;
