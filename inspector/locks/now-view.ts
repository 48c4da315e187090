import { html, nothing, type TemplateResult } from 'lit';
import { deadlinesOf } from 'avatar-ptt/headless';
import type { Control } from '../model/source.js';
import type { Facts } from '../model/facts.js';
import { GATE_TOLERANCE_MS, type GateCheck } from './gate-check.js';
import { DEADLINE_TEXT, MICROPHONE_TEXT, headlineOf } from './lock-words.js';
import type { Moment } from './moment.js';

/** What is locked and how to get free. */
export function nowView({ state, isNow }: Moment, control: Control | null): TemplateResult {
  const { lock, isAvatarSpeaking } = state;
  const isBusy = lock !== null || isAvatarSpeaking;
  return html`<section class="card lk-now ${lock ? 'lk-locked' : ''}" aria-labelledby="lk-now">
    <h2 id="lk-now">${isNow ? 'Now' : 'At this moment'}</h2>
    <p class="lk-headline">${headlineOf(state)}</p>
    ${
      lock
        ? html`<dl class="lk-facts">
            <dt>Since</dt>
            <dd><span class="number" data-since=${lock.since}></span></dd>
            <dt>Lets go by itself</dt>
            <dd>
              ${
                lock.releasesAt === null
                  ? html`never: <q>Lock lets go after</q> is 0`
                  : html`in <span class="number" data-until=${lock.releasesAt}></span>`
              }
            </dd>
          </dl>`
        : nothing
    }
    ${
      lock?.releasesAt == null
        ? nothing
        : html`<div class="lk-bar" aria-hidden="true">
            <i data-until=${lock.releasesAt} data-total=${lock.releasesAt - lock.since}></i>
          </div>`
    }
    ${
      control
        ? html`<div class="lk-actions">
            <button class="primary" ?disabled=${!lock} @click=${() => control.send({ type: 'release-lock' })}>
              Release the lock
            </button>
            <button ?disabled=${!isBusy} @click=${() => control.send({ type: 'interrupt' })}>
              Interrupt the avatar
            </button>
          </div>`
        : nothing
    }
  </section>`;
}

/** All waits that end by themselves. */
export function waitsView({ state }: Moment): TemplateResult {
  const waits = deadlinesOf(state).map(
    ({ kind, at }) => html`<li><span>${DEADLINE_TEXT[kind]}</span> <span class="number" data-until=${at}></span></li>`,
  );
  return html`<section class="lk-part" aria-labelledby="lk-waits">
    <h3 id="lk-waits">What ends by itself</h3>
    ${
      waits.length > 0
        ? html`<ul class="lk-waits">
            ${waits}
          </ul>`
        : html`<p class="muted">Nothing is being waited for.</p>`
    }
  </section>`;
}

/** Why the last press was refused. */
export function refusalView({ state, at, isNow }: Moment, { refusals }: Facts): TemplateResult {
  const last = refusals.findLast((refusal) => refusal.at <= at);
  return html`<section class="lk-part" aria-labelledby="lk-refused">
    <h3 id="lk-refused">Last refused press</h3>
    ${
      last
        ? html`<p>${last.message}</p>
            <p class="muted">
              <span class="number" data-since=${last.at}></span> ${isNow ? 'ago' : 'before'}
              (<code>${last.reason}</code>).
              ${state.heldPress ? 'It is still held, and taken as soon as it may.' : 'It is not held any more.'}
            </p>`
        : html`<p class="muted">No press was refused.</p>`
    }
  </section>`;
}

/** Whether sound goes out as it was decided, and what listens. */
export function soundView({ state }: Moment, { device, detector }: Facts, gate: GateCheck): TemplateResult {
  const { microphone, isSoundFlowing, isEchoCancelled, options } = state;
  const isOpen = microphone === 'open';
  return html`<section class="lk-part" aria-labelledby="lk-sound">
    <h3 id="lk-sound">Sound</h3>
    <dl class="lk-facts">
      ${gateView(gate)}
      <dt>Microphone</dt>
      <dd>
        ${MICROPHONE_TEXT[microphone]}${isOpen && !isSoundFlowing ? ', silent so far' : ''}
        <span class="muted">${device}</span>
      </dd>
      <dt>Detector</dt>
      <dd>${detector?.name ?? 'none yet'} <span class="muted">${detector?.reason}</span></dd>
      <dt>Echo cancellation</dt>
      <dd>
        ${isOpen ? onOff(isEchoCancelled) : 'not known: no microphone is open'}
        <span class="muted">asked: ${onOff(options.localAudioPolicy.enableAcousticEchoCancellation)}</span>
      </dd>
    </dl>
    ${gate.differMs > GATE_TOLERANCE_MS ? gateWarning(gate) : nothing}
  </section>`;
}

function gateView({ isIntended, isTrue, differMs }: GateCheck): TemplateResult {
  const isGood = isTrue !== null && differMs <= GATE_TOLERANCE_MS;
  return html`<dt>Gate, as decided</dt>
    <dd>${gateText(isIntended)}</dd>
    <dt>Gate, as it is</dt>
    <dd>
      ${isTrue === null ? 'not known: no sound comes in' : gateText(isTrue)}
      ${isGood ? html`<span class="badge good">as decided</span>` : nothing}
    </dd>`;
}

function gateWarning({ isIntended, isTrue }: GateCheck): TemplateResult {
  return html`<p class="error" role="alert">
    The gate is ${gateText(isTrue === true)}, although it should be ${gateText(isIntended)}: for more than
    ${GATE_TOLERANCE_MS} ms already. ${isTrue ? 'Disconnect if you do not want to be heard.' : 'Nobody hears you.'}
  </p>`;
}

function gateText(isOpen: boolean): string {
  return isOpen ? 'open' : 'closed';
}

function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}
