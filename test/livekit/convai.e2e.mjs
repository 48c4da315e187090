// The tag on Convai, in a room of a real LiveKit server: what is promised to a person, judged at the far end.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { despiteStumbles } from '../e2e/harness.mjs';
import { startConvai } from './convai-stand-in.mjs';
import { disposeFarEnds, nowMs } from './far-end.mjs';
import { assertAllHeard, lostOf } from './lost.mjs';
import { wellBehaved } from './script.mjs';
import { AUDIBLE } from './spoken.mjs';
import { openTagPage } from './tag-page.mjs';

/** From the gate through the encoder, the room and the jitter buffer of a busy machine. */
const LINE_MS = 700;

const HANDSHAKE = ['stt-toggle on', 'force-user-stopped-speaking', 'stt-toggle off'];

let livekit;
let cloud;
let tab;
before(async () => {
  livekit = await startLiveKit();
  cloud = await startConvai({ livekit });
  tab = await openTagPage();
});
after(async () => {
  await tab?.close();
  await cloud?.close();
  await livekit?.stop();
  await disposeFarEnds();
});
beforeEach(() => behave());

const behave = (changes) =>
  Object.assign(cloud.script, wellBehaved(), { answerMs: 200, isCompletedEarly: false, ...changes });
const properties = () => ({ provider: 'convai', characterId: 'character', connectUrl: cloud.connectUrl });
const messageCount = () => cloud.session.line.messages.length;
const responseTo = (command) => (message) => message.type === 'server-response' && message.event_type === command;

/** What the service was told since `from` messages. */
const commands = (from) =>
  cloud.session.line.messages
    .slice(from)
    .filter(({ isIncoming }) => isIncoming)
    .map(({ type, message }) => (type === 'stt-toggle' ? `${type} ${message.data.muted ? 'off' : 'on'}` : type));

const lockReason = ({ told }) => told.findLast(({ type }) => type === 'lock-change').releaseReason;

/** A turn that goes as it should, which is what has to work after anything that did not. */
async function goodTurn() {
  behave();
  await despiteStumbles(async () => {
    const from = messageCount();
    const turn = await tab.talk();
    assert.deepEqual(commands(from), HANDSHAKE);
    assertAllHeard(lostOf(cloud.session, turn, tab.sound));
    assert.equal(turn.told.filter(({ type }) => type === 'turn-end').length, 1);
    assert.equal(lockReason(turn), 'turn-completed');
  });
}

async function assertSilentSince(at) {
  await tab.page.waitForTimeout(LINE_MS);
  assert.ok(cloud.session.heard.peak(at, nowMs()) < AUDIBLE, 'something left while the gate was closed');
}

