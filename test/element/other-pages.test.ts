import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { emulateMedia, resetMouse, sendKeys, sendMouse } from '../engine.js';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
import {
  conversing,
  drops,
  find,
  key,
  middleOf,
  placed,
  pointer,
  reaches,
  restore,
  standIn,
  talkButton,
} from './conversing.js';

const TEXTS = '.status, .label, .wait, .text input';

const root = document.documentElement;

function sizesOf(element: AvatarPtt): string[] {
  return Array.from(element.shadowRoot!.querySelectorAll(TEXTS), (node) => getComputedStyle(node).fontSize);
}

describe('The styles of the element, on pages of all kinds', () => {
  beforeEach(() => standIn());
  afterEach(async () => {
    restore();
    root.removeAttribute('style');
    await emulateMedia({ colorScheme: 'light' });
  });

  it('keeps its sizes, however large the root of the page is', async () => {
    const { element } = await conversing(html`<avatar-ptt style="inline-size: 400px"></avatar-ptt>`);
    const before = sizesOf(element);
    const { height } = element.getBoundingClientRect();
    for (const size of ['62.5%', '200%']) {
      root.style.fontSize = size;
      expect(sizesOf(element)).to.deep.equal(before);
      expect(element.getBoundingClientRect().height).to.equal(height);
    }
  });

  it('has fields that no phone zooms into', async () => {
    const { element } = await conversing();
    element.style.fontSize = '12px';
    for (const field of element.shadowRoot!.querySelectorAll('input, select')) {
      expect(parseFloat(getComputedStyle(field).fontSize)).to.be.at.least(16);
    }
  });

  it('takes nothing over from the text around it', async () => {
    const names = [
      'cursor',
      'hyphens',
      'letterSpacing',
      'lineHeight',
      'textAlign',
      'textIndent',
      'textShadow',
      'textTransform',
      'userSelect',
      'whiteSpace',
      'wordBreak',
      'wordSpacing',
      'writingMode',
    ] as const;
    const stylesOf = (element: AvatarPtt): string[] => {
      const style = getComputedStyle(find(element, '.status'));
      return names.map((name) => `${name}: ${style[name]}`);
    };
    const plain = stylesOf(await placed());
    const around = await fixture(
      html`<div
        style="cursor: wait; hyphens: auto; letter-spacing: 4px; line-height: 3; text-align: right; text-indent: 40px;
          text-shadow: 1px 1px red; text-transform: uppercase; user-select: none; white-space: nowrap; word-break: break-all;
          word-spacing: 20px; writing-mode: vertical-rl"
      >
        <avatar-ptt></avatar-ptt>
      </div>`,
    );
    expect(stylesOf(around.querySelector('avatar-ptt')!)).to.deep.equal(plain);
  });

  it('takes over where text runs to, and whether it is seen', async () => {
    const around = await fixture(html`<div dir="rtl" style="visibility: hidden"><avatar-ptt></avatar-ptt></div>`);
    const { direction, visibility } = getComputedStyle(find(around.querySelector('avatar-ptt')!, '.status'));
    expect([direction, visibility]).to.deep.equal(['rtl', 'hidden']);
  });

  it('follows the colour scheme of the page, whenever that changes', async () => {
    await emulateMedia({ colorScheme: 'dark' });
    const element = await placed();
    const surface = (): string => getComputedStyle(find(element, '.root')).backgroundColor;
    const dark = surface();
    const changes: readonly (readonly [string, boolean])[] = [
      ['light', false],
      ['dark', true],
      ['light', false],
      ['', true],
      ['light dark', true],
      ['', true],
    ];
    for (const [scheme, isDark] of changes) {
      root.style.colorScheme = scheme;
      await waitUntil(() => (surface() === dark) === isDark, `"${scheme}"`);
    }
  });

  it('lets words run as their own language does, whatever the page speaks', async () => {
    const { element, session } = await conversing();
    session.send({ type: 'transcript', role: 'user', text: 'أين المكتبة؟', final: true });
    await element.updateComplete;
    const { direction, display } = getComputedStyle(find(element, '.caption.user span'));
    expect([direction, display]).to.deep.equal(['rtl', 'block']);
    const field = find(element, '.text input') as HTMLInputElement;
    field.value = 'أين المكتبة؟';
    expect(getComputedStyle(field).direction).to.equal('rtl');
  });
});

