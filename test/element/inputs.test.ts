import { expect, html, waitUntil } from '@open-wc/testing';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
import { resetMouse, sendKeys, sendMouse } from '../engine.js';
import {
  conversing,
  drops,
  find,
  key,
  middleOf,
  next,
  pointer,
  reaches,
  restore,
  standIn,
  status,
  talkButton,
} from './conversing.js';
import type { StagedSession } from './staged-session.js';

describe('Inputs', () => {
  beforeEach(() => standIn());
  afterEach(async () => {
    restore();
    await resetMouse();
  });

  it('is accessible while held', async () => {
    const { element } = await conversing();
    pointer(talkButton(element), 'pointerdown');
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });

  it('talks while a mouse holds the button, wherever it wanders', async () => {
    const { element, session } = await conversing(html`<avatar-ptt tap-ms="0"></avatar-ptt>`);
    await sendMouse({ type: 'move', position: middleOf(talkButton(element)) });
    await sendMouse({ type: 'down' });
    await reaches(element, 'capturing');
    expect(session.sentOf('press')[0]!.source).to.equal('pointer');
    await sendMouse({ type: 'move', position: [2, 2] });
    await reaches(element, 'capturing');
    await sendMouse({ type: 'up' });
    expect(session.sentOf('release')).to.have.length(1);
    expect(drops(session)).to.deep.equal([]);
    expect(session.sentOf('press')).to.have.length(1);
  });

  it('tells the moment of the press, not of its handling', async () => {
    const { element, session } = await conversing();
    const event = pointer(talkButton(element), 'pointerdown');
    expect(session.sentOf('press')[0]!.at).to.equal(event.timeStamp);
    const up = pointer(window, 'pointerup');
    expect(session.sentOf('release')[0]!.at).to.equal(up.timeStamp);
  });

  it('takes the primary button only', async () => {
    const { element, session } = await conversing();
    pointer(talkButton(element), 'pointerdown', { button: 2 });
    expect(session.sentOf('press')).to.have.length(0);
  });

  for (const [code, text] of [
    ['Space', ' '],
    ['Enter', 'Enter'],
  ] as const) {
    it(`talks while ${code} is held on the focused button`, async () => {
      const { element, session } = await conversing(html`<avatar-ptt tap-ms="0"></avatar-ptt>`);
      talkButton(element).focus();
      await sendKeys({ down: text });
      await reaches(element, 'capturing');
      await sendKeys({ down: text });
      await sendKeys({ up: text });
      expect(session.sentOf('press').map(({ source }) => source)).to.deep.equal(['keyboard']);
      expect(session.sentOf('release')).to.have.length(1);
    });
  }
});

