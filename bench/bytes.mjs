// What a browser loads, in bytes after gzip: the tag before a session starts, and what a session adds.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { fail, root } from '../tools/install.mjs';
import { bundled, ensureBuilt } from './built.mjs';

const BUDGET_BYTES = 28_500;
const CHUNK = /"\.\/(?:chunks\/)?([\w.-]+-[\w-]{7,8}\.js)"/g;
const CLIENTS = [
  { cloud: 'liveavatar', name: 'LiveAvatarSession', from: '@heygen/liveavatar-web-sdk' },
  { cloud: 'convai', name: 'ConvaiClient', from: '@convai/web-sdk/core' },
];

export async function bytes() {
  ensureBuilt();
  const tag = await filesOf('cdn/avatar-ptt.min.js');
  const [session, meter, provider, detector] = await Promise.all(
    ['create-session', 'conversation-parts', 'local', 'silero-detector'].map(async (name) => {
      const chunk = tag.later.find((file) => path.basename(file).startsWith(`${name}-`));
      return chunk ? filesOf(chunk) : filesOf(await chunkWithin(tag, name));
    }),
  );
  const known = new Set(tag.now);
  const added = [...new Set([...session.now, ...meter.now, ...provider.now])].filter((file) => !known.has(file));
  const detecting = detector.now.filter((file) => !known.has(file) && !added.includes(file));
  const numbers = detector.later.filter((file) => file.includes('silero-v5-numbers'));
  const worker = readdirSync(path.join(root, 'cdn/chunks')).filter((file) => file.startsWith('detector.worker'));
  return [
    { name: 'the tag, before a session starts', value: sizeOf(tag.now), unit: 'B' },
    { name: 'the same, as a share of 28.5 kB', value: sizeOf(tag.now) / BUDGET_BYTES, unit: '×', gate: 1 },
    { name: 'connecting to the embedded avatar adds', value: sizeOf(added), unit: 'B' },
    ...(await cloudRows(tag, session)),
    {
      name: 'hands-free adds: code',
      value: sizeOf([...detecting, ...worker.map((file) => `cdn/chunks/${file}`)]),
      unit: 'B',
    },
    { name: "hands-free adds: the network's numbers", value: sizeOf(numbers), unit: 'B' },
  ];
}

/**
 * The first conversation with a cloud, beside the vendors' clients as an embedder's bundler would pack them: one that is
 * used by a page is loaded with it, and it has neither a user interface nor a gate.
 */
async function cloudRows(tag, session) {
  const known = new Set(tag.now);
  const rows = [];
  for (const { cloud, name, from } of CLIENTS) {
    const backend = tag.later.find((file) => path.basename(file).startsWith(`${cloud}-`));
    const provider = await filesOf(backend ?? (await chunkWithin(tag, cloud)));
    const room = provider.later.filter((file) => path.basename(file).startsWith('livekit-client'));
    const files = new Set([...session.now, ...provider.now, ...room].filter((file) => !known.has(file)));
    rows.push({ name: `the first conversation with ${cloud} adds`, value: sizeOf([...files]), unit: 'B' });
    rows.push({
      name: `${from}, ${name} alone, all at once`,
      value: await sizeOfModule(`export { ${name} } from '${from}';`),
      unit: 'B',
    });
  }
  return rows;
}

async function sizeOfModule(contents) {
  return gzipSync(await bundled(contents), { level: 9 }).length;
}

/** What is loaded with `entry` now, and what it may load later: found by name, since a script tag loads it from a base of its own. */
async function filesOf(entry) {
  const apart = {
    name: 'apart',
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ kind, path: target }) =>
        kind === 'dynamic-import' ? { path: target, external: true } : undefined,
      ),
  };
  const options = { entryPoints: [path.join(root, entry)], absWorkingDir: root, bundle: true, format: 'esm' };
  const { metafile } = await build({ ...options, write: false, metafile: true, logLevel: 'error', plugins: [apart] });
  const now = Object.keys(metafile.inputs);
  const named = now.flatMap((file) => [...readFileSync(path.join(root, file), 'utf8').matchAll(CHUNK)]);
  return {
    now,
    later: [...new Set(named.map(([, chunk]) => `cdn/chunks/${chunk}`))].filter((file) => !now.includes(file)),
  };
}

/** A chunk that only another lazy chunk loads. */
async function chunkWithin({ later }, name) {
  for (const file of later) {
    const found = (await filesOf(file)).later.find((chunk) => path.basename(chunk).startsWith(`${name}-`));
    if (found) return found;
  }
  return fail(`There is no chunk ${name}.`);
}

function sizeOf(files) {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(root, file)), { level: 9 }).length, 0);
}
