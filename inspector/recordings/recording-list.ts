import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { KeptRecording } from './kept-recording.js';
import { confirmation } from './recording-row.js';
import { countOf, sizeOf } from './words.js';

export interface ListModel {
  /** null: not read yet. */
  readonly recordings: readonly KeptRecording[] | null;
  /** Reading them has failed. */
  readonly isUnread: boolean;
  readonly onRead: () => void;
  readonly quotaBytes: number | null;
  readonly isBusy: boolean;
  readonly isDeletingAll: boolean;
  readonly row: (recording: KeptRecording) => TemplateResult;
  readonly onPick: () => void;
  readonly onFiles: (event: Event) => void;
  /** Whether the question is to be shown. */
  readonly onDeleteAll: (isAsking: boolean) => void;
  readonly onDeleteAllSure: () => void;
}

/** All recordings that are kept in this browser. */
export function recordingList(model: ListModel): TemplateResult {
  const { recordings, isBusy, isDeletingAll } = model;
  const count = recordings?.length ?? 0;
  const deleteAll = html`<button
    ?disabled=${isBusy}
    aria-expanded=${isDeletingAll}
    @click=${() => {
      model.onDeleteAll(!isDeletingAll);
    }}
  >
    Delete all
  </button>`;
  const sure = confirmation(`Delete ${countOf(count, 'recording')} for good?`, model.onDeleteAllSure, () => {
    model.onDeleteAll(false);
  });
  return html`
    <div class="rc-line">
      <h3>Kept recordings</h3>
      <span class="muted">${storageText(model)}</span>
      <span class="spacer"></span>
      <button class="rc-import" ?disabled=${isBusy} @click=${model.onPick}>Import…</button>
      <input class="rc-file" type="file" multiple hidden aria-label="Recording to import" @change=${model.onFiles} />
      ${count > 1 ? deleteAll : nothing}
    </div>
    ${isDeletingAll && count > 1 ? sure : nothing} ${rows(model)}
  `;
}

function rows({ recordings, row, isUnread, onRead }: ListModel): TemplateResult {
  if (!recordings && isUnread) {
    return html`<p class="empty">
      The kept recordings could not be read. <button class="rc-read" @click=${onRead}>Try again</button>
    </p>`;
  }
  if (!recordings) return html`<p class="empty" aria-busy="true">Looking for recordings…</p>`;
  if (recordings.length === 0) {
    return html`<p class="empty">
      Nothing is kept yet. Press Record before you talk, or drop a recording here that somebody gave you.
    </p>`;
  }
  return html`<ul class="rc-list">
    ${repeat(recordings, ({ id }) => id, row)}
  </ul>`;
}

function storageText({ recordings, quotaBytes }: ListModel): string {
  if (!recordings?.length) return '';
  const used = recordings.reduce((sum, { bytes }) => sum + bytes, 0);
  const room = quotaBytes === null ? '' : ` of ${sizeOf(quotaBytes)} that this page may store`;
  return `${sizeOf(used)}${room}`;
}
