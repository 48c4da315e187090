import { adoptStyles, render } from 'lit';
import { mergeTurnTaking, type PartialTurnTaking, type TurnTakingOptions } from 'avatar-ptt/headless';
import { Inspection } from '../../../inspector/model/inspection.js';
import { Tuner } from '../../../inspector/tuning/tuner.js';
import type { PanelHost } from '../../../inspector/shell/panels.js';
import type { Control } from '../../../inspector/model/source.js';
import { controls } from '../../../inspector/shell/control-styles.js';
import { theme } from '../../../inspector/shell/shell-styles.js';
import { createWhatIf } from '../../../inspector/what-if/what-if-panel.js';
import { SpeakerCurves } from '../../../inspector/what-if/speaker-curves.js';
import { whatIfStyles } from '../../../inspector/what-if/what-if-styles.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

/** The what-if in a page, without the inspector around it: what a test does there and looks at. */
export class WhatIfPage {
  readonly element = document.createElement('div');
  readonly inspection: Inspection;
  readonly part: ReturnType<typeof createWhatIf>;
  announced = '';
  readonly #root = this.element.attachShadow({ mode: 'open' });

  /** `isLive`: the conversation goes on, and takes settings. */
  constructor(conversation = sampleConversation(), isLive = false) {
    const control = isLive ? new StandInControl(conversation.initial.options) : null;
    this.inspection = new Inspection({ ...sampleSource(conversation), control }, new AbortController().signal);
    this.part = createWhatIf(this.inspection, this.inspection.model(Tuner), this.#host());
    adoptStyles(this.#root, [theme, controls, whatIfStyles]);
    document.body.append(this.element);
    this.update();
  }

  get text(): string {
    return wordsOf(this.one('.wi'));
  }

  update(): void {
    render(this.part.view(), this.#root);
  }

  try(patch: PartialTurnTaking): void {
    this.inspection.propose(patch);
    this.update();
  }

  all(selector: string): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>(selector)];
  }

  one(selector: string): HTMLElement {
    const [found] = this.all(selector);
    if (!found) throw new Error(`There is no ${selector}.`);
    return found;
  }

  button(label: string): HTMLElement {
    return this.one(`button[aria-label="${label}"]`);
  }

  key(key: string): void {
    this.one('.wi-plot').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  }

  /** `details` tells of its opening in a task of its own. */
  async openTable(): Promise<void> {
    this.one('summary').click();
    while (this.all('.wi-scroll').length === 0) await new Promise((resolve) => setTimeout(resolve));
  }

  /** The suggestion comes while the page rests. */
  async suggested(): Promise<void> {
    const curves = this.inspection.model(SpeakerCurves);
    while (curves.isWorking || !curves.findings) await new Promise(requestAnimationFrame);
    this.update();
  }

  close(): void {
    this.element.remove();
  }

  #host(): PanelHost {
    return {
      root: this.#root,
      signal: new AbortController().signal,
      window,
      requestUpdate: () => {
        this.update();
      },
      announce: (text) => {
        this.announced = text;
      },
      open: () => undefined,
      show: () => undefined,
    };
  }
}

/** The text of an element, with single blanks. */
export function wordsOf(element: Element | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** A stand-in for the way back into a conversation: it takes settings. */
class StandInControl implements Control {
  readonly state = null;
  turnTaking: TurnTakingOptions;

  constructor(turnTaking: TurnTakingOptions) {
    this.turnTaking = turnTaking;
  }

  setTurnTaking(patch: PartialTurnTaking): void {
    this.turnTaking = mergeTurnTaking(this.turnTaking, patch);
  }

  send(): void {
    throw new Error('Nothing is sent here.');
  }

  listenToSound(): void {
    throw new Error('No sound is asked for here.');
  }
}
