import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse } from '../engine.js';
import { conversing, drops, find, key, middleOf, placed, pointer, restore, sessions, standIn } from './conversing.js';
import { talkButton } from './conversing.js';

const HOLD = html`<avatar-ptt hotkey="Space" tap-ms="0"></avatar-ptt>`;

describe('Inputs, several at once', () => {
  beforeEach(() => standIn());
  afterEach(async () => {
    restore();
    await resetMouse();
  });

  it('takes a finger while another rests elsewhere', async () => {
    const { element, session } = await conversing(HOLD);
    pointer(document.body, 'pointerdown', { pointerId: 1 });
    pointer(talkButton(element), 'pointerdown', { pointerId: 2, isPrimary: false });
    expect(session.sentOf('press')).to.have.length(1);
  });

  it('holds until the last finger is up', async () => {
    const { element, session } = await conversing(HOLD);
    pointer(talkButton(element), 'pointerdown', { pointerId: 1 });
    pointer(talkButton(element), 'pointerdown', { pointerId: 2, isPrimary: false });
    pointer(window, 'pointerup', { pointerId: 1 });
    expect(session.sentOf('release')).to.have.length(0);
    pointer(window, 'pointercancel', { pointerId: 2 });
    expect(session.sentOf('press')).to.have.length(1);
    expect(drops(session)).to.deep.equal(['pointer-cancelled']);
  });

  it('takes the left button of a mouse whose right one is down, and its release', async () => {
    const { element, session } = await conversing(HOLD);
    await sendMouse({ type: 'move', position: [2, 2] });
    await sendMouse({ type: 'down', button: 'right' });
    await sendMouse({ type: 'move', position: middleOf(talkButton(element)) });
    await sendMouse({ type: 'down' });
    expect(session.sentOf('press').map(({ source }) => source)).to.deep.equal(['pointer']);
    await sendMouse({ type: 'up' });
    expect(session.sentOf('release')).to.have.length(1);
    await sendMouse({ type: 'up', button: 'right' });
    expect(session.sentOf('release')).to.have.length(1);
  });

  it('holds until the last key is up', async () => {
    const { element, session } = await conversing(HOLD);
    talkButton(element).focus();
    await sendKeys({ down: 'Space' });
    await sendKeys({ down: 'Enter' });
    await sendKeys({ up: 'Enter' });
    expect(element.phase).to.equal('capturing');
    await sendKeys({ up: 'Space' });
    expect(session.sentOf('press')).to.have.length(1);
    expect(session.sentOf('release')).to.have.length(1);
  });

  it('makes no click of a space that is held while the mouse presses', async () => {
    const { element, session } = await conversing(HOLD);
    await sendKeys({ down: 'Space' });
    await sendMouse({ type: 'move', position: middleOf(talkButton(element)) });
    await sendMouse({ type: 'down' });
    await sendKeys({ up: 'Space' });
    await sendMouse({ type: 'up' });
    expect(session.sentOf('press').map(({ source }) => source)).to.deep.equal(['hotkey', 'pointer']);
    expect(session.state.turn?.isLatched ?? false).to.be.false;
  });

  it('connects once by an enter that is held', async () => {
    const element = await placed();
    find(element, 'button.start').focus();
    await sendKeys({ down: 'Enter' });
    for (let i = 0; i < 8; i++) {
      await sendKeys({ down: 'Enter' });
      await element.updateComplete;
    }
    await sendKeys({ up: 'Enter' });
    await waitUntil(() => element.connectionState === 'connected');
    expect(sessions[0]!.sentOf('connect')).to.have.length(1);
    expect(sessions[0]!.sentOf('disconnect')).to.have.length(0);
    expect(sessions[0]!.sentOf('press')).to.have.length(0);
  });

  it('says removed, and not blur, of an element that goes with its focus', async () => {
    const { element, session } = await conversing(HOLD);
    talkButton(element).focus();
    await sendKeys({ down: 'Space' });
    element.remove();
    await aTimeout(0);
    expect(drops(session)).to.deep.equal(['removed']);
    await sendKeys({ up: 'Space' });
  });
});

describe('HotkeyPress, beside what has the focus', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  const sealed = (): HTMLElement => {
    if (!customElements.get('sealed-field')) {
      customElements.define(
        'sealed-field',
        class extends HTMLElement {
          // eslint-disable-next-line wc/no-closed-shadow-root -- that is the case
          readonly root = this.attachShadow({ mode: 'closed' });
        },
      );
    }
    return document.createElement('sealed-field');
  };
  const made = (markup: string): HTMLElement => {
    const around = document.createElement('div');
    around.innerHTML = markup;
    return around.firstElementChild as HTMLElement;
  };

  for (const [hotkey, name, control, isTaken] of [
    ['KeyT', 'a button', () => made('<button>…</button>'), true],
    ['KeyT', 'a link', () => made('<a href="#there">…</a>'), true],
    ['Space', 'a link', () => made('<a href="#there">…</a>'), true],
    ['Enter', 'a link', () => made('<a href="#there">…</a>'), false],
    ['Space', 'a checkbox', () => made('<input type="checkbox">'), false],
    ['KeyT', 'a checkbox', () => made('<input type="checkbox">'), true],
    ['ArrowUp', 'a slider', () => made('<input type="range">'), false],
    ['KeyT', 'a text field', () => made('<input>'), false],
    ['KeyT', 'a list', () => made('<select></select>'), false],
    ['Space', 'an item of a menu', () => made('<li role="menuitemcheckbox" tabindex="0">…</li>'), false],
    ['KeyT', 'an item of a menu', () => made('<li role="menuitemradio" tabindex="0">…</li>'), false],
    ['Space', 'an element that can not be looked into', sealed, false],
    ['Alt+KeyT', 'an element that can not be looked into', sealed, true],
  ] as const) {
    it(`${isTaken ? 'takes' : 'leaves'} ${hotkey} with the focus on ${name}`, async () => {
      const { session } = await conversing(html`<avatar-ptt hotkey=${hotkey}></avatar-ptt>`);
      const around = await fixture<HTMLElement>(html`<div></div>`);
      const focused = around.appendChild(control());
      key(focused, 'keydown', hotkey.replace('Alt+', ''), { altKey: hotkey.startsWith('Alt') });
      expect(session.sentOf('press')).to.have.length(isTaken ? 1 : 0);
    });
  }

  it('takes a letter with the focus on its own button', async () => {
    const { element, session } = await conversing(html`<avatar-ptt hotkey="KeyT"></avatar-ptt>`);
    key(talkButton(element), 'keydown', 'KeyT');
    expect(session.sentOf('press').map(({ source }) => source)).to.deep.equal(['hotkey']);
  });

  it('takes a modifier as the key itself', async () => {
    const { session } = await conversing(html`<avatar-ptt hotkey="ControlRight"></avatar-ptt>`);
    key(document.body, 'keydown', 'ControlRight', { ctrlKey: true });
    expect(session.sentOf('press')).to.have.length(1);
  });
});
