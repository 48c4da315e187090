import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons.js';
import type { View } from './view-model.js';

/** One line about waiting, below the button: a hold that ends, the avatar's turn, or who listens. Its place is kept. */
export function waitView(view: View): TemplateResult {
  return html`<div class="wait">${holdView(view) ?? lockView(view) ?? detectorView(view) ?? nothing}</div>`;
}

function holdView({ state }: View): TemplateResult | null {
  if (!state?.turn?.isHoldWarned || state.turn.releasedAt !== null) return null;
  return html`<div class="lock warn"><span class="secs" dir="auto" translate="no" aria-hidden="true"></span></div>`;
}

/** What the avatar's turn waits for, when it is released by itself, and the way around it. */
function lockView({ state, isBlocked, actions, texts }: View): TemplateResult | null {
  if (!state || (!state.lock && !state.isAvatarSpeaking)) return null;
  const { lock } = state;
  const wait =
    lock &&
    html`${icon('lock')}<span id="lock" dir="auto" .textContent=${texts(`lock-${lock.waitingFor}`)}></span>
      <span class="secs" dir="auto" translate="no" aria-hidden="true" ?hidden=${lock.releasesAt === null}></span>`;
  return html`<div class="lock" part="lock">
    ${wait}
    <button class="pill" type="button" @click=${actions.interrupt}>
      <span .textContent=${texts(isBlocked ? 'talk-anyway' : 'stop-avatar')}></span>
    </button>
  </div>`;
}

/** Which ear listens, why not a better one, and what it has turned away: for rooms with noise. */
function detectorView({ mode, detector, misfires, texts }: View): TemplateResult | null {
  if (!detector || mode !== 'hands-free') return null;
  const reason = detector.name === 'energy' ? ` (${texts('detector-reason', { reason: detector.reason })})` : '';
  const ignored = misfires > 0 ? ` · ${texts('misfires', { n: misfires })}` : '';
  const text = texts('detector', { name: texts(`detector-${detector.name}`) }) + reason + ignored;
  return html`<p class="note" dir="auto" .textContent=${text}></p>`;
}
