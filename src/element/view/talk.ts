import { html, nothing, svg, type TemplateResult } from 'lit';
import { isGone } from './is-gone.js';
import { shownVolume } from '../shown-volume.js';
import { icon } from './icons.js';
import type { View } from './view-model.js';

/** The control in the middle: start, cancel, talk, or the open ear of hands-free. All of one size. */
export function primaryView(view: View): TemplateResult {
  switch (view.connection) {
    case 'disconnected':
      return startView(view, 'start');
    case 'failed':
      return startView(view, 'retry');
    case 'connecting':
      return cancelView(view);
    case 'connected':
    case 'reconnecting':
      return view.mode === 'push-to-talk' ? talkView(view) : earView(view);
  }
}

function startView({ texts, actions }: View, key: 'start' | 'retry'): TemplateResult {
  return html`<button class="primary start" part="start-button" type="button" @click=${actions.connect}>
    <span class="disc">${icon('mic')}</span><span class="label" .textContent=${texts(key)}></span>
  </button>`;
}

function cancelView({ texts, actions }: View): TemplateResult {
  return html`<button class="primary cancel" part="start-button" type="button" @click=${actions.disconnect}>
    <span class="disc"><span class="spinner"></span>${icon('close')}</span
    ><span class="label" .textContent=${texts('cancel')}></span>
  </button>`;
}

/**
 * A refused press is heard and answered, so the button is never `disabled`: the focus stays, and a press that is still
 * held is taken when its turn comes. A screen reader's click toggles, hence `aria-pressed`.
 */
function talkView(view: View): TemplateResult {
  const { texts, state, pressStyle, isBlocked } = view;
  const isPressed = state?.phase === 'starting' || state?.phase === 'capturing';
  return html`<button
    class="primary talk"
    part="button"
    type="button"
    aria-pressed=${isPressed ? 'true' : 'false'}
    aria-disabled=${isBlocked ? 'true' : 'false'}
    aria-describedby="status lock"
  >
    <span class="disc">${ringView(view)}${icon(isBlocked ? 'lock' : 'mic')}</span>
    <span class="label"><slot name="talk-label" .textContent=${texts(`talk-${pressStyle}`)}></slot></span>
  </button>`;
}

/** Nobody is told to speak who would not be heard. */
function earView(view: View): TemplateResult {
  const { texts, state, actions } = view;
  if (state && isGone(state)) {
    return html`<button class="primary" part="indicator" type="button" @click=${actions.reopenMicrophone}>
      <span class="disc">${icon('mic')}</span><span class="label" .textContent=${texts('retry')}></span>
    </button>`;
  }
  return html`<div class="primary ear" part="indicator">
    <span class="disc">${ringView(view)}${icon('ear')}</span>
    <span class="label" .textContent=${state?.microphone === 'open' ? texts('hands-free-ear') : ''}></span>
  </div>`;
}

/** Real samples: the arc is the level, the dot the room's noise floor, the notch what counts as speech at least. */
function ringView({ hasMeter, state }: View): TemplateResult {
  const threshold = shownVolume(state?.options.vad.minVolume ?? 0);
  return html`<svg class="ring live" part="meter" viewBox="0 0 120 120" aria-hidden="true">
    ${
      hasMeter
        ? svg`
          <circle class="track" cx="60" cy="60" r="55" />
          <circle class="level" cx="60" cy="60" r="55" pathLength="1" />
          <g class="floor"><circle cx="60" cy="5" r="3.500" /></g>
          <path class="notch" d="M60 1v8" transform="rotate(${threshold * 360} 60 60)" />`
        : nothing
    }
    <circle class="countdown" cx="60" cy="60" r="48" pathLength="1" />
  </svg>`;
}
