// Unit tests that need no browser, in Node: compiled by esbuild, with the words of mocha on Node's own runner.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './install.mjs';
import { testFiles } from './test-files.mjs';

const outdir = path.join(root, '.cache', 'node-tests');

/** Runs `files`, paths in the repository, and resolves with their counts. */
export async function testInNode(files, { atOnce }) {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    inject: [path.join(root, 'tools', 'mocha-in-node.mjs')],
    // The same `expect`, without what it knows of pages.
    alias: { '@open-wc/testing': '@open-wc/testing/pure' },
    logLevel: 'warning',
  });
  const compiled = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => files.includes(entryPoint));
  // The files run in processes of their own, which take it from here: stacks name the sources.
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --enable-source-maps`;
  return testFiles(
    compiled.map(([file]) => path.join(root, file)),
    { atOnce },
  );
}
