import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { resetMouse, sendMouse } from '../engine.js';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
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
  talkButton,
} from './conversing.js';

type Hide = (element: AvatarPtt) => unknown;

const WAYS: readonly [string, Hide][] = [
  ['display: none', ({ style }) => (style.display = 'none')],
  ['visibility: hidden', ({ style }) => (style.visibility = 'hidden')],
  ['opacity: 0', ({ style }) => (style.opacity = '0')],
  ['no size', ({ style }) => (style.scale = '0')],
  ['hidden', (element) => (element.hidden = true)],
  ['inert', (element) => (element.inert = true)],
  ['inert around it', ({ parentElement }) => (parentElement!.inert = true)],
  ['its button disabled', (element) => ((talkButton(element) as HTMLButtonElement).disabled = true)],
  ['a modal dialog', () => dialog().showModal()],
  ['a closed details', (element) => wrap(element, 'details')],
  ['a closed dialog', (element) => wrap(element, 'dialog')],
];

function dialog(): HTMLDialogElement {
  return document.querySelector('dialog.over')!;
}

// Without taking it out of the page, which would be another reason.
function wrap({ parentElement }: AvatarPtt, name: 'details' | 'dialog'): void {
  const around = document.createElement(name);
  around.append(document.createElement('summary'));
  const host = parentElement!.attachShadow({ mode: 'open' });
  around.append(document.createElement('slot'));
  host.append(around);
}

describe('HoldWatch', () => {
  beforeEach(() => standIn());
  afterEach(async () => {
    restore();
    await resetMouse();
  });

  const shown = async (): ReturnType<typeof conversing> => {
    await fixture(html`<dialog class="over">Over it</dialog>`);
    return conversing(html`<avatar-ptt hotkey="Space" tap-ms="0"></avatar-ptt>`);
  };

  for (const [name, hide] of WAYS) {
    it(`ends a hold when the control is out of reach by ${name}`, async () => {
      const { element, session } = await shown();
      pointer(talkButton(element), 'pointerdown');
      await reaches(element, 'capturing');
      const ended = next(element, 'turn-end');
      hide(element);
      expect(await ended).to.include({ reason: 'control-hidden' });
      expect(session.state.turn?.gate ?? 'closed').to.equal('closed');
    });
  }

  for (const [name, press] of [
    ['hotkey', () => key(document.body, 'keydown', 'Space')],
    ['click', (element: AvatarPtt) => talkButton(element).click()],
  ] as const) {
    it(`ends what a ${name} began`, async () => {
      const { element } = await shown();
      press(element);
      const ended = next(element, 'turn-end');
      element.hidden = true;
      expect(await ended).to.include({ reason: 'control-hidden' });
      key(document.body, 'keyup', 'Space');
    });
  }

  it('leaves a turn to the application that it began', async () => {
    const { element, session } = await shown();
    element.press();
    element.hidden = true;
    await element.updateComplete;
    element.requestUpdate();
    await element.updateComplete;
    expect(drops(session)).to.deep.equal([]);
    element.release();
  });

  it('looks at nothing while nobody presses', async () => {
    const { element } = await shown();
    let looks = 0;
    talkButton(element).checkVisibility = () => (looks++, true);
    element.requestUpdate();
    await element.updateComplete;
    expect(looks).to.equal(0);
    pointer(talkButton(element), 'pointerdown');
    await waitUntil(() => looks > 1);
    pointer(window, 'pointerup');
    await element.updateComplete;
  });

  it('takes a hold inside a modal dialog', async () => {
    const { element, session } = await shown();
    const around = await fixture<HTMLDialogElement>(html`<dialog></dialog>`);
    around.append(element);
    around.showModal();
    await sendMouse({ type: 'move', position: middleOf(talkButton(element)) });
    await sendMouse({ type: 'down' });
    await reaches(element, 'capturing');
    element.requestUpdate();
    await element.updateComplete;
    expect(drops(session).filter((reason) => reason === 'control-hidden')).to.deep.equal([]);
    await sendMouse({ type: 'up' });
  });

  for (const [name, hide] of WAYS) {
    it(`takes no hotkey while out of reach by ${name}`, async () => {
      const { element, session } = await shown();
      hide(element);
      expect(key(document.body, 'keydown', 'Space').defaultPrevented).to.be.false;
      expect(session.sentOf('press')).to.deep.equal([]);
    });
  }

  it('leaves a shared hotkey to the element that is shown', async () => {
    const { element, session: first } = await shown();
    const { session: second } = await conversing(html`<avatar-ptt hotkey="Space"></avatar-ptt>`);
    element.hidden = true;
    key(document.body, 'keydown', 'Space');
    key(document.body, 'keyup', 'Space');
    expect([first, second].map((session) => session.sentOf('press').length)).to.deep.equal([0, 1]);
  });

  it('leaves the key alone before there is a conversation, too', async () => {
    const element = await fixture<AvatarPtt>(html`<avatar-ptt hotkey="Space" hidden></avatar-ptt>`);
    expect(key(document.body, 'keydown', 'Space').defaultPrevented).to.be.false;
    element.hidden = false;
    expect(key(document.body, 'keydown', 'Space').defaultPrevented).to.be.true;
    expect(find(element, '.primary')).to.be.instanceOf(HTMLElement);
  });
});
