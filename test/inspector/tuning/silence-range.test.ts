import { expect } from '@open-wc/testing';
import { sendKeys } from '../../engine.js';
import { registerTurnAnalyzer, turnAnalyzerNames, type SmartTurnSettings } from 'avatar-ptt/headless';
import type { AvatarInspector } from 'avatar-ptt/inspector';
import { fixtureInspector } from '../inspecting.js';
import { LiveSource } from '../live-source.js';

type Leaf = keyof SmartTurnSettings;

interface Scene {
  readonly inspector: AvatarInspector;
  readonly source: LiveSource;
}

/** The tuning panel of a conversation in which an analyzer is asked for. */
async function judging(settings: Partial<SmartTurnSettings> = {}): Promise<Scene> {
  const source = new LiveSource();
  source.setTurnTaking({
    customTurnDetection: { analyzer: 'range-test', stopSecs: 2, minStopSecs: 0.5, ...settings },
  });
  return { inspector: await fixtureInspector(source, 'tuning'), source };
}

function control(inspector: AvatarInspector, leaf: Leaf): HTMLInputElement {
  return inspector.shadowRoot!.querySelector(`[id="tn-customTurnDetection.${leaf}"]`)!;
}

async function set(inspector: AvatarInspector, input: HTMLInputElement, value: string, types: string[]): Promise<void> {
  input.value = value;
  for (const type of types) input.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  await inspector.updateComplete;
}

const isFolded = (input: HTMLElement): boolean => input.closest('.tn-idle') !== null;
const isInRange = (input: HTMLElement): boolean => input.closest('.tn-range') !== null;
const settingsOf = ({ turnTaking: { customTurnDetection } }: LiveSource): SmartTurnSettings => customTurnDetection;

