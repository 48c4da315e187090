// Everything that can go wrong in a turn, on either cloud, in a room of a real LiveKit server; and what holds after each.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { despiteStumbles } from '../e2e/harness.mjs';
import { goodTurn, watchFor } from './aftermath.mjs';
import { CLOUDS, behave, lockReason } from './clouds.mjs';
import { disposeFarEnds } from './far-end.mjs';
import { lineOf } from './line.mjs';
import { speakUntil } from './moments.mjs';
import { openTagPage } from './tag-page.mjs';

/** Describes it for one cloud: a file of its own for each, so that they can run side by side. */
export function describeFaults(provider) {
  const kit = CLOUDS.find((one) => one.provider === provider);
  let livekit;
  let tab;
  let line;
  before(async () => {
    livekit = await startLiveKit();
    tab = await openTagPage({ count: 150, gapSecs: 1.2 });
    line = await lineOf(tab);
  });
  after(async () => {
    await tab?.close();
    await livekit?.stop();
    await disposeFarEnds();
  });

  const isConvai = kit.provider === 'convai';
  describe(`<avatar-ptt provider="${kit.provider}"> when things go wrong`, () => {
    let cloud;
    let watch;
    const sends = (test, delays) => (message) => (test(message, cloud.session) ? delays : [0]);
    const set = (pushToTalkPolicy) => tab.set({ pushToTalkPolicy });
    const reasonsOf = (told, type) => told.filter((event) => event.type === type).map(({ reason }) => reason);
    before(async () => {
      cloud = await kit.start({ livekit });
      await tab.start(kit.properties(cloud));
      await goodTurn({ tab, cloud, kit });
    });
    after(() => cloud?.close());
    beforeEach(async () => {
      tab.problems.length = 0;
      behave(cloud);
      watch = await watchFor({ tab, cloud, kit });
    });
    /** Whatever a failed attempt has left: the line, the server, the session. */
    const startOver = async () => {
      await line.mend();
      await livekit.restart();
      await set({ turnCompletionTimeoutMs: 5000, interruptBotOnPress: true });
      behave(cloud);
      await tab.start(kit.properties(cloud));
      tab.problems.length = 0;
      watch = await watchFor({ tab, cloud, kit });
    };
    const scenario = (name, happens) => it(name, () => despiteStumbles(happens, startOver));
    /** Everything that has to hold, and nothing in the console but what the browser itself says of a refusal. */
    const assertRecovered = async (expected = {}, said = /^$/) => {
      await watch.assertRecovered(expected);
      assert.deepEqual(
        tab.problems.filter((text) => !said.test(text)),
        [],
      );
    };

    scenario('a start is confirmed late: nothing is lost', async () => {
      behave(cloud, { sends: sends(kit.isStartAck, [1000]) });
      assert.equal(lockReason(await tab.talk()), 'turn-completed');
      await assertRecovered();
    });

    scenario('a start is never confirmed: the press is given up in time', async () => {
      behave(cloud, { sends: sends(kit.isStartAck, []) });
      const { told } = await tab.talk();
      assert.deepEqual(reasonsOf(told, 'turn-discarded'), [isConvai ? 'start-failed' : 'start-timeout']);
      await assertRecovered({ stops: isConvai ? 0 : 1, sentences: 0 });
    });

    scenario('a start is confirmed when nobody waits any more: nothing opens', async () => {
      behave(cloud, { sends: sends(kit.isStartAck, [5000]) });
      await tab.talk();
      const isLate = ({ isIncoming, message }) => !isIncoming && kit.isStartAck(message, { isSttOn: true });
      const count = cloud.session.line.messages.filter(isLate).length;
      await tab.until(() => cloud.session.line.messages.filter(isLate).length > count);
      await assertRecovered({ stops: isConvai ? 0 : 1, sentences: 0 });
    });

    scenario('a start is refused: so is the press, with a reason', async () => {
      behave(cloud, { refuses: kit.isStart });
      const { told } = await tab.talk();
      assert.deepEqual(reasonsOf(told, 'press-refused'), ['start-failed']);
      // LiveAvatar may have a window open that nobody knows of, so it is told to stop before it is asked once more.
      await assertRecovered({ stops: isConvai ? 0 : 1, sentences: 0 });
    });

    scenario('everything is said twice: each turn is told once', async () => {
      behave(cloud, { sends: () => [0, 30] });
      for (let i = 0; i < 2; i++) assert.equal(lockReason(await tab.talk()), 'turn-completed');
      await assertRecovered({ stops: 2, sentences: 2 });
    });

    scenario('a stop is confirmed late: the lock waits for the answer all the same', async () => {
      behave(cloud, { sends: sends(kit.isStopAck, [1000]) });
      assert.equal(lockReason(await tab.talk()), 'turn-completed');
      await assertRecovered();
    });

    scenario('a stop is never confirmed: the person can go on', async () => {
      behave(cloud, { sends: sends(kit.isStopAck, []) });
      await tab.talk();
      // It is answered, which proves that it has arrived.
      await assertRecovered();
    });

    scenario('a stop is refused: the person is told, and can go on', async () => {
      behave(cloud, { refuses: kit.isStop });
      assert.equal(lockReason(await tab.talk()), 'stop-failed');
      behave(cloud);
      await assertRecovered({ stops: isConvai ? 2 : 1, errors: ['stop-failed'] });
    });

    scenario('the end of the answer is never told: the lock is released by itself', async () => {
      await set({ turnCompletionTimeoutMs: 800 });
      behave(cloud, { sends: sends(kit.isCompletion, []) });
      assert.equal(lockReason(await tab.talk()), 'timeout');
      await set({ turnCompletionTimeoutMs: 5000 });
      await assertRecovered();
    });

    scenario('no word of the end ever comes, and nobody may interrupt: silence is the end', async () => {
      await set({ turnCompletionTimeoutMs: 800, interruptBotOnPress: false });
      behave(cloud, { sends: sends(kit.isEnd, []) });
      assert.equal(lockReason(await tab.talk()), 'timeout');
      await tab.until(() => tab.page.evaluate(() => !window.tag.session.state.isAvatarSpeaking));
      await set({ turnCompletionTimeoutMs: 5000 });
      await assertRecovered();
      await set({ interruptBotOnPress: true });
    });

    scenario('the usage limit is reached: the lock is released, and the person is told once', async () => {
      // LiveAvatar ends the session with it.
      if (isConvai) behave(cloud, { answer: 'limit' });
      else
        await speakUntil({ tab, cloud, kit }, 'locked', { answerMs: 20_000 }, () =>
          kit.end(cloud.session, 'NO_CREDITS_LEFT'),
        );
      if (isConvai) await tab.talk();
      assert.equal((await errorTold()).recoverable, false);
      assert.equal(lockReason({ told: await watch.toldSince() }), 'usage-limit');
      await assertRecovered({ errors: ['usage-limit'], isOver: !isConvai });
    });

    if (isConvai) {
      for (const [answer, reason] of [
        ['no-response', 'no-response'],
        ['blocked', 'moderation-blocked'],
      ]) {
        scenario(`there is no answer: the lock is released with "${reason}"`, async () => {
          behave(cloud, { answer });
          assert.equal(lockReason(await tab.talk()), reason);
          await assertRecovered();
        });
      }

      scenario('nobody does anything: the person is warned, and acts', async () => {
        await cloud.session.emit('user-idle-warning', { remaining_seconds: 30 });
        await tab.talk();
        assert.ok(cloud.session.line.types().includes('reset-idle-timer'));
        await assertRecovered();
      });
    } else {
      scenario('nobody does anything: the session ends, and says why', async () => {
        await kit.end(cloud.session, 'IDLE_TIMEOUT');
        assert.match((await errorTold()).message, /IDLE_TIMEOUT/);
        await assertRecovered({ stops: 0, sentences: 0, errors: ['session-ended'], isOver: true });
      });
    }

    for (const [moment, stops] of [
      ['held', 0],
      ['locked', 1],
    ]) {
      scenario(`the session expires while ${moment}: the person is told once, and can connect again`, async () => {
        await speakUntil({ tab, cloud, kit }, moment, { answerMs: 20_000 }, () =>
          kit.end(cloud.session, 'SESSION_EXPIRED'),
        );
        assert.match((await errorTold()).message, /SESSION_EXPIRED.*Connect again/);
        await assertRecovered({ stops, errors: [isConvai ? 'service-error' : 'session-ended'], isOver: true });
      });
    }

    scenario('the token has expired before: connecting says so in the words of the service', async () => {
      await tab.page.evaluate(() => window.tag.disconnect());
      watch = await watchFor({ tab, cloud, kit });
      behave(cloud, { rest: { [kit.startCall]: { status: 401, body: kit.refusal } } });
      await assert.rejects(
        tab.page.evaluate(() => window.tag.connect()),
        isConvai
          ? /could not connect \(401\).*It said: .*has expired/
          : /refused the session token \(401\).*It said: .*has expired/,
      );
      behave(cloud);
      await assertRecovered(
        { stops: 0, sentences: 0, errors: [isConvai ? 'connect-refused' : 'token-refused'], isOver: true },
        /status of 401/,
      );
    });

    // Other moments, and longer cuts, are tried by outages.mjs.
    for (const [moment, { stops, ...changes }] of Object.entries({
      'in the tail': { stops: 1 },
      // Whatever it said of the turn would confirm it.
      'stopped but not confirmed': {
        stops: isConvai ? 2 : 1,
        sends: (message) => (kit.isStartAck(message, cloud.session) ? [0] : []),
      },
    })) {
      scenario(`the line is cut while ${moment}, and comes back`, async () => {
        await speakUntil({ tab, cloud, kit }, moment, changes, line.cut);
        const connection = () => tab.page.evaluate(() => window.tag.connectionState);
        await tab.until(async () => (await connection()) === 'reconnecting');
        assert.equal((await tab.state()).phase, 'idle');
        assert.equal((await tab.state()).lock, null);
        behave(cloud);
        await line.mend();
        await tab.until(async () => (await connection()) === 'connected', 30_000);
        await assertRecovered({ stops });
      });
    }

    for (const [moment, { stops, ...changes }] of Object.entries({
      'in the tail': { stops: 0 },
      locked: { stops: 1, answerMs: 20_000 },
    })) {
      scenario(`the server dies while ${moment}, and is back for the next conversation`, async () => {
        await speakUntil({ tab, cloud, kit }, moment, changes, livekit.kill);
        const connection = () => tab.page.evaluate(() => window.tag.connectionState);
        await tab.until(async () => (await connection()) !== 'connected', 60_000);
        assert.equal((await tab.state()).phase, 'idle');
        assert.equal((await tab.state()).lock, null);
        await tab.page.evaluate(() => window.tag.disconnect());
        await livekit.restart();
        await cloud.session.end();
        await assertRecovered({ stops, isOver: true }, /WebSocket|net::ERR/);
      });
    }

    /** What the person is told of it, once it is. */
    async function errorTold() {
      const errors = async () => (await watch.toldSince()).filter(({ type }) => type === 'session-error');
      await tab.until(async () => (await errors()).length > 0);
      return (await errors())[0];
    }
  });
}
