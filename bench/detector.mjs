// The voice detector beside the general runtime that could run the same model, and what it costs a page. One contender at a
// time; windows are judged by turns in one worker, so that a busy moment of the machine meets both.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { sendFile, sendPage, serve } from '../test/e2e/package-server.mjs';
import { pinkNoise } from '../test/e2e/sounds.mjs';
import { writeWav } from '../test/e2e/wav.mjs';
import { browserArgs, browserPath } from '../tools/browser.mjs';
import { ENGINES, firefoxOptions } from '../tools/engines.mjs';
import { root } from '../tools/install.mjs';
import { ensureBuilt } from './built.mjs';
import { median } from './numbers.mjs';

const STARTS = 5;
const WATCHED_SECS = 6;
const SETTLED_MS = 1500;
const RATES = [1, 4];

const ms = (name, value) => ({ name, value, unit: 'ms' });

export async function detector() {
  ensureBuilt();
  const contenders = await serveContenders();
  const page = await serve((request, response) => answerPage(request, response));
  try {
    return [
      ...(await windowRows(contenders.origin)),
      ...(await startRows(page.origin)),
      ...byteRows(),
      ...(await memoryRows(contenders.origin)),
      ...(await shareRows(page.origin)),
    ];
  } finally {
    await Promise.all([contenders.close(), page.close()]);
  }
}

// ── One window, here and in onnxruntime-web

async function serveContenders() {
  const worker = await contendersWorker();
  const modules = path.join(root, 'node_modules');
  const files = {
    '/worker.js': () => worker,
    '/model.onnx': () => readFileSync(path.join(modules, '@ricky0123/vad-web/dist/silero_vad_v5.onnx')),
    '/runtime.wasm': () => readFileSync(path.join(modules, 'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm')),
  };
  return serve(({ url }, response) => {
    if (url === '/') return sendPage('', response);
    if (!(url in files)) return response.writeHead(404).end();
    return response
      .writeHead(200, { 'content-type': url.endsWith('.js') ? 'text/javascript' : 'application/wasm' })
      .end(files[url]());
  });
}

/** Both in one worker: `start` begins with one of them, `judge` times some windows of it. */
async function contendersWorker() {
  const contents = `
    import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
    import { decodeNumbers } from './src/detector/half-floats.ts';
    import { createSileroNetwork, SILERO_NUMBERS } from './src/detector/silero-network.ts';
    import { SILERO_V5 } from './src/detector/silero-v5-numbers.ts';

    const sound = Float32Array.from({ length: 512 * 64 }, (_, i) => Math.sin(i * i * 1e-6) * Math.sin(i / 7000));
    const bytes = async (name) => (await fetch(name)).arrayBuffer();
    const starts = {
      ours: async () => {
        const network = createSileroNetwork(decodeNumbers(SILERO_V5, SILERO_NUMBERS));
        return (at) => network.judge(sound.subarray(at, at + 512));
      },
      onnxruntime: async () => {
        env.logLevel = 'error';
        env.wasm.numThreads = 1;
        env.wasm.wasmBinary = await bytes('/runtime.wasm');
        const session = await InferenceSession.create(await bytes('/model.onnx'), { executionProviders: ['wasm'] });
        const input = new Float32Array(576);
        const sr = new Tensor('int64', BigInt64Array.of(16000n), []);
        let state = new Tensor('float32', new Float32Array(256), [2, 1, 128]);
        return async (at) => {
          input.copyWithin(0, 512);
          input.set(sound.subarray(at, at + 512), 64);
          const result = await session.run({ input: new Tensor('float32', input, [1, 576]), state, sr });
          state = result.stateN;
        };
      },
    };
    const judges = {};
    self.onmessage = async ({ data: { name, windows } }) => {
      const from = performance.now();
      judges[name] ??= await starts[name]();
      for (let i = 0; i < windows; i++) await judges[name]((i % 63) * 512);
      self.postMessage(performance.now() - from);
    };`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['browser'],
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

async function windowRows(origin) {
  const rows = [];
  for (const [engine, open] of Object.entries({ Chromium: openChromium, Firefox: openFirefox })) {
    const tab = await open(`${origin}/`);
    if (!tab) continue;
    try {
      const { ours, theirs, starts } = await tab.evaluate(judgeByTurns);
      rows.push(ms(`${engine}: one window, ours`, median(ours)));
      rows.push(ms(`${engine}: one window, onnxruntime-web`, median(theirs)));
      rows.push({
        name: `${engine}: one window, ours / onnxruntime-web`,
        value: median(ours) / median(theirs),
        unit: '×',
        gate: 1,
      });
      rows.push(ms(`${engine}: from a running worker to the first window, ours`, starts.ours));
      rows.push(ms(`${engine}: the same, onnxruntime-web`, starts.onnxruntime));
    } finally {
      await tab.close();
    }
  }
  return rows;
}

/** Runs in the page. */
async function judgeByTurns() {
  const BLOCK = 100;
  const worker = new Worker('/worker.js', { type: 'module' });
  const judge = (name, windows) =>
    new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage({ name, windows });
    });
  const starts = { ours: await judge('ours', 1), onnxruntime: await judge('onnxruntime', 1) };
  const times = { ours: [], onnxruntime: [] };
  for (let round = 0; round < 12; round++) {
    for (const name of round % 2 === 0 ? ['ours', 'onnxruntime'] : ['onnxruntime', 'ours']) {
      const took = await judge(name, BLOCK);
      // The first two blocks warm up.
      if (round > 1) times[name].push(took / BLOCK);
    }
  }
  return { ours: times.ours, theirs: times.onnxruntime, starts };
}

