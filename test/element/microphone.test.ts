import { expect, html, waitUntil } from '@open-wc/testing';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
import type { ProviderSettings } from '../../src/providers/provider.js';
import { registerProvider } from '../../src/providers/registry.js';
import { sendKeys } from '../engine.js';
import { StandInProvider } from '../session/stand-ins.js';
import { conversing, find, key, next, placed, plug, restore, standIn, status } from './conversing.js';
import { never, type StagedSession } from './staged-session.js';

const pill = ({ shadowRoot }: AvatarPtt): HTMLElement | null => shadowRoot!.querySelector('[part=error] .pill');

async function lose(element: AvatarPtt, session: StagedSession): Promise<void> {
  session.audio.opening = never;
  session.audio.listener.send({ type: 'microphone-lost', code: 'microphone-suspended', message: 'Try again.' });
  await element.updateComplete;
}

describe('a microphone that is gone', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  for (const mode of ['hands-free', 'push-to-talk']) {
    it(`can be asked for again in ${mode}`, async () => {
      const { element, session } = await conversing(html`<avatar-ptt mode=${mode}></avatar-ptt>`);
      await lose(element, session);
      await expect(element).to.be.accessible();
      expect(await status(element)).to.equal('The microphone is not open.');
      pill(element)!.click();
      expect(session.state.microphone).to.equal('opening');
      expect(await status(element)).to.match(/Opening the microphone/);
      session.send({ type: 'microphone-opened', label: 'Stand-in', isEchoCancelled: false });
      await element.updateComplete;
      expect(pill(element)).to.equal(null);
    });
  }

  it('tells nobody to just speak', async () => {
    const { element, session } = await conversing(html`<avatar-ptt mode="hands-free"></avatar-ptt>`);
    expect(find(element, '[part=indicator]').textContent).to.include('Just speak');
    await lose(element, session);
    find(element, '[part=indicator]').click();
    await element.updateComplete;
    expect(session.state.microphone).to.equal('opening');
    expect(find(element, '[part=indicator]').textContent).to.not.include('Just speak');
  });

  it('is asked for by a press in hands-free', async () => {
    const { element, session } = await conversing(html`<avatar-ptt mode="hands-free" hotkey="Space"></avatar-ptt>`);
    await lose(element, session);
    key(document.body, 'keydown', 'Space');
    expect(session.state.microphone).to.equal('opening');
  });

  it('shows why it could not be had again', async () => {
    const { element, session } = await conversing();
    await lose(element, session);
    session.audio.opening = () => Promise.reject(new DOMException('It is in use.'));
    const failed = next(element, 'session-error');
    pill(element)!.click();
    expect((await failed).message).to.include('It is in use.');
  });

  it('follows what is plugged in while the choice is open', async () => {
    const { element, session } = await conversing();
    const menu = find(element, 'details') as HTMLDetailsElement;
    const options = (): number => element.shadowRoot!.querySelectorAll('option').length;
    menu.open = true;
    await waitUntil(() => options() === 1);
    plug({ deviceId: 'b', label: 'Headset' });
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    await waitUntil(() => options() === 2);
    let reads = 0;
    session.microphones = () => (reads++, Promise.resolve([]));
    const closed = new Promise((resolve) => menu.addEventListener('toggle', resolve, { once: true }));
    menu.open = false;
    await closed;
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    expect(reads).to.equal(0);
  });
});

describe('AvatarPtt, asked for one thing and then another', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('takes the mode that was asked for last', async () => {
    const { element, session } = await conversing();
    find(element, '[role=switch]').click();
    expect(element.activeMode).to.equal('hands-free');
    element.turnTaking = { mode: 'push-to-talk' };
    expect(element.activeMode).to.equal('push-to-talk');
    expect(session.state.mode).to.equal('push-to-talk');
  });

  it('changes nothing by what it reads', async () => {
    const { element, session } = await conversing(
      html`<avatar-ptt enable-acoustic-echo-cancellation stop-secs="2"></avatar-ptt>`,
    );
    session.send({ type: 'microphone-opened', label: 'Stand-in', isEchoCancelled: false });
    const { options } = session.state;
    expect(element.turnTaking.localAudioPolicy.enableAcousticEchoCancellation).to.be.true;
    expect(element.effectiveTurnTaking.localAudioPolicy.enableAcousticEchoCancellation).to.be.false;
    const sent = session.log.length;
    element.turnTaking = { ...element.turnTaking };
    expect(session.log.length).to.equal(sent);
    expect(session.state.options).to.equal(options);
  });

  it('keeps an explicit detection when its values change', async () => {
    const { element, session } = await conversing(
      html`<avatar-ptt turn-detection="use-default" stop-secs="2"></avatar-ptt>`,
    );
    element.setAttribute('stop-secs', '1');
    expect(session.state.options.turnDetection).to.equal('use-default');
  });

  it('asks the token provider that is there now', async () => {
    const given: ProviderSettings['tokenProvider'][] = [];
    registerProvider('asking', ({ tokenProvider }) => {
      given.push(tokenProvider);
      return new StandInProvider();
    });
    const element = await placed(html`<avatar-ptt provider="asking"></avatar-ptt>`);
    element.tokenProvider = () => 'first';
    await element.connect();
    expect(await (given[0]!() as Promise<string>)).to.equal('first');
    element.tokenProvider = () => 'second';
    expect(await (given[0]!() as Promise<string>)).to.equal('second');
    await element.disconnect();
    element.tokenProvider = null;
    await element.updateComplete;
    await element.connect();
    expect(given.slice(1)).to.deep.equal([null]);
  });

  it('draws nothing anew for a message that means nothing to it', async () => {
    const { element, session } = await conversing();
    session.send({ type: 'wire-message', direction: 'in' });
    expect(element.isUpdatePending).to.be.false;
  });

  it('waits for no gesture after hanging up, wherever it is moved', async () => {
    const element = await placed(html`<avatar-ptt autoconnect></avatar-ptt>`);
    await element.connect();
    await element.disconnect();
    element.parentElement!.append(element);
    await element.updateComplete;
    await sendKeys({ press: 'a' });
    expect(element.connectionState).to.equal('disconnected');
  });
});
