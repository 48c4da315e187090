import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { editorTypes, reactTypes } from './tools/build/editor-types.mjs';
import { integrityOf, minifyTemplates, scriptFile } from './tools/build/script-tag.mjs';
import { threadRollup } from './tools/build/thread.mjs';
import { withNotices } from './tools/notices.mjs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

const typescript = () => esbuild({ target: 'es2022', tsconfig: 'tsconfig.json' });
const minified = () =>
  terser({ module: true, ecma: 2022, compress: { passes: 2, ecma: 2022 }, format: { comments: /^!/ } });
const banner = `/*! avatar-ptt ${version}, MIT; notices of what is bundled: THIRD-PARTY-NOTICES.md */`;

/** The detector's numbers, half of what the package weighs: their version is their name, and they never change. */
const NUMBERS = 'silero-v5-numbers';

/** For bundlers: one file for each source file, so that what is not imported is not loaded. */
const dist = {
  input: [
    ...['index', 'define', 'headless', 'analysis'].map((name) => `src/${name}.ts`),
    ...['local', 'liveavatar', 'convai', 'pipecat'].map((name) => `src/providers/${name}.ts`),
    ...['ar', 'de', 'es', 'fr', 'ja'].map((name) => `src/i18n/${name}.ts`),
  ],
  external: /^(lit|livekit-client)($|\/)/,
  plugins: [emptied('dist'), numbersOnce(), threadRollup(), typescript(), editorTypes()],
  output: { dir: 'dist', format: 'es', sourcemap: 'hidden', preserveModules: true, preserveModulesRoot: 'src' },
};

/** The inspector sees of the package what everybody sees. */
const inspector = {
  input: ['inspector/index.ts', 'inspector/define.ts'],
  external: /^(lit|avatar-ptt|idb-keyval|fflate)($|\/)/,
  plugins: [typescript()],
  output: {
    dir: 'dist/inspector',
    format: 'es',
    sourcemap: 'hidden',
    preserveModules: true,
    preserveModulesRoot: 'inspector',
  },
};

/** The React components see of the package what everybody sees, too. */
const react = {
  // By a path, for there is a package of that name.
  input: ['./react/avatar-ptt.ts', './react/avatar-inspector.ts'],
  external: /^(avatar-ptt|lit|react)($|\/)/,
  // The build of @lit/react for Node sets no properties, and tests of a page run in Node.
  plugins: [resolve({ browser: true, exportConditions: ['production'] }), typescript(), reactTypes()],
  output: {
    dir: 'dist/react',
    format: 'es',
    sourcemap: 'hidden',
    chunkFileNames: '[name].js',
    // A directive in a source would be lost when its module is put together with others.
    banner: ({ isEntry }) => (isEntry ? "'use client';" : ''),
  },
};

/** For a script tag: registers the element and exports what the package exports; dynamic imports stay lazy. */
const scriptTag = (name, folder, plugins) => ({
  input: 'script-tag',
  // So that all it needs at first is in the file itself.
  preserveEntrySignatures: 'allow-extension',
  plugins: [
    ...plugins,
    scriptTagEntry(folder),
    resolve({ exportConditions: ['production'] }),
    typescript(),
    minifyTemplates(),
    minified(),
    scriptFile(name === 'avatar-ptt' ? 'avatarPtt' : 'avatarInspector'),
    integrityOf('cdn'),
  ],
  output: {
    dir: 'cdn',
    format: 'es',
    sourcemap: 'hidden',
    banner,
    entryFileNames: `${name}.min.js`,
    chunkFileNames: ({ name }) => (name === NUMBERS ? `chunks/${NUMBERS}.js` : 'chunks/[name]-[hash].js'),
    assetFileNames: 'chunks/[name]-[hash][extname]',
  },
});

const cdn = scriptTag('avatar-ptt', 'src', [emptied('cdn'), threadRollup({ isFile: true })]);
// The package itself is found by its own name, as built just before.
const cdnInspector = scriptTag('avatar-inspector', 'inspector', []);

export default withNotices([dist, inspector, react, cdn, cdnInspector]);

function emptied(folder) {
  return { name: 'emptied', buildStart: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A folder `cdn/` is copied alone, so the one file of the numbers is there, and what bundlers get imports it from there. */
function numbersOnce() {
  return {
    name: 'numbers-once',
    resolveId: (source) =>
      source === `./${NUMBERS}.js` ? { id: `../../cdn/chunks/${NUMBERS}.js`, external: true } : null,
  };
}

function scriptTagEntry(folder) {
  const id = path.resolve(folder, 'script-tag.js');
  return {
    name: 'script-tag-entry',
    resolveId: (source) => (source === 'script-tag' ? { id, moduleSideEffects: true } : null),
    load: (loaded) => (loaded === id ? `import './define.js';\nexport * from './index.js';` : null),
  };
}
