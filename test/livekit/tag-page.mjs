// The tag on a page, with sentences at its microphone and a stand-in of a cloud at the other end.
import { openPage } from '../e2e/harness.mjs';
import { words } from '../e2e/wav.mjs';
import { conversation } from './sound.mjs';
import { LOOPBACK } from './vendor-page.mjs';

/**
 * Opens a page whose microphone hears `sentence` again and again. `talk` speaks the next one, from the first sample to the
 * last while pressed; the rest is as in `openPage`.
 */
export async function openTagPage({
  sentence = words(),
  count = 150,
  gapSecs = 2,
  file = 'test/livekit/tag.html',
} = {}) {
  const { sound, sentences } = conversation(sentence, { count, leadSecs: 1, gapSecs });
  const tab = await openPage({ sound, file, args: LOOPBACK });
  await tab.page.waitForFunction(() => window.isReady && window.nextOf);
  return {
    ...tab,
    sound,
    sentences,
    start: (properties) => tab.page.evaluate((given) => window.start(given), properties),
    talk: (options) => tab.page.evaluate((given) => window.talk(given), { sentences, ...options }),
    hammer: (presses) => tab.page.evaluate((given) => window.hammer(given), presses),
    /** Turn-taking settings, live. */
    set: (turnTaking) =>
      tab.page.evaluate((given) => Object.assign(window.tag, { turnTaking: given }), turnTaking).then(() => undefined),
    until: (test, ms) => until(test, ms),
    /** What the tag has said so far, `{ type, … }`. */
    told: () => tab.page.evaluate(() => window.told),
    state: () =>
      tab.page.evaluate(() => ({
        phase: window.tag.phase,
        avatarState: window.tag.avatarState,
        lock: window.tag.lock,
      })),
    /** All places where a page, its log or its embedder could find a secret. */
    whatIsSeen: () =>
      tab.page.evaluate(() =>
        JSON.stringify([
          [...window.tag.session.log],
          window.told,
          { ...localStorage },
          { ...sessionStorage },
          performance.getEntriesByType('resource').map(({ name }) => name),
          window.tag.shadowRoot.innerHTML,
        ]),
      ),
    async close() {
      await tab.page.evaluate(() => window.tag?.disconnect()).catch(() => undefined);
      await tab.close();
    },
  };
}

async function until(test, ms = 15_000) {
  for (const started = performance.now(); !(await test()); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (performance.now() - started > ms) throw new Error(`waited ${ms} ms for ${test}`);
  }
}
