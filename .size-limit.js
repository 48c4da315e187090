import { build } from 'esbuild';

/** A chunk behind `import()` is loaded when it is needed, so it counts for nothing here. */
const lazyChunksApart = {
  name: 'lazy-chunks-apart',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

const withLazyChunksApart = (config) => ({ ...config, plugins: [...(config.plugins ?? []), lazyChunksApart] });

/** The files that a browser fetches for `entry` before it runs. */
async function staticallyImported(entry) {
  const options = { entryPoints: [entry], bundle: true, format: 'esm', target: 'es2022' };
  const { metafile } = await build({ ...options, write: false, metafile: true, plugins: [lazyChunksApart] });
  return Object.keys(metafile.inputs);
}

export default [
  {
    name: 'Script tag, before a session starts (gzip)',
    path: await staticallyImported('cdn/avatar-ptt.min.js'),
    limit: '28.5 kB',
    gzip: true,
    disablePlugins: ['@size-limit/esbuild'],
  },
  {
    name: 'Script tag of the inspector, all that it needs at first (gzip)',
    path: await staticallyImported('cdn/avatar-inspector.min.js'),
    limit: '36 kB',
    gzip: true,
    disablePlugins: ['@size-limit/esbuild'],
  },
  {
    name: 'avatar-ptt/headless, a session alone, minified (gzip)',
    path: 'dist/headless.js',
    import: '{ createSession }',
    limit: '30.5 kB',
    gzip: true,
    modifyEsbuildConfig: withLazyChunksApart,
  },
  {
    name: 'avatar-ptt/analysis, all of it before it reads sound, minified (gzip)',
    path: 'dist/analysis.js',
    limit: '17.5 kB',
    gzip: true,
    modifyEsbuildConfig: withLazyChunksApart,
  },
  {
    name: 'avatar-ptt/providers/pipecat, loaded on demand, minified (gzip)',
    path: 'dist/providers/pipecat.js',
    limit: '12 kB',
    gzip: true,
    modifyEsbuildConfig: withLazyChunksApart,
  },
];
