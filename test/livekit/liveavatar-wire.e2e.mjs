// What LiveAvatar says and does by its documents, beside plain turns: through the tag, in a room of a real LiveKit server.
import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { despiteStumbles } from '../e2e/harness.mjs';
import { goodTurn } from './aftermath.mjs';
import { behave, lockReason } from './clouds.mjs';
import { stageFor } from './stage.mjs';

const stage = stageFor('liveavatar');
const ofType = (told, type) => told.filter((event) => event.type === type);
const newest = async (type) => ofType(await stage.tab.told(), type).at(-1);
const isReady = () => stage.tab.page.evaluate(() => window.tag.session.state.service.presence === 'here');

describe('LiveAvatar as its documents describe it', () => {
  before(() => stage.start());
  beforeEach(() => stage.tab.until(async () => (await stage.tab.state()).phase === 'idle'));

  for (const names of ['registered', 'command', 'none']) {
    it(`completes a turn after a typed text, with the lines as they were said, where the answer has ${names === 'none' ? 'no id' : `the id that is ${names}`}`, () =>
      despiteStumbles(async () => {
        behave(stage.cloud, { names });
        const { script } = stage.cloud;
        const answers = stage.cloud.session.answers.length;
        await stage.tab.page.evaluate(() => window.tag.sendText('Tell me something.'));
        await stage.tab.until(() => stage.cloud.session.answers.length > answers);
        await stage.tab.until(async () => (await stage.tab.state()).avatarState === 'speaking');
        await stage.tab.until(async () => (await stage.tab.state()).avatarState !== 'speaking');
        const turn = await stage.tab.talk();
        assert.equal(lockReason(turn), 'turn-completed');
        const lines = ofType(turn.told, 'transcript');
        for (const [role, text] of [
          ['user', script.userText],
          ['avatar', script.avatarText],
        ]) {
          const said = lines.filter((line) => line.role === role).map((line) => line.text);
          const whole = text.split(' ').map((_, i, words) => words.slice(0, i + 1).join(' '));
          assert.deepEqual(said, [...whole, text]);
        }
      }));
  }

  it('greets, which is shown and completes nothing; the first press interrupts it', () =>
    despiteStumbles(async () => {
      const greeting = 'Welcome, and ask me anything.';
      behave(stage.cloud, { greeting, answerMs: 20_000 });
      await stage.start();
      await stage.tab.until(async () => (await stage.tab.state()).avatarState === 'speaking');
      await stage.tab.until(async () => (await newest('transcript'))?.text === greeting);
      assert.equal((await newest('transcript')).role, 'avatar');
      await goodTurn(stage);
      assert.equal(ofType(await stage.tab.told(), 'lock-change').filter(({ lock }) => !lock).length, 1);
    }));

  it('takes the next turn when stops got lost, and answers none that was given up', () =>
    despiteStumbles(async () => {
      behave(stage.cloud, { takes: ({ event_type: type }) => type !== 'user.stop_push_to_talk' });
      await stage.tab.talk();
      await stage.tab.until(async () => (await newest('session-error'))?.code === 'stop-failed');
      const { session } = stage.cloud;
      const answers = session.answers.length;
      await goodTurn(stage);
      assert.equal(session.answers.length, answers + 1);
      const stops = session.line.messages.filter(({ type }) => type === 'user.stop_push_to_talk');
      const names = new Set(stops.slice(-4).map(({ message }) => message.event_id));
      assert.equal(names.size, 2, 'one stop for each window');
    }));

  for (const who of ['agent', 'avatar']) {
    it(`loses its ${who}: that is told at once, who holds waits, and is heard when it is back`, () =>
      despiteStumbles(async () => {
        await stage.start();
        const { session } = stage.cloud;
        await stage.tab.until(isReady);
        await stage.tab.page.evaluate(() => void window.tag.press());
        await stage.tab.until(async () => (await stage.tab.state()).phase === 'capturing');
        await session[`${who}Leaves`]();
        await stage.tab.until(async () => (await newest('session-error'))?.code === 'avatar-gone');
        const discarded = await newest('turn-discarded');
        assert.equal(discarded.reason, 'avatar-not-ready');
        await stage.tab.page.evaluate(() => window.tag.release());
        await stage.tab.until(async () => (await stage.tab.state()).phase === 'idle');
        assert.equal(await stage.tab.page.evaluate(() => window.tag.press()), false);
        await session[`${who}Comes`]();
        await stage.tab.until(isReady);
        await stage.tab.page.evaluate(() => window.tag.release());
        await stage.tab.until(async () => (await stage.tab.state()).phase === 'idle');
        await goodTurn(stage);
      }));
  }

  it('says that the room has muted the microphone, and is heard again by the next press', () =>
    despiteStumbles(async () => {
      await stage.start();
      const { livekit, room, userIdentity } = stage.cloud.session;
      const { tracks } = await livekit.rooms.getParticipant(room, userIdentity);
      await livekit.rooms.mutePublishedTrack(room, userIdentity, tracks[0].sid, true);
      const isMuted = () => stage.tab.page.evaluate(() => window.tag.session.state.service.isUserMuted);
      await stage.tab.until(isMuted);
      assert.equal(await stage.tab.page.evaluate(() => window.tag.press()), false);
      assert.equal((await newest('press-refused')).reason, 'muted-by-service');
      await stage.tab.until(async () => !(await isMuted()));
      await stage.tab.page.evaluate(() => window.tag.release());
      await stage.tab.until(async () => (await stage.tab.state()).phase === 'idle');
      await goodTurn(stage);
    }));

  it('tells of the end that its longest duration brings', async () => {
    behave(stage.cloud, { maxSessionSecs: 62 });
    await stage.start();
    const ending = () =>
      stage.tab.page.evaluate(
        () =>
          [...window.tag.session.log].map(({ event }) => event).find(({ type }) => type === 'session-ending') ?? null,
      );
    await stage.tab.until(async () => (await ending()) !== null);
    const { reason, remainingSecs } = await ending();
    assert.deepEqual({ reason, remainingSecs }, { reason: 'max-duration', remainingSecs: 60 });
  });

  it('has a console without errors', () => {
    assert.deepEqual(stage.tab.problems, []);
  });
});
