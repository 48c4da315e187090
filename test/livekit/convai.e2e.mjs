// The tag on Convai, in a room of a real LiveKit server: what is promised to a person, judged at the far end.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { despiteStumbles } from '../e2e/harness.mjs';
import { goodTurn } from './aftermath.mjs';
import { assertSilentBetween, behave, lockReason, messageCount } from './clouds.mjs';
import { assertAllHeard, lostOf } from './lost.mjs';
import { stageFor } from './stage.mjs';

const stage = stageFor('convai');

describe('what is said to Convai while the button is held', () => {
  before(() => stage.start());

  it('is announced as push-to-talk when connecting', () => {
    const { request } = stage.cloud.session;
    assert.equal(request.default_stt_enabled, false);
    assert.equal('turn_detection_config' in request, false);
  });

  for (const delayMs of [0, 250, 1000]) {
    it(`arrives from the first syllable to the last, answered after ${delayMs} ms`, () =>
      despiteStumbles(async () => {
        behave(stage.cloud, { sends: (message) => [stage.kit.isStartAck(message, stage.cloud.session) ? delayMs : 0] });
        const from = messageCount(stage.cloud);
        const turn = await stage.tab.talk();
        assertAllHeard(lostOf(stage.cloud.session, turn, stage.tab.sound));
        assert.deepEqual(stage.kit.handshake(stage.cloud.session, from), stage.kit.HANDSHAKE);
        assert.equal(lockReason(turn), 'turn-completed');
      }));
  }

  it('is all that ever arrives: between the turns there is silence', () => {
    assertSilentBetween(stage.cloud.session);
  });

  it('is shown in words that belong to the turn', async () => {
    const { told } = await stage.tab.talk();
    const { turnId } = told.find(({ type }) => type === 'turn-start');
    const final = told.filter(({ type, final: isFinal }) => type === 'transcript' && isFinal);
    assert.deepEqual(
      final.map(({ role, text, turnId: id }) => ({ role, text, id })),
      [
        { role: 'user', text: stage.cloud.script.userText, id: turnId },
        { role: 'avatar', text: stage.cloud.script.avatarText, id: turnId },
      ],
    );
  });
});

describe('Convai that is done before it is heard', () => {
  before(() => stage.start());

  it('speaks until it is heard to the end, although it has said that it has finished', async () => {
    behave(stage.cloud, { isCompletedEarly: true, answerMs: 1500 });
    const from = (await stage.tab.told()).length;
    await stage.tab.talk({ isAwaited: false });
    // By the order in which the tag told it: at a moment at which it is asked, the answer may be over.
    const told = async () => (await stage.tab.told()).slice(from);
    const statesOf = (events) =>
      events.filter(({ type }) => type === 'avatar-state-change').map(({ avatarState }) => avatarState);
    await stage.tab.until(
      async () =>
        statesOf(await told())
          .slice(-2)
          .join() === 'speaking,idle',
    );
    const all = await told();
    const completed = all.findIndex(({ releaseReason }) => releaseReason === 'turn-completed');
    assert.equal(statesOf(all.slice(0, completed)).at(-1), 'speaking');
    await goodTurn(stage);
  });
});

describe('the conversation with Convai', () => {
  before(() => stage.start());

  it('is interrupted by the next press', async () => {
    behave(stage.cloud, { answerMs: 20_000 });
    await stage.tab.talk({ isAwaited: false });
    await stage.tab.until(async () => (await stage.tab.state()).avatarState === 'speaking');
    const answer = stage.cloud.session.answers.at(-1);
    await stage.tab.talk({ isAwaited: false });
    await stage.tab.until(() => answer.isInterrupted);
    // An answer that is still thought about can't be interrupted there.
    const isNextHeard = async () =>
      stage.cloud.session.answers.at(-1) !== answer && (await stage.tab.state()).avatarState === 'speaking';
    await stage.tab.until(isNextHeard);
    await stage.tab.page.evaluate(() => window.tag.interrupt());
    await stage.tab.until(() => stage.cloud.session.answers.at(-1).isInterrupted);
    assert.equal(stage.cloud.session.line.types().at(-1), 'interrupt-bot');
    await stage.tab.until(async () => (await stage.tab.state()).phase === 'idle');
    await goodTurn(stage);
  });

  it('goes hands-free and back without a reconnect', async () => {
    const { session } = stage.cloud;
    const from = messageCount(stage.cloud);
    await stage.tab.set({ turnDetection: 'custom', customTurnDetection: { stopSecs: 0.4 } });
    await stage.tab.page.evaluate(() => window.tag.setMode('hands-free'));
    await stage.tab.until(() => stage.kit.handshake(stage.cloud.session, from).includes('force-user-stopped-speaking'));
    await stage.tab.page.evaluate(() => window.tag.setMode('push-to-talk'));
    assert.equal(stage.cloud.session, session);
    await stage.tab.until(async () => (await stage.tab.state()).phase === 'idle');
    await goodTurn(stage);
  });

  it('is taken up again by the next connection', async () => {
    await stage.tab.page.evaluate(() => window.tag.disconnect());
    const first = stage.cloud.session;
    await stage.tab.page.evaluate(() => window.tag.connect());
    assert.notEqual(stage.cloud.session, first);
    assert.equal(stage.cloud.session.request.character_session_id, first.characterSessionId);
  });

  it('leaves no secret behind', async () => {
    const seen = await stage.tab.whatIsSeen();
    assert.ok(!seen.includes('eyJ'), 'the token for the room is nowhere to be found');
  });

  it('has a console without errors', () => {
    assert.deepEqual(stage.tab.problems, []);
  });
});