describe('promise 2: lost release', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('ends by a key-up with another target and another modifier', async () => {
    const { element, session } = await conversing(html`<avatar-ptt hotkey="Space" tap-ms="0"></avatar-ptt>`);
    const field = document.body.appendChild(document.createElement('input'));
    key(document.body, 'keydown', 'Space');
    await reaches(element, 'capturing');
    field.focus();
    key(field, 'keyup', 'Space', { ctrlKey: true });
    expect(session.sentOf('release')).to.have.length(1);
    field.remove();
  });

  it('ends with Command, which swallows other key-ups on macOS', async () => {
    const { session } = await conversing(html`<avatar-ptt hotkey="KeyT" tap-ms="0"></avatar-ptt>`);
    key(document.body, 'keydown', 'KeyT');
    key(document.body, 'keyup', 'MetaLeft', { key: 'Meta' });
    expect(session.sentOf('release')).to.have.length(1);
  });

  for (const type of ['pointercancel', 'lostpointercapture']) {
    it(`ends by ${type}`, async () => {
      const { element, session } = await conversing();
      pointer(talkButton(element), 'pointerdown');
      await reaches(element, 'capturing');
      pointer(talkButton(element), type);
      expect(drops(session)).to.deep.equal(['pointer-cancelled']);
      expect(element.phase).to.not.equal('capturing');
    });
  }

  it('ends when a menu opens elsewhere', async () => {
    const { element, session } = await conversing();
    pointer(talkButton(element), 'pointerdown');
    document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
    expect(drops(session)).to.deep.equal(['pointer-cancelled']);
  });

  it('ends when the window loses the focus', async () => {
    const { element, session } = await conversing();
    pointer(talkButton(element), 'pointerdown');
    window.dispatchEvent(new Event('blur'));
    expect(drops(session)).to.deep.equal(['blur']);
    expect(session.state.turn?.gate ?? 'closed').to.equal('closed');
  });

  it('ends when the page goes away', async () => {
    const { element, session } = await conversing();
    pointer(talkButton(element), 'pointerdown');
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(drops(session)).to.deep.equal(['hidden']);
    expect(element.connectionState).to.equal('disconnected');
  });

  it('ends when the focus leaves a button that a key holds', async () => {
    const { element, session } = await conversing();
    talkButton(element).focus();
    key(talkButton(element), 'keydown', 'Space');
    find(element, 'input').focus();
    await Promise.resolve();
    expect(session.sentOf('drop')[0]).to.include({ reason: 'blur', source: 'keyboard' });
  });

  it('ends when the element is removed', async () => {
    const { element, session } = await conversing();
    pointer(talkButton(element), 'pointerdown');
    element.remove();
    expect(drops(session)).to.deep.equal(['removed']);
    expect(session.state.turn?.gate ?? 'closed').to.equal('closed');
  });

  it('warns before the longest hold ends', async () => {
    const { element, session } = await conversing(html`<avatar-ptt max-hold-secs="12"></avatar-ptt>`);
    const at = performance.now();
    session.press('pointer', at);
    await reaches(element, 'capturing');
    session.send({ type: 'tick', at: at + 9000 });
    expect(await status(element)).to.match(/ends in 3 s/);
  });
});

describe('promise 13: touch holds', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('survives the long-press menu of a finger', async () => {
    const { element, session } = await conversing();
    pointer(talkButton(element), 'pointerdown', { pointerType: 'touch' });
    const menu = pointer(talkButton(element), 'contextmenu', { pointerType: 'touch' });
    expect(menu.defaultPrevented).to.be.true;
    expect(drops(session)).to.deep.equal([]);
    await reaches(element, 'capturing');
  });

  it('neither pans, selects nor calls out', async () => {
    const { element } = await conversing();
    const style = getComputedStyle(talkButton(element));
    // WebKit knows it under its own name alone.
    const userSelect = ['user-select', '-webkit-user-select'].map((name) => style.getPropertyValue(name));
    expect(style.touchAction).to.equal('none');
    expect(userSelect).to.include('none');
  });

  it('keeps the button where it is in every state', async () => {
    const { element, session } = await conversing();
    const place = (): string => {
      const { x, y, width, height } = find(element, '.talk .disc').getBoundingClientRect();
      return [x, y, width, height].map(Math.round).join();
    };
    const before = place();
    session.press('pointer', performance.now() - 1000);
    await element.updateComplete;
    expect(place()).to.equal(before);
    session.release('pointer');
    await element.updateComplete;
    expect(place()).to.equal(before);
    session.send({
      type: 'session-error',
      code: 'x',
      message: 'A message that is long enough to need more than one line of text.',
    });
    session.send({ type: 'transcript', role: 'avatar', text: 'Something said', final: true });
    await element.updateComplete;
    expect(place()).to.equal(before);
  });
});

describe('promise 25: presses that can not be held', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('starts and ends by synthetic clicks, whatever the press style', async () => {
    const { element, session } = await conversing();
    talkButton(element).click();
    await element.updateComplete;
    expect(session.sentOf('press')[0]!.source).to.equal('click');
    await reaches(element, 'capturing');
    expect(talkButton(element).getAttribute('aria-pressed')).to.equal('true');
    talkButton(element).click();
    await element.updateComplete;
    expect(talkButton(element).getAttribute('aria-pressed')).to.equal('false');
    expect(session.sentOf('release')).to.have.length(0);
  });

  it('discards by Escape', async () => {
    const { element } = await conversing();
    talkButton(element).click();
    const discarded = next(element, 'turn-discarded');
    key(document.body, 'keydown', 'Escape');
    expect(await discarded).to.include({ reason: 'cancelled' });
    expect(await status(element)).to.match(/Nothing was sent/);
  });

  it('is as large as a thumb', async () => {
    const { element } = await conversing();
    for (const control of element.shadowRoot!.querySelectorAll('button, summary, select, input')) {
      if (!control.checkVisibility()) continue;
      const { width, height } = control.getBoundingClientRect();
      expect(Math.min(width, height), control.outerHTML).to.be.at.least(44);
    }
    expect(find(element, '.talk .disc').getBoundingClientRect().width).to.be.at.least(64);
  });
});

