// What is asked of the package in every tool: built as the example says, in production and in the development server.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exampleCopy, prepareExample, restoreExample } from '../../tools/examples.mjs';
import { packedFile } from '../../tools/install.mjs';
import { testApp } from './app-test.mjs';
import { sayHandsFreeTurn, sayHeldTurn } from './converse.mjs';
import { resultsOf } from './results.mjs';
import { mustRunTool, startServer } from './run-tool.mjs';
import { serveFolder } from './site.mjs';
import { openTab } from './tab.mjs';
import { testTypes } from './types-test.mjs';
import { bytesOf, emittedFiles, lazyPartsIn, lazyWords, minifiedFiles, withEmptyPackage } from './weigh.mjs';

export const BASE = '/app/';
const MAX_FILE_BYTES = 700_000;
const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * One example in its tool. `tool` and `version` (a package) name it in the table. In `production`, `build` is the command,
 * `output` what it writes, and `start` serves that, or a plain web server does; in `development`, `start` does. All are
 * given what a person would type. What is not minified by the tool alone is judged as it would be. `overlay` has files of the example with the one line that no command line takes;
 * `advice` is what a tool says of any file that is large. `page` is where the conversation is, below the base path. With
 * `html` is what a server has rendered there; `also` has more to check in the open page, by title. With
 * `app`, the application of `pages/` is tried too (`testApp`); with `types`, a command, the mistakes of `mistakes/`.
 */
export function testExample(name, options) {
  const { tool = name, version = name, page = '', overlay = () => ({}) } = options;
  const copy = exampleCopy(name);
  const { row } = resultsOf(tool);
  const restore = () => {
    restoreExample(name);
    writeFiles(copy, overlay(copy));
  };

  const production = { output: 'dist', ...options.production };
  const build = () => (production.build ? mustRunTool(production.build, copy) : '');
  const serve = () => {
    if (production.start) return startServer(production.start, copy, BASE);
    return serveFolder(path.join(copy, production.site ?? production.output), BASE);
  };

  before(() => {
    if (!prepareExample(name, packedFile())) throw new Error('The npm registry can not be reached.');
  });

  describe(`the example ${name}, in production with ${tool}`, () => {
    let found;
    let server;
    let tab;
    let baseline;
    let files;
    let output = '';
    before(async () => {
      found = row({ tool, version: readManifest(copy, version).version, mode: 'production' });
      found({ build: 'failed' });
      restore();
      baseline = await withEmptyPackage(copy, async () => {
        const said = await build();
        const emitted = emittedFiles(path.join(copy, production.output));
        return { said, emitted, atFirst: await firstLoad(await serve(), page) };
      });
      restore();
      output = await build();
      files = emittedFiles(path.join(copy, production.output));
      found({ build: 'ok', gainedBytes: bytesOf(files) - bytesOf(baseline.emitted) });
      server = await serve();
      tab = await openTab(server.url + page);
    });
    after(() => closeBoth(tab, server));

    it('asks for the version that it is given', () => {
      const { dependencies } = JSON.parse(readFileSync(path.join(copy, 'package.json'), 'utf8'));
      assert.equal(dependencies['avatar-ptt'], readManifest(copy, 'avatar-ptt').version);
    });

    it('builds without a warning that is ours', () => {
      assert.deepEqual(newWarnings(output, baseline.said, production.advice), []);
    });

    it(`emits no file of more than ${MAX_FILE_BYTES / 1000} kB`, async () => {
      found({ largestFileBytes: Math.max(...files.map(({ bytes }) => bytes)) });
      const folder = path.join(copy, production.output);
      const judged = production.isMinified === false ? await minifiedFiles(folder, files) : files;
      assert.deepEqual(
        judged.filter(({ bytes }) => bytes > MAX_FILE_BYTES),
        [],
      );
    });

    it('loads nothing before a press that is needed only after it', async () => {
      await settle(tab.page);
      const loaded = await tab.loaded();
      found({ gainedAtFirstBytes: weightOf(loaded) - weightOf(baseline.atFirst) });
      assert.deepEqual(lazyPartsIn(loaded, lazyWords(copy)), []);
    });

    converses(
      () => tab,
      (more) => found(more),
      options,
    );
  });

  const { start, base = BASE, ready } = options.development;
  const develop = () => startServer(start, copy, base, ready);

  describe(`the example ${name}, in the development server of ${tool}`, () => {
    let found;
    let server;
    let tab;
    before(async () => {
      found = row({ tool, version: readManifest(copy, version).version, mode: 'development' });
      found({ build: 'failed' });
      restore();
      server = await develop();
      tab = await openTab(server.url + page);
      await settle(tab.page);
      found({ build: 'ok' });
    });
    after(() => closeBoth(tab, server));

    it('loads nothing before a press that is needed only after it', async () => {
      assert.deepEqual(lazyPartsIn(await tab.loaded(), lazyWords(copy)), []);
    });

    converses(
      () => tab,
      (more) => found(more),
      options,
    );
  });

  /** Puts what tests have for this example into its copy. */
  const place = (folder) => {
    restore();
    cpSync(folder, copy, { recursive: true });
  };
  if (options.app) {
    const pages = path.join(here, 'pages', name);
    testApp(tool, {
      ...options.app,
      build: async () => {
        place(pages);
        await build();
        return serve();
      },
      develop: () => {
        place(pages);
        return develop();
      },
    });
  }
  if (options.types) {
    const folder = path.join(here, 'mistakes', name);
    describe(`the example ${name}`, () => testTypes(options.types, { copy, folder, place: () => place(folder) }));
  }
}

function converses(tab, found, { html, also = {} }) {
  if (html) {
    it('has the tag before any script has run', async () => {
      assert.match(await (await fetch(tab().page.url())).text(), html);
    });
  }

  it('takes a turn said with the mouse held', async () => {
    found({ heldTurn: await sayHeldTurn(tab().page) });
  });

  it('takes a turn by voice alone, heard by the model', async () => {
    const { durationMs, detector } = await sayHandsFreeTurn(tab().page);
    found({ handsFreeTurn: durationMs, detector: detector.name });
    assert.deepEqual(detector, { name: 'silero-v5', reason: '' });
  });

  for (const [title, check] of Object.entries(also)) it(title, () => check(tab().page));

  it('leaves no noise in the console', () => {
    assert.deepEqual(tab().problems, []);
  });
}

/** Lines that warn of something, and are there with the package only. Each piece of advice may be given once. */
function newWarnings(output, before, advice = []) {
  const warnings = (text) => text.split('\n').filter((line) => /warn|deprecat|\(!\)|⚠/i.test(line));
  const plain = (line) => line.replace(/\d+/g, '0').trim();
  const known = new Set(warnings(before).map(plain));
  const rest = advice.reduce((text, words) => text.replace(words, ''), output);
  return warnings(rest).filter((line) => !known.has(plain(line)));
}

async function firstLoad(server, page) {
  const tab = await openTab(server.url + page);
  await tab.page.waitForLoadState('networkidle');
  const loaded = await tab.loaded();
  await closeBoth(tab, server);
  return loaded;
}

/** The tag is there, and whatever comes by itself has come. */
async function settle(page) {
  await page.getByRole('button', { name: 'Start conversation' }).waitFor();
  await page.waitForLoadState('networkidle');
}

const weightOf = (loaded) => loaded.reduce((sum, { body }) => sum + body.length, 0);

async function closeBoth(tab, server) {
  await tab?.close();
  await server?.close();
}

function writeFiles(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

/** The package.json of what is installed in a folder. */
export function readManifest(folder, name) {
  return JSON.parse(readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8'));
}
