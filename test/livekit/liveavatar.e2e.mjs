// The tag on LiveAvatar, in a room of a real LiveKit server: what is promised to a person, judged at the far end.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { despiteStumbles } from '../e2e/harness.mjs';
import { disposeFarEnds, nowMs } from './far-end.mjs';
import { startLiveAvatar } from './liveavatar-stand-in.mjs';
import { MEASURED_MS, assertAllHeard, lostOf } from './lost.mjs';
import { wellBehaved } from './script.mjs';
import { AUDIBLE } from './spoken.mjs';
import { openTagPage } from './tag-page.mjs';

/** From the gate through the encoder, the room and the jitter buffer of a busy machine. */
const LINE_MS = 700;

const START = 'user.start_push_to_talk';
const STOP = 'user.stop_push_to_talk';
const STARTED = 'user.push_to_talk_started';
const STOPPED = 'user.push_to_talk_stopped';

let livekit;
let cloud;
let tab;
before(async () => {
  livekit = await startLiveKit();
  cloud = await startLiveAvatar({ livekit });
  tab = await openTagPage();
});
after(async () => {
  await tab?.close();
  await cloud?.close();
  await livekit?.stop();
  await disposeFarEnds();
});
beforeEach(() => Object.assign(cloud.script, wellBehaved(), { answerMs: 200 }));

const properties = () => ({ provider: 'liveavatar', tokenUrl: cloud.tokenUrl, apiUrl: cloud.apiUrl });
const late = (type, delayMs) => (message) => [message.event_type === type ? delayMs : 0];
const lost = (type) => (message) => (message.event_type === type ? [] : [0]);
const typesOf = (events) => events.map(({ type }) => type);

/** Commands of the handshake that reached the service since `from` messages. */
const handshake = (from = 0) =>
  typesOf(cloud.session.line.messages.slice(from)).filter((type) => type === START || type === STOP);
const messageCount = () => cloud.session.line.messages.length;

/** A turn that goes as it should, which is what has to work after anything that did not. */
async function goodTurn() {
  Object.assign(cloud.script, wellBehaved(), { answerMs: 200 });
  await despiteStumbles(async () => {
    const from = messageCount();
    const turn = await tab.talk();
    assert.equal(turn.isTaken, true);
    assert.deepEqual(handshake(from), [START, STOP]);
    assertAllHeard(lostOf(cloud.session, turn, tab.sound));
    assert.equal(turn.told.filter(({ type }) => type === 'turn-end').length, 1);
    assert.equal(turn.told.findLast(({ type }) => type === 'lock-change').releaseReason, 'turn-completed');
  });
}

/** Nothing has left since a moment: it has had the time to arrive. */
async function assertSilentSince(at) {
  await tab.page.waitForTimeout(LINE_MS);
  assert.ok(cloud.session.heard.peak(at, nowMs()) < AUDIBLE, 'something left while the gate was closed');
}

describe('what is said to LiveAvatar while the button is held', () => {
  before(() => tab.start(properties()));

  for (const delayMs of [0, 100, 250, 500, 1000]) {
    it(`arrives from the first syllable to the last, acknowledged after ${delayMs} ms`, () =>
      despiteStumbles(async () => {
        cloud.script.sends = late(STARTED, delayMs);
        const turn = await tab.talk();
        assertAllHeard(lostOf(cloud.session, turn, tab.sound));
        const { heard, windows } = cloud.session;
        const window = windows.at(-1);
        assert.ok(heard.firstSoundAt(turn.pressedAt) >= window.openedAt, 'nothing comes before the service listens');
        const [heldMs, listenedMs] = [turn.releasedAt - turn.pressedAt, window.closedAt - window.openedAt];
        assert.ok(listenedMs >= heldMs - MEASURED_MS, `listens for ${listenedMs} ms of ${heldMs} ms`);
      }));
  }

  it('is all that ever arrives: between the turns there is silence', async () => {
    const { heard, windows } = cloud.session;
    const bounds = [
      heard.startedAt,
      ...windows.flatMap(({ openedAt, closedAt }) => [openedAt, closedAt]),
      heard.endedAt,
    ];
    for (let i = 0; i < bounds.length; i += 2) {
      const from = bounds[i] + (i === 0 ? 0 : LINE_MS);
      assert.ok(heard.peak(from, bounds[i + 1]) < AUDIBLE, `something left before turn ${i / 2 + 1}`);
    }
  });
});

