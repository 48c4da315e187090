import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { editorTypes } from './tools/editor-types.mjs';
import { minifyTemplates } from './tools/minify-templates.mjs';
import { integrityOf } from './tools/integrity.mjs';
import { withNotices } from './tools/notices.mjs';
import { scriptFile } from './tools/script-file.mjs';
import { workletRollup } from './tools/worklet-plugin.mjs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

const typescript = () => esbuild({ target: 'es2022', tsconfig: 'tsconfig.json' });
const minified = () =>
  terser({ module: true, ecma: 2022, compress: { passes: 2, ecma: 2022 }, format: { comments: /^!/ } });
const banner = `/*! avatar-ptt ${version}, MIT; notices of what is bundled: THIRD-PARTY-NOTICES.md */`;

/** For bundlers: one file for each source file, so that what is not imported is not loaded. */
const dist = {
  input: [
    ...['index', 'define', 'headless'].map((name) => `src/${name}.ts`),
    ...['local', 'liveavatar', 'convai'].map((name) => `src/providers/${name}.ts`),
    ...['ar', 'de', 'es', 'fr', 'ja'].map((name) => `src/i18n/${name}.ts`),
  ],
  external: /^(lit|livekit-client)($|\/)/,
  plugins: [emptied('dist'), workletRollup(), typescript(), editorTypes()],
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
    vadFromChunk(),
    minified(),
    scriptFile(name === 'avatar-ptt' ? 'avatarPtt' : 'avatarInspector'),
  ],
  output: {
    dir: 'cdn',
    format: 'es',
    sourcemap: 'hidden',
    banner,
    entryFileNames: `${name}.min.js`,
    chunkFileNames: 'chunks/[name]-[hash].js',
    assetFileNames: 'chunks/[name]-[hash][extname]',
  },
});

const cdn = scriptTag('avatar-ptt', 'src', [emptied('cdn'), workletRollup({ isFile: true })]);
// The package itself is found by its own name, as built just before.
const cdnInspector = scriptTag('avatar-inspector', 'inspector', []);

/** The voice detector's worker, with ONNX Runtime inside, and beside it the two files that it loads. */
export const vad = {
  input: 'src/audio/silero.worker.ts',
  plugins: [resolve({ browser: true }), typescript(), vadAssets(), minified(), integrityOf('cdn')],
  output: ['dist', 'cdn'].map((folder) => ({
    dir: `${folder}/vad`,
    format: 'es',
    sourcemap: true,
    banner,
    entryFileNames: 'silero.worker.js',
  })),
};

export default withNotices([dist, inspector, cdn, cdnInspector, vad]);

function emptied(folder) {
  return { name: 'emptied', buildStart: () => rmSync(folder, { recursive: true, force: true }) };
}

function scriptTagEntry(folder) {
  const id = path.resolve(folder, 'script-tag.js');
  return {
    name: 'script-tag-entry',
    resolveId: (source) => (source === 'script-tag' ? { id, moduleSideEffects: true } : null),
    load: (loaded) => (loaded === id ? `import './define.js';\nexport * from './index.js';` : null),
  };
}

/** Sources in `src/audio/` name the worker's folder `../vad/`; a chunk lies elsewhere. */
function vadFromChunk() {
  return {
    name: 'vad-from-chunk',
    renderChunk(code, { fileName }) {
      const up = path.posix.relative(path.posix.dirname(fileName), 'vad');
      const fromChunk = up.startsWith('.') ? up : `./${up}`;
      return { code: code.replaceAll(/(["'`])\.\.\/vad\//g, `$1${fromChunk}/`), map: null };
    },
  };
}

function vadAssets() {
  return {
    name: 'vad-assets',
    generateBundle() {
      const files = [
        'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
        'node_modules/@ricky0123/vad-web/dist/silero_vad_v5.onnx',
      ];
      for (const file of files) {
        this.emitFile({ type: 'asset', fileName: path.basename(file), source: readFileSync(file) });
      }
    },
  };
}
