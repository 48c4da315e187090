// A tap, a person at the microphone who thinks first, speaks with pauses and is done: the turn is over when they are.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openPage } from './harness.mjs';
import { sendFile, sendPage, serve } from './package-server.mjs';
import { joined, silence } from './sounds.mjs';
import { person } from './wav.mjs';

const dist = fileURLToPath(new URL('../../smart-turn/dist/', import.meta.url));
// They pause seven times for up to 2 s in 25 s.
const said = person(0, 26, 'acoustic');
const TAG = 'press-style="toggle" latch-ends="endpoint" max-duration-secs="60"';
const SCRIPT = '<script type="module" src="/avatar-ptt.min.js"></script>';
const ADDITION = '<script type="module" src="/smart-turn/avatar-ptt-smart-turn.min.js"></script>';

describe('a tap whose turn ends by itself', () => {
  let server;
  before(async () => {
    server = await serve(({ url }, response) => {
      if (url.startsWith('/page')) return sendPage(decodeURIComponent(url.split('?')[1]), response);
      if (!url.startsWith('/smart-turn/')) return sendFile(url, response);
      const type = url.endsWith('.js') ? 'text/javascript' : 'application/octet-stream';
      response.writeHead(200, { 'content-type': type });
      return createReadStream(dist + url.slice('/smart-turn/'.length)).pipe(response);
    });
  });
  after(() => server.close());

  /** Starts, taps once, and waits for what comes of it. */
  async function tapOnce(markup) {
    const tab = await openPage({ sound: joined(silence(12), said, silence(6)) });
    const { page } = tab;
    try {
      await page.goto(`${server.origin}/page?${encodeURIComponent(markup)}`);
      await page.evaluate(() => {
        window.ends = [];
        document.addEventListener('turn-end', ({ reason, durationMs }) => window.ends.push({ reason, durationMs }));
      });
      await page.getByRole('button', { name: 'Start conversation' }).click();
      const talk = page.getByRole('button', { name: 'Tap to talk' });
      await page.getByText('Tap the button and speak.').waitFor();
      await talk.click();
      await page.getByText('It is sent when you are done.').waitFor();
      const pressed = await talk.getAttribute('aria-pressed');
      await page.waitForFunction(() => window.ends.length > 0, undefined, { timeout: 90_000, polling: 100 });
      const result = await page.evaluate(() => ({
        ends: window.ends,
        events: [...document.querySelector('avatar-ptt').session.log].map(({ event }) => event),
      }));
      await page.getByRole('button', { name: 'Tap to talk', pressed: false }).waitFor();
      return { ...result, pressed, problems: tab.problems };
    } finally {
      await tab.close();
    }
  }

  const of = ({ events }, type) => events.filter((event) => event.type === type);

  /** One press, no release that counts, and one end, where the endpointing says. */
  function assertOneTurn(run, reason) {
    assert.equal(run.pressed, 'true');
    assert.equal(of(run, 'press').length, 1);
    const [{ endMs, ...end }, ...more] = of(run, 'turn-ended');
    assert.deepEqual([end.reason, more], [reason, []]);
    const [{ startMs }] = of(run, 'gate-opened');
    assert.deepEqual(run.ends, [{ reason, durationMs: endMs - startMs }]);
    const starts = of(run, 'speech-started');
    assert.ok(starts.length >= 5, `they pause: ${starts.length} starts`);
    assert.ok(starts[0].onsetMs - startMs > 3000, `they think first: ${starts[0].onsetMs - startMs} ms`);
    assert.deepEqual(run.problems, []);
    return endMs;
  }

  it('is over after the silence that ends any turn, and in none of their pauses', async () => {
    const run = await tapOnce(`${SCRIPT}<avatar-ptt ${TAG}></avatar-ptt>`);
    const endMs = assertOneTurn(run, 'stop-secs');
    const silenceMs = endMs - of(run, 'speech-ended').at(-1).endMs;
    assert.ok(Math.abs(silenceMs - 3000) < 1, `after ${silenceMs} ms`);
  });

  it('is over sooner with the addition that hears that they are done', async () => {
    const run = await tapOnce(`${SCRIPT}${ADDITION}<avatar-ptt ${TAG} analyzer="smart-turn-v3"></avatar-ptt>`);
    const endMs = assertOneTurn(run, 'sounded-complete');
    const { pauseMs } = of(run, 'pause-asked').at(-1);
    assert.ok(endMs - pauseMs < 1500, `after ${endMs - pauseMs} ms of 3000`);
  });
});
