import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { DEFAULT_TURN_TAKING, type TurnTakingOptions } from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import { CurrentFacts } from '../model/facts.js';
import { symptomsOf } from './symptoms.js';
import type { FieldContext } from './field-parts.js';
import { type FieldGroup, groupView } from './fields-view.js';
import { changedFields, fieldOf, patchBetween, changesInWords } from './settings.js';
import { Tuner } from './tuner.js';
import { WhatIfMemo } from '../what-if/what-if-memo.js';
import { createWhatIf, type WhatIfPart } from '../what-if/what-if-panel.js';
import type { Panel, PanelFactory, PanelHost } from '../shell/panels.js';
import { copyView } from './snippets.js';
import { FieldDrafts } from './field-drafts.js';
import { Precomputer } from './precomputer.js';
import { PresetsView } from './presets-view.js';
import { helpView, symptomsView } from './symptoms-view.js';

const STOP_SECS = fieldOf('customTurnDetection.stopSecs');

export { tuningStyles as styles } from './tuning-styles.js';

/** Every setting with what it does now, what is wrong in this conversation, and what another value would have done. */
export const createPanel: PanelFactory = (inspection, host) =>
  new TuningPanel(inspection.model(Tuner), inspection, host);

class TuningPanel implements Panel {
  readonly #inspection: Inspection;
  readonly #host: PanelHost;
  readonly #tuner: Tuner;
  readonly #drafts: FieldDrafts;
  readonly #precomputer: Precomputer;
  readonly #presets: PresetsView;
  readonly #whatIf: WhatIfPart;
  #heightPx = 0;
  #isAhead = false;

  constructor(tuner: Tuner, inspection: Inspection, host: PanelHost) {
    this.#inspection = inspection;
    this.#host = host;
    this.#tuner = tuner;
    this.#drafts = new FieldDrafts(this.#tuner, () => host.requestUpdate());
    this.#precomputer = new Precomputer(this.#tuner, host);
    this.#presets = new PresetsView(this.#tuner, host);
    this.#whatIf = createWhatIf(inspection, tuner, host);
    // What was being tried is not tried by another panel.
    host.signal.addEventListener('abort', () => this.#tuner.try(null), { once: true });
  }

  view(): TemplateResult {
    const context = this.#context();
    const seen = symptomsOf(this.#inspection, context.settings);
    const groups = (...names: FieldGroup[]): unknown => this.#groups(names, context);
    return html`<div class="tn" @keydown=${this.#onKey}>
      ${this.#toolbar(context.settings)}
      <div class="tn-columns">
        ${symptomsView(seen, this.#tuner, this.#inspection, this.#host)} ${this.#presets.view()}
        ${groups('mode', 'end-of-turn')}
        <div class="tn-what-if">${this.#whatIf.view()}</div>
        ${groups('push-to-talk', 'microphone', 'barge-in', 'voice')} ${helpView(seen)}
        ${copyView(this.#tuner, this.#host)}
      </div>
    </div>`;
  }

  paint(): void {
    this.#whatIf.paint();
    this.#lookAhead();
    const columns = this.#host.root.querySelector<HTMLElement>('.tn-columns');
    const heightPx = columns?.closest('[role=tabpanel]')?.clientHeight ?? 0;
    if (!columns || heightPx === this.#heightPx) return;
    this.#heightPx = heightPx;
    columns.style.setProperty('--tn-height', `${heightPx}px`);
  }

  // A mouse tells which slider it comes to, a finger does not: it is this one, most often.
  #lookAhead(): void {
    if (this.#isAhead || !this.#inspection.model(WhatIfMemo).current) return;
    this.#isAhead = true;
    this.#precomputer.precompute(STOP_SECS, this.#tuner.settings.customTurnDetection.stopSecs);
  }

  // Levels come 50 times a second, and change nothing of the fields.
  #groups(names: readonly FieldGroup[], context: FieldContext): unknown {
    const { settings, circumstances } = context;
    const { options, state, detector, analyzer } = circumstances;
    return guard([settings, options, state, detector, analyzer, this.#drafts.version], () =>
      names.map((name) => groupView(name, context)),
    );
  }

  #context(): FieldContext {
    const { inForce: options, history, control } = this.#inspection;
    const state = control ? control.state : history.state;
    const { detector, analyzer } = this.#inspection.model(CurrentFacts).facts;
    return {
      tuner: this.#tuner,
      drafts: this.#drafts,
      precomputer: this.#precomputer,
      settings: this.#tuner.settings,
      circumstances: { options, state, detector, analyzer: control?.analyzer ?? analyzer },
    };
  }

  #toolbar(settings: TurnTakingOptions): TemplateResult {
    const count = changedFields(DEFAULT_TURN_TAKING, settings).filter(({ path }) => path !== 'mode').length;
    return html`<div class="toolbar">
      <button ?disabled=${!this.#tuner.canUndo} title="Ctrl+Z" @click=${() => this.#step('undo')}>Undo</button>
      <button ?disabled=${!this.#tuner.canRedo} title="Ctrl+Shift+Z" @click=${() => this.#step('redo')}>Redo</button>
      <button ?disabled=${count === 0} @click=${this.#resetAll}>Reset all</button>
      <span class="muted">
        ${count === 0 ? 'All at their defaults.' : `${count} ${count === 1 ? 'differs' : 'differ'} from the defaults.`}
        ${this.#whereItGoes()}
      </span>
    </div>`;
  }

  #whereItGoes(): string {
    const { control } = this.#inspection;
    if (!control) return 'This is a recording: nothing is applied; what-if shows what would have been.';
    return control.state ? '' : 'Not connected yet: what you set is used from the first connection on.';
  }

  readonly #resetAll = (): void => {
    const { mode, ...patch } = patchBetween(this.#tuner.settings, DEFAULT_TURN_TAKING);
    this.#tuner.apply(patch);
    this.#host.announce(`All settings are at their defaults${mode ? '; the mode stays' : ''}.`);
    this.#host.requestUpdate();
  };

  #step(direction: 'undo' | 'redo'): void {
    const before = this.#tuner.settings;
    const patch = direction === 'undo' ? this.#tuner.undo() : this.#tuner.redo();
    const done = direction === 'undo' ? 'Taken back' : 'Made again';
    this.#host.announce(patch ? `${done}. ${changesInWords(before, patch).join('; ')}.` : 'There is nothing more.');
    this.#host.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const isStep = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z';
    if (!isStep || isTyping(event)) return;
    event.preventDefault();
    this.#step(event.shiftKey ? 'redo' : 'undo');
  };
}

// Where letters are typed, the browser's own undo is meant.
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLInputElement && target.type === 'text';
}