async function openChromium(url, { args = [], init } = {}) {
  const browser = await chromium.launch({ executablePath: browserPath(), args: [...browserArgs(), ...args] });
  const page = await browser.newPage();
  if (init) await page.addInitScript(init);
  await page.goto(url);
  return { browser, page, evaluate: (work, given) => page.evaluate(work, given), close: () => browser.close() };
}

async function openFirefox(url) {
  if (ENGINES.firefox.missing) return null;
  const browser = await puppeteer.launch(firefoxOptions());
  const page = await browser.newPage();
  await page.goto(url);
  return { evaluate: (work) => page.evaluate(work), close: () => browser.close() };
}

// ── The tag on a page

function answerPage({ url }, response) {
  if (url !== '/') return sendFile(url, response);
  return sendPage('<script type="module" src="/avatar-ptt.min.js"></script>', response);
}

async function startRows(origin) {
  const took = [];
  for (let i = 0; i < STARTS; i++) {
    const tab = await openTag(origin);
    await tab.start();
    took.push(await tab.page.evaluate(toFirstWindow));
    await tab.close();
  }
  return [ms('from the switch to hands-free to the first judged window', median(took))];
}

/** Runs in the page. */
async function toFirstWindow() {
  const { session } = window.tag;
  const first = new Promise((resolve) => session.listen({ frame: () => resolve(performance.now()) }));
  const from = performance.now();
  window.tag.mode = 'hands-free';
  return (await first) - from;
}

function byteRows() {
  const chunks = (name) =>
    readFileSync(path.join(root, 'cdn/INTEGRITY.md'), 'utf8').match(new RegExp(`chunks/${name}[\\w.-]*\\.js`, 'g'));
  const gzip = (file) => gzipSync(readFileSync(path.join(root, 'cdn', file)), { level: 9 }).length;
  const size = (name) => [...new Set(chunks(name))].reduce((sum, file) => sum + gzip(file), 0);
  const theirs = [
    'onnxruntime-web/dist/ort.wasm.min.mjs',
    'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs',
    'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
    '@ricky0123/vad-web/dist/silero_vad_v5.onnx',
  ];
  const theirBytes = theirs.reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(root, 'node_modules', file)), { level: 9 }).length,
    0,
  );
  const ours = size('silero-v5-numbers') + size('silero-detector') + size('detector.worker');
  return [
    { name: 'hands-free loads: code, gzip', value: size('silero-detector') + size('detector.worker'), unit: 'B' },
    { name: 'hands-free loads: numbers, gzip', value: size('silero-v5-numbers'), unit: 'B' },
    { name: 'the same / onnxruntime-web with the model', value: ours / theirBytes, unit: '×', gate: 0.1 },
  ];
}

// ── Memory, as the system counts it for the page's process

