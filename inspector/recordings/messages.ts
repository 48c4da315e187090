import { html, nothing, type TemplateResult } from 'lit';

/** Something that takes a while. */
export interface Job {
  readonly text: string;
  /** 0 to 1. */
  readonly share: number;
  readonly cancel: () => void;
}

/** A message for the person. */
export interface Notice {
  readonly text: string;
  readonly isError: boolean;
}

/** What the panel reports. */
interface Messages {
  readonly notice: Notice | null;
  readonly job: Job | null;
  dismiss(): void;
}

export const DENIED =
  'The storage of this page can’t be reached. Recordings are kept in memory until the page is closed, and are stored as soon as it can be. Export what you want to keep.';
export const FULL =
  'The storage of this browser is full. What is recorded now is kept in memory until the page is closed. Export it, or delete recordings: then it is stored.';
export const NO_ROOM =
  'There is no more room: recording has ended. What was recorded so far is saved. Export it, or delete others.';
export const STORED_AGAIN = 'The storage can be used again. Everything that was kept in memory is in it now.';
export const RESTARTED =
  'What was recorded so far was deleted in another tab, or the storage of this page was cleared. Recording goes on: what the inspector remembers of the conversation was stored again, and only the sound up to here is gone.';
export const NOT_LOADED =
  'A part of the inspector could not be loaded. Check the connection and try again; if it does not help, reload the page.';

/** The notice, and the job that is under way. */
export function messages(model: Messages): TemplateResult {
  return html`${noticeView(model)} ${jobView(model)}`;
}

function noticeView(model: Messages): TemplateResult | typeof nothing {
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

function jobView({ job }: Messages): TemplateResult | typeof nothing {
  if (!job) return nothing;
  return html`<div class="card rc-line rc-job">
    <span>${job.text}…</span>
    <progress aria-label=${job.text} max="1" .value=${job.share}></progress>
    <button @click=${job.cancel}>Cancel</button>
  </div>`;
}
