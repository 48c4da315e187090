// `npm run site`: the demo as static files in site/, with the package in them as an embedder has it.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import resolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';
import { ensureInstalled, fail, isStarted, root, run } from './install.mjs';

const source = path.join(root, 'demo');

/** Writes the demo into `folder`; needs the built package. It works under any path, so its addresses are relative. */
export async function buildSite(folder = path.join(root, 'site')) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(source);
  const pages = files.filter((name) => name.endsWith('.html'));
  for (const name of files.filter((file) => /\.(css|svg)$/.test(file)))
    cpSync(path.join(source, name), path.join(folder, name));
  const scripts = new Set();
  for (const page of pages) {
    const text = readFileSync(path.join(source, page), 'utf8').replace(/ *<meta name="token-server".*\n/, '');
    const html = text.replaceAll(/src="\.\/([\w-]+)\.ts"/g, (_, name) => {
      scripts.add(name);
      return `src="./${name}.js"`;
    });
    writeFileSync(path.join(folder, page), html);
  }
  const bundle = await rollup({
    input: [...scripts].map((name) => path.join(source, `${name}.ts`)),
    plugins: [resolve({ exportConditions: ['production'] }), esbuild({ target: 'es2022', minify: true })],
    onwarn: (warning) => fail(warning.message),
  });
  await bundle.write({ dir: folder, format: 'es', sourcemap: true, chunkFileNames: 'chunks/[name]-[hash].js' });
  await bundle.close();
  return pages;
}

if (isStarted(import.meta.url)) {
  ensureInstalled();
  if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
  const pages = await buildSite();
  console.log(`site/ holds ${pages.join(', ')}.`);
}
