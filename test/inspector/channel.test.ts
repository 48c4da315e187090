import { expect, waitUntil } from '@open-wc/testing';
import { channelSource } from '../../inspector/channel/channel-source.js';
import { openChannel, parseAsk, parseTold } from '../../inspector/channel/protocol.js';
import { shareTag } from '../../inspector/channel/share-tag.js';
import { Inspection } from '../../inspector/inspection.js';
import { Stage } from '../session/stand-ins.js';

interface Shared {
  readonly stage: Stage;
  readonly name: string;
  readonly until: AbortController;
}

let shares = 0;

async function sharing(): Promise<Shared> {
  const stage = await new Stage().joined();
  const until = new AbortController();
  const name = `test-${++shares}`;
  shareTag(stage.session, name, until.signal);
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
    other.postMessage({ type: 'news', to: 'everybody', events: [{ type: 'press', at: 1, source: 'app' }] });
    stage.session.press();
    await waitUntil(() => history.records.length === stage.records.length);
    expect(stage.session.state.mode).to.equal('push-to-talk');
    other.close();
    until.abort();
  });
});

describe('parseAsk, parseTold', () => {
  it('take nothing that is not whole', () => {
    expect(parseAsk({ type: 'listen', id: 'a', isWanted: 'yes' })).to.equal(null);
    expect(parseAsk({ type: 'override', id: 'a', event: 'press' })).to.equal(null);
    expect(parseAsk({ type: 'watch', id: 'a', more: 1 })).to.deep.equal({ type: 'watch', id: 'a' });
    expect(parseTold({ type: 'begin', to: 'a', initial: {}, firstSeq: 1, missed: 0 })).to.equal(null);
    const news = { type: 'news', to: 'a', frames: [], levels: [], sounds: [] };
    expect(parseTold({ ...news, events: [{ type: 'tick', at: NaN }] })).to.equal(null);
    expect(parseTold({ ...news, events: [{ type: 'tick', at: 1 }] })).to.not.equal(null);
  });
});
