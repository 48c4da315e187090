import { html, type TemplateResult } from 'lit';
import type { View } from './view-model.js';

// Here and in all views a text is the property of its element: a page's translator puts nodes of its own in the place of
// ours, where a part of a template would never be seen again. What it has translated stays until the text changes.

/** The one live region: what is going on, or what a person should know about the last press. */
export function statusView(view: View): TemplateResult {
  return html`<p class="status" id="status" part="status" role="status">
    <slot name="status"><span dir="auto" .textContent=${statusText(view)}></span></slot>
  </p>`;
}

/** The line as a sentence. */
function statusText({ connection, hint, status, texts }: View): string {
  return hint || status || (connection === 'connected' ? '' : texts(`status-${connection}`));
}
