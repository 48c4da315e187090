import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '../engine.js';
import type { AvatarPttError } from '../../src/core/error.js';
import { AvatarPtt } from '../../src/element/avatar-ptt.js';
import { defineAvatarPtt } from '../../src/element/define-element.js';
import type { SessionErrorEvent } from '../../src/element/events.js';
import { sessionSource } from '../../src/element/session-source.js';
import { StandInProvider, codeOf, later, settled } from '../session/stand-ins.js';
import {
  conversing,
  find,
  next,
  placed,
  plug,
  pointer,
  reaches,
  restore,
  sessions,
  standIn,
  status,
  talkButton,
} from './conversing.js';

describe('AvatarPtt', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('is accessible before, in and after a conversation', async () => {
    const element = await placed();
    await expect(element).to.be.accessible();
    await element.connect();
    await element.updateComplete;
    await expect(element).to.be.accessible();
    await element.disconnect();
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });

  it('starts a conversation by its button', async () => {
    const element = await placed();
    const changes: string[] = [];
    element.addEventListener('connection-change', (event) => changes.push(event.connectionState));
    find(element, 'button.start').click();
    await waitUntil(() => element.connectionState === 'connected');
    expect(changes).to.deep.equal(['connecting', 'connected']);
    await element.updateComplete;
    expect(talkButton(element).textContent).to.include('Hold to talk');
  });

  it('gives up connecting when cancelled, and keeps the keyboard going', async () => {
    standIn({ connect: false });
    const element = await placed();
    find(element, 'button.start').focus();
    const connecting = element.connect();
    await waitUntil(() => sessions.length === 1);
    await element.updateComplete;
    expect(element.shadowRoot!.activeElement?.textContent).to.include('Cancel');
    find(element, 'button.cancel').click();
    let code = '';
    await connecting.catch((error: unknown) => (code = (error as AvatarPttError).code));
    expect(code).to.not.equal('');
    expect(element.connectionState).to.equal('disconnected');
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('[part=error]')).to.equal(null);
  });

  it('offers another try after a failure, and says why', async () => {
    standIn({ connect: false });
    const element = await placed();
    const failed = next(element, 'session-error');
    find(element, 'button.start').click();
    await waitUntil(() => sessions.length === 1);
    sessions[0]!.send({ type: 'connect-failed', code: 'token-expired', message: 'Ask for another token.' });
    expect(await failed).to.include({ code: 'token-expired', message: 'Ask for another token.' });
    await element.updateComplete;
    expect(find(element, '[role=alert]').textContent).to.include('Ask for another token.');
    expect(find(element, 'button.start').textContent).to.include('Try again');
    expect(element.matches(':state(error)')).to.be.true;
  });

  it('joins once, however often it is asked', async () => {
    const element = await placed();
    await Promise.all([element.connect(), element.connect()]);
    await element.connect();
    expect(sessions).to.have.length(1);
    expect(sessions[0]!.sentOf('connect')).to.have.length(1);
  });

  it('tells what happens by events, once it is true', async () => {
    const { element, session } = await conversing();
    const told: string[] = [];
    for (const type of ['phase-change', 'turn-start', 'turn-end', 'lock-change', 'avatar-state-change', 'transcript']) {
      document.addEventListener(type, () => told.push(`${type} ${element.phase}`), { once: true });
    }
    element.press();
    await reaches(element, 'capturing');
    session.send({ type: 'transcript', role: 'user', text: 'Hello', final: true });
    element.release();
    expect(told).to.deep.equal([
      'phase-change starting',
      'avatar-state-change starting',
      'turn-start starting',
      'transcript capturing',
      'lock-change releasing',
      'turn-end releasing',
    ]);
  });

  it("tells the avatar's words as they are heard, and of which turn they are", async () => {
    const { element, session } = await conversing();
    const told: string[] = [];
    element.addEventListener('avatar-words', ({ turnId, text }) => told.push(`${turnId} ${text}`));
    session.send({ type: 'avatar-words', text: 'Good', turnId: 3 });
    session.send({ type: 'avatar-words', text: 'morning' });
    expect(told).to.deep.equal(['3 Good', '0 morning']);
  });

  it('shows that the avatar is away until it is back', async () => {
    const { element, session } = await conversing();
    const status = (): string => find(element, '#status').textContent;
    const errors = (): number => element.shadowRoot!.querySelectorAll('[part~=error]').length;
    session.send({ type: 'avatar-gone' });
    await element.updateComplete;
    expect(status()).to.include('The avatar is away.');
    expect(errors()).to.equal(1);
    session.send({ type: 'avatar-ready' });
    session.send({ type: 'user-muted', isMuted: true });
    await element.updateComplete;
    expect(status()).to.include('The service has muted you.');
    expect(errors()).to.equal(0);
  });

  it('says how long the conversation lasts', async () => {
    const { element, session } = await conversing();
    session.send({ type: 'session-ending', remainingSecs: 60, reason: 'max-duration' });
    await element.updateComplete;
    expect(find(element, '#status').textContent).to.include('The conversation ends in 60 s.');
    session.send({ type: 'session-ending', remainingSecs: 15, reason: 'idle' });
    await element.updateComplete;
    expect(find(element, '#status').textContent).to.include('in 15 s if nobody speaks');
  });

  it('shows its state to selectors', async () => {
    const { element, session } = await conversing();
    expect(element.matches(':state(connected):state(push-to-talk)')).to.be.true;
    element.press();
    await reaches(element, 'capturing');
    expect(element.matches(':state(capturing):state(listening)')).to.be.true;
    element.release();
    expect(element.matches(':state(locked)')).to.be.true;
    session.send({ type: 'avatar-speech-started' });
    expect(element.matches(':state(speaking)')).to.be.true;
    expect(element.matches(':state(capturing)')).to.be.false;
  });

  it('switches the mode at run time, by property, attribute and switch', async () => {
    const { element, session } = await conversing();
    element.mode = 'hands-free';
    expect(element.activeMode).to.equal('hands-free');
    element.setAttribute('mode', 'push-to-talk');
    expect(element.activeMode).to.equal('push-to-talk');
    const changed = next(element, 'mode-change');
    find(element, '[role=switch]').click();
    expect(await changed).to.include({ mode: 'hands-free', previous: 'push-to-talk' });
    expect(element.mode).to.equal('hands-free');
    expect(session.sentOf('set-mode')).to.have.length(3);
    expect(element.connectionState).to.equal('connected');
  });

  it('switches a mode that was set while connecting, once connected', async () => {
    const joined = later();
    const element = await placed();
    const provider = new StandInProvider();
    provider.outcomes.connect = () => joined.promise;
    element.provider = provider;
    await element.updateComplete;
    const connecting = element.connect();
    await waitUntil(() => provider.calls.includes('connect'));
    element.mode = 'hands-free';
    joined.resolve();
    await connecting;
    expect(element.activeMode).to.equal('hands-free');
  });

  it('applies settings live', async () => {
    const { element, session } = await conversing(html`<avatar-ptt stop-secs="2"></avatar-ptt>`);
    expect(session.state.options.customTurnDetection.stopSecs).to.equal(2);
    const changed = next(element, 'settings-change');
    element.setAttribute('release-tail-ms', '300');
    expect((await changed).effective.pushToTalkPolicy.releaseTailMs).to.equal(300);
    element.removeAttribute('release-tail-ms');
    expect(element.turnTaking.pushToTalkPolicy.releaseTailMs).to.equal(1000);
    element.pressStyle = 'toggle';
    element.maxHoldSecs = 5;
    element.setAttribute('latch-ends', 'endpoint');
    await element.updateComplete;
    expect(session.state.pressPolicy).to.deep.equal({
      style: 'toggle',
      tapMs: 400,
      maxHoldMs: 5000,
      latchEnds: 'endpoint',
    });
  });

  it('refuses bad input by name, and leaves the rest in force', async () => {
    const errors: SessionErrorEvent[] = [];
    const note = (event: SessionErrorEvent): void => void errors.push(event);
    document.addEventListener('session-error', note as EventListener);
    const { element, session } = await conversing(
      html`<avatar-ptt
        stop-secs="x"
        press-style="squeeze"
        latch-ends="never"
        max-hold-secs="long"
        gamepad-button="-1"
        turn-taking="{"
        tap-ms="300"
      ></avatar-ptt>`,
    );
    element.mode = 'telepathy' as 'hands-free';
    document.removeEventListener('session-error', note as EventListener);
    await element.updateComplete;
    const shown = find(element, '[part=error]').textContent;
    for (const words of [
      'stop-secs="x"',
      "press-style is \"squeeze\"; allowed: 'hold', 'toggle', 'hybrid'",
      "latch-ends is \"never\"; allowed: 'tap', 'endpoint'",
      'max-hold-secs is "long"',
      'gamepad-button is "-1"',
      'not JSON',
      'telepathy',
    ]) {
      expect(shown).to.include(words);
    }
    expect(session.state.pressPolicy).to.deep.equal({ style: 'hold', tapMs: 300, maxHoldMs: 60_000, latchEnds: 'tap' });
    expect(element.activeMode).to.equal('push-to-talk');
    element.setAttribute('stop-secs', '2');
    await element.updateComplete;
    expect(find(element, '[part=error]').textContent).to.not.include('stop-secs');
  });

  it('names an unknown provider', async () => {
    const element = await placed(html`<avatar-ptt provider="nobody"></avatar-ptt>`);
    let code = '';
    await element.connect().catch((error: unknown) => (code = (error as AvatarPttError).code));
    expect(code).to.equal('unknown-provider');
    expect(element.connectionState).to.equal('failed');
    await element.updateComplete;
    expect(find(element, '[part=error]').textContent).to.include('nobody');
  });

  it('takes a provider object, and a new one for the next connection', async () => {
    const { element, session } = await conversing();
    await element.disconnect();
    element.provider = new StandInProvider();
    await element.updateComplete;
    await element.connect();
    expect(await codeOf(session.connect())).to.equal('disconnected');
    expect(element.session).to.equal(sessions.at(-1));
    expect(sessions).to.have.length(2);
  });

  it('says softly that no voice is heard', async () => {
    const { element, session } = await conversing();
    element.press();
    session.send({ type: 'voice-missing', turnId: 1, isOver: false });
    expect(await status(element)).to.match(/No voice is heard yet/);
  });

  it('draws no late words of an earlier turn over those of a later one', async () => {
    const { element, session } = await conversing();
    session.send({ type: 'transcript', role: 'user', text: 'The third.', final: true, turnId: 3 });
    session.send({ type: 'transcript', role: 'user', text: 'The second.', final: true, turnId: 2 });
    session.send({ type: 'transcript', role: 'avatar', text: 'Answer three.', final: true, turnId: 3 });
    session.send({ type: 'transcript', role: 'avatar', text: 'Answer two.', final: true, turnId: 2 });
    await element.updateComplete;
    expect(find(element, '[part=captions]').textContent).to.match(/The third\.[^]*Answer three\./);
  });

  it('draws the captions of both sides, and none of an interrupted answer', async () => {
    const { element, session } = await conversing();
    element.press();
    session.send({ type: 'transcript', role: 'user', text: 'Hello', final: true });
    element.release();
    session.send({ type: 'transcript', role: 'avatar', text: 'Good morning', final: false, turnId: 1 });
    await element.updateComplete;
    expect(find(element, '[part=captions]').textContent).to.match(/Hello[^]*Good morning/);
    element.interrupt();
    session.send({ type: 'transcript', role: 'avatar', text: 'Stale', final: true, turnId: 1 });
    await element.updateComplete;
    expect(find(element, '[part=captions]').textContent).to.not.include('Stale');
    element.noCaptions = true;
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('[part=captions]')).to.equal(null);
  });

  it('sends what is written', async () => {
    const { element, session } = await conversing();
    find(element, 'input').focus();
    await sendKeys({ type: ' Hello ' });
    await sendKeys({ press: 'Enter' });
    expect(session.sentOf('send-text').map(({ text }) => text)).to.deep.equal(['Hello']);
    expect((find(element, 'input') as HTMLInputElement).value).to.equal('');
  });

  it('picks a microphone', async () => {
    const { element, session } = await conversing();
    plug({ deviceId: 'b', label: 'Headset' });
    find(element, 'summary').click();
    await waitUntil(() => element.shadowRoot!.querySelectorAll('option').length === 2);
    const select = find(element, 'select') as HTMLSelectElement;
    select.value = 'b';
    select.dispatchEvent(new Event('change'));
    await waitUntil(() => session.audio.requests.at(-1)?.deviceId === 'b');
  });

  it('takes texts of the page', async () => {
    const element = await placed();
    element.strings = { start: 'Gespräch beginnen' };
    await element.updateComplete;
    expect(find(element, 'button.start').textContent).to.include('Gespräch beginnen');
  });
});

