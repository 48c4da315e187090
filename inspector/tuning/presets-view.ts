import { html, nothing, type TemplateResult } from 'lit';
import { mergeTurnTaking } from 'avatar-ptt/headless';
import { MAX_NAME, OwnPresets, PRESETS_KEY, PRESETS, type Preset } from './presets.js';
import { changesInWords } from './settings.js';
import type { Tuner } from './tuner.js';
import type { PanelHost } from '../shell/panels.js';
import { submittedForm } from '../shell/submitted-form.js';

/** Presets to apply with a click; pointed at, they show what they would do. */
export class PresetsView {
  readonly #tuner: Tuner;
  readonly #host: PanelHost;
  readonly #own: OwnPresets;
  #name = '';
  #error = '';

  constructor(tuner: Tuner, host: PanelHost) {
    this.#tuner = tuner;
    this.#host = host;
    this.#own = new OwnPresets(() => host.window.localStorage);
    const follow = ({ key }: StorageEvent): void => {
      if (key !== PRESETS_KEY) return;
      this.#own.follow();
      host.requestUpdate();
    };
    host.window.addEventListener('storage', follow, { signal: host.signal });
  }

  view(): TemplateResult {
    const given = PRESETS.map((preset) => this.#preset(preset, false));
    const own = this.#own.all.map((preset) => this.#preset(preset, true));
    return html`<section class="tn-section tn-presets" aria-labelledby="tn-presets">
      <h3 id="tn-presets">Presets</h3>
      <ul class="tn-list">
        ${given} ${own}
      </ul>
      <form class="tn-save" @submit=${this.#save}>
        <input
          aria-label="Name for these settings"
          aria-invalid=${this.#error !== ''}
          aria-describedby="tn-save-note"
          placeholder="Name for these settings"
          maxlength=${MAX_NAME}
          .value=${this.#name}
          @input=${({ target }: Event) => (this.#name = (target as HTMLInputElement).value)}
        />
        <button @click=${this.#save}>Save as preset</button>
      </form>
      <p id="tn-save-note" class=${this.#error ? 'error' : 'muted'}>
        ${this.#error || (this.#own.isKept ? nothing : 'This browser keeps nothing here: your presets last until the page is closed.')}
      </p>
    </section>`;
  }

  #preset(preset: Preset, isOwn: boolean): TemplateResult {
    const { settings } = this.#tuner;
    const changes = changesInWords(settings, preset.patch);
    const isInForce = mergeTurnTaking(settings, preset.patch) === settings;
    const show = (): void => this.#tuner.try(preset.patch);
    const hide = (): void => this.#tuner.try(null);
    return html`<li class="tn-preset">
      <button
        aria-pressed=${isInForce}
        title=${preset.source}
        @pointerenter=${show}
        @pointerleave=${hide}
        @focus=${show}
        @blur=${hide}
        @click=${() => this.#apply(preset)}
      >
        ${preset.name}
      </button>
      ${
        isOwn
          ? html`<button class="plain" aria-label="Delete ${preset.name}" @click=${() => this.#delete(preset)}>
              ✕
            </button>`
          : nothing
      }
      <span class="tn-changes">${isInForce ? 'In force.' : `${changes.join('; ')}.`}</span>
      <span class="tn-source muted">${preset.source}</span>
    </li>`;
  }

  #apply({ name, patch }: Preset): void {
    this.#tuner.apply(patch);
    this.#host.announce(`${name} ${this.#tuner.isLive ? 'is applied' : 'is tried'}.`);
    this.#host.requestUpdate();
  }

  #delete({ name }: Preset): void {
    this.#own.delete(name);
    this.#host.announce(`${name} is deleted.`);
    this.#host.requestUpdate();
  }

  readonly #save = (event: Event): void => {
    if (!submittedForm(event)) return;
    this.#error = this.#own.save(this.#name, this.#tuner.settings);
    if (!this.#error) {
      this.#host.announce(`${this.#name.trim()} is saved.`);
      this.#name = '';
    }
    this.#host.requestUpdate();
  };
}