describe('placement="corner"', () => {
  beforeEach(() => standIn());
  afterEach(() => {
    restore();
    root.removeAttribute('style');
  });

  /** From the window's right and lower edges. */
  const insetOf = (element: AvatarPtt): number[] => {
    const { right, bottom } = find(element, '.disc').getBoundingClientRect();
    return [root.clientWidth - right, innerHeight - bottom].map(Math.round);
  };

  for (const style of ['transform: scale(1)', 'filter: blur(0)', 'will-change: transform', 'contain: paint']) {
    it(`stays in the corner of the window within "${style}"`, async () => {
      const plain = await placed(html`<avatar-ptt placement="corner"></avatar-ptt>`);
      const expected = insetOf(plain);
      plain.remove();
      const around = await fixture(
        html`<div style="inline-size: 300px; block-size: 200px; overflow: hidden; ${style}">
          <avatar-ptt placement="corner"></avatar-ptt>
        </div>`,
      );
      const element = around.querySelector<AvatarPtt>('avatar-ptt')!;
      await element.updateComplete;
      expect(insetOf(element)).to.deep.equal(expected);
      expect(document.elementFromPoint(...middleOf(find(element, '.disc')))).to.equal(element);
    });
  }

  it('comes back to the page, and to the corner', async () => {
    const element = await placed();
    element.setAttribute('placement', 'corner');
    await element.updateComplete;
    const expected = insetOf(element);
    element.removeAttribute('placement');
    await element.updateComplete;
    expect(getComputedStyle(find(element, '.place')).position).to.equal('static');
    element.setAttribute('placement', 'corner');
    document.body.append(element);
    await element.updateComplete;
    expect(insetOf(element)).to.deep.equal(expected);
    element.remove();
  });

  it('goes where the page puts it, and leaves free what it is asked to', async () => {
    const [plainRight, plainBottom] = insetOf(await placed(html`<avatar-ptt placement="corner"></avatar-ptt>`)) as [
      number,
      number,
    ];
    const element = await placed(
      html`<avatar-ptt placement="corner" style="inset-block-end: 100px; inset-inline-end: 50px"></avatar-ptt>`,
    );
    const [right, bottom] = insetOf(element) as [number, number];
    expect([right, bottom]).to.deep.equal([plainRight + 50 - 16, plainBottom + 100 - 16]);
    root.style.setProperty('--avatar-corner-right', '120px');
    root.style.setProperty('--avatar-corner-bottom', '30px');
    expect(insetOf(element)).to.deep.equal([right + 120, bottom + 30]);
  });
});

describe('The picture', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('goes on when the element was moved, and when the browser has paused it', async () => {
    const { element, session } = await conversing();
    const canvas = document.createElement('canvas');
    canvas.getContext('2d')!.fillRect(0, 0, 9, 9);
    session.provider.videoStream = canvas.captureStream();
    element.requestUpdate();
    await element.updateComplete;
    const video = find(element, '.video') as HTMLVideoElement;
    await waitUntil(() => !video.paused);
    video.pause();
    await waitUntil(() => !video.paused);
    (await fixture(html`<div></div>`)).append(element);
    await waitUntil(() => !video.paused);
  });
});

describe('A hold on a page that has plans of its own', () => {
  beforeEach(() => standIn());
  afterEach(async () => {
    restore();
    await resetMouse();
  });

  it('goes on in what can be dragged', async () => {
    const { element, session } = await conversing(html`<avatar-ptt tap-ms="0"></avatar-ptt>`);
    element.parentElement!.draggable = true;
    const [x, y] = middleOf(talkButton(element));
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    for (const step of [8, 16, 24, 60]) await sendMouse({ type: 'move', position: [x + step, y + step] });
    expect(drops(session)).to.deep.equal([]);
    await reaches(element, 'capturing');
    await sendMouse({ type: 'up' });
    expect(session.sentOf('release')).to.have.length(1);
  });

  it('goes on when what it lies in captures the pointer', async () => {
    const { element, session } = await conversing(html`<avatar-ptt tap-ms="0"></avatar-ptt>`);
    const around = element.parentElement!;
    around.addEventListener('pointerdown', ({ pointerId }) => around.setPointerCapture(pointerId));
    const [x, y] = middleOf(talkButton(element));
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [x + 5, y] });
    await sendMouse({ type: 'move', position: [x + 300, y] });
    expect(drops(session)).to.deep.equal([]);
    await sendMouse({ type: 'up' });
    expect(session.sentOf('release')).to.have.length(1);
  });

  it('is over when a mouse moves without a button', async () => {
    const { element, session } = await conversing(html`<avatar-ptt tap-ms="0"></avatar-ptt>`);
    const mouse = { pointerType: 'mouse', button: 0, buttons: 1 };
    pointer(talkButton(element), 'pointerdown', mouse);
    pointer(talkButton(element), 'lostpointercapture', mouse);
    expect(session.sentOf('release')).to.have.length(0);
    pointer(window, 'pointermove', { pointerType: 'mouse', button: -1, buttons: 0 });
    expect(session.sentOf('release')).to.have.length(1);
  });
});

