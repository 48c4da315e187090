import { html, type TemplateResult } from 'lit';
import type { Inspection } from '../model/inspection.js';
import { CurrentFacts } from '../model/facts.js';
import type { Panel, PanelFactory, PanelHost } from '../shell/panels.js';
import { checkGate, momentOf, type Moment } from './moment.js';
import { lockHistory, nowView, refusalView, soundView, waitsView, lengthText } from './lock-views.js';

export { locksStyles as styles } from './locks-styles.js';

/** What is locked, what is waited for, until when, and what released it before. */
export const createPanel: PanelFactory = (inspection, host) => new LocksPanel(inspection, host);

class LocksPanel implements Panel {
  readonly #inspection: Inspection;
  readonly #host: PanelHost;
  #shown: Moment | null = null;

  constructor(inspection: Inspection, host: PanelHost) {
    this.#inspection = inspection;
    this.#host = host;
  }

  view(): TemplateResult {
    const inspection = this.#inspection;
    const { history, control } = inspection;
    const moment = momentOf(inspection);
    this.#shown = moment;
    if (!moment) {
      return html`<p class="empty">
        Nothing has been said yet. Connect the avatar: what locks the button then is shown here.
      </p>`;
    }
    const facts = inspection.model(CurrentFacts).facts;
    const gate = checkGate(moment.state, history.levels, facts.gateDecidedAt, moment.at);
    return html`<div class="lk">
      ${nowView(moment, control)}
      <div class="lk-columns">${waitsView(moment)} ${refusalView(moment, facts)} ${soundView(moment, facts, gate)}</div>
      ${lockHistory(facts.locks, inspection, this.#host)}
    </div>`;
  }

  /** Counts down past the template, so that nothing is announced each time. */
  paint(): void {
    const now = this.#shown?.isNow ? momentOf(this.#inspection)?.at : this.#shown?.at;
    if (now === undefined) return;
    for (const clock of this.#host.root.querySelectorAll<HTMLElement>('[data-until], [data-since]')) {
      const { until, since, total } = clock.dataset;
      const leftMs = until === undefined ? now - Number(since) : Number(until) - now;
      const text = lengthText(leftMs);
      if (clock.textContent !== text) clock.textContent = text;
      if (total) clock.style.setProperty('--left', String(Math.min(1, Math.max(0, leftMs / Number(total)))));
    }
  }
}
