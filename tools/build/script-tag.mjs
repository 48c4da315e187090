// What is built for script tags. A tag loads one file: as a module, and as a classic script for pages that have only those. Its
// chunks come on demand, and take what they share with it from the page instead of importing the file a second time;
// rollup's own `iife` can load nothing on demand.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import MagicString from 'magic-string';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
// A classic script of another origin has no address of its own to import from.
const ownFolder = '(document.currentScript?.src??"").replace(/[^/]*$/,"")';
// What does not load is asked for once more, under another address: some browsers keep a failure for as long as the page is
// open. All who ask at a time share one answer, and a good one is kept: under two addresses a part would be there twice. No
// other address on a page that knows the hashes of addresses: it has none for that.
const scriptLoad = `function scriptLoad(url){return scriptLoad[url]??=import(url).catch(error=>{if([...document.scripts].some(({type,text})=>type=="importmap"&&/"integrity"/.test(text)))throw error;return import(url+"?"+(scriptLoad.n=(scriptLoad.n??0)+1))}).catch(error=>{scriptLoad[url]=null;throw error})}`;
const exported = /export\s*\{([^}]*)\};?/g;

/**
 * For rollup, after everything else. `classicName` is the global that a classic script gives its exports; without the
 * version in the key, another copy on the page would be taken for this one.
 */
export function scriptFile(classicName) {
  const key = `globalThis[Symbol.for(${JSON.stringify(`${classicName} ${version}`)})]`;
  return {
    name: 'script-file',
    // From the embedder's own base, once it is known. What is loaded from there finds the rest beside itself.
    renderDynamicImport({ chunk, moduleId }) {
      if (!chunk.isEntry) return { left: 'scriptLoad(', right: ')' };
      const base = /\/(session-source|language)\.ts$/.test(moduleId) ? '(scriptBase=_base||scriptBase)' : 'scriptBase';
      return { left: `scriptLoad(${base}+`, right: ')' };
    },
    // It comes in after the hashes.
    augmentChunkHash: () => scriptLoad,
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
      const entry = chunks.find(({ isEntry }) => isEntry);
      if (entry.imports.length > 0) this.error(`${entry.fileName} needs ${entry.imports.join(', ')} to begin with.`);
      const { head, body, names, tail } = partsOf(entry.code);
      const exports = `export const{${names.map(([, name]) => name).join(',')}}=`;
      const shared = `${exports}${key};\n`;
      const sharedName = `chunks/shared-${hashOf(shared)}.js`;
      // The code begins on a line of its own, as it did: its map holds.
      const returned = names.map(([own, name]) => `${name}:${own}`).join(',');
      const made = (base) =>
        `${key}??=(()=>{"use strict";let scriptBase=${base};${scriptLoad}\n${body}\nreturn{${returned}}})();\n`;
      entry.code = `${head}${exports}${made('""')}${tail}`;
      const classic = classicOf(entry.fileName);
      const code = `${head}globalThis.${classicName}??=${made(ownFolder)}${tail.replace(entry.fileName, classic)}`;
      this.emitFile({ type: 'asset', fileName: classic, source: code });
      const map = bundle[`${entry.fileName}.map`];
      if (map) this.emitFile({ type: 'asset', fileName: `${classic}.map`, source: map.source });
      // Behind the code, so that its map holds.
      for (const chunk of chunks) {
        if (chunk !== entry && chunk.code.includes('scriptLoad(')) chunk.code += `\n${scriptLoad}\n`;
      }
      if (!chunks.some(({ imports }) => imports.includes(entry.fileName))) return;
      this.emitFile({ type: 'asset', fileName: sharedName, source: shared });
      for (const chunk of chunks) {
        if (chunk !== entry)
          chunk.code = chunk.code.replaceAll(`"../${entry.fileName}"`, `"./${path.basename(sharedName)}"`);
      }
    },
  };
}

/**
 * For rollup: Lit's templates are text to a minifier, so their indentation would travel to every visitor. Styles are minified by
 * esbuild, and a line break in a template becomes one space. minify-literals takes the closing slash off SVG's elements, which then
 * swallow what follows.
 */
