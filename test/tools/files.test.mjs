// The runner itself: what is wrong turns a run red, also what is wrong only sometimes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('planted/command.mjs', import.meta.url));

describe('testFiles and conclude', () => {
  it('fails for a race that fails half of the time, on a machine that keeps its time', async () => {
    const { code, said } = await runPlanted(['race'], { MACHINE_DELAY_MS: '0' });
    assert.equal(code, 1);
    assert.match(said, /0 passed, 1 failed\n/);
  });

  it('fails for too many measurements that were taken again, each of which came out right in the end', async () => {
    const { code, said } = await runPlanted(['race'], { MACHINE_DELAY_MS: '50', GOOD_TESTS: '48' });
    assert.match(said, /49 passed, 0 failed, 1 measured again/);
    assert.equal(code, 1);
  });

  it('passes, and says so, when one of 50 was taken again on a machine that stumbled', async () => {
    const { code, said } = await runPlanted(['race'], { MACHINE_DELAY_MS: '50', GOOD_TESTS: '49' });
    assert.match(said, /the machine stood still for 50 ms/);
    assert.match(said, /50 passed, 0 failed, 1 measured again/);
    assert.equal(code, 0);
  });

  it('ends a file that waits for what never comes, and fails', async () => {
    const { code, said } = await runPlanted(['hangs', '1000']);
    assert.match(said, /0 passed, 1 failed\n/);
    assert.equal(code, 1);
  });

  it('fails for a file without a test', async () => {
    const { code } = await runPlanted(['empty']);
    assert.equal(code, 1);
  });
});

async function runPlanted(args, env = {}) {
  // A runner that finds itself in a test of another one says nothing by itself.
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...process.env, ...env, NODE_TEST_CONTEXT: undefined },
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, said };
}
