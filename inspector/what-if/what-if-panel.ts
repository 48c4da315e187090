import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { PartialTurnTaking, TurnTakingOptions } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import type { PanelHost } from '../shell/panels.js';
import { chartOf, type Chart, type ChartPoint } from './chart-points.js';
import { PauseAnswers } from './pause-answers.js';
import { patchOfPoint, SpeakerCurves, type EndOfTurnPatch, type SpeakerFindings } from './speaker-curves.js';
import { isInForce, suggestionCard, type SuggestionActions } from './suggestion-view.js';
import { missingInWords, silenceText } from './suggestion-words.js';
import { linesLegend, pointsTable, wholeTable } from './trade-off-tables.js';
import { tradeOffChart } from './trade-off-view.js';
import { turnRows } from './turn-rows.js';
import type { WhatIf } from './what-if.js';
import { WhatIfMemo } from './what-if-memo.js';
import { howToBegin, notesOf, checkInWords, cutOffsInWords, delayInWords } from './what-if-words.js';

/** Through what the settings are changed that are tried here. */
interface Settings {
  readonly settings: TurnTakingOptions;
  apply(patch: PartialTurnTaking): void;
  /** Shows what a change would do; null: shows what is. */
  try(patch: PartialTurnTaking | null): void;
}

/** The what-if as a part of a panel. */
export interface WhatIfPart {
  view(): TemplateResult;
  /** Once per animation frame: what was heard in the meantime is judged when it is time. */
  paint(): void;
}

/** So many turns are shown, and so many more at a time: all of them are drawn anew with each step of a slider. */
const TURNS_AT_A_TIME = 10;

/** What the settings under the slider would have made of what was said, the speaker's curve, and what it suggests. */
export function createWhatIf(inspection: Inspection, tuner: Settings, host: PanelHost): WhatIfPart {
  return new WhatIfView(inspection, tuner, host);
}

/** What of the what-if is opened. */
class WhatIfOpened {
  /** Most turns that are shown. */
  turns = TURNS_AT_A_TIME;
  /** The whole curve is shown as a table. */
  isTable = false;
}

class WhatIfView implements WhatIfPart {
  readonly #inspection: Inspection;
  readonly #memo: WhatIfMemo;
  readonly #opened: WhatIfOpened;
  readonly #tuner: Settings;
  readonly #host: PanelHost;
  #shown: WhatIf | null = null;
  #found: SpeakerFindings | null = null;
  readonly #curves: SpeakerCurves;
  #pointed: ChartPoint | null = null;

  constructor(inspection: Inspection, tuner: Settings, host: PanelHost) {
    this.#inspection = inspection;
    this.#memo = inspection.model(WhatIfMemo);
    this.#curves = inspection.model(SpeakerCurves);
    this.#opened = inspection.model(WhatIfOpened);
    this.#tuner = tuner;
    this.#host = host;
  }

