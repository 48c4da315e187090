// What a page that embeds our files from elsewhere needs to know of them: their sizes and their hashes.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** For rollup: when all is written, `INTEGRITY.md` to read and `integrity.json` for tools stand beside the files. */
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
