import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { submittedForm } from '../shell/submitted-form.js';
import type { RecordingInfo } from './recording.js';
import { countOf, dateOf, lengthOf, sizeOf } from './recordings-words.js';

export interface ListModel {
  /** null: not read yet. */
  readonly recordings: readonly RecordingInfo[] | null;
  /** Reading them has failed. */
  readonly isUnread: boolean;
  readonly onRead: () => void;
  readonly quotaBytes: number | null;
  readonly isBusy: boolean;
  readonly isDeletingAll: boolean;
  readonly row: (recording: RecordingInfo) => TemplateResult;
  readonly onPick: () => void;
  readonly onFiles: (event: Event) => void;
  /** Whether the question is to be shown. */
  readonly onDeleteAll: (isAsking: boolean) => void;
  readonly onDeleteAllSure: () => void;
}

/** What is open below a recording. */
export type RowTool = 'export' | 'rename' | 'delete';

export interface RowModel {
  readonly recording: RecordingInfo;
  readonly isLive: boolean;
  readonly isInMemory: boolean;
  readonly isBusy: boolean;
  readonly tool: RowTool | null;
  readonly exportForm: () => TemplateResult;
  readonly onOpen: () => void;
  readonly onTool: (tool: RowTool | null) => void;
  readonly onRename: (name: string) => void;
  readonly onDelete: () => void;
}

const TOOLS: readonly (readonly [RowTool, string])[] = [
  ['export', 'Export…'],
  ['rename', 'Rename'],
  ['delete', 'Delete'],
];

/** All recordings in this browser. */
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
      <h3>Saved recordings</h3>
      <span class="muted">${storageText(model)}</span>
      <span class="spacer"></span>
      <button class="rc-import" ?disabled=${isBusy} @click=${model.onPick}>Import…</button>
      <input class="rc-file" type="file" multiple hidden aria-label="Recording to import" @change=${model.onFiles} />
      ${count > 1 ? deleteAll : nothing}
    </div>
    ${isDeletingAll && count > 1 ? sure : nothing} ${rows(model)}
  `;
}

/** One recording, and what can be done with it. */
export function recordingRow(model: RowModel): TemplateResult {
  const { recording, isLive, isBusy, tool } = model;
  const { name } = recording.header;
  const buttons = TOOLS.map(
    ([value, label]) =>
      html`<button
        ?disabled=${isBusy}
        aria-expanded=${tool === value}
        aria-label="${label.replace('…', '')} ${name}"
        @click=${() => {
          model.onTool(tool === value ? null : value);
        }}
      >
        ${label}
      </button>`,
  );
  const open = html`<button ?disabled=${isBusy} aria-label="Open ${name}" @click=${model.onOpen}>Open</button>`;
  return html`
    <li class="card rc-row" data-id=${recording.id}>
      <div class="rc-about">
        <p class="rc-name">${name}</p>
        <p class="rc-line muted">${facts(model)}</p>
      </div>
      <div class="rc-actions">${isLive ? html`<span class="badge live">Being recorded</span>` : [open, buttons]}</div>
      ${isLive ? nothing : toolView(model)}
    </li>
  `;
}

/** Asks before something is gone. */
function confirmation(question: string, onYes: () => void, onNo: () => void): TemplateResult {
  return html`<div class="rc-form rc-line" role="group" aria-label=${question}>
    <span>${question}</span>
    <button class="primary rc-confirm" @click=${onYes}>Delete</button>
    <button @click=${onNo}>Keep</button>
  </div>`;
}

function rows({ recordings, row, isUnread, onRead }: ListModel): TemplateResult {
  if (!recordings && isUnread) {
    return html`<p class="empty">
      The saved recordings could not be read. <button class="rc-read" @click=${onRead}>Try again</button>
    </p>`;
  }
  if (!recordings) return html`<p class="empty" aria-busy="true">Looking for recordings…</p>`;
  if (recordings.length === 0) {
    return html`<p class="empty">
      There are no recordings yet. Press Record before you talk, or drop a recording here.
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

function facts({ recording, isInMemory }: RowModel): TemplateResult {
  const { header, lengthMs, turns, events, bytes } = recording;
  return html`<span>${dateOf(header.createdAt)}</span>
    <span>${lengthOf(lengthMs)}</span>
    <span>${countOf(turns, 'turn')}, ${countOf(events, 'event')}</span>
    <span>${sizeOf(bytes)}</span>
    <span class="badge">${header.sounds.length > 0 ? 'With sound' : 'No sound'}</span>
    ${isInMemory ? html`<span class="badge warn">Only until the page is closed</span>` : nothing}`;
}

function toolView(model: RowModel): TemplateResult | typeof nothing {
  switch (model.tool) {
    case null:
      return nothing;
    case 'export':
      return model.exportForm();
    case 'rename':
      return renameForm(model);
    case 'delete':
      return confirmation(`Delete ${model.recording.header.name} for good?`, model.onDelete, () => {
        model.onTool(null);
      });
  }
}

function renameForm({ recording, onRename, onTool }: RowModel): TemplateResult {
  const onSubmit = (event: Event): void => {
    const name = new FormData(submittedForm(event) ?? undefined).get('name');
    if (typeof name === 'string' && name.trim()) onRename(name.trim());
  };
  return html`
    <form class="rc-form rc-line" @submit=${onSubmit}>
      <label class="rc-rename">
        Name
        <input class="rc-rename" type="text" name="name" maxlength="200" required .value=${recording.header.name} />
      </label>
      <button class="primary" @click=${onSubmit}>Rename</button>
      <button
        type="button"
        @click=${() => {
          onTool(null);
        }}
      >
        Cancel
      </button>
    </form>
  `;
}