  paint(): void {
    const { findings } = this.#curves;
    if (this.#memo.current !== this.#shown || findings !== this.#found) this.#host.requestUpdate();
  }

  view(): TemplateResult {
    const { selection, history } = this.#inspection;
    const whatIf = this.#memo.current;
    this.#shown = whatIf;
    const findings = whatIf && this.#curves.at(whatIf.heard, whatIf.options, this.#host.window);
    this.#found = findings;
    const { budget, isWorking } = this.#curves;
    const { inForce, candidate } = this.#inspection;
    const { progress } = this.#inspection.model(PauseAnswers);
    // While a conversation goes on, this is asked for with each frame of the display, and seldom changes.
    const shown = [whatIf, selection.turnId, history.state?.mode, history.state?.connection, inForce, candidate];
    const found = [findings, budget, isWorking, progress, this.#tuner.settings];
    const opened = [this.#opened.turns, this.#opened.isTable, this.#pointed];
    return html`<section class="wi" aria-labelledby="wi-title">
      <h2 id="wi-title">What if</h2>
      ${guard([...shown, ...found, ...opened], () => this.#answer(whatIf, findings))}
    </section>`;
  }

  #answer(whatIf: WhatIf | null, findings: SpeakerFindings | null): TemplateResult {
    const empty = html`<p class="empty">${howToBegin(this.#inspection)}</p>`;
    if (!whatIf) return empty;
    const notes = notesOf(whatIf, this.#inspection).map((note) => html`<p class="wi-note">${note}</p>`);
    if (whatIf.rejudged.length === 0) return html`${notes}${empty}`;
    return html`${notes} ${this.#headline(whatIf)} ${this.#turnsView(whatIf)} ${this.#curve(whatIf, findings)}
    ${this.#suggestion(findings)}`;
  }

  #suggestion(findings: SpeakerFindings | null): TemplateResult {
    const { budget, isWorking } = this.#curves;
    const { inForce, candidate } = this.#inspection;
    const patch = findings?.patch ?? null;
    const isApplied = patch !== null && isInForce(patch, this.#tuner.settings);
    const isTried = patch !== null && !isApplied && candidate !== inForce && isInForce(patch, candidate);
    return suggestionCard(findings, { budget, isWorking, isApplied, isTried }, this.#suggestionActions);
  }

  #headline(whatIf: WhatIf): TemplateResult {
    const { wouldBe, was } = whatIf.cutOffs;
    const tone = wouldBe < was ? 'wi-better' : wouldBe > was ? 'wi-worse' : '';
    return html`<div class="wi-headline">
      <p class="wi-fact ${tone}">${cutOffsInWords(whatIf)}</p>
      <p class="wi-fact">${delayInWords(whatIf)}</p>
      <p class="muted">${checkInWords(whatIf)}</p>
    </div>`;
  }

  #turnsView({ rejudged }: WhatIf): TemplateResult {
    const { turns } = this.#opened;
    const hidden = rejudged.length - turns;
    return html`<section aria-labelledby="wi-turns">
      <h3 id="wi-turns">Turn by turn</h3>
      <p class="wi-legend muted" aria-hidden="true">
        <span><i class="wi-sign wi-said"></i>speech</span>
        <span><i class="wi-sign wi-was"></i>turn as it was</span>
        <span><i class="wi-sign wi-be"></i>as it would be</span>
      </p>
      <p class="muted">
        Say where a hands-free turn ended wrongly: what is worked out below learns from it. A held button says it by
        itself.
      </p>
      ${turnRows(rejudged.slice(-turns), this.#inspection)}
      ${hidden > 0 ? html`<button @click=${this.#showMore}>Show earlier turns (${hidden})</button>` : nothing}
    </section>`;
  }

  #curve(whatIf: WhatIf, findings: SpeakerFindings | null): TemplateResult {
    return html`<section aria-labelledby="wi-curve">
      <h3 id="wi-curve">Cutting off or keeping waiting</h3>
      ${
        whatIf.present.pauses === 0
          ? html`<p class="muted">
              Pauses inside a turn are needed to draw your curve. Stop to think while you speak.
            </p>`
          : this.#curveView(chartOf(whatIf, this.#inspection.inForce, findings), findings)
      }
    </section>`;
  }

  #curveView(chart: Chart, findings: SpeakerFindings | null): TemplateResult {
    const missing = findings && missingInWords(findings, this.#inspection.model(PauseAnswers).progress);
    return html`<p class="muted">
        The less silence ends your turn, the sooner the avatar answers, and the more of your pauses it takes for the
        end. Pick a point to apply it.
      </p>
      ${linesLegend(chart)} ${tradeOffChart(chart, { point: this.#point, apply: this.#apply })}
      ${missing ? html`<p class="wi-note">${missing}</p>` : nothing} ${pointsTable(chart, this.#pointed)}
      <details .open=${this.#opened.isTable} @toggle=${this.#toggleTable}>
        <summary>The whole curve as a table</summary>
        ${this.#opened.isTable ? wholeTable(chart, this.#apply) : nothing}
      </details>`;
  }

  readonly #apply = (point: ChartPoint): void => {
    this.#put(patchOfPoint(point, this.#curves.findings?.analyzer ?? null));
    this.#host.announce(`${silenceText(point)} of silence now ends the turn.`);
  };

  readonly #suggestionActions: SuggestionActions = {
    setBudget: (budget) => {
      this.#curves.budget = budget;
      this.#host.requestUpdate();
    },
    try: (patch) => {
      this.#tuner.try(patch && { turnDetection: 'custom', customTurnDetection: patch });
      this.#host.requestUpdate();
    },
    apply: (patch) => {
      this.#put(patch);
      this.#host.announce('The suggestion is applied. Undo takes it back.');
    },
  };

  #put(customTurnDetection: EndOfTurnPatch): void {
    this.#tuner.apply({ turnDetection: 'custom', customTurnDetection });
    this.#host.requestUpdate();
  }

  readonly #point = (point: ChartPoint | null): void => {
    if (point === this.#pointed) return;
    this.#pointed = point;
    this.#host.requestUpdate();
  };

  readonly #showMore = (): void => {
    this.#opened.turns += TURNS_AT_A_TIME;
    this.#host.requestUpdate();
  };

  readonly #toggleTable = (event: Event): void => {
    this.#opened.isTable = (event.currentTarget as HTMLDetailsElement).open;
    this.#host.requestUpdate();
  };
}
