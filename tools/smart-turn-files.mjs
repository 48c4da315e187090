// The two large files of `smart-turn/`, packed as they are published: for its build, for the development server and for tools.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './install.mjs';

const SOURCES = new Map([
  ['smart-turn-v3.2.bin', 'smart-turn/model/smart-turn-v3.2-cpu.onnx'],
  ['onnxruntime-1.30.0.bin', 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'],
]);

const packed = new Map();

export const LARGE_FILES = [...SOURCES.keys()];

/** One of them, checked against the hash that the code has of it; packed once a process. */
export function largeFile(name) {
  if (!packed.has(name)) packed.set(name, pack(name));
  return packed.get(name);
}

/** Writes all of them into `folder`. */
export function writeLargeFiles(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of LARGE_FILES) writeFileSync(path.join(folder, name), largeFile(name));
}

/** For the development servers: beside the sources, where the code asks for them. */
export function serveLargeFiles() {
  return {
    name: 'large-files',
    serve({ path: asked }) {
      const [, name] = /^\/smart-turn\/src\/([\w.-]+\.bin)$/.exec(asked) ?? [];
      return SOURCES.has(name) ? { body: largeFile(name), type: 'application/octet-stream' } : undefined;
    },
  };
}

function pack(name) {
  const bytes = readFileSync(path.join(root, SOURCES.get(name)));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const code = readFileSync(path.join(root, 'smart-turn/src/files.ts'), 'utf8');
  if (!code.includes(`'${sha256}'`) || !code.includes(`'${name}'`))
    throw new Error(`${SOURCES.get(name)} is not what smart-turn/src/files.ts expects: its SHA-256 is ${sha256}.`);
  return gzipSync(bytes, { level: 9 });
}
