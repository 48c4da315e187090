// `node tools/smart-turn-reference.mjs [python]`: compares the features and the probabilities of `smart-turn/` with those of
// Pipecat's Python on all recordings of people, and writes the table that the tests hold them to. The Python, `python3` if none
// is given, needs `pip install pipecat-ai==1.14.0 onnxruntime soundfile`.
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { fail, root } from './install.mjs';
import { writeLargeFiles } from './smart-turn-files.mjs';

const RECORDINGS = 'test/fixtures/mfa';
const TABLE = 'test/fixtures/smart-turn.json';
const BUILT = path.join(root, '.cache/smart-turn');
/** Every so manieth feature goes into the table; it shares no factor with the length of a row, so that all times occur. */
const STRIDE = 1601;

const names = readdirSync(path.join(root, RECORDINGS)).filter((name) => /\.(flac|wav)$/.test(name));
const references = askPython(process.argv[2] ?? 'python3');
const { createFeatures, createSmartTurn } = await ours();
const judge = await createSmartTurn();
const featuresOf = createFeatures();
const rows = [];
for (const [index, { samples, features, probability }] of references.entries()) {
  const own = featuresOf(samples);
  rows.push({
    name: names[index],
    probability: await judge(samples),
    reference: probability,
    greatestDifference: features.reduce((max, value, i) => Math.max(max, Math.abs(value - own[i])), 0),
    features: Array.from(features.filter((_, i) => i % STRIDE === 0)),
  });
}
const file = path.join(root, TABLE);
const text = JSON.stringify({ stride: STRIDE, recordings: rows }, shortened);
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
const largest = (numbers) => Math.max(...numbers);
const differences = rows.map((row) => Math.abs(row.probability - row.reference));
const otherSide = rows.filter((row) => row.probability >= 0.5 !== row.reference >= 0.5);
console.log(`features: within ${largest(rows.map((row) => row.greatestDifference))}`);
console.log(`probabilities: within ${largest(differences)}, median ${differences.toSorted((a, b) => a - b)[25]}`);
console.log(`on the other side of 0.5: ${otherSide.map((row) => row.name).join(', ') || 'none'}`);

function askPython(python) {
  const files = names.map((name) => path.join(root, RECORDINGS, name));
  const script = path.join(root, 'tools/smart-turn-reference.py');
  const { status, stdout, stderr } = spawnSync(python, [script, ...files], { encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) fail(`${python} failed:\n${stderr}`);
  const unpacked = (text) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ samples, features, probability }) => ({
      samples: unpacked(samples),
      features: unpacked(features),
      probability,
    }));
}

async function ours() {
  const sources = ['features', 'node'].map((name) => path.join(root, `smart-turn/src/${name}.ts`));
  const options = { bundle: true, format: 'esm', platform: 'node', target: 'node20', outExtension: { '.js': '.mjs' } };
  await build({ entryPoints: sources, outdir: BUILT, ...options });
  writeLargeFiles(BUILT);
  const modules = ['features', 'node'].map((name) => import(pathToFileURL(path.join(BUILT, `${name}.mjs`))));
  return Object.assign({}, ...(await Promise.all(modules)));
}

/** Single precision has no more digits to tell apart. */
function shortened(key, value) {
  return typeof value === 'number' && /^\d+$/.test(key) ? Number(value.toPrecision(7)) : value;
}
