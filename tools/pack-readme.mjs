// Run by npm around `npm pack` and `npm publish`: the package gets README.md with links that lead to the repository, and
// the working tree keeps its own. Says nothing, for npm mixes it into what it prints itself.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isStarted, root } from './install.mjs';

/** Packing takes a few seconds. What is not over by then was ended by somebody. */
const WITHIN_MS = 30_000;
const readme = path.join(root, 'README.md');
const folder = path.join(root, '.cache', 'packing');
const kept = path.join(folder, 'README.md');

const steps = { prepare, restore, 'restore-later': restoreLater };

export function readManifest(folder = root) {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

/** `https://github.com/owner/name` for whatever form `repository` has; undefined where there is none. */
export function addressOf({ repository }) {
  const written = typeof repository === 'string' ? repository : repository?.url;
  if (!written) return undefined;
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(written);
  if (short) return `https://github.com/${short[1]}`;
  const [, host, name] = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^/]+)\/(.+?)(?:\.git)?\/?$/.exec(written) ??
    /^(?:[^@/]+@)([^:/]+):(.+?)(?:\.git)?$/.exec(written) ?? [undefined, undefined, undefined];
  return host && `https://${host}/${name}`;
}

/** A page with its relative links and pictures led to `address`, as the repository was at `version`. Code stays as it is. */
export function withAbsoluteLinks(text, address, version) {
  const to = (kind, target) => `${address}/${kind}/v${version}/${target.replace(/^\.\//, '')}`;
  const isPicture = (target) => /\.(webp|png|jpe?g|svg|gif)$/.test(target);
  const led = (target) => to(isPicture(target) ? 'raw' : 'blob', target);
  const isRelative = (target) => !/^([a-z][a-z\d+.-]*:|[/#])/i.test(target);
  return text
    .split(/(^```[^]*?^```$)/m)
    .map((part) =>
      part.startsWith('```')
        ? part
        : part
            .replaceAll(/\]\(([^)\s]+)\)/g, (all, target) => (isRelative(target) ? `](${led(target)})` : all))
            .replaceAll(/\b(src|srcset|href)="([^"]+)"/g, (all, name, target) =>
              isRelative(target) ? `${name}="${led(target)}"` : all,
            ),
    )
    .join('');
}

async function prepare() {
  const manifest = readManifest();
  const address = addressOf(manifest);
  if (!address) return;
  await untilOthersHavePacked();
  const text = readFileSync(readme, 'utf8');
  writeFileSync(kept, text);
  // Whoever ends npm in between ends no process that has nothing to do with it.
  const later = [fileURLToPath(import.meta.url), 'restore-later', String(statSync(kept).mtimeMs)];
  spawn(process.execPath, later, { cwd: root, detached: true, stdio: 'ignore' }).unref();
  writeFileSync(readme, withAbsoluteLinks(text, address, manifest.version));
}

/** The folder is a lock: what is packed at the same time would find each other's README. */
async function untilOthersHavePacked() {
  mkdirSync(path.dirname(folder), { recursive: true });
  while (!isMade(folder)) {
    const madeAt = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - madeAt > 2 * WITHIN_MS) restore();
    await sleep(100);
  }
}

function isMade(name) {
  try {
    mkdirSync(name);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function restore() {
  const text = textOf(kept);
  const manifest = readManifest();
  // What somebody has written in the meantime is not ours to undo.
  const isOurs = text && textOf(readme) === withAbsoluteLinks(text, addressOf(manifest), manifest.version);
  if (isOurs) writeFileSync(readme, text);
  rmSync(folder, { recursive: true, force: true });
}

async function restoreLater(keptAt) {
  const isPacking = () => String(statSync(kept, { throwIfNoEntry: false })?.mtimeMs) === keptAt;
  for (const end = Date.now() + WITHIN_MS; isPacking() && Date.now() < end;) await sleep(200);
  if (isPacking()) restore();
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

if (isStarted(import.meta.url)) await steps[process.argv[2]](process.argv[3]);
