import { html, nothing, type TemplateResult } from 'lit';
import type { KeptRecording } from './kept-recording.js';
import { countOf, dateOf, lengthOf, sizeOf } from './words.js';
import { submittedForm } from '../shell/submitted-form.js';

/** What is open below a recording. */
export type RowTool = 'export' | 'rename' | 'delete';

export interface RowModel {
  readonly recording: KeptRecording;
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

/** One kept recording, and what can be done with it. */
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

/** Asks before something is gone. */
export function confirmation(question: string, onYes: () => void, onNo: () => void): TemplateResult {
  return html`<div class="rc-form rc-line" role="group" aria-label=${question}>
    <span>${question}</span>
    <button class="primary rc-confirm" @click=${onYes}>Delete</button>
    <button @click=${onNo}>Keep</button>
  </div>`;
}
