import { html, nothing, type TemplateResult } from 'lit';
import { isGone } from './is-gone.js';
import { icon } from './icons.js';
import { faceView } from './face.js';
import type { Captions, View } from './view-model.js';

/** Who speaks: the drawn face, the backend's picture over it, or what the page shows before; words below, errors above. */
export function stageView(view: View): TemplateResult {
  const { video, connection } = view;
  return html`<div class="stage" part="stage">
    ${faceView()}
    <video
      class="video"
      part="video"
      autoplay
      playsinline
      muted
      .srcObject=${video}
      ?hidden=${!video}
      @pause=${playAgain}
    ></video>
    <slot name="poster" ?hidden=${connection === 'connected' || connection === 'reconnecting'}></slot>
    ${errorView(view)} ${view.isPlaybackBlocked ? unlockView(view) : nothing} ${captionsView(view)}
  </div>`;
}

/** Paused by the browser, as when the element was moved in its page, a picture would stand still. */
function playAgain({ currentTarget }: Event): void {
  const video = currentTarget as HTMLVideoElement;
  const stream = video.srcObject as MediaStream | null;
  if (stream?.active && video.isConnected) video.play().catch(() => undefined);
}

// Not live: a screen reader hears the avatar itself, and the user knows what they said.
function captionsView({ captions, texts, lang }: View): TemplateResult | typeof nothing {
  if (!captions) return nothing;
  const line = (role: keyof Captions): TemplateResult | typeof nothing =>
    captions[role]
      ? html`<p class="caption ${role}">
          <b .textContent=${texts(`caption-${role}`)}></b>
          <span dir="auto" lang=${lang} .textContent=${captions[role]}></span>
        </p>`
      : nothing;
  return html`<div class="captions" part="captions" tabindex="0" role="group" aria-label=${texts('captions')}>
    <div>${line('user')}${line('avatar')}</div>
  </div>`;
}

function errorView(view: View): TemplateResult {
  const { errors, texts, lang, actions } = view;
  const messages = errors.map(({ code, message }) => {
    const text = texts(`error-${code}`);
    return html`<p dir="auto" lang=${text ? lang : 'en'} .textContent=${text || message}></p>`;
  });
  // The alert is there before its text, or nothing is announced.
  return html`<div class="errors" role="alert">
    ${
      errors.length === 0
        ? nothing
        : html`<div class="error" part="error">
            <div>
              ${messages}
              <slot name="error"></slot>
            </div>
            ${isReopenable(view) ? reopenView(view) : nothing}
            <button class="small" type="button" aria-label=${texts('dismiss')} @click=${actions.dismiss}>
              ${icon('close')}
            </button>
          </div>`
    }
  </div>`;
}

/** Whether it is the microphone that is wrong, and asking for it again can help. */
function isReopenable({ errors, state }: View): boolean {
  return state !== null && isGone(state) && errors.some(({ code }) => /^(microphone|worklet)-/.test(code));
}

function reopenView({ texts, actions }: View): TemplateResult {
  return html`<button class="pill" type="button" @click=${actions.reopenMicrophone}>
    <span .textContent=${texts('retry')}></span>
  </button>`;
}

function unlockView({ texts, actions }: View): TemplateResult {
  return html`<button class="pill unlock" type="button" @click=${actions.unlock}>
    ${icon('sound')}<span .textContent=${texts('unlock-sound')}></span>
  </button>`;
}
