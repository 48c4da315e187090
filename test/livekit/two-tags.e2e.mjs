// Two tags on one page, each on a cloud of its own, with one microphone between them: what is said to one is its alone.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { despiteStumbles } from '../e2e/harness.mjs';
import { CLOUDS } from './clouds.mjs';
import { disposeFarEnds } from './far-end.mjs';
import { HEARD_HZ } from './heard.mjs';
import { assertAllHeard, lostOf } from './lost.mjs';
import { wellBehaved } from './script.mjs';
import { AUDIBLE } from './spoken.mjs';
import { openTagPage } from './tag-page.mjs';

/** From the gate through the encoder, the room and the jitter buffer of a busy machine. */
const LINE_MS = 700;
/** Between sentences: who holds a button for 1.5 s and is not heard is told so, which is nobody's fault here. */
const GAP_SECS = 1;
const OTHER = { liveavatar: 'convai', convai: 'liveavatar' };
const TAKEN = ['session-error microphone-taken'];

let livekit;
let tab;
const clouds = {};
before(async () => {
  livekit = await startLiveKit();
  for (const { provider, start } of CLOUDS) clouds[provider] = await start({ livekit });
  tab = await openTagPage({ file: 'test/livekit/two-tags.html', gapSecs: GAP_SECS });
});
after(async () => {
  await Promise.all(Object.keys(clouds).map((name) => disconnect(name).catch(() => undefined)));
  await tab?.close();
  await Promise.all(Object.values(clouds).map((cloud) => cloud.close()));
  await livekit?.stop();
  await disposeFarEnds();
});
beforeEach(() => {
  for (const { script } of Object.values(clouds)) Object.assign(script, wellBehaved(), { answerMs: 200 });
});

const add = (name) => {
  const { properties } = CLOUDS.find(({ provider }) => provider === name);
  return tab.page.evaluate(([tag, given]) => window.add(tag, given), [name, properties(clouds[name])]);
};
const disconnect = (name) => tab.page.evaluate((tag) => window.tagOf(tag)?.disconnect(), name);
const hold = (name, how) =>
  tab.page.evaluate((given) => window.hold(given), { name, sentences: tab.sentences, ...how });
const release = (name) => tab.page.evaluate((tag) => window.tagOf(tag).release(), name);
const devices = () => tab.page.evaluate(() => window.devices());
const told = (name) => tab.page.evaluate((tag) => window.toldBy(tag), name);
const stateOf = (name) =>
  tab.page.evaluate((tag) => {
    const { phase, avatarState, lock } = window.tagOf(tag);
    return { phase, avatarState, lock };
  }, name);
const untilState = (name, wanted) =>
  tab.until(async () => {
    const state = await stateOf(name);
    return Object.entries(wanted).every(([field, value]) => state[field] === value);
  });
const isAtRest = (name) => untilState(name, { phase: 'idle', avatarState: 'idle' });

/** What a tag says while something is done, words aside. */
async function toldDuring(name, work) {
  const from = (await told(name)).length;
  await work();
  return (await told(name)).slice(from).filter(({ type }) => type !== 'transcript');
}
const inShort = (events) => events.map(({ type, code, reason }) => [type, code ?? reason].filter(Boolean).join(' '));

/** A far end heard all the time between two moments, and nothing but silence. */
function assertSilent(name, from, to) {
  const { heard } = clouds[name].session;
  const heardMs = (heard.samples(from, to).length * 1000) / HEARD_HZ;
  assert.ok(heardMs > 0.8 * (to - from), `${name} heard ${heardMs} ms of ${to - from} ms`);
  assert.ok(heard.peak(from, to) < AUDIBLE, `${name} heard what was not said to it`);
}

/** What was said while a tag was held has arrived at its far end, whole. */
async function assertHeardBy(name, turn) {
  await tab.page.waitForTimeout(LINE_MS);
  assertAllHeard(lostOf(clouds[name].session, turn, tab.sound));
}

/** A whole turn with one tag; returns what the other said meanwhile. */
const turnWith = (name) =>
  toldDuring(OTHER[name], () =>
    despiteStumbles(async () => {
      const turn = await hold(name);
      assert.equal(turn.isTaken, true);
      await isAtRest(name);
      await assertHeardBy(name, turn);
      assertSilent(OTHER[name], turn.downAt, turn.releasedAt + LINE_MS);
    }),
  );

