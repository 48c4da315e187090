// From the start of a navigation to a button that can be pressed: our tag as a script, and the published widgets of this
// field, in turns in one browser, each time in a fresh context without a cache. Everything is served from this machine, and
// what the widgets ask their clouds for is answered here in no time, or fails at once: the network would only add to it.
import { chromium } from 'playwright-core';
import { browserArgs, browserPath } from '../tools/browser.mjs';
import { ensureBuilt } from './built.mjs';
import { median, ratio } from './numbers.mjs';
import { openWidget } from './widget-tab.mjs';
import { serveWidget, widgets } from './widgets.mjs';

const RUNS = 9;
const RATES = [1, 4];

export async function coldStart() {
  ensureBuilt();
  const browser = await chromium.launch({ executablePath: browserPath(), args: browserArgs() });
  const all = await widgets();
  const places = await Promise.all(all.map(async (widget) => ({ widget, server: await serveWidget(widget) })));
  try {
    const starts = new Map(all.map((widget) => [widget, new Map(RATES.map((rate) => [rate, []]))]));
    // The first round only warms up the browser and the server.
    for (let round = 0; round <= RUNS; round++) {
      for (const { widget, server } of round % 2 === 0 ? places : places.toReversed()) {
        for (const rate of RATES) {
          const start = await oneStart(browser, widget, server.origin, rate);
          if (round > 0) starts.get(widget).get(rate).push(start);
        }
      }
    }
    const [ours, ...others] = all.map((widget) => ({ widget, ...summaryOf(starts.get(widget)) }));
    return [ours, ...others]
      .flatMap(rowsOf)
      .concat(others.filter(({ widget }) => !widget.isFloor).flatMap(against(ours)));
  } finally {
    await browser.close();
    await Promise.all(places.map(({ server }) => server.close()));
  }
}

async function oneStart(browser, widget, origin, rate) {
  const tab = await openWidget(browser, widget, origin, { rate });
  const { label } = tab.usable;
  await tab.close();
  if (!label.includes(widget.label)) throw new Error(`${widget.name} shows "${label}", not "${widget.label}".`);
  return tab.usable;
}

function summaryOf(byRate) {
  const of = (rate, what) => median(byRate.get(rate).map((start) => start[what]));
  const [{ isButton, scriptBytes, requests }] = byRate.get(1);
  const times = (what) => RATES.map((rate) => of(rate, what));
  return { isButton, scriptBytes, requests: requests + 1, atMs: times('atMs'), blockedMs: times('blockedMs') };
}

function rowsOf({ widget, isButton, scriptBytes, requests, atMs, blockedMs }) {
  const { name, isFloor, answers } = widget;
  const ms = (what, value) => ({ name: `${name}: ${what}`, value, unit: 'ms' });
  const shown = isButton ? 'a usable button' : 'its launcher (no button, for pointers only)';
  const rows = [ms(`${shown} after`, atMs[0]), ms('the same with a quarter of the processor', atMs[1])];
  if (isFloor) return rows;
  return [
    ...rows,
    ms('main thread in tasks over 50 ms until then', blockedMs[0]),
    ms('the same with a quarter of the processor', blockedMs[1]),
    { name: `${name}: scripts until then, gzip`, value: scriptBytes, unit: 'B' },
    { name: `${name}: requests${answers ? ', one answered by a stand-in' : ''}`, value: requests, unit: '' },
  ];
}

/** Gates hold where the difference is far from what a busy machine can turn around. */
const against = (ours) => (theirs) => {
  const times = (what, value, gate) => ({ name: `${what}: ours / ${theirs.widget.name}`, value, unit: '×', gate });
  return [
    times('to the button', ratio(ours.atMs[0], theirs.atMs[0])),
    times('to the button, a quarter of the processor', ratio(ours.atMs[1], theirs.atMs[1]), 1),
    times('scripts', ours.scriptBytes / theirs.scriptBytes, 0.25),
  ];
};
