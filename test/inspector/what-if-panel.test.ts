import { expect } from '@open-wc/testing';
import { adoptStyles, render } from 'lit';
import { mergeTurnTaking, type PartialTurnTaking, type TurnTakingOptions } from 'avatar-ptt/headless';
import { Inspection } from '../../inspector/inspection.js';
import type { PanelHost } from '../../inspector/panels/panel.js';
import type { Control, Source } from '../../inspector/sources/source.js';
import { controls } from '../../inspector/styles/controls.js';
import { theme } from '../../inspector/styles/theme.js';
import { createWhatIf, whatIfStyles } from '../../inspector/what-if/what-if-panel.js';
import { sampleConversation, sampleSource, type Script } from './sample-conversation.js';

describe('createWhatIf', () => {
  let shown: Shown;
  afterEach(() => shown.close());

  it('is accessible', async () => {
    shown = show();
    shown.all('summary')[0]?.click();
    await shown.settled();
    await expect(shown.element).to.be.accessible();
  });

  it('says what would be, what was, and whether that is to be believed', () => {
    shown = show();
    shown.try({ customTurnDetection: { stopSecs: 0.3 } });
    expect(shown.text).to.contain('In 7 utterances you would have been cut off 6 times (it was twice).');
    expect(shown.text).to.contain("The avatar's turn would come 0.3 s after your last word (median), 0.5 s sooner");
    expect(shown.text).to.contain('5 of 5 hands-free turns would have begun and ended just as they did');
  });

  it('says of each turn what would have been of it, the newest first', () => {
    shown = show();
    shown.try({ customTurnDetection: { stopSecs: 0.6 } });
    const rows = shown.all('.wi-pick').map(wordsOf);
    expect(rows.length).to.equal(8);
    expect(rows.at(0)).to.equal('Turn 8 would end 0.2 s sooner');
    expect(rows.at(-1)).to.equal('Turn 1 would end 0.5 s later than you let go');
  });

  it('marks turns that are cut off and turns that become one', () => {
    shown = show({ ...TWO_IN_ONE });
    shown.try({ customTurnDetection: { stopSecs: 1.5 } });
    expect(shown.all('.wi-pick').map(wordsOf)).to.deep.equal([
      'Turn 2 would be one with turn 1',
      'Turn 1 would be one with turn 2 was cut off',
    ]);
    shown.try({ customTurnDetection: { stopSecs: 0.2 } });
    expect(shown.all('.wi-cut-off').length).to.equal(1);
  });

  it('selects a turn for all panels', () => {
    shown = show();
    shown.all('.wi-pick')[0]?.click();
    shown.update();
    expect(shown.inspection.selection.turnId).to.equal(8);
    expect(shown.all('.wi-pick[aria-pressed="true"]').length).to.equal(1);
  });

  it('takes what the person says of an end, and takes it back', () => {
    shown = show();
    shown.button('Turn 8: too slow').click();
    expect(shown.inspection.marks.get(8)).to.equal('too-slow');
    shown.button('Turn 8: cut me off').click();
    expect(shown.inspection.marks.get(8)).to.equal('cut-me-off');
    shown.button('Turn 8: cut me off').click();
    expect(shown.inspection.marks.has(8)).to.equal(false);
  });

  it('asks nobody about the end of a held button', () => {
    shown = show();
    expect(shown.all('[aria-label="Turn 1: too slow"]')).to.deep.equal([]);
    expect(wordsOf(shown.all('.wi-labels').at(-1))).to.equal('held');
  });

  it('puts a point of the curve in force by a click', () => {
    shown = show({ control: true });
    const plot = shown.one('.wi-plot svg').getBoundingClientRect();
    // The right end of the curve: the longest silences, and no pause cut.
    const at = { clientX: plot.right, clientY: plot.bottom, bubbles: true };
    shown.one('.wi-plot').dispatchEvent(new MouseEvent('click', at));
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(5);
    expect(shown.announced).to.contain('5.0 s');
  });

  it('steps along the curve by the arrow keys', () => {
    shown = show({ control: true });
    expect(shown.one('.wi-plot').getAttribute('aria-valuetext')).to.contain('0.8 s of silence');
    shown.key('ArrowRight');
    shown.key('ArrowRight');
    shown.key('ArrowLeft');
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(0.9);
    expect(shown.one('.wi-plot').getAttribute('aria-valuenow')).to.equal('0.9');
    shown.key('Home');
    shown.key('ArrowLeft');
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(0.1);
  });

  it('tells the numbers of the point under the pointer', () => {
    shown = show();
    const plot = shown.one('.wi-plot svg').getBoundingClientRect();
    const at = { clientX: plot.left, clientY: plot.top, bubbles: true };
    shown.one('.wi-plot').dispatchEvent(new PointerEvent('pointermove', at));
    expect(wordsOf(shown.all('.wi-points tbody tr').at(3))).to.equal('Under the pointer 0.1 s 6 of 6 0.1 s');
    shown.one('.wi-plot').dispatchEvent(new PointerEvent('pointerleave'));
    expect(wordsOf(shown.all('.wi-points tbody tr').at(3))).to.equal('Under the pointer – – –');
  });

  it('has the curve as a table', async () => {
    shown = show({ control: true });
    shown.all('summary')[0]?.click();
    await shown.settled();
    expect(shown.all('.wi-scroll tbody tr').length).to.equal(50);
    shown.button('Apply 2.0 s').click();
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(2);
  });

  it('suggests settings with the evidence, says that it is too little, and applies them', () => {
    shown = show({ control: true });
    expect(wordsOf(shown.one('.wi-suggestion'))).to.contain('Of 6 pauses in 7 utterances, none would end the turn.');
    expect(wordsOf(shown.one('.wi-suggestion'))).to.contain('Not certain yet. 4 more pauses');
    shown.one('.wi-suggestion button').click();
    expect(shown.inspection.inForce.customTurnDetection).to.include({ stopSecs: 1.2, maxDurationSecs: 12 });
    expect(wordsOf(shown.one('.wi-suggestion button'))).to.equal('Applied');
  });

  it('only tries in a recording', () => {
    shown = show();
    shown.one('.wi-suggestion button').click();
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(0.8);
    expect(shown.inspection.candidate.customTurnDetection.stopSecs).to.equal(1.2);
  });

  it('shows what was heard in the meantime, when it is painted', async () => {
    shown = show({ ...TWO_IN_ONE, upTo: 100 });
    expect(shown.all('.wi-pick').length).to.equal(0);
    shown.deliverRest();
    while (shown.all('.wi-pick').length === 0) {
      await new Promise(requestAnimationFrame);
      shown.part.paint();
    }
    expect(shown.all('.wi-pick').length).to.equal(2);
  });

  it('says how to begin while nothing was heard', () => {
    shown = show({ upTo: 0, control: true });
    expect(shown.text).to.contain('Start the conversation and talk for a minute.');
    shown.close();
    shown = show({ upTo: 0 });
    expect(shown.text).to.contain('There is no speech in this recording to judge.');
  });

  it('says what loudness in place of the detector means', () => {
    shown = show({ isLoudness: true });
    expect(shown.text).to.contain('loudness stands in for it');
  });

  it('says that nothing ends a turn when detection is off', () => {
    shown = show();
    shown.try({ turnDetection: 'disabled' });
    expect(shown.text).to.contain('End-of-turn detection is off');
    expect(shown.all('.wi-missed').length).to.equal(8);
  });

  it('shows many turns a few at a time', () => {
    const speech = Array.from({ length: 30 }, (_, i): [number, number] => [i * 4 + 1, i * 4 + 2]);
    const answers = Object.fromEntries(speech.map((_, i) => [i + 1, 0.1]));
    const settings: PartialTurnTaking = { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.5 } };
    shown = show({ script: { settings, speech, answers, secs: 125 } });
    expect(shown.all('.wi-pick').length).to.equal(20);
    const [more] = shown.all('button').filter((button) => wordsOf(button) === 'Show earlier turns (10)');
    more?.click();
    expect(shown.all('.wi-pick').length).to.equal(30);
  });

  it('throws nothing on odd frames', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e12];
    const { frames, ...rest } = sampleConversation();
    const spoiled = frames.map((frame, i) =>
      i % 50 === 0 ? { ...frame, probability: odd[(i / 50) % 4] ?? 0, volume: odd[(i / 50 + 1) % 4] ?? 0 } : frame,
    );
    shown = show({ source: sampleSource({ frames: spoiled, ...rest }) });
    expect(shown.all('.wi-pick').length).to.equal(8);
  });
});