describe('promise 5: a stuck lock', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('says what it waits for, until when, and can be overridden', async () => {
    const { element } = await conversing(html`<avatar-ptt interrupt-bot-on-press="false"></avatar-ptt>`);
    element.press();
    element.release();
    await element.updateComplete;
    const lock = find(element, '[part=lock]');
    expect(lock.textContent).to.include('Awaiting the answer');
    await waitUntil(() => /[45] s/.test(find(element, '.secs').textContent));
    expect(talkButton(element).getAttribute('aria-disabled')).to.equal('true');
    expect(talkButton(element).hasAttribute('disabled')).to.be.false;
    const changed = next(element, 'lock-change');
    lock.querySelector('button')!.click();
    expect(await changed).to.include({ lock: null, releaseReason: 'interrupted' });
    await element.updateComplete;
    expect(talkButton(element).getAttribute('aria-disabled')).to.equal('false');
  });
});

describe('promise 11: refused presses', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('tells, shows and announces them, and takes a press that is still held', async () => {
    const { element, session } = await conversing(html`<avatar-ptt interrupt-bot-on-press="false"></avatar-ptt>`);
    element.press();
    await reaches(element, 'capturing');
    element.release();
    await settled();
    const refused = next(element, 'press-refused');
    pointer(talkButton(element), 'pointerdown');
    expect(await refused).to.include({ reason: 'avatar-busy' });
    expect(await status(element)).to.match(/Keep holding/);
    session.send({ type: 'turn-completed' });
    await reaches(element, 'capturing');
    expect(await status(element)).to.match(/Listening/);
  });

  it('refuses before there is a session', async () => {
    const element = await placed();
    const refused = next(element, 'press-refused');
    expect(element.press()).to.be.false;
    expect(await refused).to.include({ reason: 'not-connected' });
    expect(await status(element)).to.match(/Not connected/);
  });
});

