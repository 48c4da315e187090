// Nothing is left behind: a hundred conversations, and whatever the page gave them is given back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { noise } from './sounds.mjs';

const NOTHING = { liveTracks: 0, openContexts: 0, listeners: [] };

describe('what a conversation leaves behind', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound: noise(60) });
    await tab.page.waitForFunction(() => window.isReady);
    await tab.page.evaluate(watch);
  });
  after(() => tab.close());

  it('promise 18: is nothing after 100 connects and disconnects, awaited or at once', async () => {
    const { states, left } = await tab.page.evaluate(async () => {
      const { newSession, sleep, until, leftovers } = window;
      const states = new Set();
      const stay = [
        (session) => until(() => session.state.microphone === 'open'),
        () => Promise.resolve(),
        () => sleep(5),
        () => sleep(20),
      ];
      for (let i = 0; i < 50; i++) {
        const session = newSession({ mode: 'push-to-talk' });
        // Twice each: a session can be used again after its end.
        for (const wait of [stay[i % 4], stay[(i + 1) % 4]]) {
          const joining = session.connect().catch(() => undefined);
          await Promise.resolve();
          await wait(session);
          await session.disconnect();
          await joining;
          states.add(session.state.connection);
        }
        await session.close();
      }
      return { states: [...states], left: await leftovers() };
    });
    assert.deepEqual(states, ['disconnected']);
    assert.deepEqual(left, NOTHING);
  });

  it('is no worker of the voice detector after hands-free', async () => {
    const left = await tab.page.evaluate(async () => {
      const { newSession, until, leftovers } = window;
      for (let i = 0; i < 3; i++) {
        const session = newSession({ mode: 'hands-free' });
        await session.connect();
        await until(() => (i === 0 ? session.detector !== null : session.state.microphone === 'open'));
        await session.close();
      }
      return leftovers();
    });
    assert.deepEqual(left, NOTHING);
    const deadline = Date.now() + 2000;
    while (tab.page.workers().length > 0 && Date.now() < deadline) await tab.page.waitForTimeout(20);
    assert.equal(tab.page.workers().length, 0);
  });

  it('is nothing after the microphone was unplugged, and after it was refused', async () => {
    const left = await tab.page.evaluate(async () => {
      const { newSession, until, leftovers, opened } = window;
      const session = newSession({ mode: 'push-to-talk' });
      await session.connect();
      let openings = 0;
      session.subscribe(({ event }) => (openings += event.type === 'microphone-opened' ? 1 : 0));
      await until(() => openings === 1);
      opened.devices.at(-1).dispatchEvent(new Event('ended'));
      await until(() => openings === 2);
      await session.setMicrophone('nonsense').catch(() => undefined);
      await session.close();
      return leftovers();
    });
    assert.deepEqual(left, NOTHING);
  });

  it('is nothing after 20 elements came, connected and went', async () => {
    const { left, heard } = await tab.page.evaluate(async () => {
      const { until, leftovers } = window;
      await import('/src/define.ts');
      const heard = [];
      for (let i = 0; i < 20; i++) {
        const element = document.createElement('avatar-ptt');
        element.hotkey = 'Alt+KeyT';
        element.gamepadButton = 0;
        document.body.append(element);
        await element.updateComplete;
        const joining = element.connect().catch(() => undefined);
        if (i % 2 === 0) await until(() => element.session?.state.microphone === 'open');
        element.remove();
        await joining;
        await until(() => element.connectionState === 'disconnected', 2000).catch(() => undefined);
        heard.push(element.connectionState);
      }
      return { left: await leftovers(), heard };
    });
    assert.deepEqual([...new Set(heard)], ['disconnected']);
    assert.deepEqual(left, NOTHING);
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

/** Runs in the page: collects what is opened from now on, and makes `leftovers`. */
function watch() {
  const opened = { devices: [], tracks: [], contexts: [], listeners: new Map() };
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    opened.devices.push(...stream.getTracks());
    opened.tracks.push(...stream.getTracks());
    return stream;
  };
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    opened.tracks.push(copy);
    return copy;
  };
  window.AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      opened.contexts.push(this);
    }
  };

  const watched = new Map([
    [window, 'window'],
    [document, 'document'],
    [mediaDevices, 'mediaDevices'],
  ]);
  const numbers = new WeakMap();
  const numberOf = (listener) => {
    if (!numbers.has(listener)) numbers.set(listener, Math.random());
    return numbers.get(listener);
  };
  const keyOf = (target, type, listener, options) => {
    const isCapture = typeof options === 'object' ? options?.capture === true : options === true;
    return `${watched.get(target)} ${type} ${isCapture} ${numberOf(listener)}`;
  };
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    add.call(target, type, listener, options);
    if (!watched.has(target) || !listener) return;
    const key = keyOf(target, type, listener, options);
    const forget = () => opened.listeners.delete(key);
    if (options?.signal?.aborted) return;
    opened.listeners.set(key, `${watched.get(target)} ${type}`);
    if (options?.signal) add.call(options.signal, 'abort', forget);
    if (options?.once) add.call(target, type, forget, { once: true });
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    remove.call(target, type, listener, options);
    if (watched.has(target) && listener) opened.listeners.delete(keyOf(target, type, listener, options));
  };

  window.opened = opened;
  window.leftovers = async () => {
    const live = () => opened.tracks.filter(({ readyState }) => readyState === 'live').length;
    const open = () => opened.contexts.filter(({ state }) => state !== 'closed').length;
    // What was under way when it was given up ends by itself, and soon.
    await window.until(() => live() + open() === 0, 2000).catch(() => undefined);
    return { liveTracks: live(), openContexts: open(), listeners: [...opened.listeners.values()] };
  };
}
