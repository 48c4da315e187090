// What the inspector costs while 20,000 records a second come in, and what a search in 100,000 of them costs.
import { openPage } from '../test/e2e/harness.mjs';
import { silence } from '../test/e2e/sounds.mjs';
import { median, ratio } from './numbers.mjs';

const PER_SEC = 20_000;
const NAIVE_SECS = 5;
const FILTER_RUNS = 15;

/** `secs` is how long the inspector is flooded. */
export async function inspectorLoad(secs = 60) {
  const tab = await openPage({ sound: silence(1), context: { viewport: { width: 1280, height: 800 } } });
  try {
    await tab.page.waitForFunction(() => window.isReady);
    const devtools = await tab.page.context().newCDPSession(tab.page);
    // Time of the thread itself: what else runs on the machine does not count.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await tab.page.evaluate(prepare, PER_SEC);
    const alone = await flooded(tab.page, devtools, noList, NAIVE_SECS);
    const naive = await flooded(tab.page, devtools, naiveList, NAIVE_SECS);
    const ours = await flooded(tab.page, devtools, inspector, secs);
    const filter = await tab.page.evaluate(search, FILTER_RUNS);
    return [
      ...rowsOf('the session alone', alone),
      ...rowsOf('a naive list of 1,000 rows', naive),
      ...rowsOf('the inspector', ours),
      { name: 'the inspector: newest row out of sight', value: ours.report.unseen, unit: 'times' },
      { name: 'the inspector: newest row behind by at most', value: ours.report.behind, unit: 'rec.' },
      { name: 'the inspector: records seen', value: ours.report.seen, unit: '' },
      { name: 'the inspector: records kept', value: ours.report.kept, unit: '' },
      { name: 'the inspector: records dropped and counted', value: ours.report.dropped, unit: '' },
      {
        name: 'main thread beyond the session: the inspector / a naive list',
        value: ratio(ours.share - alone.share, naive.share - alone.share),
        unit: '×',
        gate: 0.5,
      },
      ...filterRows(filter),
    ];
  } finally {
    await tab.close();
  }
}

function rowsOf(name, { share, slow, heapFrom, heapTo }) {
  return [
    { name: `${name}: main thread`, value: share, unit: '%' },
    { name: `${name}: frames over 50 ms`, value: slow, unit: '' },
    { name: `${name}: heap after it grew by`, value: (heapTo - heapFrom) / 1e6, unit: 'MB' },
  ];
}

function filterRows({ first, text, expression, naive }) {
  const ms = (name, times) => ({ name: `100,000 records: ${name}`, value: median(times), unit: 'ms' });
  return [
    { name: '100,000 records: making the texts, once, in slices', value: first, unit: 'ms' },
    ms('search for a text', text),
    ms('search for a regular expression', expression),
    ms('naive search, JSON of each', naive),
    { name: 'search: ours / naive', value: ratio(median(text), median(naive)), unit: '×', gate: 0.5 },
  ];
}

async function flooded(page, devtools, setup, secs) {
  await page.evaluate(setup);
  await page.waitForTimeout(300);
  const heapFrom = await heap(devtools);
  const from = await busyTime(devtools);
  const slow = await page.evaluate((ms) => window.flood(ms), secs * 1000);
  const to = await busyTime(devtools);
  const report = await page.evaluate(() => window.report());
  const heapTo = await heap(devtools);
  await page.evaluate(() => window.end());
  const share = ((to.busySecs - from.busySecs) / (to.atSecs - from.atSecs)) * 100;
  return { share, slow, report, heapFrom, heapTo };
}

async function heap(devtools) {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}

async function busyTime(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
  return { busySecs: of('TaskDuration'), atSecs: of('Timestamp') };
}

// The following run in the page; each setup leaves `end` and `report`.

