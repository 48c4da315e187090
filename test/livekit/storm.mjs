// What no person does and no service should, through the tag, in a room of a real LiveKit server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { despiteStumbles } from '../e2e/harness.mjs';
import { CLOUDS, assertTurnsWhole, behave, lockReason } from './clouds.mjs';
import { disposeFarEnds } from './far-end.mjs';
import { openTagPage } from './tag-page.mjs';

const SEED = 20_261_120;
const PRESSES = 200;
const PACKETS = 10_000;

/** Each cloud has a file of its own, so that one waits beside the other. */
export function describeStorm(named) {
  const { provider, start, properties, topics } = CLOUDS.find((one) => one.provider === named);
  describe(`<avatar-ptt provider="${provider}"> in a storm`, () => {
    let livekit;
    let cloud;
    let tab;
    const quick = () => behave(cloud, { answerMs: 20, thinkMs: 0 });
    const goodTurn = () =>
      despiteStumbles(async () => {
        quick();
        const turn = await tab.talk();
        assert.equal(turn.isTaken, true);
        assert.equal(lockReason(turn), 'turn-completed');
      });
    before(async () => {
      livekit = await startLiveKit();
      cloud = await start({ livekit });
      tab = await openTagPage({ count: 150 });
      quick();
      await tab.start(properties(cloud));
    });
    after(async () => {
      await tab?.close();
      await cloud?.close();
      await livekit?.stop();
      await disposeFarEnds();
    });

    const recordCount = () => tab.page.evaluate(() => window.tag.session.log.length + window.tag.session.log.dropped);
    const setTimeouts = (turnCompletionTimeoutMs) => tab.set({ pushToTalkPolicy: { turnCompletionTimeoutMs } });

    it(`settles each of ${PRESSES} presses with 2 % of the messages lost or late`, async () => {
      const random = randomFrom(SEED);
      cloud.script.sends = () => (random() < 0.01 ? [] : [random() < 0.01 ? 300 : 0]);
      cloud.script.takes = () => random() > 0.01;
      const presses = Array.from({ length: PRESSES }, () => ({ heldMs: random() * 150, pauseMs: random() * 60 }));
      await setTimeouts(1500);
      const taken = await tab.hammer(presses);
      await setTimeouts(5000);
      // Others were refused, while a stop was not yet confirmed.
      assert.ok(taken > PRESSES / 4, `${taken} presses were taken`);
      assertTurnsWhole(await tab.told());
      const { windows } = cloud.session;
      const isApart = windows.every(({ openedAt }, i) => i === 0 || openedAt >= windows[i - 1].closedAt);
      assert.ok(isApart, 'no turn is merged with the one before');
      await goodTurn();
    });

    it(`stays itself through ${PACKETS} broken and hostile packets`, async () => {
      const random = randomFrom(SEED + 1);
      const before = await recordCount();
      for (let i = 0; i < PACKETS; i++) await cloud.session.sendRaw(hostile(random), topics[i % topics.length]);
      // All of them arrive, and each is shown as it came.
      await tab.until(async () => (await recordCount()) >= before + PACKETS, 60_000);
      assert.equal(await tab.page.evaluate(() => window.tag.connectionState), 'connected');
      assert.equal(await tab.page.evaluate(() => window.isHacked === undefined && {}.isHacked === undefined), true);
      const markup = await tab.page.evaluate(
        () => window.tag.shadowRoot.querySelectorAll('img, script, iframe').length,
      );
      assert.equal(markup, 0);
      // The far end's jitter buffer has swollen under the flood, so what it hears is not judged here.
      await tab.page.evaluate(() => window.tag.interrupt());
      const { isTaken, told } = await tab.talk();
      assert.equal(isTaken, true);
      assert.equal(told.filter(({ type }) => type === 'turn-end').length, 1);
    });

    it('says so when the server dies, closes the gate, and begins anew when it is back', async () => {
      await tab.page.evaluate(() => void window.tag.press());
      await livekit.kill();
      await tab.until(async () => (await tab.page.evaluate(() => window.tag.connectionState)) !== 'connected', 60_000);
      assert.equal((await tab.state()).phase, 'idle');
      await livekit.restart();
      await tab.start(properties(cloud));
      await goodTurn();
    });
  });
}

/** Numbers from 0 to 1, the same each time. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const TYPES = [
  ...['user.push_to_talk_started', 'user.push_to_talk_stopped', 'user.transcription', 'avatar.transcription.chunk'],
  ...['avatar.speak_ended', 'session.state_updated', 'server-response', 'server-message', 'user-transcription'],
  ...['bot-llm-text', 'bot-turn-completed', 'moderation-response', 'user-idle-warning', '__proto__', 'constructor'],
];
const MARKUP = '<img src=x onerror="window.isHacked=true"><script>window.isHacked=true</script>';
const POISON = '{"__proto__":{"isHacked":true},"constructor":{"prototype":{"isHacked":true}}}';

/** One packet that no service should send. Nothing in it ends a session by right. */
function hostile(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const type = pick(TYPES);
  const value = pick([null, 0, -1, 1e308, true, '', MARKUP, [], {}, [[[[]]]], 'x'.repeat(5000), '\u0000\ud800']);
  const message = { label: 'rtvi-ai', type, event_type: type, text: value, final: value, source_event_id: value };
  const text = JSON.stringify({ ...message, data: pick([value, { type: pick(TYPES), text: value }]), status: value });
  const deep = `${'['.repeat(2000)}${']'.repeat(2000)}`;
  const torn = text.slice(0, Math.floor(random() * text.length));
  return pick([text, text, text, torn, deep, POISON, `{"event_type":"${type}","text":${POISON}}`, '', 'null', '7']);
}
