// After a phone call or a sleeping machine the audio goes on where it stood still: what is said then is judged on the
// samples that the backend got.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { silence } from './sounds.mjs';

const TONE_MS = 500;
// Its edges lie within blocks that are judged whole.
const JUDGED_MS = 20;

describe('the first hold after a suspension', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound: silence(1) });
    await tab.page.waitForFunction(() => window.isReady);
    await tab.page.evaluate(prepare, TONE_MS);
  });
  after(() => tab.close());

  // The shortest is over before anybody could tell that it began.
  for (const secs of [0.3, 1, 5, 20, 60])
    it(`has all that is said in it, or is not shown as heard, after ${secs} s`, async () => {
      const { before: earlier, holds } = await tab.page.evaluate((forSecs) => window.suspended(forSecs), secs);
      assertWhole(earlier, 'before');
      for (const [i, hold] of holds.entries()) assertWhole(hold, `hold ${i + 1} after it`);
    });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

function assertWhole({ isShownAsHeard, toneMs, told }, which) {
  assert.ok(isShownAsHeard, `${which}: never listened; told: ${told}`);
  assert.ok(Math.abs(toneMs - TONE_MS) <= JUDGED_MS, `${which}: ${toneMs} of ${TONE_MS} ms`);
}

/** Runs in the page: makes `suspended`. */
async function prepare(toneMs) {
  const { openRoom } = await import('/test/e2e/room.mjs');
  const { avatar, newSession, sleep, until } = window;
  const room = await openRoom();
  const contexts = [];
  // Only what the session opens: the room's own goes on.
  window.AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      contexts.push(this);
    }
  };
  avatar.reply = () => null;
  const tone = new AudioBuffer({ length: (toneMs * 48_000) / 1000, sampleRate: 48_000 });
  tone.copyToChannel(
    Float32Array.from({ length: tone.length }, (_, i) => 0.3 * Math.sin(i / 8)),
    0,
  );

  window.suspended = async (secs) => {
    const session = newSession({ mode: 'push-to-talk', pushToTalkPolicy: { releaseTailMs: 0 } });
    const told = [];
    session.subscribe(({ effects }) => {
      for (const effect of effects)
        if (effect.type === 'announce') told.push(effect.notice.code ?? effect.notice.reason ?? effect.notice.type);
    });
    await session.connect();
    await until(() => session.state.microphone === 'open' && session.state.isSoundFlowing);
    const before = await hold(session, told);
    const context = contexts.at(-1);
    await context.suspend();
    await sleep(secs * 1000);
    await context.resume();
    const holds = [await hold(session, told), await hold(session, told)];
    await session.close();
    return { before, holds };
  };

  /** Presses until the session says that it listens, as a person would; speaks then. */
  async function hold(session, told) {
    const isListening = () => {
      const { phase, microphone, isSoundFlowing } = session.state;
      return phase === 'capturing' && microphone === 'open' && isSoundFlowing;
    };
    const press = () => {
      if (session.state.phase === 'idle') session.press();
      return isListening();
    };
    const isShownAsHeard = await until(press, 8000).then(
      () => true,
      () => false,
    );
    const turnId = session.state.turnIds.next - 1;
    await room.say(tone);
    await sleep(200);
    session.release();
    await until(() => avatar.lastTurn?.turnId === turnId, 5000).catch(() => undefined);
    await until(() => session.state.phase === 'idle', 5000).catch(() => undefined);
    const { samples, sampleRate } = avatar.lastTurn ?? { samples: [], sampleRate: 1 };
    return { isShownAsHeard, toneMs: loudMs(samples, sampleRate), told: told.slice(-4).join(', ') };
  }

  function loudMs(samples, sampleRate) {
    const length = Math.round(sampleRate / 1000);
    const blocks = Array.from({ length: Math.floor(samples.length / length) }, (_, i) =>
      samples.slice(i * length, (i + 1) * length),
    );
    return blocks.filter((block) => block.some((sample) => Math.abs(sample) > 0.05)).length;
  }
}
