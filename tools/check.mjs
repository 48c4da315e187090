// `npm run check`: everything that needs no browser, one step after the other, ending at the first that fails.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureInstalled, fail, root, run, runBin } from './install.mjs';

const THREADS = ['capture.worklet.js', 'detector.worker.js'];

const steps = [
  ['Formatting (prettier)', () => runBin('prettier', ['--check', '--log-level', 'warn', '.'])],
  ['Lint (eslint)', () => runBin('eslint', ['--max-warnings', '0', '.'])],
  ['Types (tsc)', () => runBin('tsc', ['-p', '.'])],
  ['Types of the addition (tsc)', () => runBin('tsc', ['-p', 'smart-turn', '--noEmit'])],
  ['The core needs no DOM (tsc)', () => runBin('tsc', ['-p', 'src/core'])],
  [
    'Templates (lit-analyzer)',
    () => runBin('lit-analyzer', ['{src/element,inspector}/**/*.ts', '--quiet', '--strict']),
  ],
  ['custom-elements.json is in step (cem)', manifestInStep],
  [
    'The tables of docs/ are in step (readme-tables)',
    () => run(process.execPath, ['tools/readme-tables.mjs', '--check']),
  ],
  [
    "The voice detector's numbers are in step (silero-numbers)",
    () => run(process.execPath, ['tools/silero-numbers.mjs', '--check']),
  ],
  ['Build (rollup, tsc)', build],
  ['Notices of what is bundled (notices)', () => run(process.execPath, ['tools/notices.mjs', '--check'])],
  ['What is packed, and published but for the upload (npm)', () => run(process.execPath, ['tools/package.mjs'])],
  ['Package (publint)', () => runBin('publint', ['--strict'])],
  ['Types of the package (attw)', typesOfPackage],
  ['Unused files, exports, dependencies (knip)', () => runBin('knip')],
  ['Size (size-limit)', () => runBin('size-limit')],
];

ensureInstalled();
for (const [title, step] of steps) {
  console.log(`\n── ${title}`);
  const start = performance.now();
  const status = step();
  const secs = ((performance.now() - start) / 1000).toFixed(1);
  if (status !== 0) fail(`✗ ${title} failed after ${secs} s.`);
  console.log(`✓ ${secs} s`);
}
console.log('\nAll checks passed.');

function build() {
  const types = ['tsconfig.build.json', 'tsconfig.build-inspector.json', 'smart-turn/tsconfig.build.json'];
  const code = [[], ['smart-turn/rollup.config.js']];
  const built = code.reduce(
    (status, config) => status || runBin('rollup', ['-c', ...config, '--failAfterWarnings']),
    0,
  );
  // The types of the inspector and of the addition are made from the package's own.
  return types.reduce((status, project) => status || runBin('tsc', ['-p', project]), built);
}

function manifestInStep() {
  return inTemporaryFolder((folder) => {
    const status = runBin('cem', ['analyze', '--quiet', '--outdir', path.relative(root, folder)]);
    if (status !== 0) return status;
    const [fresh, kept] = [folder, root].map((at) => readFileSync(path.join(at, 'custom-elements.json'), 'utf8'));
    if (fresh === kept) return 0;
    console.error('custom-elements.json is out of step with the sources: run `npm run manifest`.');
    return 1;
  });
}

/** attw deletes the tarball that it packs, so it gets one of its own. */
function typesOfPackage() {
  return inTemporaryFolder((folder) => {
    mkdirSync(folder, { recursive: true });
    const status = run('npm', ['pack', '--silent', '--pack-destination', folder], {
      shell: process.platform === 'win32',
    });
    if (status !== 0) return status;
    const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    // Loaded by their addresses, never imported, so they have no types.
    const options = ['--profile', 'esm-only', '--exclude-entrypoints', ...THREADS, '--format', 'ascii'];
    return runBin('attw', [path.join(folder, `${name}-${version}.tgz`), ...options]);
  });
}

function inTemporaryFolder(work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'avatar-ptt-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