describe('LiveAvatar that misbehaves', () => {
  before(() => tab.start(properties()));

  it('refuses a start: the press is refused with a reason, and nothing is heard', async () => {
    cloud.script.refuses = ({ event_type: type }) => type === START;
    const pressedAt = nowMs();
    const { told } = await tab.talk();
    assert.equal(told.find(({ type }) => type === 'press-refused').reason, 'start-failed');
    await assertSilentSince(pressedAt);
    await goodTurn();
  });

  it('never acknowledges a start: the press is given up in time, the service is told once, nothing is heard', async () => {
    cloud.script.sends = lost(STARTED);
    const from = messageCount();
    const pressedAt = nowMs();
    const { told } = await tab.talk();
    assert.equal(told.find(({ type }) => type === 'turn-discarded').reason, 'start-timeout');
    await tab.until(() => cloud.session.windows.every(({ closedAt }) => closedAt < Infinity));
    assert.deepEqual(handshake(from), [START, STOP]);
    await assertSilentSince(pressedAt);
    await goodTurn();
  });

  it('acknowledges a start when nobody waits any more: nothing opens', async () => {
    cloud.script.sends = late(STARTED, 5000);
    const pressedAt = nowMs();
    const { told } = await tab.talk();
    assert.equal(told.find(({ type }) => type === 'turn-discarded').reason, 'start-timeout');
    await tab.until(
      () => cloud.session.line.types({ isIncoming: false }).filter((type) => type === STOPPED).length > 2,
    );
    assert.equal((await tab.state()).phase, 'idle');
    await assertSilentSince(pressedAt);
    await goodTurn();
  });

  it('says everything twice: each turn is told once', async () => {
    cloud.script.sends = () => [0, 30];
    for (let i = 0; i < 2; i++) {
      const from = messageCount();
      const { told } = await tab.talk();
      for (const type of ['turn-start', 'turn-end'])
        assert.equal(told.filter((event) => event.type === type).length, 1);
      assert.deepEqual(handshake(from), [START, STOP]);
    }
    await goodTurn();
  });

  it('refuses a stop: the gate is closed, the person is told, and can go on', async () => {
    cloud.script.refuses = ({ event_type: type }) => type === STOP;
    const { told, releasedAt } = await tab.talk();
    assert.equal(told.findLast(({ type }) => type === 'lock-change').releaseReason, 'stop-failed');
    assert.ok(typesOf(told).includes('session-error'));
    await assertSilentSince(releasedAt + LINE_MS);
    cloud.session.closeWindow();
    await goodTurn();
  });

  it('never acknowledges a stop: the person can go on', async () => {
    cloud.script.sends = lost(STOPPED);
    const { releasedAt } = await tab.talk();
    await assertSilentSince(releasedAt + LINE_MS);
    await goodTurn();
  });

  it('never says that it has finished: the lock lets go by itself', async () => {
    cloud.script.sends = lost('avatar.speak_ended');
    await tab.set({ pushToTalkPolicy: { turnCompletionTimeoutMs: 800 } });
    const { told } = await tab.talk();
    assert.equal(told.findLast(({ type }) => type === 'lock-change').releaseReason, 'timeout');
    await tab.set({ pushToTalkPolicy: { turnCompletionTimeoutMs: 5000 } });
    await goodTurn();
  });
});

describe('the conversation with LiveAvatar', () => {
  before(() => tab.start(properties()));

  it('is interrupted by the next press', async () => {
    cloud.script.answerMs = 20_000;
    await tab.talk({ isAwaited: false });
    await tab.until(async () => (await tab.state()).avatarState === 'speaking');
    const answer = cloud.session.answers.at(-1);
    await tab.talk({ isAwaited: false });
    await tab.until(() => answer.isInterrupted);
    await tab.page.evaluate(() => window.tag.interrupt());
    await goodTurn();
  });

  it('goes hands-free and back without a reconnect; the endpointer presses and releases', async () => {
    const { session } = cloud;
    const from = messageCount();
    await tab.set({ turnDetection: 'custom', customTurnDetection: { stopSecs: 0.4 } });
    await tab.page.evaluate(() => window.tag.setMode('hands-free'));
    await tab.until(() => cloud.session.answers.length > 0 && handshake(from).includes(STOP));
    await tab.page.evaluate(() => window.tag.setMode('push-to-talk'));
    const { samples } = cloud.session.answers.at(-1).turn;
    assert.ok(
      samples.some((sample) => Math.abs(sample) > 0.05),
      'the turn holds what was said',
    );
    assert.equal(cloud.session, session);
    await tab.until(async () => (await tab.state()).phase === 'idle');
    await goodTurn();
  });

  it('is written, too', async () => {
    await tab.page.evaluate(() => window.tag.sendText('Tell me something.'));
    await tab.until(() => cloud.session.answers.at(-1).turn.text === 'Tell me something.');
    await tab.until(async () => (await tab.state()).phase === 'idle');
  });

  it('ends when the service ends it, with its reason, and begins anew', async () => {
    const { session } = cloud;
    await session.stopByItself('MAX_DURATION_REACHED');
    await tab.until(async () => typesOf(await tab.told()).includes('session-error'));
    const { message } = (await tab.told()).findLast(({ type }) => type === 'session-error');
    assert.match(message, /MAX_DURATION_REACHED/);
    await tab.page.evaluate(() => window.tag.connect());
    assert.notEqual(cloud.session, session);
    await tab.until(() => tab.page.evaluate(() => window.tag.session.state.microphone === 'open'));
    await goodTurn();
  });

  it('leaves no secret behind', async () => {
    const seen = await tab.whatIsSeen();
    for (const { token } of cloud.sessions)
      assert.ok(!seen.includes(token), 'the session token is nowhere to be found');
    assert.ok(!seen.includes('eyJ'), 'nor is the one for the room');
  });

  it('stops the session when the tag leaves', async () => {
    await tab.page.evaluate(() => window.tag.disconnect());
    await tab.until(() => cloud.session.isEnded);
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});
