// The built addition: in Node, and on pages with all that a policy can forbid it.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { browserArgs, browserPath } from '../../tools/browser.mjs';
import { sendPage, serve } from './package-server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = path.join(root, 'smart-turn/dist');
const read = (file) => readFileSync(path.join(root, file));
const { version } = JSON.parse(read('smart-turn/package.json'));
const { recordings } = JSON.parse(read('test/fixtures/smart-turn.json'));

const NAME = 'cold_corpus.wav';
const HEADER_BYTES = 44;
const { probability } = recordings.find(({ name }) => name === NAME);
const samples = last8Secs(read(`test/fixtures/mfa/${NAME}`));

/** The least that a policy has to allow. */
const STRICT = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'avatar-ptt-smart-turn',
};
// In place of the page's avatar-ptt: keeps what is registered.
const STAND_IN = `globalThis[Symbol.for('avatarPtt ${version}')] = {
  registerTurnAnalyzer: (name, factory) => { globalThis.registered = { name, factory }; },
};`;
const BASE = '/deep/base/';

let files;
let pages;
let browser;
let answered;

before(async () => {
  const bundled = await esbuilt();
  files = await serve(({ url }, response) => sendBuilt(url.slice(1), response));
  pages = await serve(({ url }, response) => {
    const script = { '/stand-in.js': STAND_IN, '/bundled.js': bundled }[url];
    if (script) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    // A worker has the policy of its own file, so a server that means it sends it with all.
    if (url.startsWith(BASE)) return sendBuilt(url.slice(BASE.length), response, policyOf(answered));
    return sendPage(answered.markup, response, policyOf(answered));
  });
  browser = await chromium.launch({ executablePath: browserPath(), args: browserArgs() });
});
after(async () => {
  await browser.close();
  await Promise.all([pages, files].map((server) => server.close()));
});

describe('avatar-ptt-smart-turn', () => {
  it('judges in Node', async () => {
    const { createSmartTurn } = await import(path.join(dist, 'node.js'));
    const judge = await createSmartTurn();
    assert.equal(await judge(samples), probability);
  });

  it('judges under a base path, by the strictest policy that allows WebAssembly', async () => {
    assert.deepEqual(await outcome(scriptTag(BASE), STRICT), { name: 'smart-turn-v3', completeness: probability });
  });

  it('judges from another origin', async () => {
    const { completeness } = await outcome(scriptTag(`${files.origin}/`), {});
    assert.equal(completeness, probability);
  });

  it('judges in a bundle of esbuild, which leaves the files where they are, with its one line', async () => {
    const { completeness } = await outcome('<script type="module" src="/bundled.js"></script>', {});
    assert.equal(completeness, probability);
  });

  for (const [directive, value, code] of [
    ['script-src', "'self'", 'wasm-blocked'],
    ['worker-src', "'none'", 'worker-blocked'],
    ['trusted-types', 'another', 'worker-blocked'],
    ['connect-src', "'none'", 'file-blocked'],
  ]) {
    it(`says ${code} where ${directive} is ${value}`, async () => {
      assert.equal((await outcome(scriptTag(BASE), { ...STRICT, [directive]: value })).code, code);
    });
  }
});

function scriptTag(folder) {
  return `<script src="/stand-in.js"></script><script type="module" src="${folder}avatar-ptt-smart-turn.min.js"></script>`;
}

/** What comes of a page that judges the recording. */
async function outcome(markup, policy) {
  answered = {
    markup,
    policy: Object.entries(policy)
      .map((one) => one.join(' '))
      .join('; '),
  };
  const page = await browser.newPage();
  try {
    await page.goto(pages.origin);
    await page.waitForFunction(() => globalThis.registered);
    return await page.evaluate(async (numbers) => {
      const { name, factory } = globalThis.registered;
      const { signal } = new AbortController();
      try {
        const analyzer = await factory({ onProgress: () => {}, signal });
        const sound = { samples: Float32Array.from(numbers), turnStartMs: 0, pauseMs: 0, askedMs: 200 };
        return { name, completeness: await analyzer.judge(sound, signal) };
      } catch (error) {
        return { code: error.code, message: error.message };
      }
    }, Array.from(samples));
  } finally {
    await page.close();
  }
}

function policyOf({ policy }) {
  return { 'content-security-policy': policy };
}

function sendBuilt(name, response, headers = {}) {
  const file = path.join(dist, path.basename(name));
  if (!existsSync(file)) return response.writeHead(404).end();
  const type = file.endsWith('.js') ? 'text/javascript' : 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*', ...headers });
  return createReadStream(file).pipe(response);
}

async function esbuilt() {
  const contents = `import { configureSmartTurn } from './index.js'; configureSmartTurn({ base: '${BASE}' });`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dist },
    bundle: true,
    write: false,
    format: 'esm',
    plugins: [
      {
        name: 'stand-in',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^avatar-ptt\/headless$/ }, () => ({ path: 'stand-in', namespace: 'stand-in' }));
          onLoad({ filter: /./, namespace: 'stand-in' }, () => ({
            contents:
              'export const registerTurnAnalyzer = (name, factory) => (globalThis.registered = { name, factory });',
          }));
        },
      },
    ],
  });
  return outputFiles[0].text;
}

function last8Secs(wav) {
  const count = Math.min((wav.length - HEADER_BYTES) / 2, 128_000);
  const start = wav.length - count * 2;
  return Float32Array.from({ length: count }, (_, i) => wav.readInt16LE(start + i * 2) / 32_768);
}
