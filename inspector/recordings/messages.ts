import { html, nothing, type TemplateResult } from 'lit';
import type { RecordingsModel } from './recordings-model.js';

/** What there is to tell, and what is under way. */
export function messages(model: RecordingsModel): TemplateResult {
  return html`${noticeView(model)} ${jobView(model)}`;
}

function noticeView(model: RecordingsModel): TemplateResult | typeof nothing {
  const { notice } = model;
  if (!notice) return nothing;
  const onDismiss = (): void => {
    model.dismiss();
  };
  return html`<div class="card rc-notice ${notice.isError ? 'error' : ''}" role=${notice.isError ? 'alert' : 'status'}>
    <p>${notice.text}</p>
    <button class="plain" aria-label="Dismiss" @click=${onDismiss}>✕</button>
  </div>`;
}

function jobView({ job }: RecordingsModel): TemplateResult | typeof nothing {
  if (!job) return nothing;
  return html`<div class="card rc-line rc-job">
    <span>${job.text}…</span>
    <progress aria-label=${job.text} max="1" .value=${job.share}></progress>
    <button @click=${job.cancel}>Cancel</button>
  </div>`;
}
