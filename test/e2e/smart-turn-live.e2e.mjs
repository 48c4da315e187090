// The addition on a page with the tag, and a person at the microphone who pauses: heard, judged, and ended where they are done.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openPage } from './harness.mjs';
import { sendFile, sendPage, serve } from './package-server.mjs';
import { joined, silence } from './sounds.mjs';
import { person } from './wav.mjs';

const dist = fileURLToPath(new URL('../../smart-turn/dist/', import.meta.url));
// They pause seven times for up to 2 s in 25 s, and only then are they done: so Smart Turn says of the recording.
const said = person(0, 26, 'acoustic');
const PAGE = `<script type="module" src="/avatar-ptt.min.js"></script>
  <script type="module" src="/smart-turn/avatar-ptt-smart-turn.min.js"></script>
  <avatar-ptt mode="hands-free" analyzer="smart-turn-v3" max-duration-secs="60"></avatar-ptt>`;

describe('a person who pauses, judged by Smart Turn', () => {
  let tab;
  let server;
  let events;
  before(async () => {
    server = await serve(({ url }, response) => {
      if (url === '/page') return sendPage(PAGE, response);
      if (!url.startsWith('/smart-turn/')) return sendFile(url, response);
      const type = url.endsWith('.js') ? 'text/javascript' : 'application/octet-stream';
      response.writeHead(200, { 'content-type': type });
      return createReadStream(dist + url.slice('/smart-turn/'.length)).pipe(response);
    });
    // The microphone is open from the click on; all is loaded before they begin.
    tab = await openPage({ sound: joined(silence(15), said, silence(6)) });
    const { page } = tab;
    await page.goto(`${server.origin}/page`);
    await page.getByRole('button', { name: 'Start conversation' }).click();
    const turn = await page.waitForFunction(
      () => {
        const { session } = document.querySelector('avatar-ptt');
        const all = [...(session?.log ?? [])].map(({ event }) => event);
        return all.some(({ type }) => type === 'turn-ended') ? all : null;
      },
      undefined,
      { timeout: 90_000, polling: 200 },
    );
    events = await turn.jsonValue();
  });
  after(() => Promise.all([tab, server].map((one) => one?.close())));

  const ofType = (type) => events.filter((event) => event.type === type);

  it('is in force once it is loaded', () => {
    const { analyzer, reason } = ofType('analyzer-changed').at(-1);
    assert.deepEqual({ analyzer, reason }, { analyzer: 'smart-turn-v3', reason: '' });
  });

  it('is asked once in each pause, and hears which of them is the end', () => {
    const asked = ofType('pause-asked').map(({ pauseMs }) => pauseMs);
    assert.ok(asked.length >= 5, `asked ${asked.length} times`);
    assert.equal(new Set(asked).size, asked.length);
    // Who goes on before the answer is there gets none.
    const answers = ofType('pause-answered').map(({ completeness }) => completeness);
    assert.ok(answers.length >= 4 && answers.length <= asked.length, `${answers.length} answers`);
    assert.ok(answers.at(-1) > 0.6, `the end sounds complete: ${answers.join(', ')}`);
    assert.ok(
      answers.slice(0, -1).every((one) => one < 0.4),
      `no pause does: ${answers.join(', ')}`,
    );
  });

  it('ends the turn sooner than silence would, and not in one of the pauses', () => {
    const [{ reason, endMs }] = ofType('turn-ended');
    const { pauseMs } = ofType('pause-asked').at(-1);
    assert.equal(reason, 'sounded-complete');
    assert.ok(endMs - pauseMs < 1500, `ended after ${endMs - pauseMs} ms of 3000`);
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});
