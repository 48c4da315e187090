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
  for (const entry of ['', ...registering, 'headless', 'analysis', 'inspector', 'providers/local'].map(named)) {
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

  it('the turns of frames are judged there', async () => {
    const { stdout } = await inNode(`
      import { judge } from 'avatar-ptt/analysis';
      import { DEFAULT_TURN_TAKING, mergeTurnTaking } from 'avatar-ptt/headless';
      const length = 400;
      const column = (valueAt) => Float64Array.from({ length }, (_, i) => valueAt(i));
      const isSpeech = (i) => i >= 50 && i < 150;
      const frames = {
        length,
        startMs: column((i) => i * 10),
        endMs: column((i) => (i + 1) * 10),
        probability: column((i) => (isSpeech(i) ? 0.95 : 0.02)),
        volume: column((i) => (isSpeech(i) ? 0.8 : 0.3)),
      };
      const options = mergeTurnTaking(DEFAULT_TURN_TAKING, {
        turnDetection: 'custom',
        customTurnDetection: { stopSecs: 1, preSpeechMs: 0 },
      });
      const answering = () => ({ startAckMs: 60, stopAckMs: 80, thinkMs: 600, speakMs: 2000 });
      const turns = judge(frames, options, answering).map(({ startMs, endMs, reason }) => [startMs, endMs, reason]);
      process.stdout.write(JSON.stringify(turns));
    `);
    assert.deepEqual(JSON.parse(stdout), [[500, 2500, 'stop-secs']]);
  });
});