describe('promise 26: taps and holds', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('makes no turn of a lone tap in hold style, and says how', async () => {
    const { element, session } = await conversing();
    pointer(talkButton(element), 'pointerdown');
    pointer(window, 'pointerup');
    await waitUntil(() => session.state.turn === null);
    expect(await status(element)).to.match(/Hold the button/);
  });

  it('latches by a tap in hybrid style', async () => {
    const { element, session } = await conversing(html`<avatar-ptt press-style="hybrid"></avatar-ptt>`);
    pointer(talkButton(element), 'pointerdown');
    pointer(window, 'pointerup');
    expect(session.state.turn?.isLatched).to.be.true;
    await reaches(element, 'capturing');
    expect(await status(element)).to.match(/Press again/);
    pointer(talkButton(element), 'pointerdown');
    pointer(window, 'pointerup');
    expect(element.phase).to.not.equal('capturing');
  });

  it('starts and ends by taps in toggle style', async () => {
    const { element } = await conversing(html`<avatar-ptt press-style="toggle"></avatar-ptt>`);
    pointer(talkButton(element), 'pointerdown');
    pointer(window, 'pointerup');
    await reaches(element, 'capturing');
    pointer(talkButton(element), 'pointerdown');
    expect(element.phase).to.not.equal('capturing');
    pointer(window, 'pointerup');
    expect(element.phase).to.not.equal('capturing');
  });
});

describe('promise 25: a tap whose turn ends by itself', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  const hear = ({ audio }: StagedSession, drawing: string): void => {
    for (const [i, mark] of Array.from(drawing).entries()) {
      const frame = { startMs: i * 100, endMs: (i + 1) * 100, volume: 0.8 };
      audio.listener.frame({ ...frame, probability: mark === '#' ? 0.9 : 0 });
    }
  };

  for (const [how, press] of [
    [
      'a tap',
      (element: AvatarPtt): void => {
        pointer(talkButton(element), 'pointerdown');
        pointer(window, 'pointerup');
      },
    ],
    ['a click', (element: AvatarPtt): void => talkButton(element).click()],
  ] as const) {
    it(`needs no second one after ${how}: the button is released, and that the avatar thinks is said`, async () => {
      const { element, session } = await conversing(
        html`<avatar-ptt press-style="hybrid" latch-ends="endpoint" stop-secs="1"></avatar-ptt>`,
      );
      press(element);
      await reaches(element, 'capturing');
      expect(await status(element)).to.match(/sent when you are done/);
      expect(talkButton(element).getAttribute('aria-pressed')).to.equal('true');
      const ended = next(element, 'turn-end');
      hear(session, '.....#####..........');
      expect(await ended).to.include({ reason: 'stop-secs', durationMs: 2000 });
      expect(await status(element)).to.match(/thinking/);
      expect(talkButton(element).getAttribute('aria-pressed')).to.equal('false');
    });
  }

  it('reads why a turn that was too long is over', async () => {
    const { element, session } = await conversing(
      html`<avatar-ptt press-style="toggle" latch-ends="endpoint" max-duration-secs="1"></avatar-ptt>`,
    );
    talkButton(element).click();
    await reaches(element, 'capturing');
    hear(session, '###########');
    expect(await status(element)).to.match(/^Longest turn reached/);
  });

  it('ends by the next one where detection is off', async () => {
    const { element, session } = await conversing(
      html`<avatar-ptt latch-ends="endpoint" turn-detection="disabled"></avatar-ptt>`,
    );
    talkButton(element).click();
    await reaches(element, 'capturing');
    expect(await status(element)).to.match(/Press again/);
    expect(session.audio.isDetecting).to.be.false;
    talkButton(element).click();
    expect(element.phase).to.not.equal('capturing');
  });
});
