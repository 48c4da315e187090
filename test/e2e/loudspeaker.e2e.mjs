// Hands-free on loudspeakers, with the real detector: the avatar's own voice is in the microphone and must be nobody's.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { silence } from './sounds.mjs';

const ECHO_DB = -10;
const WATCHED_MS = 20_000;

const unasked = {};
const asked = { localAudioPolicy: { enableAcousticEchoCancellation: true } };

// Each listens for half a minute, in a browser of its own.
describe('loudspeakers', { concurrency: 2 }, () => {
  for (const [what, canceller, turnTaking] of [
    ['with everything at its default', 'none', unasked],
    ['under an echo canceller that works', 'working', asked],
    ['under an echo canceller that only says that it works', 'lying', asked],
  ]) {
    describe(`one sentence, ${what}`, () => {
      let tab;
      let found;
      before(async () => {
        tab = await openPage({ sound: silence(1) });
        await tab.page.waitForFunction(() => window.isReady);
        found = await tab.page.evaluate(speakOnce, {
          room: { echoDb: ECHO_DB, canceller },
          turnTaking,
          watchedMs: WATCHED_MS,
        });
      });
      after(() => tab.close());

      it('gives one turn and one answer, which nothing ducks or interrupts', () => {
        assert.deepEqual(found, {
          detector: 'silero-v5',
          turns: 1,
          answers: 1,
          duckings: 0,
          interruptions: 0,
          falseTurns: 0,
          falseInterruptions: 0,
        });
      });

      it('has a console without errors', () => {
        assert.deepEqual(tab.problems, []);
      });
    });
  }

  describe('barge-in, under an echo canceller that works', () => {
    let tab;
    before(async () => {
      tab = await openPage({ sound: silence(1) });
      await tab.page.waitForFunction(() => window.isReady);
    });
    after(() => tab.close());

    it('interrupts the avatar once it is proved that the avatar is not heard', async () => {
      const { missed, found } = await tab.page.evaluate(breakIn, {
        room: { echoDb: ECHO_DB, canceller: 'working' },
        turnTaking: asked,
      });
      assert.deepEqual(missed, [
        { sentence: false, bargeIn: false },
        { sentence: false, bargeIn: false },
      ]);
      const { turns, interruptions, falseTurns, falseInterruptions } = found;
      const wanted = { turns: 3, interruptions: 1, falseTurns: 0, falseInterruptions: 0 };
      assert.deepEqual({ turns, interruptions, falseTurns, falseInterruptions }, wanted);
    });
  });
});

/** Runs in the page. */
async function speakOnce({ watchedMs, ...options }) {
  const { openConversation } = await import('/test/e2e/loudspeakers.mjs');
  const conversation = await openConversation(options);
  await conversation.say();
  await window.sleep(watchedMs);
  const found = conversation.found();
  await conversation.close();
  return found;
}

/** Runs in the page: an exchange, and one that a person breaks into. */
async function breakIn(options) {
  const { openConversation } = await import('/test/e2e/loudspeakers.mjs');
  const conversation = await openConversation(options);
  const missed = [await conversation.exchange(), await conversation.exchange(true)];
  const found = conversation.found();
  await conversation.close();
  return { missed, found };
}
