import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { AvatarInspector } from '../../../inspector/avatar-inspector.js';
import { RequestLimit } from '../../../inspector/sources/request-limit.js';
import { channelSource } from '../../../inspector/sources/channel-source.js';
import { MessageBatcher, SharedEvents } from '../../../inspector/sources/message-batcher.js';
import { openChannel, type ToHost, type ToViewer } from '../../../inspector/sources/channel-protocol.js';
import { shareTag } from '../../../inspector/sources/share-tag.js';
import { Inspection } from '../../../inspector/model/inspection.js';
import { Redactor } from '../../../inspector/redaction/redactor.js';
import '../../../inspector/define.js';
import { Stage } from '../../session/stand-ins.js';

let shares = 0;

async function sharing(): Promise<{ stage: Stage; name: string; until: AbortController; other: BroadcastChannel }> {
  const stage = await new Stage().joined();
  const until = new AbortController();
  const name = `limits-${++shares}`;
  shareTag(stage.session, name, until.signal);
  const other = openChannel(name);
  until.signal.addEventListener('abort', () => other.close());
  return { stage, name, until, other };
}

describe('AskLimit', () => {
  it('answers a few at once, and of more the last of each kind', async () => {
    const answered: ToHost[] = [];
    const limit = new RequestLimit((ask) => void answered.push(ask));
    for (let i = 0; i < 5000; i++) limit.take({ type: 'set-turn-taking', id: 'a', patch: { i } });
    limit.take({ type: 'sync', id: 'a' });
    limit.take({ type: 'sync', id: 'b' });
    expect(answered.length).to.be.lessThan(100);
    expect(answered.at(-1)).to.deep.equal({ type: 'sync', id: 'b' });
    await waitUntil(() => answered.some(({ type, id }) => type === 'sync' && id === 'a'));
    expect(answered.at(-2)).to.deep.equal({ type: 'set-turn-taking', id: 'a', patch: { i: 4999 } });
    limit.close();
  });

  it('lets many strangers together do no more', () => {
    const answered: ToHost[] = [];
    const limit = new RequestLimit((ask) => void answered.push(ask));
    for (let i = 0; i < 5000; i++) limit.take({ type: 'watch', id: `stranger ${i}` });
    expect(answered.length).to.be.lessThan(10);
    limit.close();
  });

  it('forgets what a watcher asked that has left', async () => {
    const answered: ToHost[] = [];
    const limit = new RequestLimit((ask) => void answered.push(ask));
    for (const id of ['a', 'b', 'c', 'd']) limit.take({ type: 'watch', id });
    limit.forget('c');
    await waitUntil(() => answered.some(({ id }) => id === 'd'));
    expect(answered.map(({ id }) => id)).to.deep.equal(['a', 'b', 'd']);
    limit.close();
  });
});

describe('MessageBatcher', () => {
  it('tells the state once, however often it is asked for', async () => {
    const told: ToViewer[] = [];
    const events = new SharedEvents(new Redactor());
    const batcher = new MessageBatcher('a', (one) => void told.push(one), events, new AbortController().signal);
    for (let i = 0; i < 5000; i++) batcher.sync();
    await waitUntil(() => told.length > 0);
    expect(told).to.deep.equal([{ type: 'state', to: 'a', state: null }]);
  });
});

describe('SharedEvents', () => {
  it('makes each copy once, and again when more secrets are known', () => {
    const events = new SharedEvents(new Redactor());
    const note = { type: 'wire-message', direction: 'in', at: 1, raw: { note: 'we used 7Pelican9' } } as const;
    const [first] = events.of([note]);
    expect(events.of([note])[0]).to.equal(first);
    events.of([{ type: 'wire-message', direction: 'in', at: 2, raw: { apiKey: '7Pelican9' } }]);
    expect(JSON.stringify(events.of([note]))).to.not.include('Pelican');
  });
});

describe('shareTag and too many watchers', () => {
  it('tells the one too many so, and lets it in when another leaves', async function () {
    this.timeout(30_000);
    const { stage, name, until, other } = await sharing();
    const watching = new Set<string>();
    other.onmessage = ({ data }: MessageEvent<ToViewer>) => {
      if (data.type === 'watched') watching.add(data.to);
      if (data.type === 'ping') for (const id of data.ids) other.postMessage({ type: 'alive', id });
    };
    for (let i = 0; i < 20; i++) other.postMessage({ type: 'watch', id: `tab ${i}` });
    await waitUntil(() => watching.size === 20, 'all 20 watch', { timeout: 10_000 });
    const inspector = await fixture<AvatarInspector>(html`<avatar-inspector channel=${name}></avatar-inspector>`);
    const said = (): string => inspector.shadowRoot!.querySelector('.announcement')!.textContent.trim();
    await waitUntil(() => said() === `As many tabs as may watch “${name}” already do. Close one of them.`);
    other.postMessage({ type: 'leave', id: 'tab 7' });
    await waitUntil(() => said() === '', 'let in', { timeout: 10_000 });
    expect(stage.session.state.connection).to.equal('connected');
    until.abort();
  });
});

describe('channelSource and a page that is gone', () => {
  it('says so, and no longer when it answers again', async function () {
    this.timeout(30_000);
    const until = new AbortController();
    const name = `limits-${++shares}`;
    const page = openChannel(name);
    const asks: ToHost[] = [];
    page.onmessage = ({ data }: MessageEvent<ToHost>) => void asks.push(data);
    const source = channelSource(name, () => {});
    new Inspection(source, until.signal);
    await waitUntil(() => asks.length > 0);
    const { stage } = await sharing();
    const settings = { turnTaking: stage.session.state.options, timeOriginMs: 0, hasSound: false };
    page.postMessage({ type: 'watched', to: asks[0]!.id, label: 'tutor', ...settings });
    await waitUntil(() => source.label === 'tutor in another tab');
    expect(source.problem).to.equal('');
    await waitUntil(() => source.problem, 'told that it is gone', { timeout: 15_000 });
    expect(source.problem).to.match(/^The tab of tutor does not answer/);
    expect(asks.filter(({ type }) => type === 'alive').length).to.be.greaterThan(1);
    page.postMessage({ type: 'ping', ids: [asks[0]!.id] });
    await waitUntil(() => source.problem === '');
    page.close();
    until.abort();
  });

  it('is answered by a page whose timers sleep', async () => {
    const { until, other } = await sharing();
    const pings: ToViewer[] = [];
    other.onmessage = ({ data }: MessageEvent<ToViewer>) => {
      if (data.type === 'ping') pings.push(data);
    };
    // Nobody watches, so no timer runs.
    await waitUntil(() => {
      other.postMessage({ type: 'alive', id: 'x' });
      return pings.length > 0;
    });
    expect(pings[0]).to.deep.equal({ type: 'ping', ids: [] });
    until.abort();
  });
});
