import { html, nothing, type TemplateResult } from 'lit';
import {
  deadlinesOf,
  TURN_TAKING_FIELDS,
  type Deadline,
  type LockReleaseReason,
  type LockWait,
  type MicrophoneState,
  type TurnLock,
  type TurnState,
} from 'avatar-ptt/headless';
import type { Control } from '../model/source.js';
import type { Facts, LockSpan } from '../model/facts.js';
import { GATE_TOLERANCE_MS, type GateCheck, type Moment } from './moment.js';
import type { Inspection } from '../model/inspection.js';
import type { PanelHost } from '../shell/panels.js';

/** The setting that releases a lock without an answer, as tuning names it. */
const TIMEOUT_LABEL = TURN_TAKING_FIELDS.find(({ path }) => path === 'pushToTalkPolicy.turnCompletionTimeoutMs')?.label;
/** Locks shown, the newest first: the table is written anew with every record. */
const SHOWN = 200;

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
            <dt>Released automatically</dt>
            <dd>
              ${
                lock.releasesAt === null
                  ? html`never: <q>${TIMEOUT_LABEL}</q> is 0`
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

/** The locks so far; a click selects the turn in all panels. */
export function lockHistory(locks: readonly LockSpan[], inspection: Inspection, host: PanelHost): TemplateResult {
  const startAt = inspection.history.records.at(0)?.at ?? 0;
  const rows = locks
    .slice(-SHOWN)
    .reverse()
    .map((span) => row(span, startAt, inspection, host));
  return html`<section class="lk-part" aria-labelledby="lk-history">
    <h3 id="lk-history">Locks so far</h3>
    ${
      rows.length > 0
        ? html`<div class="lk-scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Turn</th>
                  <th scope="col">Waited for</th>
                  <th scope="col" class="lk-end">From the start</th>
                  <th scope="col" class="lk-end">Held</th>
                  <th scope="col">Released by</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
        : html`<p class="muted">None yet. A lock begins when you have spoken, and ends when the avatar is done.</p>`
    }
    ${locks.length > SHOWN ? html`<p class="muted">The newest ${SHOWN} of ${locks.length}.</p>` : ''}
  </section>`;
}

function row(span: LockSpan, startAt: number, inspection: Inspection, host: PanelHost): TemplateResult {
  const { turnId, waitingFor, since, endedAt, reason } = span;
  const isSelected = inspection.selection.turnId === turnId;
  const select = (): void => {
    inspection.select({ turnId });
    host.announce(`Turn ${turnId} is selected.`);
  };
  // The button is the keyboard's way; the row is only a larger target for the mouse.
  return html`<tr class=${isSelected ? 'lk-selected' : ''} @click=${select}>
    <td><button class="plain lk-turn" aria-pressed=${isSelected}>${turnId}</button></td>
    <td>${WAIT_TEXT[waitingFor]}</td>
    <td class="number lk-end">${lengthText(since - startAt)}</td>
    <td class="number lk-end">
      ${endedAt === null ? html`<span data-since=${since}></span>` : lengthText(endedAt - since)}
    </td>
    <td>${reason ? RELEASE_TEXT[reason] : endedAt === null ? 'Still held.' : 'Not known.'}</td>
  </tr>`;
}

const WAIT_TEXT: Readonly<Record<LockWait, string>> = {
  answer: 'the first word or sound of the answer',
  'turn-completed': "the avatar's turn-completed event",
  'speech-stopped': 'the end of what the avatar says',
};

const RELEASE_TEXT: Readonly<Record<LockReleaseReason, string>> = {
  'turn-completed': "The avatar's turn was complete.",
  'speech-stopped': 'The avatar stopped speaking.',
  timeout: 'Nothing came in time.',
  interrupted: 'Interrupted by a press, the page or a person.',
  'no-response': 'The avatar chose not to answer.',
  'answer-unheard': 'The sound of the answer reached nobody.',
  'moderation-blocked': 'Moderation blocked the answer.',
  'usage-limit': 'The usage limit was reached.',
  'session-error': 'The session reported an error.',
  'avatar-gone': 'The avatar has left.',
  disconnected: 'The connection ended.',
  'mode-switched': 'The mode was switched.',
  'stop-failed': 'The service did not confirm the end of the turn.',
};

const DEADLINE_TEXT: Readonly<Record<Deadline['kind'], string>> = {
  connect: 'The service must accept the connection',
  mode: 'The service must confirm the mode',
  start: 'The service must acknowledge the start of the turn',
  stop: 'The service must confirm the end of the turn',
  window: 'The tail ends: what is said after the release',
  'hold-warning': 'A warning that the hold ends soon',
  hold: 'The longest hold ends',
  lock: 'The lock is released automatically',
};

const MICROPHONE_TEXT: Readonly<Record<MicrophoneState, string>> = {
  closed: 'closed',
  opening: 'opening; the browser may be asking for permission',
  open: 'open',
  lost: 'went away; it may come back by itself',
  failed: 'could not be opened: a press or “Try again” asks once more',
};

/** What stands between the person and the next turn, in a few words. */
function headlineOf({ lock, turn, isAvatarSpeaking, connection }: TurnState): string {
  if (connection !== 'connected') return 'Nothing is locked: there is no connection.';
  if (lock) return lockHeadline(lock);
  if (isAvatarSpeaking) return 'Nothing is locked, but the avatar is speaking.';
  return turn && turn.releasedAt === null ? 'Nothing is locked: it is your turn.' : 'Nothing is locked.';
}

/** A length for a person: `0.84 s`, `12.3 s`, `3 min 5 s`. */
export function lengthText(ms: number): string {
  const secs = Math.max(0, ms) / 1000;
  if (secs >= 60) return `${Math.floor(secs / 60)} min ${Math.floor(secs % 60)} s`;
  return `${secs.toFixed(secs < 10 ? 2 : 1)} s`;
}

function lockHeadline({ turnId, waitingFor }: TurnLock): string {
  return `Locked after turn ${turnId}: it waits for ${WAIT_TEXT[waitingFor]}.`;
}
