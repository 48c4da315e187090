import { expect, html } from '@open-wc/testing';
import { conversing, drops, restore, standIn } from './conversing.js';

type Pad = { connected: boolean; buttons: { pressed: boolean }[] };

const frame = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

describe('GamepadPress', () => {
  const read = Object.getOwnPropertyDescriptor(Navigator.prototype, 'getGamepads')!;
  let pads: () => (Pad | null)[];

  beforeEach(() => {
    standIn();
    Object.defineProperty(navigator, 'getGamepads', { configurable: true, value: () => pads() });
  });
  afterEach(() => {
    restore();
    Reflect.deleteProperty(navigator, 'getGamepads');
    expect(Object.getOwnPropertyDescriptor(Navigator.prototype, 'getGamepads')).to.deep.equal(read);
  });

  it('presses and releases with the button', async () => {
    const pad = { connected: true, buttons: [{ pressed: false }, { pressed: true }] };
    pads = () => [null, pad];
    const { session } = await conversing(html`<avatar-ptt gamepad-button="1" tap-ms="0"></avatar-ptt>`);
    window.dispatchEvent(new Event('gamepadconnected'));
    pad.buttons[1]!.pressed = false;
    await frame();
    pad.buttons[1]!.pressed = true;
    await frame();
    expect(session.sentOf('press').at(-1)!.source).to.equal('gamepad');
    expect(session.state.phase).to.equal('capturing');
    pad.buttons[1]!.pressed = false;
    await frame();
    expect(session.sentOf('release').at(-1)!.source).to.equal('gamepad');
  });

  it('does not press in a window that the person has turned away from', async () => {
    const pad = { connected: true, buttons: [{ pressed: false }] };
    pads = () => [pad];
    const { session } = await conversing(html`<avatar-ptt gamepad-button="0" tap-ms="0"></avatar-ptt>`);
    window.dispatchEvent(new Event('gamepadconnected'));
    Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => false });
    pad.buttons[0]!.pressed = true;
    await frame();
    Reflect.deleteProperty(document, 'hasFocus');
    expect(session.sentOf('press')).to.have.length(0);
  });

  it('drops the press when the controller goes away or can not be read', async () => {
    const pad = { connected: true, buttons: [{ pressed: false }] };
    pads = () => [pad];
    const { session } = await conversing(html`<avatar-ptt gamepad-button="0"></avatar-ptt>`);
    pad.buttons[0]!.pressed = true;
    await frame();
    pads = () => {
      throw new DOMException('No.', 'SecurityError');
    };
    await frame();
    expect(drops(session)).to.deep.equal(['gamepad-disconnected']);
  });

  it('reads nothing unless a button is asked for', async () => {
    let reads = 0;
    pads = () => (reads++, []);
    await conversing();
    window.dispatchEvent(new Event('gamepadconnected'));
    await frame();
    expect(reads).to.equal(0);
  });
});