export function minifyTemplates() {
  return {
    name: 'minify-templates',
    async transform(code, id) {
      if (!/\/(src\/element|inspector)\//.test(id)) return null;
      const text = new MagicString(code);
      for (const { tag, quasi } of templatesIn(this.parse(code))) {
        for (const { start, end } of quasi.quasis) {
          const part = code.slice(start, end);
          if (part) text.update(start, end, await smaller(tag.name, part, quasi.quasis.length === 1));
        }
      }
      return { code: text.toString(), map: text.generateMap({ hires: 'boundary' }) };
    },
  };
}

/**
 * For rollup: when all is written, `INTEGRITY.md` to read and `integrity.json` for tools stand beside the files: their sizes and
 * hashes, for pages that embed them from elsewhere. Plugins for SRI write hashes into pages, and no page is built here.
 */
export function integrityOf(folder) {
  return {
    name: 'integrity',
    closeBundle() {
      const files = readdirSync(folder, { recursive: true })
        .map((name) => name.replaceAll(path.sep, '/'))
        .filter((name) => /\.js$/.test(name))
        .sort();
      const facts = files.map((name) => ({ name, ...factsOf(readFileSync(path.join(folder, name))) }));
      const hashes = Object.fromEntries(facts.map(({ name, integrity }) => [name, integrity]));
      writeFileSync(path.join(folder, 'integrity.json'), `${JSON.stringify(hashes, null, 2)}\n`);
      writeFileSync(path.join(folder, 'INTEGRITY.md'), tableOf(facts));
    },
  };
}

function classicOf(fileName) {
  return fileName.replace('.min.js', '.classic.min.js');
}

/** The banner's line, the code, its exports as [own name, exported name], and the line that names the map. */
function partsOf(code) {
  const [statement, list] = [...code.matchAll(exported)].at(-1);
  const start = code.indexOf('\n') + 1;
  const at = code.lastIndexOf(statement);
  const names = list.split(',').map((one) => one.trim().split(/\s+as\s+/));
  return {
    head: code.slice(0, start - 1),
    body: code.slice(start, at),
    names: names.map(([own, name = own]) => [own, name]),
    tail: code.slice(at + statement.length).trimStart(),
  };
}

function hashOf(text) {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}

async function smaller(tag, part, isWhole) {
  if (tag !== 'css') return part.replace(/\n\s+/g, ' ');
  // Part of a style sheet need not be one itself.
  return isWhole && !part.includes('\\') ? (await transform(part, { loader: 'css', minify: true })).code.trim() : part;
}

/** Every template of Lit's in the tree, and in the templates within. */
function* templatesIn(node) {
  if (node.type === 'TaggedTemplateExpression' && ['html', 'svg', 'css'].includes(node.tag.name)) yield node;
  for (const child of Object.values(node).flat()) if (typeof child?.type === 'string') yield* templatesIn(child);
}

function factsOf(content) {
  const hash = createHash('sha384').update(content).digest('base64');
  return { bytes: content.length, gzip: gzipSync(content, { level: 9 }).length, integrity: `sha384-${hash}` };
}

function tableOf(facts) {
  const shown = (bytes) => bytes.toLocaleString('en');
  const rows = facts.map(
    ({ name, bytes, gzip, integrity }) => `| \`${name}\` | ${shown(bytes)} | ${shown(gzip)} | \`${integrity}\` |`,
  );
  return [
    '# Files, their sizes in bytes, and their hashes',
    '',
    'The hash of a script goes into its `integrity` attribute, with `crossorigin` beside it.',
    '',
    '| file | bytes | gzip | integrity |',
    '| --- | ---: | ---: | --- |',
    ...rows,
    '',
    'With this import map, before the first script of the page, a browser refuses every part that is not what was built. Put',
    'your folder in place of `/avatar-ptt/`, or the address of another origin. No map reaches the files of the audio worklet and',
    "of the detector's worker: from another origin, name copies on your own with `worklet-url` and `worker-url`.",
    '',
    '```html',
    '<script type="importmap">',
    JSON.stringify(importMapOf(facts), null, 2),
    '</script>',
    '```',
    '',
  ].join('\n');
}

/** Of what is imported. */
function importMapOf(facts) {
  const modules = facts.filter(({ name }) => !/\.(classic|worklet|worker)[.-]/.test(name));
  return { integrity: Object.fromEntries(modules.map(({ name, integrity }) => [`/avatar-ptt/${name}`, integrity])) };
}
