import { readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { root } from '../tools/install.mjs';
import { LARGE_FILES, largeFile } from '../tools/smart-turn-files.mjs';
import { threadRollup } from '../tools/build/thread.mjs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const source = (name) => path.join(root, `smart-turn/src/${name}.ts`);
// All in one folder, so that the large files are there once.
const dir = path.join(root, 'smart-turn/dist');
const typescript = () => esbuild({ target: 'es2022', tsconfig: path.join(root, 'tsconfig.json') });

/** For bundlers. */
const dist = {
  input: source('index'),
  external: /^avatar-ptt($|\/)/,
  plugins: [emptied(), largeFiles(), threadRollup(), typescript()],
  output: { dir, format: 'es', sourcemap: 'hidden', preserveModules: true },
};

/** For Node, with the runtime in it: installing that would bring its builds for everything else, too. */
const node = {
  input: source('node'),
  external: [/^node:/, ...builtinModules],
  plugins: [resolve(), typescript()],
  output: { dir, format: 'es', sourcemap: 'hidden', inlineDynamicImports: true },
};

/** For a script tag behind that of avatar-ptt. */
const scriptTag = {
  input: source('index'),
  plugins: [ofThePage(), threadRollup({ isFile: true }), typescript(), terser({ module: true, ecma: 2022 })],
  output: {
    dir,
    format: 'es',
    sourcemap: 'hidden',
    entryFileNames: 'avatar-ptt-smart-turn.min.js',
    chunkFileNames: 'avatar-ptt-smart-turn.[name].min.js',
    // The same bytes as for bundlers.
    assetFileNames: '[name][extname]',
  },
};

export default [dist, node, scriptTag];

function emptied() {
  return { name: 'emptied', buildStart: () => rmSync(dir, { recursive: true, force: true }) };
}

function largeFiles() {
  return {
    name: 'large-files',
    generateBundle() {
      for (const name of LARGE_FILES) this.emitFile({ type: 'asset', fileName: name, source: largeFile(name) });
    },
  };
}

/** The avatar-ptt that its own script has brought to the page; a second one would know other sessions. */
function ofThePage() {
  const id = '\0avatar-ptt';
  const code = `const page = globalThis[Symbol.for('avatarPtt ${version}')];
    if (!page) throw new Error('The script of avatar-ptt ${version} must come before that of avatar-ptt-smart-turn.');
    export const { registerTurnAnalyzer } = page;`;
  return {
    name: 'of-the-page',
    resolveId: (source) => (source === 'avatar-ptt/headless' ? id : null),
    load: (loaded) => (loaded === id ? code : null),
  };
}
