// What the inspector predicts is what then happens: the same sound, held live with the settings that were only tried before.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stumble, despiteStumbles, openPage } from './harness.mjs';
import { DEVICE_HZ, joined, secsOf, silence } from './sounds.mjs';
import { person, speech } from './wav.mjs';

const HOP_MS = 32;
// A retry is for a machine that stood still, and so lost frames; a wrong prediction stays wrong.
const ATTEMPTS = 3;

const words = speech().subarray(0, Math.round(0.9 * DEVICE_HZ));
const phrase = words.subarray(
  0,
  words.findLastIndex((sample) => Math.abs(sample) > 0.03),
);
// 0.4 s of silence end no turn; 0.9 s end one of the quick settings, 1.6 s one of both.
const conversation = joined(
  silence(3),
  ...[phrase, silence(0.4), phrase, silence(1.6), phrase, silence(0.9), phrase],
  silence(3),
);

const settingsOf = (stopSecs, preSpeechMs) => ({
  mode: 'hands-free',
  turnDetection: 'custom',
  customTurnDetection: { stopSecs, preSpeechMs, maxDurationSecs: 30 },
});
const quick = settingsOf(0.6, 0);
const patient = settingsOf(1.25, 100);

describe('what-if, and then the real thing', () => {
  let tab;
  let pair;
  before(async () => {
    tab = await openPage({ sound: conversation });
    await tab.page.waitForFunction(() => window.isReady);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const secs = secsOf(conversation);
      pair = {
        quick: await converse(tab.page, quick, patient, secs),
        patient: await converse(tab.page, patient, quick, secs),
      };
      if (agrees(pair.quick.predicted, pair.patient.held) && agrees(pair.patient.predicted, pair.quick.held)) break;
    }
  });
  after(() => tab.close());

  it('makes other turns of the same sound by other settings', () => {
    assert.equal(pair.quick.held.length, 3);
    assert.equal(pair.patient.held.length, 2);
  });

  it('predicts the turns of longer silences', () => {
    assertAgrees(pair.quick.predicted, pair.patient.held);
  });

  it('predicts the turns of shorter silences', () => {
    assertAgrees(pair.patient.predicted, pair.quick.held);
  });

  it('finds its predictions for the settings in force to be what happened', () => {
    for (const { check, held } of Object.values(pair)) assert.deepEqual(check, { same: held.length, of: held.length });
  });

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

/** By turns patient and quick, by either rule, asked soon and late, of an analyzer that is quick or takes its time. */
const WITH_ANALYZER = [
  { rule: 'slide', stopSecs: 1.2, minStopSecs: 0.2, askAfterSecs: 0.2, judgeMs: 5 },
  { rule: 'slide', stopSecs: 2.4, minStopSecs: 0.4, askAfterSecs: 0.1, judgeMs: 60 },
  { rule: 'slide', stopSecs: 0.8, minStopSecs: 0.8, askAfterSecs: 0.3, judgeMs: 20 },
  { rule: 'slide', stopSecs: 1.7, minStopSecs: 0.3, askAfterSecs: 0.6, judgeMs: 250 },
  { rule: 'slide', stopSecs: 0.5, minStopSecs: 0.1, askAfterSecs: 0.2, judgeMs: 40, preSpeechMs: 120 },
  { rule: 'slide', stopSecs: 1.2, minStopSecs: 0.2, askAfterSecs: 0.2, judgeMs: 600 },
  { rule: 'threshold', stopSecs: 1.4, threshold: 0.3, askAfterSecs: 0.2, judgeMs: 30 },
  { rule: 'threshold', stopSecs: 2, threshold: 0.7, askAfterSecs: 0.4, judgeMs: 90 },
  { rule: 'threshold', stopSecs: 0.9, threshold: 0.5, askAfterSecs: 0.1, judgeMs: 10, maxDurationSecs: 4 },
  { rule: 'threshold', stopSecs: 1.1, threshold: 0.9, askAfterSecs: 0.2, judgeMs: 400, preSpeechMs: 80 },
];
const spokenSecs = 12;

describe('a person who pauses, and an analyzer that is asked', () => {
  let tab;
  before(async () => {
    tab = await openPage({ sound: joined(silence(3), person(0, spokenSecs, 'acoustic'), silence(30)) });
    await tab.page.waitForFunction(() => window.isReady);
    await tab.page.evaluate(registerByLength);
  });
  after(() => tab.close());

  for (const { judgeMs, ...numbers } of WITH_ANALYZER) {
    it(`have the turns that what-if has, with ${JSON.stringify({ ...numbers, judgeMs })}`, () =>
      despiteStumbles(async () => {
        await tab.page.evaluate((ms) => (window.judgeMs = ms), judgeMs);
        const own = { maxDurationSecs: 30, ...numbers, analyzer: 'by-length' };
        const inForce = { mode: 'hands-free', turnDetection: 'custom', customTurnDetection: own };
        const { held, check, asked, gaps } = await converse(tab.page, inForce, {}, 3 + spokenSecs + 4);
        if (gaps > 0) throw new Stumble(`${gaps} frames of the detector are missing`);
        assert.ok(asked > 0, 'nobody was asked');
        assert.ok(held.length > 0, 'no turn was held');
        assert.deepEqual(check, { same: held.length, of: held.length });
      }));
  }

  it('has a console without errors', () => {
    assert.deepEqual(tab.problems, []);
  });
});

/** Runs in the page: how complete a turn sounds to it goes up and down with its length, so that each answer is another. */
async function registerByLength() {
  const { registerTurnAnalyzer } = await import('/src/headless.ts');
  registerTurnAnalyzer('by-length', () => ({
    judge: async ({ samples }) => {
      await new Promise((resolve) => setTimeout(resolve, window.judgeMs));
      return (1 + Math.sin(samples.length / 9000)) / 2;
    },
  }));
}

function agrees(predicted, held) {
  return predicted.length === held.length && offsetsMs(predicted, held).every((offMs) => Math.abs(offMs) <= HOP_MS);
}

function assertAgrees(predicted, held) {
  assert.deepEqual(
    predicted.map(({ reason }) => reason),
    held.map(({ reason }) => reason),
  );
  for (const offMs of offsetsMs(predicted, held)) assert.ok(Math.abs(offMs) <= HOP_MS, `${offMs.toFixed(1)} ms off`);
}

/** How far each boundary lies from where it was predicted. The two audio clocks began at moments of their own. */
function offsetsMs(predicted, held) {
  const boundaries = (turns) => turns.flatMap(({ startMs, endMs }) => [startMs, endMs]);
  const live = boundaries(held);
  const differences = boundaries(predicted).map((ms, i) => (live[i] ?? NaN) - ms);
  const middle = (Math.min(...differences) + Math.max(...differences)) / 2;
  return differences.map((difference) => difference - middle);
}

/** Holds the conversation with the settings `given`, and tells its turns, and those that `tried` would have made. */
function converse(page, given, tried, secs) {
  return page.evaluate(
    async ({ given: turnTaking, tried: proposal, secs: forSecs }) => {
      const { Inspection } = await import('/inspector/model/inspection.ts');
      const { WhatIfMemo } = await import('/inspector/what-if/what-if-memo.ts');
      const { pageSource } = await import('/inspector/sources/page-source.ts');
      const { avatar, newSession, sleep } = window;
      // No answer: the boundaries are the speaker's own.
      avatar.reply = () => null;
      const session = newSession(turnTaking);
      const inspecting = new AbortController();
      const inspection = new Inspection(pageSource(session), inspecting.signal);
      await session.connect();
      await sleep(forSecs * 1000);
      const { rejudged, check } = inspection.model(WhatIfMemo).current;
      inspection.propose(proposal);
      const predicted = inspection.model(WhatIfMemo).current.turns;
      const [{ length, startMs: starts, endMs: ends }] = inspection.history.stretches;
      const isGap = (i) => i > 0 && i < length && starts[i] - ends[i - 1] > 1;
      const gaps = [...starts.keys()].filter(isGap).length;
      const asked = [...session.log].filter(({ event }) => event.type === 'pause-asked').length;
      inspecting.abort();
      await session.close();
      return {
        gaps,
        asked,
        predicted: predicted.map(({ startMs, endMs, reason }) => ({ startMs, endMs, reason })),
        held: rejudged.map(({ held: { startMs, endMs, reason } }) => ({ startMs, endMs, reason })),
        check,
      };
    },
    { given, tried, secs },
  );
}
