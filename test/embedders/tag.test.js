import 'avatar-ptt/define';
import { AvatarPtt, AvatarPttError } from 'avatar-ptt';
import { describe, expect, it } from 'vitest';

const ATTRIBUTES = {
  mode: ['hands-free', 'push-to-talk'],
  provider: ['liveavatar', 'local'],
  placement: ['corner', 'page'],
  'press-style': ['toggle', 'hybrid'],
  'tap-ms': ['300', '-1'],
  'max-hold-secs': ['20', '0'],
  hotkey: ['Space', ''],
  'gamepad-button': ['1', '0'],
  'stop-secs': ['2.5', 'long'],
  'turn-taking': ['{"pushToTalkPolicy":{"releaseTailMs":200}}', '{'],
  'interrupt-bot-on-press': ['false', 'true'],
  'token-url': ['/token', ''],
  'asset-base': ['/avatar-ptt/', ''],
  'api-key': ['a key'],
  lang: ['de', 'ar', 'xx'],
  dir: ['rtl', 'auto'],
};
const FLAGS = ['autoconnect', 'no-captions', 'no-text-input', 'no-meter'];

async function shown(markup = '<avatar-ptt></avatar-ptt>') {
  document.body.innerHTML = markup;
  const tag = document.querySelector('avatar-ptt');
  await tag.updateComplete;
  return tag;
}

const textOf = (tag) => tag.shadowRoot.textContent.replaceAll(/\s+/g, ' ');

describe('<avatar-ptt>', () => {
  it('is registered, and drawn with its texts', async () => {
    const tag = await shown('<avatar-ptt press-style="hybrid" stop-secs="2.5"></avatar-ptt>');
    expect(tag).toBeInstanceOf(AvatarPtt);
    expect(textOf(tag)).toContain('Start conversation');
    expect(tag.pressStyle).toBe('hybrid');
    expect(tag.turnTaking.customTurnDetection.stopSecs).toBe(2.5);
  });

  it('takes every attribute, right or wrong, and their removal', async () => {
    const tag = await shown();
    for (const [name, values] of [...Object.entries(ATTRIBUTES), ...FLAGS.map((flag) => [flag, ['']])]) {
      for (const value of values) {
        tag.setAttribute(name, value);
        await tag.updateComplete;
      }
      tag.removeAttribute(name);
      await tag.updateComplete;
    }
    expect(textOf(tag)).toContain('Start conversation');
  });

  it('tells a wrong setting to a listener', async () => {
    const tag = await shown();
    const codes = [];
    tag.addEventListener('session-error', ({ code }) => codes.push(code));
    tag.setAttribute('stop-secs', 'long');
    expect(codes).toEqual(['invalid-option']);
  });

  it('refuses a press before there is a conversation, and says why', async () => {
    const tag = await shown();
    const reasons = [];
    tag.addEventListener('press-refused', ({ reason }) => reasons.push(reason));
    expect(tag.press()).toBe(false);
    expect(reasons).toEqual(['not-connected']);
  });

  for (const mode of ['push-to-talk', 'hands-free']) {
    it(`rejects connect() with a code in ${mode}, shows it, and can be asked again`, async () => {
      const tag = await shown(`<avatar-ptt mode="${mode}"></avatar-ptt>`);
      const codes = [];
      tag.addEventListener('session-error', ({ code }) => codes.push(code));
      for (const times of [1, 2]) {
        const error = await tag.connect().then(
          () => undefined,
          (thrown) => thrown,
        );
        expect(error).toBeInstanceOf(AvatarPttError);
        expect(error.code).toBe('microphone-unsupported');
        expect(codes).toEqual(Array(times).fill(error.code));
        await tag.updateComplete;
        expect(tag.connectionState).toBe('failed');
        expect(textOf(tag)).toContain(error.message);
      }
    });
  }

  it('rejects connect() of a backend that is not there with its own code', async () => {
    const tag = await shown('<avatar-ptt provider="nobody"></avatar-ptt>');
    await expect(tag.connect()).rejects.toMatchObject({ name: 'AvatarPttError', code: 'unknown-provider' });
  });

  it('rejects what needs a conversation', async () => {
    const tag = await shown();
    await expect(tag.sendText('hello')).rejects.toMatchObject({ code: 'not-connected' });
    await expect(tag.setMode('hands-free')).rejects.toMatchObject({ code: 'not-connected' });
  });

  it('does nothing loud when its buttons are used, or a key is pressed', async () => {
    const tag = await shown('<avatar-ptt hotkey="Space" autoconnect></avatar-ptt>');
    const states = [];
    tag.addEventListener('connection-change', ({ connectionState }) => states.push(connectionState));
    tag.shadowRoot.querySelector('button').click();
    for (const button of tag.shadowRoot.querySelectorAll('button')) {
      for (const type of ['pointerdown', 'pointerup', 'focusin', 'click', 'contextmenu'])
        button.dispatchEvent(new Event(type, { bubbles: true, composed: true, cancelable: true }));
    }
    for (const type of ['keydown', 'keyup'])
      document.body.dispatchEvent(new KeyboardEvent(type, { code: 'Space', bubbles: true }));
    for (const type of ['blur', 'pagehide', 'resize', 'focus']) window.dispatchEvent(new Event(type));
    document.dispatchEvent(new Event('visibilitychange'));
    // Of a page that goes, a conversation is over.
    await expect.poll(() => states).toEqual(['connecting', 'disconnected']);
  });

  it('can be moved, removed while it connects, and shown again', async () => {
    const tag = await shown('<main></main><avatar-ptt></avatar-ptt>');
    const connecting = tag.connect();
    document.querySelector('main').append(tag);
    tag.remove();
    await expect(connecting).rejects.toBeInstanceOf(AvatarPttError);
    await new Promise((resolve) => setTimeout(resolve, 20));
    document.body.append(tag);
    await tag.disconnect();
    expect(tag.connectionState).toBe('disconnected');
  });
});
