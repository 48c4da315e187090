import { expect, fixture, html } from '@open-wc/testing';
import { parseHotkey } from '../../src/element/inputs/hotkey.js';
import { conversing, key, placed, restore, sessions, standIn } from './conversing.js';

describe('parseHotkey', () => {
  it('reads a key with its modifiers', () => {
    expect(parseHotkey('Space')).to.deep.equal({ code: 'Space', modifiers: [] });
    expect(parseHotkey('Ctrl+Alt+KeyT')).to.deep.equal({ code: 'KeyT', modifiers: ['Control', 'Alt'] });
    expect(parseHotkey('')).to.equal(null);
  });

  for (const wrong of ['t', 'space', 'Foo+KeyT', 'Escape', 'Tab', 'PrintScreen', '+']) {
    it(`refuses "${wrong}" and says what is allowed`, () => {
      expect(() => parseHotkey(wrong)).to.throw(/KeyboardEvent\.code such as Space/);
    });
  }
});

describe('parseHotkey, of a key that there is not', () => {
  for (const [wrong, meant] of [
    ['Spacebar', 'Space'],
    ['space', 'Space'],
    ['t', 'KeyT'],
    ['Ctrl+spacebar', 'Control+Space'],
    ['Alt+5', 'Alt+Digit5'],
    ['f8', 'F8'],
  ] as const) {
    it(`asks of "${wrong}" whether ${meant} was meant`, () => {
      expect(() => parseHotkey(wrong)).to.throw(`Did you mean ${meant}?`);
    });
  }

  it('has no idea of others', () => {
    for (const wrong of ['Bogus', 'F25', 'Key', 'KeyTT'])
      expect(() => parseHotkey(wrong)).to.throw(/not Escape or Tab\.$/);
  });
});

describe('promise 12: the hotkey and the rest of the page', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  const presses = (): number => sessions.at(-1)!.sentOf('press').length;

  it('is off unless asked for', async () => {
    await conversing();
    key(document.body, 'keydown', 'Space');
    expect(presses()).to.equal(0);
  });

  it('presses once, however long the key repeats, and does not scroll', async () => {
    const { session } = await conversing(html`<avatar-ptt hotkey="Space"></avatar-ptt>`);
    expect(key(document.body, 'keydown', 'Space').defaultPrevented).to.be.true;
    expect(key(document.body, 'keydown', 'Space', { repeat: true }).defaultPrevented).to.be.true;
    expect(session.sentOf('press').map(({ source }) => source)).to.deep.equal(['hotkey']);
  });

  it('leaves text to text fields, also inside shadow roots', async () => {
    await conversing(html`<avatar-ptt hotkey="Alt+KeyT"></avatar-ptt>`);
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const field = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('textarea'));
    key(field, 'keydown', 'KeyT', { altKey: true });
    const editable = await fixture<HTMLElement>(html`<p contenteditable>…</p>`);
    key(editable, 'keydown', 'KeyT', { altKey: true });
    expect(presses()).to.equal(0);
  });

  it('leaves a word that is being composed alone', async () => {
    await conversing(html`<avatar-ptt hotkey="Space"></avatar-ptt>`);
    key(document.body, 'keydown', 'Space', { isComposing: true });
    expect(presses()).to.equal(0);
  });

  it('leaves its keys to a focused control, unless a modifier makes it a shortcut', async () => {
    const { element } = await conversing(html`<avatar-ptt hotkey="Space"></avatar-ptt>`);
    const button = await fixture<HTMLElement>(html`<button>Other</button>`);
    expect(key(button, 'keydown', 'Space').defaultPrevented).to.be.false;
    expect(presses()).to.equal(0);
    element.hotkey = 'Alt+KeyT';
    await element.updateComplete;
    key(button, 'keydown', 'KeyT', { altKey: true });
    expect(presses()).to.equal(1);
  });

  it('wants exactly its modifiers', async () => {
    await conversing(html`<avatar-ptt hotkey="Alt+KeyT"></avatar-ptt>`);
    key(document.body, 'keydown', 'KeyT');
    key(document.body, 'keydown', 'KeyT', { altKey: true, ctrlKey: true });
    expect(presses()).to.equal(0);
  });

  it('shows what is wrong with a hotkey', async () => {
    const element = await placed(html`<avatar-ptt hotkey="spacebar"></avatar-ptt>`);
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('[part=error]')!.textContent).to.include('Alt+');
  });
});

describe('promise 31: several elements on a page', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('drives the one that was used last', async () => {
    const { session: first } = await conversing(html`<avatar-ptt hotkey="Space"></avatar-ptt>`);
    const { element, session: second } = await conversing(html`<avatar-ptt hotkey="Space"></avatar-ptt>`);
    key(document.body, 'keydown', 'Space');
    key(document.body, 'keyup', 'Space');
    expect([first, second].map((session) => session.sentOf('press').length)).to.deep.equal([1, 0]);
    element.shadowRoot!.querySelector<HTMLElement>('[part=button]')!.focus();
    element.shadowRoot!.querySelector<HTMLElement>('[part=button]')!.blur();
    key(document.body, 'keydown', 'Space');
    expect([first, second].map((session) => session.sentOf('press').length)).to.deep.equal([1, 1]);
  });
});
