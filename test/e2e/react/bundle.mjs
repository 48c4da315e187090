// The page under test in each React that the components are for, from what was built.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Bundles a file of this folder for the browser; answers with its code and the names of all files in it. */
export async function bundle(entry, modules) {
  const { outputFiles, metafile } = await build({
    ...optionsFor(entry, modules),
    write: false,
    metafile: true,
    splitting: true,
    format: 'esm',
    outdir: '/',
  });
  const scripts = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
  const [, first] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint?.endsWith(entry));
  return { scripts, files: Object.keys(first.inputs) };
}

/** Bundles a file of this folder for Node, and imports it. */
export async function imported(entry, modules, outfile) {
  await build({
    ...optionsFor(entry, modules),
    outfile,
    platform: 'node',
    format: 'esm',
    // React's server is CommonJS and asks Node for its parts.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
  });
  return import(pathToFileURL(outfile));
}

function optionsFor(entry, modules) {
  return {
    entryPoints: [path.join(folder, entry)],
    bundle: true,
    jsx: 'automatic',
    // The repository's own would lead to the sources.
    tsconfigRaw: {},
    target: 'es2022',
    alias: Object.fromEntries(['react', 'react-dom'].map((name) => [name, path.join(modules, name)])),
    // React says what is wrong with a page only in its development build.
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
  };
}
