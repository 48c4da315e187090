// `npm run example <name>`: an example with the package as it would be published, in its tool's development server.
import { exampleCopy, exampleNames, exampleSource, prepareExample } from './examples.mjs';
import { ensureInstalled, fail, run } from './install.mjs';
import { lockBeside, packPackage } from './install-beside.mjs';

const [name, option] = process.argv.slice(2).sort((a, b) => Number(a.startsWith('-')) - Number(b.startsWith('-')));

if (!exampleNames.includes(name)) {
  fail(`npm run example <name>, where <name> is one of:\n${exampleNames.map((known) => `  ${known}`).join('\n')}`);
}
if (option === '--lock') lockBeside(exampleSource(name));
else start();

function start() {
  ensureInstalled();
  if (run('npm run --silent build', [], { shell: true }) !== 0) fail('The build failed, see above.');
  console.log(`Installing examples/${name} with the packed package …`);
  if (!prepareExample(name, packPackage())) fail('The npm registry can not be reached.');
  const copy = exampleCopy(name);
  console.log(`\n── npm run dev, in ${copy}: its address is`);
  // A development server reads keys, and ends with Ctrl+C.
  process.exitCode = run('npm run dev', [], { shell: true, cwd: copy, stdio: 'inherit' });
}
