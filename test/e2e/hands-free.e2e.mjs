// Hands-free on the real path: microphone, worklet, Silero, endpointing, machine. A scripted speaker whose pauses are known.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPage } from './harness.mjs';
import { DEVICE_HZ, cough, joined, mixed, pinkNoise, rmsOf, secsOf, silence } from './sounds.mjs';
import { speech } from './wav.mjs';

const HOP_MS = 32;
const STOP_SECS = 1;
const CAP_SECS = 8;
// A soft onset, a dying vowel: so far may Silero's idea of speech differ from the loudness of the file.
const DETECTOR_MS = 160;

const sentence = speech();
// Two words, to the last loud sample.
const words = sentence.subarray(0, Math.round(0.9 * DEVICE_HZ));
const phrase = words.subarray(
  0,
  words.findLastIndex((sample) => Math.abs(sample) > 0.03),
);
const phraseMs = secsOf(phrase) * 1000;
const monologue = joined(...Array.from({ length: Math.ceil(60 / secsOf(sentence)) }, () => sentence));

// Pauses of 0.3 and 0.8 s are shorter than the silence that ends a turn, 1.2 and 4 s are longer.
const conversation = joined(
  silence(3),
  ...[phrase, silence(0.3), phrase, silence(0.8), phrase, silence(1.2), phrase, silence(4)],
  ...[cough(), silence(3.88)],
  ...[monologue, silence(3)],
);
const noisy = mixed(conversation, pinkNoise(10, 20 * Math.log10(rmsOf(sentence)) - 10));

const settings = {
  mode: 'hands-free',
  turnDetection: 'custom',
  customTurnDetection: { stopSecs: STOP_SECS, preSpeechMs: 120, maxDurationSecs: CAP_SECS },
};

// Each is a minute and a half of listening, in a browser of its own.
describe('a scripted conversation', { concurrency: 2 }, () => {
  for (const [room, sound] of [
    ['in quiet', conversation],
    ['in noise at 10 dB', noisy],
  ]) {
    describe(room, () => {
      let tab;
      let turns;
      let speeches;
      let misfires;
      before(async () => {
        tab = await openPage({ sound });
        await tab.page.waitForFunction(() => window.isReady);
        ({ turns, speeches, misfires } = await converse(tab.page, settings, secsOf(sound) - 1));
      });
      after(() => tab.close());

      it('listens with Silero', async () => {
        assert.equal(await tab.page.evaluate(() => window.detector), 'silero-v5');
      });

      it('keeps a turn together over pauses shorter than stopSecs, and ends it in a longer one', () => {
        const [first, second] = turns;
        const script = (phrases, pausesSecs) => phrases * phraseMs + pausesSecs * 1000;
        assertNear(first.endMs - first.startMs, script(3, 0.3 + 0.8) + 1000 + 120, 'first turn');
        assertNear(second.endMs - second.startMs, script(1, 0) + 1000 + 120, 'second turn');
        assertNear(second.startMs - first.startMs, script(3, 0.3 + 0.8 + 1.2), 'from turn to turn');
        assert.deepEqual([first.reason, second.reason], ['stop-secs', 'stop-secs']);
      });

      it('ends each turn stopSecs after the speech, within one hop of the detector', () => {
        for (const turn of turns.filter(({ reason }) => reason === 'stop-secs')) {
          const spokenUntil = Math.max(...speeches.map(({ endMs }) => endMs).filter((endMs) => endMs < turn.endMs));
          assert.ok(Math.abs(turn.endMs - spokenUntil - STOP_SECS * 1000) <= HOP_MS, `${turn.endMs - spokenUntil} ms`);
        }
      });

      it('begins each turn exactly preSpeechMs before the onset, or where the turn before it ended', () => {
        const begun = turns.filter((turn) => turn.onsetMs !== null);
        assert.ok(begun.length >= 3);
        for (const { startMs, onsetMs, turnId } of begun) {
          const before = turns.find((turn) => turn.turnId === turnId - 1)?.endMs ?? 0;
          const wantedMs = Math.max(onsetMs - 120, before);
          assert.ok(Math.abs(startMs - wantedMs) < 0.1, `${startMs - wantedMs} ms`);
        }
      });

      it('takes a cough for a misfire', () => {
        const [, second, third] = turns;
        assertNear(
          third.startMs - second.startMs,
          phraseMs + 8000,
          'nothing between the second turn and the monologue',
        );
        assert.ok(misfires.every(({ startMs }) => startMs > 0));
      });

      it('promise 7: caps 60 s of continuous speech at maxDurationSecs, turn after turn', () => {
        const capped = turns.filter(({ reason }) => reason === 'max-duration');
        assert.ok(capped.length >= 6, `${capped.length} turns`);
        for (const { startMs, endMs } of capped) assert.ok(Math.abs(endMs - startMs - CAP_SECS * 1000) < 0.1);
        for (const [i, { endMs }] of capped.slice(0, -1).entries()) {
          const gapMs = capped[i + 1].startMs - endMs;
          // A hundredth of a millisecond is less than a sample.
          assert.ok(gapMs > -0.01 && gapMs < 1000, `the next turn starts ${gapMs} ms after the cap`);
        }
      });

      it('hears of each turn exactly the samples between its boundaries', () => {
        for (const { startMs, endMs, heardMs } of turns) assert.ok(Math.abs(endMs - startMs - heardMs) < 0.1);
      });

      it('has a console without errors', () => {
        assert.deepEqual(tab.problems, []);
      });
    });
  }
});

