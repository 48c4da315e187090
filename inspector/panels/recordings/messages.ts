import { html, nothing, type TemplateResult } from 'lit';
import type { RecordingDesk } from './recording-desk.js';

/** What there is to tell, and what is under way. */
export function messages(desk: RecordingDesk): TemplateResult {
  return html`${noticeView(desk)} ${jobView(desk)}`;
}

function noticeView(desk: RecordingDesk): TemplateResult | typeof nothing {
  const { notice } = desk;
  if (!notice) return nothing;
  const onDismiss = (): void => {
    desk.dismiss();
  };
  return html`<div class="card rc-notice ${notice.isError ? 'error' : ''}" role=${notice.isError ? 'alert' : 'status'}>
    <p>${notice.text}</p>
    <button class="plain" aria-label="Dismiss" @click=${onDismiss}>✕</button>
  </div>`;
}

function jobView({ job }: RecordingDesk): TemplateResult | typeof nothing {
  if (!job) return nothing;
  return html`<div class="card rc-line rc-job">
    <span>${job.text}…</span>
    <progress aria-label=${job.text} max="1" .value=${job.share}></progress>
    <button @click=${job.cancel}>Cancel</button>
  </div>`;
}
