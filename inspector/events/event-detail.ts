import { html, nothing, type TemplateResult } from 'lit';
import { changesBetween } from './row-text.js';
import { subjectOf, turnOf, typeOf, type Row } from './row.js';
import { timeText, formatValue } from './format.js';

/** What can be done from the detail. */
export interface DetailActions {
  copy(): void;
  isolate(): void;
  close(): void;
  /** Shows or hides the whole state. */
  toggleState(isShown: boolean): void;
}

/** All that is known of one row: what came, what was done about it, and what it changed. */
export function eventDetail(row: Row, startAt: number, isStateShown: boolean, actions: DetailActions): TemplateResult {
  const { record, part, before } = row;
  const type = typeOf(record, part);
  return html`<section class="ev-detail" aria-label="Detail of ${type}">
    <div class="ev-detail-head">
      <div class="ev-detail-line">
        <h3>${type}</h3>
        ${turnBadge(turnOf(record, part))}
        <span class="spacer"></span>
        <button class="plain" aria-label="Close the detail" @click=${() => actions.close()}>×</button>
      </div>
      <div class="ev-detail-line">
        <span class="muted number">
          ${timeText('relative', record.at, { startAt, previousAt: null, timeOriginMs: 0 })} · no. ${record.seq}
        </span>
        <span class="spacer"></span>
        <button @click=${() => actions.isolate()}>Only this type</button>
        <button @click=${() => actions.copy()}>Copy</button>
      </div>
    </div>
    <div class="ev-detail-body" role="region" aria-label="What is known of it" tabindex="0">
      ${part > 0 ? block('Effect', formatValue(subjectOf(record, part))) : nothing}
      ${block(part > 0 ? 'Followed from the event' : 'Event', formatValue(withoutRaw(record.event)))}
      ${record.event.raw === undefined ? nothing : block('Message as it came', rawValue(record.event.raw))}
      ${part === 0 && record.effects.length > 0 ? block('What was done', formatValue(record.effects)) : nothing}
      ${stateChanges(before, record.state)}
      <details .open=${isStateShown} @toggle=${(event: Event) => actions.toggleState(isOpen(event))}>
        <summary>Whole state after it</summary>
        ${isStateShown ? html`<pre class="code">${formatValue(record.state)}</pre>` : nothing}
      </details>
    </div>
  </section>`;
}

function turnBadge(turn: number): TemplateResult | typeof nothing {
  return turn > 0 ? html`<span class="badge">turn ${turn}</span>` : nothing;
}

function block(title: string, text: string): TemplateResult {
  return html`<h4>${title}</h4>
    <pre class="code">${text}</pre>`;
}

function stateChanges(before: Row['before'], after: object): TemplateResult {
  if (!before) {
    return html`<h4>State</h4>
      <p class="muted">What changed is not known: the record before it is gone.</p>`;
  }
  const rows = changesBetween(before, after).map(
    ({ path, before: was, after: is }) =>
      html`<tr>
        <th scope="row">${path}</th>
        <td class="ev-was">${brief(was)}</td>
        <td>${brief(is)}</td>
      </tr>`,
  );
  if (rows.length === 0) {
    return html`<h4>State</h4>
      <p class="muted">It changed nothing.</p>`;
  }
  return html`<h4>State</h4>
    <table class="ev-changes code">
      <thead>
        <tr>
          <th scope="col">What changed</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function brief(value: unknown): string {
  return formatValue(value, { depth: 3, entries: 20, chars: 200 });
}

// A text is shown as it came, without quotes, unless it is too long.
function rawValue(raw: unknown): string {
  return typeof raw === 'string' ? formatValue(parsed(raw)) : formatValue(raw);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withoutRaw(event: Row['record']['event']): object {
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'raw'));
}

function isOpen(event: Event): boolean {
  return (event.currentTarget as HTMLDetailsElement).open;
}