describe('two tags on a page, one on LiveAvatar and one on Convai', () => {
  it('have one open microphone between them: the newest has it', async () => {
    await add('liveavatar');
    const first = await toldDuring('liveavatar', () => add('convai'));
    assert.deepEqual(inShort(first), TAKEN);
    assert.deepEqual(await devices(), { opened: 2, live: 1 });
  });

  for (const name of ['liveavatar', 'convai']) {
    it(`hand it to ${name} when that is pressed, which alone hears what is said then, and whole`, async () => {
      const { opened } = await devices();
      assert.deepEqual(inShort(await turnWith(name)), TAKEN);
      assert.deepEqual(await devices(), { opened: opened + 1, live: 1 });
    });

    it(`open none again while ${name} is pressed again, and the other is told nothing`, async () => {
      const before = await devices();
      assert.deepEqual(await turnWith(name), []);
      assert.deepEqual(await devices(), before);
    });
  }

  for (const [held, pressed] of Object.entries(OTHER)) {
    it(`end the turn of ${held}, with all that was said until then, when ${pressed} is pressed meanwhile`, async () => {
      await despiteStumbles(async () => {
        let turns;
        const ended = await toldDuring(held, async () => {
          const first = await hold(held, { isKept: true });
          // Who reaches for another button has said the last word already.
          await tab.page.waitForTimeout(200);
          turns = [first, await hold(pressed)];
          await Promise.all([isAtRest(held), isAtRest(pressed)]);
        });
        const [first, second] = turns;
        assert.ok(inShort(ended).includes('turn-end unplugged'));
        assert.deepEqual(
          inShort(ended).filter((line) => line.startsWith('session-error')),
          TAKEN,
        );
        assert.equal(ended.findLast(({ type }) => type === 'lock-change').releaseReason, 'turn-completed');
        await assertHeardBy(held, first);
        await assertHeardBy(pressed, second);
        // Until the second press nobody spoke to the second tag, and after it nobody to the first.
        assertSilent(pressed, first.downAt, second.downAt);
        assertSilent(held, second.downAt + LINE_MS, second.releasedAt + LINE_MS);
      });
      assert.equal((await devices()).live, 1);
      const ignored = await toldDuring(held, () => release(held));
      assert.deepEqual(ignored, []);
    });
  }

  for (const [waiting, pressed] of Object.entries(OTHER)) {
    it(`keep the lock and the voice of ${waiting} while ${pressed} has a turn and is interrupted`, async () => {
      clouds[waiting].script.answerMs = 20_000;
      await tab.page.evaluate((tag) => {
        window.tagOf(tag).turnTaking = { pushToTalkPolicy: { turnCompletionTimeoutMs: 60_000 } };
      }, waiting);
      await hold(waiting);
      await untilState(waiting, { avatarState: 'speaking' });
      const { lock } = await stateOf(waiting);
      const answer = clouds[waiting].session.answers.at(-1);
      const meanwhile = await toldDuring(waiting, async () => {
        await hold(pressed);
        await untilState(pressed, { avatarState: 'speaking' });
        assert.notEqual((await stateOf(pressed)).lock, null);
        await tab.page.evaluate((tag) => window.tagOf(tag).interrupt(), pressed);
        await isAtRest(pressed);
      });
      assert.deepEqual(inShort(meanwhile), TAKEN);
      assert.deepEqual(await stateOf(waiting), { phase: 'awaiting', avatarState: 'speaking', lock });
      assert.equal(answer.isInterrupted, false);
      const others = await toldDuring(pressed, async () => {
        await tab.page.evaluate((tag) => window.tagOf(tag).interrupt(), waiting);
        await tab.until(() => answer.isInterrupted);
      });
      assert.deepEqual(others, []);
    });
  }

  it('go on alone when the other leaves', async () => {
    await turnWith('convai');
    const before = await devices();
    const others = await toldDuring('convai', () => disconnect('liveavatar'));
    assert.deepEqual(others, []);
    assert.deepEqual(await devices(), before);
    await despiteStumbles(async () => {
      const turn = await hold('convai');
      await isAtRest('convai');
      await assertHeardBy('convai', turn);
    });
    await disconnect('convai');
    assert.equal((await devices()).live, 0);
  });

  it('have a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});
