import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Suggestion, TradeOffPoint } from 'avatar-ptt/analysis';
import type { PartialTurnTaking, TurnTakingOptions } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import type { PanelHost } from '../shell/panels.js';
import { tradeOffChart, pointsTable, wholeTable } from './trade-off-view.js';
import { turnRows } from './turn-rows.js';
import type { WhatIf } from './what-if.js';
import { WhatIfMemo } from './what-if-memo.js';
import { howToBegin, notesOf, checkInWords, cutOffsInWords, delayInWords, counted, secsText } from './what-if-words.js';

/** Through what the settings are changed that are tried here. */
interface Settings {
  readonly settings: TurnTakingOptions;
  apply(patch: PartialTurnTaking): void;
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
  #pointed: TradeOffPoint | null = null;

  constructor(inspection: Inspection, tuner: Settings, host: PanelHost) {
    this.#inspection = inspection;
    this.#memo = inspection.model(WhatIfMemo);
    this.#opened = inspection.model(WhatIfOpened);
    this.#tuner = tuner;
    this.#host = host;
  }

  paint(): void {
    if (this.#memo.current !== this.#shown) this.#host.requestUpdate();
  }

  view(): TemplateResult {
    const { selection, history } = this.#inspection;
    const whatIf = this.#memo.current;
    this.#shown = whatIf;
    const isApplied = whatIf !== null && isInForce(whatIf.suggestion, this.#tuner.settings);
    // While a conversation goes on, this is asked for with each frame of the display, and seldom changes.
    const shown = [whatIf, selection.turnId, history.state?.mode, history.state?.connection, isApplied];
    const opened = [this.#opened.turns, this.#opened.isTable, this.#pointed];
    return html`<section class="wi" aria-labelledby="wi-title">
      <h2 id="wi-title">What if</h2>
      ${guard([...shown, ...opened], () => this.#answer(whatIf, isApplied))}
    </section>`;
  }

  #answer(whatIf: WhatIf | null, isApplied: boolean): TemplateResult {
    const empty = html`<p class="empty">${howToBegin(this.#inspection)}</p>`;
    if (!whatIf) return empty;
    const notes = notesOf(whatIf, this.#inspection).map((note) => html`<p class="wi-note">${note}</p>`);
    if (whatIf.rejudged.length === 0) return html`${notes}${empty}`;
    return html`${notes} ${this.#headline(whatIf)} ${this.#turnsView(whatIf)} ${this.#curve(whatIf)}
    ${suggestionCard(whatIf.suggestion, isApplied, this.#applySuggestion)}`;
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

  #curve(whatIf: WhatIf): TemplateResult {
    return html`<section aria-labelledby="wi-curve">
      <h3 id="wi-curve">Cutting off or keeping waiting</h3>
      ${
        whatIf.present.pauses === 0
          ? html`<p class="muted">
              Pauses inside a turn are needed to draw your curve. Stop to think while you speak.
            </p>`
          : this.#curveView(whatIf)
      }
    </section>`;
  }

  #curveView(whatIf: WhatIf): TemplateResult {
    return html`<p class="muted">
        The less silence ends your turn, the sooner the avatar answers, and the more of your pauses it takes for the
        end. Pick a point to apply it.
      </p>
      ${tradeOffChart(whatIf, { point: this.#point, apply: this.#apply })} ${pointsTable(whatIf, this.#pointed)}
      <details .open=${this.#opened.isTable} @toggle=${this.#toggleTable}>
        <summary>The whole curve as a table</summary>
        ${this.#opened.isTable ? wholeTable(whatIf.curve, this.#apply) : nothing}
      </details>`;
  }

  readonly #apply = (stopSecs: number): void => {
    this.#put({ stopSecs });
    this.#host.announce(`${stopSecs.toFixed(1)} s of silence now ends the turn.`);
  };

  readonly #applySuggestion = ({ stopSecs, maxDurationSecs }: Suggestion): void => {
    this.#put({ stopSecs, maxDurationSecs });
    this.#host.announce('The suggestion is applied.');
  };

  #put(customTurnDetection: { readonly stopSecs: number; readonly maxDurationSecs?: number }): void {
    this.#tuner.apply({ turnDetection: 'custom', customTurnDetection });
    this.#host.requestUpdate();
  }

  readonly #point = (point: TradeOffPoint | null): void => {
    if (point?.stopSecs === this.#pointed?.stopSecs) return;
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

/** Whether it is what ends turns now. */
function isInForce(suggestion: Suggestion, { turnDetection, customTurnDetection }: TurnTakingOptions): boolean {
  return (
    turnDetection === 'custom' &&
    customTurnDetection.stopSecs === suggestion.stopSecs &&
    customTurnDetection.maxDurationSecs === suggestion.maxDurationSecs
  );
}

/** The settings that suit this speaker, what speaks for them, and what is missing. */
function suggestionCard(
  suggestion: Suggestion,
  isApplied: boolean,
  apply: (suggestion: Suggestion) => void,
): TemplateResult {
  const { stopSecs, maxDurationSecs, tooLittle } = suggestion;
  return html`<section class="card wi-suggestion" aria-labelledby="wi-suggestion">
    <h3 id="wi-suggestion">Suggested for you and this room</h3>
    <p>
      End the turn after <strong class="number">${stopSecs.toFixed(1)} s</strong> of silence; longest turn
      <strong class="number">${maxDurationSecs} s</strong>.
    </p>
    <p class="muted">${evidence(suggestion)}</p>
    ${tooLittle ? html`<p class="wi-too-little">Not certain yet. ${tooLittle}</p>` : nothing}
    <button class=${tooLittle ? '' : 'primary'} ?disabled=${isApplied} @click=${() => apply(suggestion)}>
      ${isApplied ? 'Applied' : 'Apply'}
    </button>
  </section>`;
}

function evidence({ pauses, utterances, cutOffRate, delayMs }: Suggestion): string {
  const heard = `${counted(pauses, 'pause')} in ${counted(utterances, 'utterance')}`;
  if (pauses === 0) return `So far you never paused while you spoke (${heard}), so nothing speaks for another value.`;
  const cutOffs = Math.round(cutOffRate * pauses);
  const share = cutOffs === 0 ? 'none' : `${cutOffs} (${Math.round(cutOffRate * 100)} %)`;
  return (
    `Of ${heard}, ${share} would end the turn. You would wait ${secsText(delayMs)} after your last word. ` +
    'It is the shortest silence that takes no more than 5 % of your pauses for the end.'
  );
}
