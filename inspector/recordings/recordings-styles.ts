import { css } from 'lit';

export const recordingsStyles = css`
  .rc {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 12px;
    padding: 12px;
  }

  .rc.rc-dropping {
    outline: 2px dashed var(--accent);
    outline-offset: -6px;
  }

  .rc-card {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }

  .rc-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
  }

  .rc-line label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }

  .rc-dot {
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 6px;
    border-radius: 50%;
    background: currentcolor;
    forced-color-adjust: none;
  }

  button.rc-record {
    color: var(--live);
  }

  .rc-list {
    display: flex;
    flex-direction: column;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .rc-row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 6px 12px;
  }

  .rc-name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .rc-row > :not(.rc-about, .rc-actions) {
    grid-column: 1 / -1;
  }

  .rc-actions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }

  .rc-form {
    display: flex;
    flex-direction: column;
    gap: 8px;
    margin: 0;
    padding: 10px 0 0;
    border: 0;
    border-top: 1px solid var(--border);
  }

  .rc-form.rc-line {
    flex-direction: row;
  }

  .rc-about .rc-line {
    margin-top: 4px;
  }

  .rc-form select,
  .rc-form input[type='text'] {
    min-width: 0;
    max-width: 100%;
  }

  .rc-rename {
    flex: 1 1 192px;
  }

  .rc-notice {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 12px;
  }

  .rc-notice.error {
    border-color: currentcolor;
  }

  .rc-job progress,
  .rc-seek {
    flex: 1 1 160px;
    min-width: 0;
    accent-color: var(--accent);
  }

  @media (pointer: coarse) {
    .rc-line label {
      min-height: 44px;
    }
  }

  @container inspector (width < 640px) {
    .rc-row {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