describe('connecting to Convai', () => {
  const withToken = (sessionToken) => {
    const { apiUrl } = stage.cloud;
    return { ...stage.kit.properties(stage.cloud), connectUrl: '', apiUrl, sessionToken };
  };

  it('hands the settings of hands-free over, and the service ends the turns', async () => {
    const turnTaking = { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.5, preSpeechMs: 100 } };
    await stage.tab.start({ ...stage.kit.properties(stage.cloud), mode: 'hands-free', turnTaking });
    const { turn_detection_config: config } = stage.cloud.session.request;
    assert.deepEqual(config, {
      type: 'smart_turn',
      params: { stop_secs: 0.5, pre_speech_ms: 100, max_duration_secs: 8 },
    });
    await stage.tab.until(() => stage.cloud.session.answers.length > 0);
  });

  it('sends a short-lived token where the token belongs', async () => {
    await stage.tab.start(withToken(stage.cloud.authToken));
    assert.equal(stage.cloud.requests.at(-1).headers['api-auth-token'], stage.cloud.authToken);
    assert.ok(!(await stage.tab.whatIsSeen()).includes(stage.cloud.authToken), 'and shows it nowhere');
  });

  it('says what is wrong with a wrong one', async () => {
    await assert.rejects(stage.tab.start(withToken('a-wrong-token')), /refused the token \(401\)/);
  });
});

describe('Convai as its documents allow it to be', () => {
  before(() => stage.start());

  for (const [name, changes] of Object.entries({
    'with its speaking events wrapped': { speakingShape: 'wrapped' },
    'with its speaking events flat': { speakingShape: 'flat' },
    'on a topic': { topic: 'rtvi' },
    'that names its answers': { namesAnswers: true },
    'that tells each end twice': { endings: 'twice' },
    'that tells each end once more within the next answer': { endings: 'late' },
  })) {
    it(`${name}: each turn waits for the end of its own answer`, async () => {
      behave(stage.cloud, { answerMs: 2500, ...changes });
      for (let i = 0; i < 2; i++) {
        const turn = await stage.tab.talk();
        assert.equal(lockReason(turn), 'turn-completed');
        assert.ok(stage.cloud.session.answers.at(-1).isOver, 'it is free before its answer has been said');
      }
      await goodTurn(stage);
    });
  }

  it('says an answer that is not delivered: the person is told that nobody heard it', async () => {
    behave(stage.cloud, { isUnheard: true });
    const turn = await stage.tab.talk();
    assert.equal(lockReason(turn), 'answer-unheard');
    assert.ok(turn.told.some(({ code }) => code === 'answer-unheard'));
    await goodTurn(stage);
  });

  it('tells the words as they are heard', async () => {
    const { told } = await stage.tab.talk();
    const words = told.filter(({ type }) => type === 'avatar-words').map(({ text }) => text);
    assert.equal(words.join(' '), stage.cloud.script.avatarText);
  });

  for (const error of ['parse-error', 'validation-error', 'unknown-message-type']) {
    it(`answers a command with "${error}": the press is given up with what it said`, async () => {
      behave(stage.cloud, { unreadable: ({ type, data }) => (type === 'stt-toggle' && !data.muted ? error : null) });
      const { told } = await stage.tab.talk();
      assert.ok(told.some(({ type, reason }) => type === 'press-refused' && reason === 'server-stt-failed'));
      await goodTurn(stage);
    });
  }
});

describe('Convai that does not hear', () => {
  before(() => stage.start());

  const service = () => stage.tab.page.evaluate(() => window.tag.session.state.service);
  /** What the tag tells of a turn in which this happens, up to its release. */
  const heldWhile = async (happens) => {
    const from = (await stage.tab.told()).length;
    await stage.tab.page.evaluate(async (sentences) => {
      await window.untilHeard(window.nextOf(sentences).startMs);
      window.tag.press();
      await window.until(() => window.tag.phase === 'capturing');
    }, stage.tab.sentences);
    await happens();
    const told = async () => (await stage.tab.told()).slice(from);
    await stage.tab.until(async () => (await told()).some(({ type }) => type === 'turn-discarded'));
    await stage.tab.page.evaluate(() => window.tag.release());
    return told();
  };
  const discardOf = (told) => told.find(({ type }) => type === 'turn-discarded').reason;

  it('mutes the user by its word, until it says otherwise', async () => {
    const { session } = stage.cloud;
    assert.equal(discardOf(await heldWhile(() => session.muteUser(true))), 'muted-by-service');
    assert.equal(await stage.tab.page.evaluate(() => window.tag.press()), false);
    await session.muteUser(false);
    await stage.tab.until(async () => !(await service()).isUserMuted);
    await goodTurn(stage);
  });

  it('has the track muted by the room: the next press makes it heard again', async () => {
    const { session } = stage.cloud;
    assert.equal(discardOf(await heldWhile(() => session.muteTrack(true))), 'muted-by-service');
    assert.equal((await service()).isUserMuted, true);
    // A press in which the end of the turn before is not confirmed is refused for that.
    await stage.tab.until(() => stage.tab.page.evaluate(() => window.tag.session.state.stop === null));
    await stage.tab.page.evaluate(() => window.tag.press());
    await stage.tab.until(async () => !(await service()).isUserMuted);
    await goodTurn(stage);
  });

  it('loses its character: presses wait until it is back', async () => {
    const { session } = stage.cloud;
    const told = await heldWhile(() => session.leaveRoom());
    assert.equal(discardOf(told), 'avatar-not-ready');
    assert.ok(told.some(({ code }) => code === 'avatar-gone'));
    assert.equal(await stage.tab.page.evaluate(() => window.tag.press()), false);
    await session.comeBack();
    await stage.tab.until(async () => (await service()).presence === 'here');
    await goodTurn(stage);
  });
});
