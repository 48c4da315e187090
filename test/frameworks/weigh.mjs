// What a build gained by the package, and what of that comes before anybody has pressed anything.
import { cpSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';

/** What comes when it is asked for: words that no minifier changes, and the file of the packages that they are in. */
const LAZY_PARTS = [
  { part: 'clouds', file: 'livekit-client/dist/livekit-client.esm.mjs', word: 'could not establish signal connection' },
  {
    part: 'detector',
    file: 'avatar-ptt/dist/detector/detector-worker.js',
    word: 'The browser does not allow its worker',
  },
  { part: "detector's numbers", file: 'avatar-ptt/cdn/chunks/silero-v5-numbers.js', word: /[\w+/=]{80}/ },
  { part: 'inspector', file: 'avatar-ptt/dist/inspector/avatar-inspector.js', word: 'The browser blocked the window.' },
];

/** Files that a browser can be sent; maps are for people who look for mistakes. */
export function emittedFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => ({ name, stat: statSync(path.join(folder, name)) }))
    .filter(({ name, stat }) => stat.isFile() && !name.endsWith('.map'))
    .map(({ name, stat }) => ({ name, bytes: stat.size }));
}

/** The same files with as many bytes as they would have minified. */
export function minifiedFiles(folder, files) {
  return Promise.all(
    files.map(async ({ name }) => {
      const { code } = await transform(readFileSync(path.join(folder, name), 'utf8'), { minify: true });
      return { name, bytes: Buffer.byteLength(code) };
    }),
  );
}

export const bytesOf = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** What to look for in code to know each of them; throws when a part is known by other words now. */
export function lazyWords(folder) {
  return LAZY_PARTS.map(({ part, file, word }) => {
    const text = readFileSync(path.join(folder, 'node_modules', file), 'utf8');
    const found = typeof word === 'string' ? text.includes(word) && word : word.exec(text)?.[0];
    if (!found) throw new Error(`${file} has no ${String(word)} in it, so nobody would find the ${part}.`);
    return { part, word: found };
  });
}

/** The parts in what was loaded although nobody has asked for them, each with where it is. */
export function lazyPartsIn(loaded, words) {
  return words.flatMap(({ part, word }) =>
    loaded.filter(({ body }) => body.includes(word)).map(({ url }) => `${part} in ${url}`),
  );
}

/** While `work` runs, the package has the same names and types and nothing in it: what is weighed then is all the rest. */
export async function withEmptyPackage(folder, work) {
  const installed = path.join(folder, 'node_modules', 'avatar-ptt');
  // Away from what tools look through.
  const kept = `${folder}.avatar-ptt`;
  rmSync(kept, { recursive: true, force: true });
  renameSync(installed, kept);
  try {
    cpSync(kept, installed, { recursive: true });
    for (const name of readdirSync(installed, { recursive: true })) {
      if (name.endsWith('.js')) writeFileSync(path.join(installed, name), emptyModule(name));
    }
    return await work();
  } finally {
    rmSync(installed, { recursive: true, force: true });
    renameSync(kept, installed);
  }
}

/** A page can be without the tag, but not without the component that it renders. */
function emptyModule(name) {
  const components = /react\/avatar-(ptt|inspector)\.js$/.exec(name.replaceAll(path.sep, '/'));
  if (!components) return 'export {};\n';
  const component = { ptt: 'AvatarPtt', inspector: 'AvatarInspector' }[components[1]];
  return `'use client';\nexport const ${component} = () => null;\n`;
}