describe('silenceRangeView', () => {
  it('is accessible', async () => {
    const { inspector } = await judging();
    await expect(inspector).to.be.accessible();
    inspector.shadowRoot!.querySelector<HTMLDetailsElement>('.tn-idle')!.open = true;
    await expect(inspector).to.be.accessible();
  });

  it('has both silences on one track, each with its name and value', async () => {
    const { inspector } = await judging();
    const thumbs = [...inspector.shadowRoot!.querySelectorAll<HTMLInputElement>('.tn-range input[type=range]')];
    expect(thumbs.map(({ value, labels }) => [labels?.[0]?.textContent.trim(), value])).to.deep.equal([
      ['Silence after a complete turn', '0.5'],
      ['Silence that ends the turn', '2'],
    ]);
    expect(thumbs.map((thumb) => thumb.getAttribute('aria-valuetext'))).to.deep.equal(['0.5 seconds', '2 seconds']);
  });

  it('never lets the thumbs cross', async () => {
    const { inspector, source } = await judging();
    await set(inspector, control(inspector, 'minStopSecs'), '3', ['input', 'change']);
    expect(settingsOf(source).minStopSecs).to.equal(2);
    await set(inspector, control(inspector, 'minStopSecs'), '1', ['input', 'change']);
    await set(inspector, control(inspector, 'stopSecs'), '0.2', ['input']);
    expect(control(inspector, 'stopSecs').value).to.equal('1');
    await set(inspector, control(inspector, 'stopSecs'), '0.2', ['change']);
    expect([settingsOf(source).stopSecs, settingsOf(source).minStopSecs]).to.deep.equal([1, 1]);
  });

  it('stops at the other thumb also while that is only dragged', async () => {
    const { inspector } = await judging();
    await set(inspector, control(inspector, 'stopSecs'), '1.5', ['input']);
    await set(inspector, control(inspector, 'minStopSecs'), '1.8', ['input']);
    expect(control(inspector, 'minStopSecs').value).to.equal('1.5');
  });

  it('tries while a thumb is dragged, and applies when it is released', async () => {
    const { inspector, source } = await judging();
    const count = source.patches.length;
    await set(inspector, control(inspector, 'minStopSecs'), '0.8', ['input']);
    expect(source.patches.length).to.equal(count);
    expect(control(inspector, 'minStopSecs').closest('.tn-range')?.textContent).to.match(
      /asked:\s+0\.8 s,\s+in force:\s+0\.5 s/,
    );
    await set(inspector, control(inspector, 'minStopSecs'), '0.8', ['change']);
    expect(settingsOf(source).minStopSecs).to.equal(0.8);
  });

  it('moves each thumb by the arrow keys', async () => {
    const { inspector, source } = await judging();
    for (const leaf of ['minStopSecs', 'stopSecs'] as const) {
      control(inspector, leaf).focus();
      await sendKeys({ press: 'ArrowRight' });
      await inspector.updateComplete;
    }
    expect([settingsOf(source).minStopSecs, settingsOf(source).stopSecs]).to.deep.equal([0.6, 2.1]);
  });

  it('puts a silence that is set longer at the other thumb, and says what counts', async () => {
    const { inspector } = await judging({ minStopSecs: 3, stopSecs: 1 });
    expect(control(inspector, 'minStopSecs').value).to.equal('1');
    expect(inspector.shadowRoot!.querySelector('.tn-range')?.textContent).to.contain('It is never longer');
  });

  it('is one thumb, as ever, while silence alone decides, and folds away with its reason what then does nothing', async () => {
    const { inspector } = await judging({ analyzer: 'silence' });
    expect(inspector.shadowRoot!.querySelector('.tn-range')).to.be.null;
    expect(isFolded(control(inspector, 'stopSecs'))).to.be.false;
    const judgingLeaves = ['minStopSecs', 'askAfterSecs', 'rule', 'threshold'] as const;
    for (const leaf of judgingLeaves) expect(isFolded(control(inspector, leaf)), leaf).to.be.true;
    const summary = inspector.shadowRoot!.querySelector('.tn-idle summary')!;
    expect(summary.textContent.replace(/\s+/g, ' ')).to.contain('4 settings. Silence alone ends turns.');
  });

  it('shows with each rule what acts', async () => {
    const { inspector, source } = await judging();
    expect([isInRange(control(inspector, 'minStopSecs')), isFolded(control(inspector, 'threshold'))]).to.deep.equal([
      true,
      true,
    ]);
    const rule = control(inspector, 'rule');
    rule.focus();
    await set(inspector, rule, 'threshold', ['change']);
    expect(settingsOf(source).rule).to.equal('threshold');
    expect(isFolded(control(inspector, 'minStopSecs'))).to.be.true;
    expect(isFolded(control(inspector, 'threshold'))).to.be.false;
    expect(inspector.shadowRoot!.activeElement).to.equal(control(inspector, 'rule'));
    expect(isInRange(control(inspector, 'stopSecs'))).to.be.false;
  });
});

describe('the field of the turn analyzer', () => {
  it('offers silence and what is registered on the page, and takes any other name', async () => {
    registerTurnAnalyzer('range-test', () => ({ judge: () => 1 }));
    expect(turnAnalyzerNames()).to.include('range-test').and.not.to.include('silence');
    const { inspector, source } = await judging({ analyzer: 'silence' });
    const input = control(inspector, 'analyzer');
    const offered = Array.from(input.list!.options, ({ value }) => value);
    expect(offered[0]).to.equal('silence');
    expect(offered).to.include('range-test');
    await set(inspector, input, 'one-of-another-page', ['change']);
    expect(settingsOf(source).analyzer).to.equal('one-of-another-page');
  });

  it('keeps its focus while what it brings appears', async () => {
    const { inspector } = await judging({ analyzer: 'silence' });
    const input = control(inspector, 'analyzer');
    input.focus();
    await set(inspector, input, 'range-test', ['change']);
    expect(isInRange(control(inspector, 'stopSecs'))).to.be.true;
    expect(inspector.shadowRoot!.activeElement).to.equal(control(inspector, 'analyzer'));
  });

  it('shows what the session told of it', async () => {
    const { inspector, source } = await judging();
    const reason = 'The turn analyzer "range-test" is loading.';
    source.send({ type: 'analyzer-changed', analyzer: 'silence', reason });
    inspector.requestUpdate();
    await inspector.updateComplete;
    const field = control(inspector, 'analyzer').closest('.tn-field')!;
    expect(field.querySelector('.tn-why')?.textContent).to.equal(reason);
    expect(field.textContent).to.match(/in force:\s+silence/);
  });
});
