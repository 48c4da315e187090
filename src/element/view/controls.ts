import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons.js';
import { waitView } from './lock.js';
import { statusView } from './status.js';
import { primaryView } from './talk.js';
import type { View } from './view-model.js';

/** Everything to press and to read below the stage. */
export function controlsView(view: View): TemplateResult {
  const isOn = view.connection === 'connected' || view.connection === 'reconnecting';
  return html`<div class="panel">
    ${statusView(view)}
    <div class="controls">
      <div class="side">${isOn ? modeView(view) : nothing}</div>
      ${primaryView(view)}
      <div class="side end">${isOn ? html`${menuView(view)} ${endView(view)}` : nothing}</div>
    </div>
    ${waitView(view)} ${isOn && view.hasTextInput ? textView(view) : nothing}
    <slot name="actions"></slot>
  </div>`;
}

function modeView({ texts, mode, actions }: View): TemplateResult {
  return html`<button
    class="switch"
    type="button"
    role="switch"
    aria-checked=${mode === 'hands-free' ? 'true' : 'false'}
    @click=${actions.toggleMode}
  >
    <span class="knob"></span><span .textContent=${texts('hands-free')}></span>
  </button>`;
}

function endView({ texts, actions }: View): TemplateResult {
  return html`<button
    class="round hang-up"
    type="button"
    aria-label=${texts('end')}
    title=${texts('end')}
    @click=${actions.disconnect}
  >
    ${icon('end')}
  </button>`;
}

function menuView({ texts, actions, microphones, microphoneId }: View): TemplateResult {
  const opened = ({ currentTarget }: Event): void =>
    actions.listMicrophones((currentTarget as HTMLDetailsElement).open);
  const picked = ({ currentTarget }: Event): void => actions.pickMicrophone((currentTarget as HTMLSelectElement).value);
  const choices = microphones.map(
    ({ deviceId, label }, index) =>
      html`<option
        value=${deviceId}
        ?selected=${deviceId === microphoneId}
        .textContent=${label || texts('microphone-unnamed', { n: index + 1 })}
      ></option>`,
  );
  return html`<details class="menu" @toggle=${opened} @focusout=${closeLeft} @keydown=${closeByEscape}>
    <summary class="round" aria-label=${texts('settings')} title=${texts('settings')}>${icon('more')}</summary>
    <div class="sheet">
      <label>
        <span .textContent=${texts('microphone')}></span>
        <select @change=${picked}>
          <option value="" ?selected=${microphoneId === ''} .textContent=${texts('microphone-default')}></option>
          ${choices}
        </select>
      </label>
    </div>
  </details>`;
}

function closeLeft({ currentTarget, relatedTarget }: FocusEvent): void {
  const menu = currentTarget as HTMLDetailsElement;
  if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
}

function closeByEscape(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (event.key !== 'Escape' || !menu.open) return;
  // This Escape is for the menu, not for what is being said.
  event.preventDefault();
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

/** What is typed stays until it was taken, also while the field itself comes and goes. */
function textView({ texts, actions, draft, lang }: View): TemplateResult {
  const typed = ({ currentTarget }: Event): void => actions.keepDraft((currentTarget as HTMLInputElement).value);
  // A sandbox without `allow-forms` submits nothing: the click on the button, by Enter too, comes before.
  const submitted = async (event: Event): Promise<void> => {
    event.preventDefault();
    const field = (event.currentTarget as Element).closest('form')?.querySelector('input');
    const { value = '' } = field ?? {};
    if (value.trim() && (await actions.sendText(value.trim())) && field?.value === value) actions.keepDraft('');
  };
  return html`<form class="text" part="text-input" @submit=${submitted}>
    <input
      name="text"
      dir="auto"
      lang=${lang}
      autocomplete="off"
      .value=${draft}
      @input=${typed}
      aria-label=${texts('text-label')}
      placeholder=${texts('text-label')}
    />
    <button class="round" aria-label=${texts('text-send')} title=${texts('text-send')} @click=${submitted}>
      ${icon('send')}
    </button>
  </form>`;
}