async function memoryRows(origin) {
  if (!existsSync('/proc/self/smaps_rollup')) return [];
  const rows = [];
  for (const name of ['ours', 'onnxruntime']) {
    const tab = await openChromium(`${origin}/`);
    const devtools = await tab.browser.newBrowserCDPSession();
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const before = privateMb(renderers);
    await tab.evaluate(judgeSome, name);
    rows.push({
      name: `memory of a worker that has judged 200 windows, ${name}`,
      value: privateMb(renderers) - before,
      unit: 'MB',
    });
    await tab.close();
  }
  return [
    ...rows,
    { name: 'memory, ours / onnxruntime-web', value: rows[0].value / rows[1].value, unit: '×', gate: 0.5 },
  ];
}

function privateMb(processes) {
  const kib = (id) => Number(/^Private_Dirty:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1]);
  return processes.reduce((sum, id) => sum + kib(id), 0) / 1024;
}

/** Runs in the page. */
function judgeSome(name) {
  const worker = new Worker('/worker.js', { type: 'module' });
  window.kept = worker;
  return new Promise((resolve) => {
    worker.onmessage = resolve;
    worker.postMessage({ name, windows: 200 });
  });
}

// ── The share of time in which the page's main thread is busy, by its own processor time

async function shareRows(origin) {
  const rows = [];
  for (const rate of RATES) {
    for (const hasWorker of [true, false]) {
      const tab = await openTag(origin, { rate, hasWorker });
      try {
        rows.push(...(await sharesOf(tab, rate, hasWorker)));
      } finally {
        await tab.close();
      }
    }
  }
  return rows;
}

async function sharesOf({ page, busy, start }, rate, hasWorker) {
  const speed = rate === 1 ? '' : ', a quarter of the processor';
  const percent = (name, value, gate) => ({
    name: `main thread${speed}: ${name}`,
    value,
    unit: '%',
    ...(rate === 1 && gate && { gate }),
  });
  const rows = [];
  if (hasWorker) {
    await page.evaluate(() => window.tag.remove());
    rows.push(percent('an empty page', await busy()));
    await page.evaluate(() => document.body.append(window.tag));
    rows.push(percent('the tag, before a conversation', await busy()));
  }
  await start();
  if (hasWorker) {
    rows.push(percent('warm, nobody speaks', await busy(), 1));
    await page.evaluate(() => window.tag.press());
    rows.push(percent('held', await busy()));
    await page.evaluate(() => window.tag.interrupt());
  }
  await page.evaluate(() => (window.tag.mode = 'hands-free'));
  await page.waitForFunction(() => window.tag.session.detector?.name === 'silero-v5' && !window.tag.session.state.lock);
  const where = hasWorker ? 'in a worker' : "on the page's own thread";
  rows.push(percent(`hands-free ${where}, nobody speaks`, await busy(), hasWorker && 3));
  return rows;
}

/** The tag from the built script, in a quiet room with a soft noise. */
async function openTag(origin, { rate = 1, hasWorker = true } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatar-ptt-'));
  const wav = path.join(folder, 'sound.wav');
  writeWav(wav, pinkNoise(120, -60));
  const browser = await chromium.launch({ executablePath: browserPath(), args: browserArgs({ wav }) });
  const page = await browser.newPage();
  // The same error as where a policy forbids it.
  if (!hasWorker) await page.addInitScript(() => (window.Worker = () => {}));
  await page.goto(origin);
  await page.evaluate(async () => {
    await customElements.whenDefined('avatar-ptt');
    window.tag = document.body.appendChild(document.createElement('avatar-ptt'));
    await window.tag.updateComplete;
  });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  if (rate > 1) await devtools.send('Emulation.setCPUThrottlingRate', { rate });
  const busySecs = async () =>
    (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
  return {
    page,
    start: async () => {
      await page.getByRole('button', { name: 'Start conversation' }).click();
      await page.waitForFunction(() => window.tag.session?.state.isSoundFlowing);
    },
    busy: async () => {
      await page.waitForTimeout(SETTLED_MS);
      const [from, at] = [await busySecs(), performance.now()];
      await page.waitForTimeout(WATCHED_SECS * 1000);
      return (((await busySecs()) - from) / ((performance.now() - at) / 1000)) * 100;
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