/** A connected session with a stand-in for a backend, and a flood of what a backend may report. */
async function prepare(perSec) {
  const [lit, { AvatarInspector }, { pageSource }, store, list, cache, filter] = await Promise.all([
    import('/node_modules/lit/index.js'),
    import('/inspector/index.ts'),
    import('/inspector/sources/page-source.ts'),
    import('/inspector/model/record-store.ts'),
    import('/inspector/events/row-list.ts'),
    import('/inspector/events/row-cache.ts'),
    import('/inspector/events/row-filter.ts'),
  ]);
  Object.assign(window, { lit, pageSource, ...store, ...list, ...cache, ...filter });
  customElements.define('avatar-inspector', AvatarInspector);
  window.connected = async () => {
    let context = null;
    const done = () => Promise.resolve();
    const provider = {
      name: 'stand-in',
      connect: (given) => ((context = given), done()),
      disconnect: done,
      startTurn: done,
      stopTurn: done,
    };
    const session = window.lib.createSession({ provider, turnTaking: { mode: 'push-to-talk' } });
    await session.connect();
    window.sent = 0;
    window.emit = () => context.emit(...window.made(++window.sent));
    return session;
  };
  window.made = (number) => {
    const text = `word ${number}`;
    const raw = { type: 'llm-chunk', id: `m-${number}`, text };
    if (number % 4 === 0) return [{ type: 'wire-message', direction: number % 8 ? 'in' : 'out' }, raw];
    if (number % 4 === 1) return [{ type: 'idle-warning', remainingSecs: number, message: text }];
    return [{ type: 'transcript', role: number % 4 === 2 ? 'user' : 'avatar', text, final: number % 3 === 0 }, raw];
  };
  /** Gives the number of frames that were more than 50 ms apart. */
  window.flood = (ms) =>
    new Promise((resolve) => {
      const started = performance.now();
      const first = window.sent;
      let slow = 0;
      let last = started;
      const timer = setInterval(() => {
        const due = first + ((performance.now() - started) / 1000) * perSec;
        while (window.sent < due) window.emit();
        if (performance.now() - started < ms) return;
        clearInterval(timer);
        resolve(slow);
      }, 4);
      const look = (now) => {
        if (now - last > 50) slow++;
        last = now;
        if (now - started < ms) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
}

async function noList() {
  const session = await window.connected();
  window.report = () => null;
  window.end = () => session.close();
}

/** The last thousand rows by a template, once a frame. */
async function naiveList() {
  const { html, render } = window.lit;
  const session = await window.connected();
  const box = document.body.appendChild(document.createElement('div'));
  box.style.cssText = 'height: 700px; overflow: auto; font: 13px monospace';
  let records = [];
  session.subscribe((record) => {
    records.push(record);
    if (records.length > 2000) records = records.slice(-1000);
  });
  const row = ({ seq, at, event }) =>
    html`<div>
      <span>${at.toFixed(3)}</span> <span>${seq}</span> <span>${event.type}</span> <span>${JSON.stringify(event)}</span>
    </div>`;
  let frame = 0;
  const paint = () => {
    render(records.slice(-1000).map(row), box);
    box.scrollTop = box.scrollHeight;
    frame = requestAnimationFrame(paint);
  };
  paint();
  window.report = () => null;
  window.end = () => {
    cancelAnimationFrame(frame);
    box.remove();
    return session.close();
  };
}

/** The inspector on its list of events; twice a second it is looked whether the newest row can be seen. */
async function inspector() {
  const session = await window.connected();
  const element = document.createElement('avatar-inspector');
  element.style.cssText = 'position: fixed; inset: 0';
  document.body.append(element);
  const source = window.pageSource(session);
  let history = null;
  const open = (receiver, signal) => {
    history = receiver;
    source.open(receiver, signal);
  };
  const { kind, label, timeOriginMs, control } = source;
  element.inspect({ kind, label, timeOriginMs, control, open });
  element.show('events');
  await element.updateComplete;
  const found = { unseen: 0, behind: 0 };
  let sentBefore = 0;
  let looks = 0;
  let frame = 0;
  // Runs after the inspector's own frame, so what is sent by now is on the screen, or it is behind.
  const look = () => {
    frame = requestAnimationFrame(look);
    const grid = element.renderRoot.querySelector('.ev-grid');
    if (looks++ % 30 === 0 && grid && window.sent > 0) {
      const newest = grid.querySelector(`[aria-rowindex="${grid.getAttribute('aria-rowcount')}"]`);
      const place = newest?.getBoundingClientRect();
      const edge = grid.getBoundingClientRect();
      const isSeen = place && place.height > 0 && place.top >= edge.top && place.bottom <= edge.bottom + 1;
      if (!isSeen) found.unseen++;
      const number = Number(/word (\d+)/.exec(newest?.querySelector('.ev-text').textContent)?.[1]);
      if (number) found.behind = Math.max(found.behind, sentBefore - number);
    }
    sentBefore = window.sent;
  };
  frame = requestAnimationFrame(look);
  window.report = () => {
    const { total, length, dropped } = history.records;
    return { ...found, seen: total, kept: length, dropped };
  };
  window.end = () => {
    cancelAnimationFrame(frame);
    element.remove();
    return session.close();
  };
}

/** Times of searches in 100,000 records, ms. */
function search(runs) {
  const { RecordStore, RowCache, RowList, NO_FILTER, parseSearch } = window;
  const state = window.lib.initialTurnState();
  const store = new RecordStore();
  const cache = new RowCache();
  for (let seq = 1; seq <= 100_000; seq++) {
    const [event, raw] = window.made(seq);
    store.push({ seq, at: seq, event: { ...event, raw, at: seq }, state, effects: [] });
  }
  const timed = (work) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const times = (work) => {
    work();
    return Array.from({ length: runs }, () => timed(work));
  };
  const found = (query) => {
    const list = new RowList(store, state, { ...NO_FILTER, text: parseSearch(query) }, cache);
    list.follow(Infinity);
    return list.length;
  };
  const first = timed(() => {
    const list = new RowList(store, state, NO_FILTER, cache);
    for (let slice = 0; slice < 200; slice++) list.prepare(performance.now() + 8);
  });
  const naive = () => [...store].filter((record) => JSON.stringify(record.event).toLowerCase().includes('word 777'));
  if (found('word 777') !== naive().length) throw new Error('The two searches differ.');
  return {
    first,
    text: times(() => found('word 777')),
    expression: times(() => found('/word 7\\d7\\b/')),
    naive: times(naive),
  };
}