describe('Escape, while something is said', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('is not for the dialog around it, until it is pressed anew', async () => {
    const dialog = await fixture<HTMLDialogElement>(
      html`<dialog><avatar-ptt press-style="toggle"></avatar-ptt></dialog>`,
    );
    dialog.showModal();
    const element = dialog.querySelector('avatar-ptt')!;
    await element.connect();
    await element.updateComplete;
    const heard: string[] = [];
    const listen = ({ type }: Event): number => heard.push(type);
    for (const type of ['keydown', 'keyup']) dialog.addEventListener(type, listen);
    talkButton(element).click();
    await reaches(element, 'capturing');
    talkButton(element).focus();
    await sendKeys({ down: 'Escape' });
    await sendKeys({ down: 'Escape' });
    await sendKeys({ up: 'Escape' });
    expect(element.phase).to.equal('idle');
    expect([dialog.open, heard]).to.deep.equal([true, []]);
    await sendKeys({ press: 'Escape' });
    expect(dialog.open).to.equal(false);
  });

  it('is not for a popover, wherever the focus is', async () => {
    const { element } = await conversing(html`<avatar-ptt press-style="toggle"></avatar-ptt>`);
    const popover = await fixture<HTMLElement>(html`<div popover>A list</div>`);
    talkButton(element).click();
    popover.showPopover();
    await reaches(element, 'capturing');
    await sendKeys({ press: 'Escape' });
    expect([element.phase, popover.matches(':popover-open')]).to.deep.equal(['idle', true]);
    await sendKeys({ press: 'Escape' });
    expect(popover.matches(':popover-open')).to.equal(false);
  });
});

describe('Keys in the element', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  /** What the page hears of the key, pressed where the focus is. */
  async function heardOf(press: string): Promise<string[]> {
    const heard: string[] = [];
    const listen = ({ type }: Event): number => heard.push(type);
    for (const type of ['keydown', 'keypress', 'keyup']) document.addEventListener(type, listen);
    await sendKeys({ press });
    for (const type of ['keydown', 'keypress', 'keyup']) document.removeEventListener(type, listen);
    return heard;
  }

  it('stop at the field where they are typed', async () => {
    const { element } = await conversing();
    const field = find(element, '.text input') as HTMLInputElement;
    field.focus();
    for (const press of ['k', 'Space', 'ArrowLeft', 'Backspace']) expect(await heardOf(press), press).to.deep.equal([]);
    expect(field.value).to.equal(' ');
    expect(await heardOf('Escape')).to.include('keydown');
  });

  it('stop at the control that uses them', async () => {
    const { element } = await conversing();
    find(element, '[role=switch]').focus();
    expect(await heardOf('Space')).to.deep.equal([]);
    expect(element.activeMode).to.equal('hands-free');
    expect(await heardOf('k')).to.include('keydown');
  });

  it('stay the page’s in what it puts into the element', async () => {
    const { element } = await conversing(html`<avatar-ptt><input slot="actions" aria-label="Yours" /></avatar-ptt>`);
    element.querySelector('input')!.focus();
    expect(await heardOf('k')).to.include('keydown');
  });
});

describe('HotkeyPress, on keyboards of all kinds', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  for (const [code, modifier] of [
    ['ControlRight', 'Control'],
    ['ShiftLeft', 'Shift'],
    ['MetaRight', 'Meta'],
  ] as const) {
    it(`presses with ${code}`, async () => {
      const { session } = await conversing(html`<avatar-ptt hotkey=${code} tap-ms="0"></avatar-ptt>`);
      key(document.body, 'keydown', code, { key: modifier, [`${modifier.toLowerCase()}Key`]: true });
      key(document.body, 'keyup', code, { key: modifier });
      expect([session.sentOf('press').length, session.sentOf('release').length]).to.deep.equal([1, 1]);
    });
  }

  it('presses with AltGr, which Windows takes for two keys', async () => {
    const { session } = await conversing(html`<avatar-ptt hotkey="AltRight" tap-ms="0"></avatar-ptt>`);
    key(document.body, 'keydown', 'ControlLeft', { key: 'Control', ctrlKey: true });
    key(document.body, 'keydown', 'AltRight', { key: 'AltGraph', ctrlKey: true, altKey: true });
    expect(session.sentOf('press')).to.have.length(1);
  });
});
