import { html, nothing, type TemplateResult } from 'lit';
import type { FileFormat } from './export-recording.js';
import type { ExportOptions } from './export-content.js';
import { submittedForm } from '../shell/submitted-form.js';

/** The formats on offer; `folder` where the browser can write one. */
export type ExportFormat = FileFormat | 'folder';

const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ['zip', 'Recording, one file (.zip)'],
  ['folder', 'Recording, a folder of files'],
  ['trace', 'Trace for Perfetto (.json)'],
  ['wav', 'Sound with turn marks (.wav)'],
];

const HELP: Readonly<Record<ExportFormat, string>> = {
  zip: 'Opens here again, on any computer: attach it to a bug report.',
  folder: 'The same parts as files of their own, for your own tools.',
  trace: 'Open it at ui.perfetto.dev or in chrome://tracing.',
  wav: 'Left the microphone, right the avatar; opens in any sound editor.',
};

export interface ExportFormModel {
  readonly hasSound: boolean;
  readonly canWriteFolder: boolean;
  readonly format: ExportFormat;
  readonly onFormat: (format: ExportFormat) => void;
  readonly onExport: (format: ExportFormat, options: ExportOptions) => void;
  readonly onClose: () => void;
}

/** Chooses the format of an export, and what is in it. */
export function exportForm(model: ExportFormModel): TemplateResult {
  const { hasSound } = model;
  const offered = FORMATS.filter(
    ([value]) => (value !== 'wav' || hasSound) && (value !== 'folder' || model.canWriteFolder),
  );
  const [format] = offered.find(([value]) => value === model.format) ?? ['zip' as const];
  const options = offered.map(
    ([value, label]) => html`<option value=${value} ?selected=${value === format}>${label}</option>`,
  );
  const onSubmit = (event: Event): void => {
    const form = new FormData(submittedForm(event) ?? undefined);
    const withSound = format === 'wav' || form.has('sound');
    model.onExport(format, { withSound, withTexts: form.has('texts') });
  };
  const onFormat = ({ target }: Event): void => {
    model.onFormat((target as HTMLSelectElement).value as ExportFormat);
  };
  return html`
    <form class="rc-form" @submit=${onSubmit}>
      <div class="rc-line">
        <label
          >Export as
          <select class="rc-format" @change=${onFormat}>
            ${options}
          </select></label
        >
        <span class="muted">${HELP[format]}</span>
      </div>
      ${format === 'wav' ? nothing : contents(hasSound && format !== 'trace')}
      <p class="muted">
        Tokens, keys, passwords, secrets in addresses and whose a device is are always removed. After the export you see
        what was found.
      </p>
      <div class="rc-line">
        <button class="primary" @click=${onSubmit}>Export</button>
        <button type="button" @click=${model.onClose}>Cancel</button>
      </div>
    </form>
  `;
}

function contents(hasSound: boolean): TemplateResult {
  return html`<div class="rc-line" role="group" aria-label="What is in it">
    ${hasSound ? html`<label><input type="checkbox" name="sound" checked /> Sound</label>` : nothing}
    <label
      ><input type="checkbox" name="texts" checked /> What was said and typed, error texts and names of devices, as text
      (without: their length only)</label
    >
  </div>`;
}
