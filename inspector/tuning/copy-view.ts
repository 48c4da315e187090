import { html, type TemplateResult } from 'lit';
import type { TurnTakingOptions } from 'avatar-ptt/headless';
import { SNIPPET_FORMS, snippetOf, type SnippetForm } from './snippets.js';
import type { PanelHost } from '../shell/panel.js';

const FORMS = Object.keys(SNIPPET_FORMS) as readonly SnippetForm[];

/** The settings as text to be pasted somewhere else. */
export class CopyView {
  readonly #host: PanelHost;
  #form: SnippetForm = 'html';
  #text = '';

  constructor(host: PanelHost) {
    this.#host = host;
  }

  view(options: TurnTakingOptions): TemplateResult {
    this.#text = snippetOf(this.#form, options);
    const { label, note } = SNIPPET_FORMS[this.#form];
    const forms = FORMS.map((form) => this.#formButton(form));
    return html`<section class="tn-section tn-copy" aria-labelledby="tn-copy">
      <h3 id="tn-copy">Take the settings with you</h3>
      <div class="tn-forms" role="group" aria-label="Form">
        ${forms}
        <span class="spacer"></span>
        <button class="primary" @click=${this.#copy}>Copy</button>
      </div>
      <p class="muted">${note}</p>
      <textarea
        class="code"
        readonly
        spellcheck="false"
        aria-label="Settings as ${label}"
        rows=${Math.min(16, this.#text.split('\n').length)}
        .value=${this.#text}
      ></textarea>
    </section>`;
  }

  #formButton(form: SnippetForm): TemplateResult {
    const pick = (): void => {
      this.#form = form;
      this.#host.requestUpdate();
    };
    return html`<button aria-pressed=${form === this.#form} @click=${pick}>${SNIPPET_FORMS[form].label}</button>`;
  }

  readonly #copy = (): void => {
    void this.#attempt();
  };

  async #attempt(): Promise<void> {
    try {
      await this.#host.window.navigator.clipboard.writeText(this.#text);
      this.#host.announce(`Copied as ${SNIPPET_FORMS[this.#form].label}.`);
    } catch {
      // No permission, or no secure page: the person copies what is selected.
      const area = this.#host.root.querySelector<HTMLTextAreaElement>('.tn-copy textarea');
      area?.focus();
      area?.select();
      this.#host.announce('The browser does not let the page copy. The text is selected: press Ctrl+C.');
    }
  }
}
