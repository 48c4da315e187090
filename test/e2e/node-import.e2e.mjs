// promise 24: a page that is rendered on a server imports the package there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Runs in a process of its own, with the package by its name as an embedder has it. */
const inNode = (code) => run(process.execPath, ['--input-type=module', '--eval', code], { cwd });

const named = (entry) => (entry ? `avatar-ptt/${entry}` : 'avatar-ptt');

describe('promise 24: import in Node', () => {
  const registering = ['define', 'inspector/define', 'react', 'react/inspector'];
  for (const entry of ['', ...registering, 'headless', 'inspector', 'providers/local'].map(named)) {
    it(`${entry} imports without a DOM, without a word`, async () => {
      const { stdout, stderr } = await inNode(`await import('${entry}');`);
      assert.deepEqual({ stdout, stderr }, { stdout: '', stderr: '' });
    });
  }

  it('the machine, the endpointing and a session that is not connected work there', async () => {
    const { stdout } = await inNode(`
      import { createSession, replay, transition, initialTurnState } from 'avatar-ptt/headless';
      import { localAvatar } from 'avatar-ptt/providers/local';
      const session = createSession({ provider: localAvatar(), turnTaking: { mode: 'push-to-talk' } });
      const isTaken = session.press();
      const [{ state }] = replay([{ type: 'connect', at: 1 }]);
      const [after] = transition(initialTurnState(), { type: 'tick', at: 1 });
      await session.close();
      process.stdout.write(JSON.stringify([isTaken, session.state.phase, state.connection, after.phase]));
    `);
    assert.deepEqual(JSON.parse(stdout), [false, 'idle', 'connecting', 'idle']);
  });
});