describe('what is said to Convai while the button is held', () => {
  before(() => tab.start(properties()));

  it('is announced as push-to-talk when connecting', () => {
    const { request } = cloud.session;
    assert.equal(request.default_stt_enabled, false);
    assert.equal('turn_detection_config' in request, false);
  });

  for (const delayMs of [0, 250, 1000]) {
    it(`arrives from the first syllable to the last, answered after ${delayMs} ms`, () =>
      despiteStumbles(async () => {
        behave({ sends: (message) => [responseTo('stt-toggle')(message) ? delayMs : 0] });
        const from = messageCount();
        const turn = await tab.talk();
        assertAllHeard(lostOf(cloud.session, turn, tab.sound));
        assert.deepEqual(commands(from), HANDSHAKE);
        assert.equal(lockReason(turn), 'turn-completed');
      }));
  }

  it('is all that ever arrives: between the turns there is silence', () => {
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

  it('is shown in words that belong to the turn', async () => {
    const { told } = await tab.talk();
    const { turnId } = told.find(({ type }) => type === 'turn-start');
    const final = told.filter(({ type, final: isFinal }) => type === 'transcript' && isFinal);
    assert.deepEqual(
      final.map(({ role, text, turnId: id }) => ({ role, text, id })),
      [
        { role: 'user', text: cloud.script.userText, id: turnId },
        { role: 'avatar', text: cloud.script.avatarText, id: turnId },
      ],
    );
  });
});

describe('Convai that does not answer as wished', () => {
  before(() => tab.start(properties()));

  for (const [answer, reason] of [
    ['no-response', 'no-response'],
    ['blocked', 'moderation-blocked'],
    ['limit', 'usage-limit'],
  ]) {
    it(`lets the lock go with "${reason}"`, async () => {
      behave({ answer });
      assert.equal(lockReason(await tab.talk()), reason);
    });
  }

  it('never says that it has finished: the lock lets go by itself', async () => {
    await tab.set({ pushToTalkPolicy: { turnCompletionTimeoutMs: 800 } });
    behave({ answer: 'none' });
    assert.equal(lockReason(await tab.talk()), 'timeout');
    await tab.set({ pushToTalkPolicy: { turnCompletionTimeoutMs: 5000 } });
    await goodTurn();
  });

  it('does not listen: the press is refused with a reason, and nothing is heard', async () => {
    behave({ refuses: ({ type }) => type === 'stt-toggle' });
    const pressedAt = nowMs();
    const { told } = await tab.talk();
    assert.equal(told.find(({ type }) => type === 'press-refused').reason, 'server-stt-failed');
    await assertSilentSince(pressedAt);
    await goodTurn();
  });

  it('never confirms the end of the turn: the person can go on', async () => {
    const isStop = responseTo('force-user-stopped-speaking');
    behave({ sends: (message) => (isStop(message) ? [] : [0]) });
    const { releasedAt } = await tab.talk();
    await assertSilentSince(releasedAt + LINE_MS);
    await goodTurn();
  });

  it('never confirms that it listens no more: the next turn is heard all the same', async () => {
    const isOff = responseTo('stt-toggle');
    behave({ sends: (message) => (isOff(message) && !cloud.session.isSttOn ? [] : [0]) });
    await tab.talk();
    await goodTurn();
  });

  it('says that it has finished before it is heard to the end: it speaks until then', async () => {
    behave({ isCompletedEarly: true, answerMs: 1500 });
    await tab.talk({ isAwaited: false });
    await tab.until(async () => (await tab.told()).at(-1).releaseReason === 'turn-completed');
    assert.equal((await tab.state()).avatarState, 'speaking');
    await tab.until(async () => (await tab.state()).avatarState === 'idle');
    await goodTurn();
  });
});

describe('the conversation with Convai', () => {
  before(() => tab.start(properties()));

  it('is interrupted by the next press', async () => {
    behave({ answerMs: 20_000 });
    await tab.talk({ isAwaited: false });
    await tab.until(async () => (await tab.state()).avatarState === 'speaking');
    const answer = cloud.session.answers.at(-1);
    await tab.talk({ isAwaited: false });
    await tab.until(() => answer.isInterrupted);
    await tab.page.evaluate(() => window.tag.interrupt());
    await goodTurn();
  });

  it('goes on when a person acts after being warned', async () => {
    await cloud.session.emit('user-idle-warning', { remaining_seconds: 30 });
    await tab.page.waitForTimeout(100);
    const from = messageCount();
    await tab.talk();
    assert.ok(commands(from).includes('reset-idle-timer'));
  });

  it('goes hands-free and back without a reconnect', async () => {
    const { session } = cloud;
    const from = messageCount();
    await tab.set({ turnDetection: 'custom', customTurnDetection: { stopSecs: 0.4 } });
    await tab.page.evaluate(() => window.tag.setMode('hands-free'));
    await tab.until(() => commands(from).includes('force-user-stopped-speaking'));
    await tab.page.evaluate(() => window.tag.setMode('push-to-talk'));
    assert.equal(cloud.session, session);
    await tab.until(async () => (await tab.state()).phase === 'idle');
    await goodTurn();
  });

  it('is taken up again by the next connection', async () => {
    await tab.page.evaluate(() => window.tag.disconnect());
    const first = cloud.session;
    await tab.page.evaluate(() => window.tag.connect());
    assert.notEqual(cloud.session, first);
    assert.equal(cloud.session.request.character_session_id, first.characterSessionId);
  });

  it('leaves no secret behind', async () => {
    const seen = await tab.whatIsSeen();
    assert.ok(!seen.includes('eyJ'), 'the token for the room is nowhere to be found');
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

describe('connecting to Convai', () => {
  it('hands the settings of hands-free over, and the service ends the turns', async () => {
    const turnTaking = { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.5, preSpeechMs: 100 } };
    await tab.start({ ...properties(), mode: 'hands-free', turnTaking });
    const { turn_detection_config: config } = cloud.session.request;
    assert.deepEqual(config, {
      type: 'smart_turn',
      params: { stop_secs: 0.5, pre_speech_ms: 100, max_duration_secs: 8 },
    });
    await tab.until(() => cloud.session.answers.length > 0);
  });

  it('sends a short-lived token where the token belongs', async () => {
    await tab.start({ ...properties(), connectUrl: '', apiUrl: cloud.apiUrl, sessionToken: cloud.authToken });
    assert.equal(cloud.requests.at(-1).headers['api-auth-token'], cloud.authToken);
    assert.ok(!(await tab.whatIsSeen()).includes(cloud.authToken), 'and shows it nowhere');
  });

  it('says what is wrong with a wrong one', async () => {
    const wrong = { ...properties(), connectUrl: '', apiUrl: cloud.apiUrl, sessionToken: 'a-wrong-token' };
    await assert.rejects(tab.start(wrong), /refused the token \(401\)/);
  });
});
