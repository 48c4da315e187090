// Loudspeakers under the browser's own echo canceller, on a sound server whose loudspeaker is its microphone: what a flag on
// a made track can't prove.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openPage } from './harness.mjs';
import { soundServerMissing, startSoundServer } from './sound-server.mjs';

const fileOf = (url) => fileURLToPath(new URL(`../..${url}`, import.meta.url));

describe("loudspeakers under the browser's own echo canceller", { skip: soundServerMissing ?? false }, () => {
  let server;
  let tab;
  before(async () => {
    server = await startSoundServer();
    tab = await openPage({ soundServer: server.address });
    await tab.page.exposeFunction('speakAloud', (url) => server.play(fileOf(url)));
    await tab.page.waitForFunction(() => window.isReady);
  });
  after(async () => {
    await tab?.close();
    await server?.stop();
  });

  it('give one turn and one answer to one sentence, and let a person break in', async () => {
    const { isEchoCancelled, exchanges, found } = await tab.page.evaluate(converse);
    assert.equal(isEchoCancelled, true);
    const [sentence, bargeIn] = exchanges;
    const quiet = { duckings: 0, falseTurns: 0, falseInterruptions: 0 };
    assert.deepEqual(sentence, {
      missed: { sentence: false, bargeIn: false },
      found: { detector: 'silero-v5', turns: 1, answers: 1, interruptions: 0, ...quiet },
    });
    assert.deepEqual(bargeIn.missed, { sentence: false, bargeIn: false }, JSON.stringify(found));
    assert.deepEqual(bargeIn.found, { detector: 'silero-v5', turns: 3, answers: 3, interruptions: 1, ...quiet });
  });

  it('have a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

/** Runs in the page: an exchange, and one that a person breaks into. */
async function converse() {
  const { openConversation } = await import('/test/e2e/loudspeakers.mjs');
  const localAudioPolicy = { enableAcousticEchoCancellation: true };
  const conversation = await openConversation({ turnTaking: { localAudioPolicy } });
  const exchanges = [];
  for (const breaksIn of [false, true])
    exchanges.push({ missed: await conversation.exchange(breaksIn), found: conversation.found() });
  const { isEchoCancelled } = conversation;
  await conversation.close();
  return { isEchoCancelled, exchanges, found: conversation.found() };
}
