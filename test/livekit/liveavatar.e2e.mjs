// The tag on LiveAvatar, in a room of a real LiveKit server: what is promised to a person, judged at the far end.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { despiteStumbles } from '../e2e/harness.mjs';
import { connectAgain, goodTurn } from './aftermath.mjs';
import { assertSilentBetween, behave, messageCount } from './clouds.mjs';
import { MEASURED_MS, assertAllHeard, lostOf } from './lost.mjs';
import { stageFor } from './stage.mjs';

const stage = stageFor('liveavatar');

describe('what is said to LiveAvatar while the button is held', () => {
  before(() => stage.start());

  for (const delayMs of [0, 100, 250, 500, 1000]) {
    it(`arrives from the first syllable to the last, acknowledged after ${delayMs} ms`, () =>
      despiteStumbles(async () => {
        behave(stage.cloud, { sends: (message) => [stage.kit.isStartAck(message) ? delayMs : 0] });
        const turn = await stage.tab.talk();
        assertAllHeard(lostOf(stage.cloud.session, turn, stage.tab.sound));
        const { heard, windows } = stage.cloud.session;
        const window = windows.at(-1);
        assert.ok(heard.firstSoundAt(turn.pressedAt) >= window.openedAt, 'nothing comes before the service listens');
        const [heldMs, listenedMs] = [turn.releasedAt - turn.pressedAt, window.closedAt - window.openedAt];
        assert.ok(listenedMs >= heldMs - MEASURED_MS, `listens for ${listenedMs} ms of ${heldMs} ms`);
      }));
  }

  it('is all that ever arrives: between the turns there is silence', async () => {
    assertSilentBetween(stage.cloud.session);
  });
});

describe('the conversation with LiveAvatar', () => {
  before(() => stage.start());

  it('is interrupted by the next press', async () => {
    stage.cloud.script.answerMs = 20_000;
    await stage.tab.talk({ isAwaited: false });
    await stage.tab.until(async () => (await stage.tab.state()).avatarState === 'speaking');
    const answer = stage.cloud.session.answers.at(-1);
    await stage.tab.talk({ isAwaited: false });
    await stage.tab.until(() => answer.isInterrupted);
    await stage.tab.page.evaluate(() => window.tag.interrupt());
    await goodTurn(stage);
  });

  it('goes hands-free and back without a reconnect; the endpointer presses and releases', async () => {
    const { session } = stage.cloud;
    const from = messageCount(stage.cloud);
    await stage.tab.set({ turnDetection: 'custom', customTurnDetection: { stopSecs: 0.4 } });
    await stage.tab.page.evaluate(() => window.tag.setMode('hands-free'));
    await stage.tab.until(() => stage.cloud.session.answers.length > 0 && stage.kit.stopsKnown(session, from) > 0);
    await stage.tab.page.evaluate(() => window.tag.setMode('push-to-talk'));
    const { samples } = stage.cloud.session.answers.at(-1).turn;
    assert.ok(
      samples.some((sample) => Math.abs(sample) > 0.05),
      'the turn holds what was said',
    );
    assert.equal(stage.cloud.session, session);
    await stage.tab.until(async () => (await stage.tab.state()).phase === 'idle');
    await goodTurn(stage);
  });

  it('is written, too', async () => {
    await stage.tab.page.evaluate(() => window.tag.sendText('Tell me something.'));
    await stage.tab.until(() => stage.cloud.session.answers.at(-1).turn.text === 'Tell me something.');
    await stage.tab.until(async () => (await stage.tab.state()).phase === 'idle');
  });

  it('ends when the service ends it, with its reason, and begins anew', async () => {
    const { session } = stage.cloud;
    await session.stopByItself('MAX_DURATION_REACHED');
    const errors = async () => (await stage.tab.told()).filter(({ type }) => type === 'session-error');
    await stage.tab.until(async () => (await errors()).length > 0);
    await connectAgain(stage.tab);
    assert.notEqual(stage.cloud.session, session);
    const [{ message, recoverable }, ...others] = await errors();
    assert.match(message, /MAX_DURATION_REACHED/);
    assert.equal(recoverable, true);
    assert.deepEqual(others, []);
    await goodTurn(stage);
  });

  it('leaves no secret behind', async () => {
    const seen = await stage.tab.whatIsSeen();
    for (const { token } of stage.cloud.sessions)
      assert.ok(!seen.includes(token), 'the session token is nowhere to be found');
    assert.ok(!seen.includes('eyJ'), 'nor is the one for the room');
  });

  it('stops the session when the tag leaves', async () => {
    await stage.tab.page.evaluate(() => window.tag.disconnect());
    await stage.tab.until(() => stage.cloud.session.isEnded);
  });

  it('has a console without errors', () => {
    assert.deepEqual(stage.tab.problems, []);
  });
});
