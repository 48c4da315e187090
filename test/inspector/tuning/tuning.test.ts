import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '../../engine.js';
import 'avatar-ptt/define';
import { DEFAULT_TURN_TAKING, TURN_TAKING_FIELDS } from 'avatar-ptt/headless';
import type { AvatarInspector } from 'avatar-ptt/inspector';
import { pageSource } from '../../../inspector/sources/page-source.js';
import { fixtureInspector } from '../inspecting.js';
import { LiveSource } from '../live-source.js';
import { sampleSource } from '../sample-conversation.js';

const STOP = 'customTurnDetection.stopSecs';

interface Scene {
  readonly inspector: AvatarInspector;
  readonly source: LiveSource;
}

async function tuning(): Promise<Scene> {
  const source = new LiveSource();
  return { inspector: await fixtureInspector(source, 'tuning'), source };
}

function all(inspector: AvatarInspector, selector: string): HTMLElement[] {
  return [...inspector.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
}

function slider(inspector: AvatarInspector, path: string): HTMLInputElement {
  return inspector.shadowRoot!.querySelector(`[id="tn-${path}"]`)!;
}

function field(inspector: AvatarInspector, path: string): HTMLElement {
  return slider(inspector, path).closest<HTMLElement>('.tn-field')!;
}

function numberField(inspector: AvatarInspector, path: string): HTMLInputElement {
  return field(inspector, path).querySelector('input[type=number]')!;
}

function button(inspector: AvatarInspector, name: string): HTMLButtonElement {
  const found = all(inspector, 'button').find(({ textContent }) => textContent.trim() === name);
  if (!found) throw new Error(`There is no button "${name}".`);
  return found as HTMLButtonElement;
}

async function set(inspector: AvatarInspector, input: HTMLInputElement, value: string, types: string[]): Promise<void> {
  input.value = value;
  for (const type of types) input.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  await inspector.updateComplete;
}

async function hold(...keys: string[]): Promise<void> {
  for (const down of keys) await sendKeys({ down });
  for (const up of keys.reverse()) await sendKeys({ up });
}

describe('tuningPanel', () => {
  it('is accessible', async () => {
    const { inspector } = await tuning();
    await expect(inspector).to.be.accessible();
  });

  it('shows every setting with its label, when it acts, and what is in force', async () => {
    const { inspector } = await tuning();
    for (const { path, label } of TURN_TAKING_FIELDS) {
      const text = field(inspector, path).textContent;
      expect(text, path)
        .to.include(label)
        .and.to.match(/live|next turn|next connection/)
        .and.to.include('in force');
    }
    expect(slider(inspector, STOP).getAttribute('aria-valuetext')).to.equal('0.8 seconds');
  });

  it('tries while dragging and applies when let go', async () => {
    const { inspector, source } = await tuning();
    await set(inspector, slider(inspector, STOP), '2.5', ['input']);
    expect(source.patches).to.deep.equal([]);
    expect(numberField(inspector, STOP).value).to.equal('2.5');
    expect(field(inspector, STOP).textContent).to.match(/asked:\s+2\.5 s,\s+in force:\s+0\.8 s/);
    await set(inspector, slider(inspector, STOP), '2.5', ['change']);
    expect(source.turnTaking.customTurnDetection.stopSecs).to.equal(2.5);
    expect(field(inspector, STOP).textContent).to.match(/in force:\s+2\.5 s/);
  });

  it('moves by the arrow keys', async () => {
    const { inspector, source } = await tuning();
    slider(inspector, STOP).focus();
    await sendKeys({ press: 'ArrowRight' });
    expect(source.turnTaking.customTurnDetection.stopSecs).to.equal(0.9);
  });

  it('says what is allowed when a number is not, and keeps the old one and the focus', async () => {
    const { inspector, source } = await tuning();
    const input = numberField(inspector, STOP);
    input.focus();
    input.select();
    await sendKeys({ type: '99' });
    await sendKeys({ press: 'Enter' });
    await inspector.updateComplete;
    expect(field(inspector, STOP).querySelector('.error')?.textContent).to.include('a number from 0.1 to 10 s');
    expect(source.patches).to.deep.equal([]);
    expect([inspector.shadowRoot!.activeElement, input.value]).to.deep.equal([input, '99']);
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    await expect(inspector).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await inspector.updateComplete;
    expect([input.value, field(inspector, STOP).querySelector('.error')]).to.deep.equal(['0.8', null]);
  });

  it('writes the setting as it is when what was typed comes to the same', async () => {
    const { inspector } = await tuning();
    const number = numberField(inspector, STOP);
    for (const typed of ['0.80', '0.800']) {
      await set(inspector, number, typed, ['input', 'change']);
      expect(number.value).to.equal('0.8');
    }
  });

  it('takes back and makes again, by keys and by buttons', async () => {
    const { inspector, source } = await tuning();
    await set(inspector, slider(inspector, STOP), '2.5', ['input', 'change']);
    await set(inspector, slider(inspector, 'vad.confidence'), '0.5', ['input', 'change']);
    slider(inspector, STOP).focus();
    await hold('Control', 'z');
    expect([source.turnTaking.vad.confidence, source.turnTaking.customTurnDetection.stopSecs]).to.deep.equal([
      0.7, 2.5,
    ]);
    button(inspector, 'Undo').click();
    expect(source.turnTaking.customTurnDetection.stopSecs).to.equal(0.8);
    await inspector.updateComplete;
    expect(button(inspector, 'Undo').disabled).to.equal(true);
    slider(inspector, STOP).focus();
    await hold('Control', 'Shift', 'Z');
    expect(source.turnTaking.customTurnDetection.stopSecs).to.equal(2.5);
  });

  it('resets one setting, and all but the mode', async () => {
    const { inspector, source } = await tuning();
    field(inspector, STOP).querySelector<HTMLButtonElement>('.tn-reset')!.click();
    const { customTurnDetection } = DEFAULT_TURN_TAKING;
    const kept = { ...customTurnDetection, preSpeechMs: 0, maxDurationSecs: 6 };
    expect(source.turnTaking.customTurnDetection).to.deep.equal(kept);
    button(inspector, 'Reset all').click();
    expect(source.turnTaking).to.deep.equal(DEFAULT_TURN_TAKING);
    await inspector.updateComplete;
    expect(button(inspector, 'Reset all').disabled).to.equal(true);
    button(inspector, 'Undo').click();
    expect(source.turnTaking.pushToTalkPolicy.interruptBotOnPress).to.equal(false);
  });

  it('switches to own values when one of them is changed, and says so', async () => {
    const { inspector, source } = await tuning();
    source.setTurnTaking({ turnDetection: 'use-default' });
    inspector.requestUpdate();
    await inspector.updateComplete;
    expect(inspector.shadowRoot!.textContent).to.include('also switches the detection to own values');
    await set(inspector, slider(inspector, STOP), '1.5', ['input', 'change']);
    expect(source.turnTaking.turnDetection).to.equal('custom');
  });

  it('offers own values while the detection is off, and changes nothing by itself', async () => {
    const { inspector, source } = await tuning();
    source.setTurnTaking({ turnDetection: 'disabled' });
    inspector.requestUpdate();
    await inspector.updateComplete;
    await set(inspector, slider(inspector, STOP), '1.5', ['input', 'change']);
    expect(source.turnTaking.turnDetection).to.equal('disabled');
    button(inspector, 'Use own values').click();
    expect(source.turnTaking.turnDetection).to.equal('custom');
  });

  it('applies switches and choices', async () => {
    const { inspector, source } = await tuning();
    slider(inspector, 'pushToTalkPolicy.interruptBotOnPress').click();
    expect(source.turnTaking.pushToTalkPolicy.interruptBotOnPress).to.equal(true);
    await set(inspector, slider(inspector, 'bargeIn.clientDetection'), 'silero', ['change']);
    expect(source.turnTaking.bargeIn.clientDetection).to.equal('silero');
  });

  it('shows the value that was asked for beside the one it was moved to', async () => {
    const { inspector } = await tuning();
    await set(inspector, slider(inspector, 'bargeIn.fadeOutSecs'), '0.9', ['input', 'change']);
    expect(field(inspector, 'bargeIn.fadeOutSecs').textContent).to.include('Asked: 0.9 s');
    expect(slider(inspector, 'bargeIn.fadeOutSecs').value).to.equal('0.25');
  });

  it('applies the cure of a symptom by one click, and takes it back', async () => {
    const { inspector, source } = await tuning();
    button(inspector, 'Wait for 2.5 s of silence').click();
    expect(source.turnTaking.customTurnDetection.stopSecs).to.equal(2.5);
    await inspector.updateComplete;
    button(inspector, 'Undo').click();
    expect(source.turnTaking.customTurnDetection.stopSecs).to.equal(0.8);
  });

  it('only tries in a recording, and can take that back too', async () => {
    const inspector = await fixtureInspector(sampleSource(), 'tuning');
    expect(inspector.shadowRoot!.textContent).to.include('nothing is applied');
    await set(inspector, slider(inspector, STOP), '2', ['input', 'change']);
    await set(inspector, slider(inspector, 'vad.startSecs'), '0.5', ['input', 'change']);
    expect(slider(inspector, STOP).value).to.equal('2');
    expect(field(inspector, STOP).textContent).to.match(/asked:\s+2 s,\s+in force:\s+0\.8 s/);
    button(inspector, 'Undo').click();
    await inspector.updateComplete;
    expect([slider(inspector, 'vad.startSecs').value, slider(inspector, STOP).value]).to.deep.equal(['0.2', '2']);
    await expect(inspector).to.be.accessible();
  });

  it('leaves the detection of a tag as it is, unless it is to change', async () => {
    const tag = await fixture<HTMLElementTagNameMap['avatar-ptt']>(html`<avatar-ptt></avatar-ptt>`);
    const { control } = pageSource(tag);
    control.setTurnTaking({ customTurnDetection: { stopSecs: 1 } });
    expect([tag.turnTaking.turnDetection, control.turnTaking.customTurnDetection.stopSecs]).to.deep.equal([
      'use-default',
      1,
    ]);
  });

  it('tunes a tag before its first connection', async () => {
    const tag = await fixture<HTMLElementTagNameMap['avatar-ptt']>(html`<avatar-ptt stop-secs="2"></avatar-ptt>`);
    const inspector = await fixtureInspector(pageSource(tag), 'tuning');
    expect(slider(inspector, STOP).value).to.equal('2');
    await set(inspector, slider(inspector, STOP), '1.2', ['input', 'change']);
    expect(tag.turnTaking.customTurnDetection.stopSecs).to.equal(1.2);
    expect([tag.getAttribute('stop-secs'), slider(inspector, STOP).value]).to.deep.equal(['1.2', '1.2']);
    expect(field(inspector, STOP).textContent).to.include('next connection');
  });
});
