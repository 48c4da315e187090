// `node bench/end-of-turn/answers.mjs`: asks Smart Turn in each pause of the recordings of people, and after their ends, and
// writes down what it says. The model, its features and its runtime are those of `smart-turn/`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { openPage } from '../../test/e2e/harness.mjs';
import { silence } from '../../test/e2e/sounds.mjs';
import { root } from '../../tools/install.mjs';
import { writeLargeFiles } from '../../tools/smart-turn-files.mjs';
import { FOLDER, recordingNames } from '../people.mjs';

const BUILT = path.join(root, '.cache/end-of-turn');
/** When Pipecat asks, by default, and this package. */
const ASK_AFTER_SECS = 0.2;

const questions = await questionsOfPeople();
const judge = await smartTurn();
const answers = {};
for (const { name, asked } of questions) {
  answers[name] = {};
  for (const { askedMs, sound } of asked) {
    const { buffer } = Uint8Array.from(Buffer.from(sound, 'base64'));
    const samples = Float32Array.from(new Int16Array(buffer), (sample) => sample / 32_768);
    answers[name][askedMs] = Number((await judge(samples)).toFixed(4));
  }
}
const file = path.join(root, 'bench/end-of-turn/answers.json');
writeFileSync(file, await format(JSON.stringify(answers), { ...(await resolveConfig(file)), filepath: file }));

async function questionsOfPeople() {
  const tab = await openPage({ sound: silence(1) });
  try {
    return await tab.page.evaluate(
      async ({ folder, names, askAfterSecs }) => {
        const { asked, hearRecordings } = await import('/bench/end-of-turn/heard.mjs');
        const heard = await hearRecordings(folder, names);
        return heard.map((one) => ({ name: one.name, asked: asked(one, askAfterSecs) }));
      },
      { folder: FOLDER, names: recordingNames(), askAfterSecs: ASK_AFTER_SECS },
    );
  } finally {
    await tab.close();
  }
}

async function smartTurn() {
  const outfile = path.join(BUILT, 'node.mjs');
  const entryPoints = [path.join(root, 'smart-turn/src/node.ts')];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' });
  writeLargeFiles(BUILT);
  const { createSmartTurn } = await import(pathToFileURL(outfile));
  return createSmartTurn();
}
