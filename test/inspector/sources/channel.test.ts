import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { channelSource } from '../../../inspector/sources/channel-source.js';
import { openChannel, parseToHost, parseToViewer } from '../../../inspector/sources/channel-protocol.js';
import { shareTag, type ShareOptions } from '../../../inspector/sources/share-tag.js';
import { Inspection } from '../../../inspector/model/inspection.js';
import type { AvatarPtt } from '../../../src/element/avatar-ptt.js';
import '../../../src/define.js';
import { Stage } from '../../session/stand-ins.js';

interface Shared {
  readonly stage: Stage;
  readonly name: string;
  readonly until: AbortController;
}

let shares = 0;

async function sharing(options: ShareOptions = {}): Promise<Shared> {
  const stage = await new Stage().joined();
  const until = new AbortController();
  const name = `test-${++shares}`;
  shareTag(stage.session, name, until.signal, options);
  return { stage, name, until };
}

function watch({ name, until }: Shared): Inspection {
  return new Inspection(
    channelSource(name, () => {}),
    until.signal,
  );
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('shareTag', () => {
  it('gives a watcher the same records, the past first, states and effects included', async () => {
    const shared = await sharing();
    const { stage, until } = shared;
    stage.session.press();
    const { history } = watch(shared);
    await waitUntil(() => history.records.length === stage.records.length);
    stage.clock.pass(300);
    stage.session.release();
    stage.provider.context!.emit({ type: 'turn-completed', turnId: 1 }, { type: 'done', turn_id: 1 });
    await waitUntil(() => history.records.length === stage.records.length);
    expect(plain([...history.records])).to.deep.equal(plain(stage.records));
    expect(history.initial).to.deep.equal(stage.session.initial);
    until.abort();
  });

  it('lets a watcher change settings and free the button, and nothing else', async () => {
    const shared = await sharing();
    const { stage, until } = shared;
    const { control } = watch(shared);
    await waitUntil(() => control!.state?.connection === 'connected');
    control!.setTurnTaking({ customTurnDetection: { stopSecs: 1.5 } });
    await waitUntil(() => stage.session.state.options.customTurnDetection.stopSecs === 1.5);
    expect(() => control!.setTurnTaking({ customTurnDetection: { stopSecs: -1 } })).to.throw('stopSecs');
    stage.session.press();
    stage.session.release();
    await waitUntil(() => control!.state?.lock);
    control!.send({ type: 'press', source: 'app' });
    control!.send({ type: 'release-lock' });
    await waitUntil(() => stage.session.state.lock === null);
    expect(stage.records.filter(({ event }) => event.type === 'press')).to.have.length(1);
    until.abort();
  });

  it('finds a watcher that was there before', async () => {
    const until = new AbortController();
    const name = `test-${++shares}`;
    const source = channelSource(name, () => {});
    const { history } = new Inspection(source, until.signal);
    expect(source.label).to.contain('waiting');
    const stage = await new Stage().joined();
    shareTag(stage.session, name, until.signal);
    await waitUntil(() => history.records.length > 0);
    expect(source.label).to.equal('session in another tab');
    until.abort();
  });

  it('ends with its signal', async () => {
    const shared = await sharing();
    const { history } = watch(shared);
    await waitUntil(() => history.records.length > 0);
    shared.until.abort();
    const before = history.records.length;
    shared.stage.session.press();
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(history.records.length).to.equal(before);
  });

  it('survives messages of others on its channel', async () => {
    const shared = await sharing();
    const { stage, name, until } = shared;
    const { history } = watch(shared);
    await waitUntil(() => history.records.length > 0);
    const other = openChannel(name);
    const hostile = [
      null,
      7,
      'watch',
      [],
      { type: '__proto__' },
      { type: 'constructor', id: 'x' },
      { type: 'watch', id: 9 },
    ];
    for (const message of hostile) other.postMessage(message);
    other.postMessage({ type: 'set-turn-taking', id: 'nobody', patch: { mode: 'hands-free' } });
    other.postMessage({ type: 'messages', to: 'everybody', events: [{ type: 'press', at: 1, source: 'app' }] });
    stage.session.press();
    await waitUntil(() => history.records.length === stage.records.length);
    expect(stage.session.state.mode).to.equal('push-to-talk');
    other.close();
    until.abort();
  });
});

describe('shareTag with others', () => {
  it('gives no sound to anybody unless the page says so', async () => {
    const shared = await sharing();
    const { stage, name, until } = shared;
    const { source, control } = watch(shared);
    await waitUntil(() => control!.state?.connection === 'connected');
    control!.listenToSound(true);
    const other = openChannel(name);
    other.postMessage({ type: 'watch', id: 'stranger' });
    other.postMessage({ type: 'listen', id: 'stranger', isWanted: true });
    other.postMessage({ type: 'override', id: 'stranger', event: 'release-lock' });
    await waitUntil(() => stage.records.some(({ event }) => event.type === 'release-lock'));
    expect(stage.audio.isTapped).to.equal(false);
    expect(noteOf() === null).to.equal(true);
    expect(source.control!.hasSound).to.equal(false);
    other.close();
    until.abort();
  });

  it('shows who hears the sound, and lets the person end it', async () => {
    const shared = await sharing({ withSound: true });
    const { stage, until } = shared;
    const { control } = watch(shared);
    await waitUntil(() => control!.state?.connection === 'connected');
    control!.listenToSound(true);
    await waitUntil(() => noteOf() !== null);
    expect(stage.audio.isTapped).to.equal(true);
    expect(noteOf()).to.have.attribute('role', 'status');
    noteOf()!.querySelector('button')!.click();
    expect(noteOf() === null).to.equal(true);
    expect(stage.audio.isTapped).to.equal(false);
    await waitUntil(() => control!.hasSound === false);
    until.abort();
  });

  it('notices that a listener is gone without a word', async function () {
    this.timeout(20_000);
    const shared = await sharing({ withSound: true });
    const { stage, name, until } = shared;
    const crashed = openChannel(name);
    crashed.postMessage({ type: 'watch', id: 'crashed' });
    crashed.postMessage({ type: 'listen', id: 'crashed', isWanted: true });
    await waitUntil(() => noteOf() !== null);
    crashed.close();
    await waitUntil(() => noteOf() === null, 'still listening', { timeout: 10_000 });
    expect(stage.audio.isTapped).to.equal(false);
    until.abort();
  });

  it('keeps a listener that answers, and takes back one that was taken for gone', async () => {
    const shared = await sharing({ withSound: true });
    const { name, until } = shared;
    const { history, control } = watch(shared);
    await waitUntil(() => history.records.length > 0);
    control!.listenToSound(true);
    await waitUntil(() => noteOf() !== null);
    const { records } = history;
    const page = openChannel(name);
    page.postMessage({ type: 'ping', ids: [] });
    await waitUntil(() => history.records !== records && history.records.length === records.length);
    await waitUntil(() => noteOf() !== null);
    page.close();
    until.abort();
    expect(noteOf() === null).to.equal(true);
  });

  it('lets no setting reach the tag that the tag would refuse', async () => {
    const tag = await fixture<AvatarPtt>(html`<avatar-ptt></avatar-ptt>`);
    const until = new AbortController();
    const name = `test-${++shares}`;
    shareTag(tag, name, until.signal);
    const before = tag.outerHTML;
    const answers: unknown[] = [];
    const other = openChannel(name);
    other.onmessage = ({ data }: MessageEvent<{ type: string }>) => void answers.push(data.type);
    other.postMessage({ type: 'watch', id: 'x' });
    const hostile: unknown[] = [
      { mode: 'evil' },
      { mode: 'push-to-talk', onclick: 'alert(1)' },
      { customTurnDetection: { stopSecs: '<img src=x>' } },
      { customTurnDetection: { stopSecs: Infinity } },
      { mode: 'hands-free', vad: { minVolume: NaN } },
      { session: null, style: 'color: red' },
      { pushToTalkPolicy: 'no' },
      [['mode', 'hands-free']],
      'mode',
      null,
    ];
    for (const patch of hostile) other.postMessage({ type: 'set-turn-taking', id: 'x', patch });
    other.postMessage({ type: 'sync', id: 'x' });
    await waitUntil(() => answers.includes('state'));
    await tag.updateComplete;
    expect(tag.outerHTML).to.equal(before);
    expect(tag.shadowRoot!.querySelector('.errors')!.textContent.trim()).to.equal('');
    other.postMessage({ type: 'set-turn-taking', id: 'x', patch: { mode: 'hands-free' } });
    await waitUntil(() => tag.getAttribute('mode') === 'hands-free');
    other.close();
    until.abort();
  });

  it('tells others no secret, also none that came under its name only later', async () => {
    const shared = await sharing();
    const { stage, name, until } = shared;
    const heard: unknown[] = [];
    const other = openChannel(name);
    other.onmessage = ({ data }: MessageEvent<unknown>) => void heard.push(data);
    const { emit } = stage.provider.context!;
    emit({ type: 'wire-message', direction: 'in' }, { note: 'we used 7Pelican9 for it' });
    emit({ type: 'wire-message', direction: 'in' }, { headers: [['X-Api-Key', '7Pelican9']] });
    const { history } = watch(shared);
    await waitUntil(() => history.records.length === stage.records.length);
    expect(JSON.stringify(heard)).to.include('redacted 1').and.not.include('Pelican');
    expect(JSON.stringify([...history.records])).not.to.include('Pelican');
    other.close();
    until.abort();
  });

  it('loses nothing for one message that can not travel, and agrees on the state', async () => {
    const shared = await sharing();
    const { stage, until } = shared;
    const { history } = watch(shared);
    await waitUntil(() => history.records.length > 0);
    const circular: Record<string, unknown> = { call: () => 1, most: Infinity, none: NaN, big: 10n };
    circular['self'] = circular;
    const { emit } = stage.provider.context!;
    emit({ type: 'wire-message', direction: 'in' }, circular);
    emit({ type: 'transcript', role: 'user', text: 'x'.repeat(200_000), final: true }, { type: 'long' });
    stage.session.press();
    emit({ type: 'wire-message', direction: 'in' }, { type: 'last' });
    await waitUntil(() => history.records.length === stage.records.length);
    expect(history.state).to.deep.equal(stage.session.state);
    expect([...history.records].map(({ event }) => event.type)).to.include('press');
    until.abort();
  });

  it('asks for the state again when it could not read one, and says so', async () => {
    const until = new AbortController();
    const name = `test-${++shares}`;
    const page = openChannel(name);
    const asks: { type: string; id: string }[] = [];
    page.onmessage = ({ data }: MessageEvent<{ type: string; id: string }>) => void asks.push(data);
    const source = channelSource(name, () => {});
    const { history } = new Inspection(source, until.signal);
    await waitUntil(() => asks.length > 0);
    const to = asks[0]!.id;
    const { stage } = await sharing();
    const { initial, state: after } = stage.session;
    const settings = { turnTaking: initial.options, timeOriginMs: 0, hasSound: false };
    page.postMessage({ type: 'watched', to, label: 'tutor', ...settings });
    page.postMessage({ type: 'begin', to, initial, firstSeq: 1, missed: 0 });
    const events = [
      { type: 'connect', at: 1 },
      { type: 'transcript', at: 2, text: 7 },
      { type: 'tick', at: 3 },
    ];
    page.postMessage({ type: 'messages', to, events, frames: [], levels: [], sounds: [] });
    await waitUntil(() => asks.some(({ type }) => type === 'sync'));
    page.postMessage({ type: 'state', to, state: after });
    await waitUntil(() => history.records.length === 3);
    expect(history.state).to.deep.equal(after);
    expect(source.label).to.equal('tutor in another tab (1 of its messages could not be read)');
    page.close();
    until.abort();
  });

  it('works on a page without https, which has no randomUUID', async () => {
    const { randomUUID } = crypto;
    Object.defineProperty(crypto, 'randomUUID', { configurable: true, value: undefined });
    try {
      const shared = await sharing();
      const { history } = watch(shared);
      await waitUntil(() => history.records.length > 0);
      shared.until.abort();
    } finally {
      Object.defineProperty(crypto, 'randomUUID', { configurable: true, value: randomUUID });
    }
  });
});

function noteOf(): HTMLElement | null {
  return document.querySelector('body > [popover][role="status"]');
}

describe('parseAsk, parseTold', () => {
  it('take nothing that is not whole', () => {
    expect(parseToHost({ type: 'listen', id: 'a', isWanted: 'yes' })).to.equal(null);
    expect(parseToHost({ type: 'override', id: 'a', event: 'press' })).to.equal(null);
    expect(parseToHost({ type: 'watch', id: 'a', more: 1 })).to.deep.equal({ type: 'watch', id: 'a' });
    expect(parseToHost({ type: 'watch', id: 'a'.repeat(100_000) })).to.deep.equal({
      type: 'watch',
      id: 'a'.repeat(64),
    });
    expect(parseToViewer({ type: 'begin', to: 'a', initial: {}, firstSeq: 1, missed: 0 })).to.equal(null);
    const messages = { type: 'messages', to: 'a', frames: [], levels: [], sounds: [] };
    expect(parseToViewer({ ...messages, events: 'all of them' })).to.equal(null);
    expect(parseToHost({ type: 'set-turn-taking', id: 'a', patch: 'mode' })).to.equal(null);
  });

  it('leave out the one of many that is not whole, and count it', () => {
    const level = { at: 1, endMs: 1, volume: 0, noiseFloor: 0, isGateOpen: false, avatarLevel: 0 };
    const told = parseToViewer({
      type: 'messages',
      to: 'a',
      events: [
        { type: 'tick', at: NaN },
        { type: 'tick', at: 1 },
      ],
      frames: [7],
      levels: [level, { ...level, volume: Infinity }],
      sounds: [],
    });
    expect(told).to.deep.include({ events: [null, { type: 'tick', at: 1 }], frames: [], levels: [level], unread: 3 });
  });
});
