import { html, type TemplateResult } from 'lit';
import type { Inspection } from '../model/inspection.js';
import type { LockSpan } from '../model/lock-spans.js';
import type { PanelHost } from '../shell/panel.js';
import { RELEASE_TEXT, WAIT_TEXT, lengthText } from './lock-words.js';

/** So many are shown, the newest first. */
const SHOWN = 200;

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
                  <th scope="col">Let go because</th>
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
    <td>${reason ? RELEASE_TEXT[reason] : endedAt === null ? 'It still holds.' : 'Not known.'}</td>
  </tr>`;
}
