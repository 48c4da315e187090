import { css } from 'lit';

export const recordingsStyles = css`
  .rc {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 0.75rem;
    padding: 0.75rem;
  }

  .rc.rc-dropping {
    outline: 2px dashed var(--accent);
    outline-offset: -0.375rem;
  }

  .rc-card {
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
  }

  .rc-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.75rem;
  }

  .rc-line label {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
  }

  .rc-dot {
    display: inline-block;
    width: 0.625rem;
    height: 0.625rem;
    margin-inline-end: 0.375rem;
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
    gap: 0.5rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .rc-row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.375rem 0.75rem;
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
    gap: 0.25rem;
  }

  .rc-form {
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    margin: 0;
    padding: 0.625rem 0 0;
    border: 0;
    border-top: 1px solid var(--border);
  }

  .rc-form.rc-line {
    flex-direction: row;
  }

  .rc-about .rc-line {
    margin-top: 0.25rem;
  }

  .rc-form select,
  .rc-form input[type='text'] {
    min-width: 0;
    max-width: 100%;
  }

  .rc-rename {
    flex: 1 1 12rem;
  }

  .rc-notice {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 0.75rem;
  }

  .rc-notice.error {
    border-color: currentcolor;
  }

  .rc-job progress,
  .rc-seek {
    flex: 1 1 10rem;
    min-width: 0;
    accent-color: var(--accent);
  }

  @media (pointer: coarse) {
    .rc-line label {
      min-height: 2.75rem;
    }
  }

  @container inspector (width < 40rem) {
    .rc-row {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