describe('promise 6: settings changed while a turn is running', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound: joined(silence(3), phrase, silence(20)) });
    await tab.page.waitForFunction(() => window.isReady);
  });
  after(() => tab.close());

  it('ends the present turn by the new stopSecs', async () => {
    const turns = await converse(tab.page, { ...settings, customTurnDetection: { stopSecs: 8 } }, 9, 1.5);
    const [turn] = turns.turns;
    const [{ endMs }] = turns.speeches;
    assert.ok(Math.abs(turn.endMs - endMs - 1500) < 0.1, `${turn.endMs - endMs} ms`);
  });
});

describe('speech past the cap with echo cancellation in force', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound: joined(silence(3), monologue.subarray(0, 12 * DEVICE_HZ), silence(10)) });
    await tab.page.waitForFunction(() => window.isReady);
  });
  after(() => tab.close());

  it('belongs to the next turn, from the cap on, to the sample', async () => {
    const localAudioPolicy = { enableAcousticEchoCancellation: true };
    const { turns } = await converse(tab.page, { ...settings, localAudioPolicy }, 19);
    assert.equal(turns.length, 2);
    assert.equal(turns[0].reason, 'max-duration');
    assert.ok(Math.abs(turns[1].startMs - turns[0].endMs) < 0.1, `${turns[1].startMs - turns[0].endMs} ms`);
  });
});

function assertNear(actualMs, wantedMs, what) {
  const offMs = actualMs - wantedMs;
  assert.ok(Math.abs(offMs) <= DETECTOR_MS, `${what}: ${offMs.toFixed(0)} ms off`);
}

/** Holds a conversation and tells its boundaries in audio time; `stopSecs`, if given, is set half a second after speech. */
function converse(page, turnTaking, secs, stopSecs) {
  return page.evaluate(
    async ({ given, forSecs, newStopSecs }) => {
      const { avatar, newSession, sleep } = window;
      // No answer: the next turn may start at once, so that the boundaries are the speaker's own.
      avatar.reply = () => null;
      const session = newSession(given);
      const turns = [];
      const speeches = [];
      const misfires = [];
      let onsetMs = null;
      session.subscribe(({ event, effects }) => {
        if (event.type === 'speech-started') onsetMs = event.onsetMs;
        if (event.type === 'speech-misfire') misfires.push({ startMs: event.onsetMs });
        if (event.type === 'gate-opened') turns.push({ startMs: event.startMs, onsetMs, turnId: event.turnId });
        if (event.type === 'gate-opened') onsetMs = null;
        if (event.type === 'speech-ended') {
          speeches.push({ endMs: event.endMs });
          const change = () => session.setTurnTaking({ customTurnDetection: { stopSecs: newStopSecs } });
          if (newStopSecs) setTimeout(change, 500);
        }
        if (event.type === 'turn-ended') Object.assign(turns.at(-1), { endMs: event.endMs, reason: event.reason });
        const { lastTurn } = avatar;
        const heard = turns.find(({ turnId }) => turnId === lastTurn?.turnId);
        if (heard) heard.heardMs = lastTurn.durationMs;
        // A turn that continues speech of before has no onset of its own.
        const isContinued = effects.some((effect) => effect.type === 'open-gate' && effect.fromMs === null);
        if (isContinued) onsetMs = null;
      });
      await session.connect();
      await sleep(forSecs * 1000);
      window.detector = session.detector?.name;
      await session.close();
      return { turns: turns.filter((turn) => turn.endMs !== undefined), speeches, misfires };
    },
    { given: turnTaking, forSecs: secs, newStopSecs: stopSecs },
  );
}
