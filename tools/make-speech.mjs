// Makes test/fixtures/speech.wav, what the fake microphone of the tests plays (in a loop).
// Needs espeak-ng and sox; the result is committed, so that tests need neither.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../test/fixtures/speech.wav', import.meta.url));
const spoken = `${target}.spoken.wav`;
const text = 'Good morning. I would like to practise a short conversation. How was your day?';

const run = (command, ...args) => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? `exit code ${status}`}`);
};

try {
  run('espeak-ng', '-v', 'en-us', '-s', '165', '-w', spoken, text);
  // Silence ahead of 0.3 s shows whether a pre-roll works; silence up to 6 s ends the turn before the loop starts anew.
  // -R: the same noise for dithering each time, so that the file can be made again bit by bit.
  run('sox', '-V1', '-R', spoken, '-r', '16000', '-b', '16', '-c', '1', target, 'pad', '0.3', '6', 'trim', '0', '6');
} finally {
  rmSync(spoken, { force: true });
}
