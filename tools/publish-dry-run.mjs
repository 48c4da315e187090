// Does everything of `npm publish` but the upload, and fails where npm would refuse, or quietly publish something else.
import { spawnSync } from 'node:child_process';
import { isStarted, root } from './install.mjs';

// With --force npm does not ask the registry whether the version is there: between releases it is.
const command = 'npm publish --dry-run --ignore-scripts --force';

/** What npm has against publishing the package in `folder`; empty when nothing. */
export function refusal(folder = root) {
  const { status, stderr } = spawnSync(command, { cwd: folder, shell: true, encoding: 'utf8', maxBuffer: 1e8 });
  const said = stderr.split('\n');
  if (status !== 0) return said.filter((line) => line.startsWith('npm error')).join('\n') || `${command} failed.`;
  const harmless = /requires you to be logged in|using --force/;
  return said.filter((line) => line.startsWith('npm warn') && !harmless.test(line)).join('\n');
}

if (isStarted(import.meta.url)) {
  const said = refusal();
  if (said) console.error(said);
  process.exitCode = said ? 1 : 0;
}