/** A pause of 0.7 s, at which the turn ended. */
const TWO_IN_ONE = {
  script: {
    settings: { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.4, maxDurationSecs: 20 } },
    speech: [
      [1, 1.6],
      [1.9, 2.6],
      [4, 5],
    ],
    answers: { 1: 0.1, 2: 0.1 },
    secs: 9,
  } satisfies Script,
};

interface Setup {
  readonly script?: Script;
  readonly source?: Source;
  readonly control?: boolean;
  readonly isLoudness?: boolean;
  /** Frames and records delivered at first. */
  readonly upTo?: number;
}

/** The part in a page of its own making, with what a test does and looks at. */
class Shown {
  readonly element = document.createElement('div');
  readonly inspection: Inspection;
  readonly part: ReturnType<typeof createWhatIf>;
  announced = '';
  #rest: () => void = () => undefined;
  readonly #root = this.element.attachShadow({ mode: 'open' });

  constructor({ script, source, control = false, isLoudness = false, upTo = Infinity }: Setup) {
    const conversation = sampleConversation(script);
    const given = source ?? sampleSource(conversation);
    this.inspection = new Inspection(
      {
        ...given,
        control: control ? new StandInControl(conversation.initial.options) : null,
        open: (receiver, signal) => {
          if (upTo === Infinity && !isLoudness) given.open(receiver, signal);
          if (upTo === Infinity && !isLoudness) return;
          const detector = isLoudness ? 'energy' : 'silero-v5';
          const { frames, records } = conversation;
          for (const frame of frames.slice(0, upTo)) receiver.frame({ ...frame, detector });
          this.#rest = () => {
            for (const frame of frames.slice(upTo)) receiver.frame({ ...frame, detector });
            for (const record of records) receiver.record(record);
          };
          if (upTo === Infinity) this.#rest();
        },
      },
      new AbortController().signal,
    );
    const host: PanelHost = {
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
    this.part = createWhatIf(this.inspection, host);
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

  deliverRest(): void {
    this.#rest();
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
  async settled(): Promise<void> {
    while (this.all('.wi-scroll').length === 0) await new Promise((resolve) => setTimeout(resolve));
  }

  close(): void {
    this.element.remove();
  }
}

function show(setup: Setup = {}): Shown {
  return new Shown(setup);
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

function wordsOf(element: Element | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}
