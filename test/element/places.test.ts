import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '../engine.js';
import { claimMicrophone } from '../../src/audio/microphone-claim.js';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
import { AvatarPtt as AvatarPttClass } from '../../src/element/avatar-ptt.js';
import { defineAvatarPtt } from '../../src/element/define-element.js';
import { conversing, find, key, pointer, restore, standIn, talkButton } from './conversing.js';

describe('AvatarPtt, in places of all kinds', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  for (const style of [
    'display: inline-block',
    'float: left',
    'position: absolute',
    'inline-size: fit-content',
    'display: flex; inline-size: fit-content',
    'display: grid; justify-items: start',
  ]) {
    it(`has a width of its own in "${style}"`, async () => {
      const around = await fixture(html`<div style=${style}><avatar-ptt></avatar-ptt></div>`);
      const element = around.querySelector<AvatarPtt>('avatar-ptt')!;
      expect(element.getBoundingClientRect().width).to.be.at.least(300);
      const { x, y, width, height } = find(element, '.start').getBoundingClientRect();
      expect(document.elementFromPoint(x + width / 2, y + height / 2)).to.equal(element);
    });
  }

  for (const style of ['display: grid', 'display: flex', 'display: block']) {
    it(`fits into 15rem of "${style}"`, async () => {
      const around = await fixture(html`<div style="inline-size: 240px; ${style}"><avatar-ptt></avatar-ptt></div>`);
      expect(around.querySelector('avatar-ptt')!.getBoundingClientRect().width).to.equal(240);
    });
  }

  it('shows where the focus is', async () => {
    const { element } = await conversing();
    talkButton(element).focus();
    await sendKeys({ press: 'Shift' });
    const { outlineStyle, outlineWidth } = getComputedStyle(find(element, '.talk .disc'));
    expect([outlineStyle, outlineWidth]).to.deep.equal(['solid', '3px']);
  });

  it('follows its document into a frame, and back', async () => {
    const { element, session } = await conversing(html`<avatar-ptt tap-ms="0" hotkey="Space"></avatar-ptt>`);
    const home = element.parentElement!;
    const frame = await fixture<HTMLIFrameElement>(
      html`<iframe title="A frame" style="inline-size: 400px; block-size: 700px"></iframe>`,
    );
    const view = frame.contentWindow as Window & typeof globalThis;
    view.document.body.append(element);
    await element.updateComplete;
    expect(view.getComputedStyle(find(element, '.disc')).borderRadius).to.equal('50%');
    // Of the frame, as a real one is, with the frame's own time.
    talkButton(element).dispatchEvent(
      new view.PointerEvent('pointerdown', { bubbles: true, composed: true, pointerId: 7 }),
    );
    const pressed = session.sentOf('press').at(-1)!;
    expect(Math.abs(pressed.at - performance.now())).to.be.below(1000);
    pointer(view, 'pointerup');
    key(view.document.body, 'keydown', 'Space');
    expect(session.sentOf('press')).to.have.length(2);
    key(view.document.body, 'keyup', 'Space');
    expect(session.sentOf('release')).to.have.length(2);
    key(document.body, 'keydown', 'Space');
    expect(session.sentOf('press')).to.have.length(2);
    home.append(element);
    await element.updateComplete;
    expect(getComputedStyle(find(element, '.disc')).borderRadius).to.equal('50%');
    expect(element.connectionState).to.equal('connected');
  });

  it('is drawn in a frame that it is first put into', async () => {
    const frame = await fixture<HTMLIFrameElement>(html`<iframe title="A frame"></iframe>`);
    const element = document.createElement('avatar-ptt');
    frame.contentDocument!.body.append(element);
    await element.updateComplete;
    expect(frame.contentWindow!.getComputedStyle(find(element, '.disc')).borderRadius).to.equal('50%');
  });

  it('ends a hold when its frame is hidden', async () => {
    const { element, session } = await conversing(html`<avatar-ptt tap-ms="0"></avatar-ptt>`);
    const frame = await fixture<HTMLIFrameElement>(
      html`<iframe title="A frame" style="inline-size: 400px; block-size: 700px"></iframe>`,
    );
    frame.contentDocument!.body.append(element);
    await element.updateComplete;
    pointer(talkButton(element), 'pointerdown');
    frame.style.visibility = 'hidden';
    await waitUntil(() => session.sentOf('drop').at(-1)?.reason === 'control-hidden');
  });

  it('shares the one microphone with frames of the page', async () => {
    let isTaken = false;
    claimMicrophone(new AbortController().signal, () => (isTaken = true));
    const frame = await fixture<HTMLIFrameElement>(html`<iframe title="A frame"></iframe>`);
    const script = frame.contentDocument!.createElement('script');
    script.type = 'module';
    script.textContent = `import { claimMicrophone } from '/src/audio/microphone-claim.ts';
      claimMicrophone(new AbortController().signal, () => undefined);`;
    frame.contentDocument!.body.append(script);
    await waitUntil(() => isTaken);
  });
});

describe('defineAvatarPtt, beside another version', () => {
  it('warns once, and never of its own', () => {
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (text: string) => void warnings.push(text);
    const Other = class extends AvatarPttClass {};
    Object.defineProperty(Other, 'version', { value: '0.0.1' });
    customElements.define('other-avatar', Other);
    defineAvatarPtt('other-avatar');
    defineAvatarPtt('other-avatar');
    defineAvatarPtt();
    console.warn = warn;
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('0.0.1').and.include(AvatarPttClass.version);
  });
});