describe('promise 18: the microphone before a gesture', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('connects by itself only at the first gesture of a person', async () => {
    const element = await placed(html`<avatar-ptt autoconnect></avatar-ptt>`);
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
    await aTimeout(0);
    expect(element.connectionState).to.equal('disconnected');
    await sendKeys({ press: 'a' });
    await waitUntil(() => element.connectionState === 'connected');
    await element.disconnect();
    await sendKeys({ press: 'a' });
    expect(element.connectionState).to.equal('disconnected');
  });
});

describe('promise 23: two copies on a page', () => {
  it("keeps the first, and takes a name of one's own", () => {
    defineAvatarPtt();
    defineAvatarPtt('my-avatar');
    defineAvatarPtt('my-avatar');
    expect(customElements.get('avatar-ptt')).to.equal(AvatarPtt);
    expect(document.createElement('my-avatar')).to.be.instanceOf(AvatarPtt);
    expect(AvatarPtt.version).to.match(/^\d+\.\d+\.\d+$/);
  });
});

describe('promise 24: upgrades and moves', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('keeps the session when it is moved, and ends it when removed', async () => {
    const { element, session } = await conversing();
    const elsewhere = await fixture(html`<section></section>`);
    elsewhere.append(element);
    await aTimeout(10);
    expect(element.connectionState).to.equal('connected');
    element.remove();
    await aTimeout(10);
    expect(element.connectionState).to.equal('disconnected');
    expect(session.state.microphone).to.equal('closed');
  });

  it('keeps what was set before it was defined', async () => {
    const element = document.createElement('late-avatar');
    Object.assign(element, { mode: 'hands-free', turnTaking: { vad: { startSecs: 0.5 } }, hotkey: 'F8' });
    document.body.append(element);
    defineAvatarPtt('late-avatar');
    const upgraded = document.querySelector<AvatarPtt>('late-avatar')!;
    await upgraded.updateComplete;
    expect(upgraded.mode).to.equal('hands-free');
    expect(upgraded.turnTaking.vad.startSecs).to.equal(0.5);
    expect(upgraded.hotkey).to.equal('F8');
    element.remove();
  });

  it('leaves no listener behind', async () => {
    const { element } = await conversing(html`<avatar-ptt hotkey="Space" gamepad-button="0"></avatar-ptt>`);
    const { session } = element;
    element.remove();
    await aTimeout(10);
    const sent = session!.log.length;
    window.dispatchEvent(new Event('blur'));
    window.dispatchEvent(new KeyboardEvent('keydown', { code: 'Space' }));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(session!.log.length).to.equal(sent);
  });
});

describe('promise 32: autoplay blocked', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('offers to turn the sound on', async () => {
    const { element, session } = await conversing();
    session.audio.listener.send({ type: 'playback-blocked' });
    await element.updateComplete;
    await expect(element).to.be.accessible();
    find(element, '.unlock').click();
    await element.updateComplete;
    expect(session.audio.orders).to.include('unlock');
    session.audio.listener.send({ type: 'playback-unlocked' });
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.unlock')).to.equal(null);
  });
});

describe('promise 34: keys in a page', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  it('refuses an API key', async () => {
    const element = await placed(html`<avatar-ptt></avatar-ptt>`);
    const refused = next(element, 'session-error');
    element.setAttribute('api-key', 'secret-123');
    expect(await refused).to.include({ code: 'api-key-refused' });
    await element.updateComplete;
    expect(find(element, '[part=error]').textContent).to.include('token-url').and.not.include('secret-123');
  });

  it('asks for the session only when a conversation starts', async () => {
    let loads = 0;
    const { load } = sessionSource;
    sessionSource.load = () => (loads++, load());
    const element = await placed();
    expect(loads).to.equal(0);
    await element.connect();
    expect(loads).to.equal(1);
  });
});
