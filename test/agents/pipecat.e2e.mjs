// The tag and an agent on Pipecat, the real framework with its own recogniser: what is promised to a person.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { despiteStumbles } from '../e2e/harness.mjs';
import { breath, speech } from '../e2e/wav.mjs';
import { assertAllHeard, lostOf } from '../livekit/lost.mjs';
import { AUDIBLE } from '../livekit/spoken.mjs';
import { openTagPage } from '../livekit/tag-page.mjs';
import { startPipecat } from './pipecat-agent.mjs';

/** A recogniser on a busy machine takes its time, and a lock that gives up would hide its answer. */
const PATIENT = { pushToTalkPolicy: { turnCompletionTimeoutMs: 60_000 } };
const ANSWERED_MS = 60_000;

const propertiesOf = ({ connectUrl }) => ({
  provider: 'pipecat',
  connectUrl,
  mode: 'push-to-talk',
  turnTaking: PATIENT,
});
const isIdle = (tab) => async () => (await tab.state()).phase === 'idle' && (await tab.state()).lock === null;
const send = (tab, event) => tab.page.evaluate((given) => window.tag.session.send(given), event);
const finalOf = (told, role) =>
  told.findLast(({ type, role: by, final }) => type === 'transcript' && by === role && final)?.text ?? '';

/** One turn, answered to its end. */
async function converse(tab, how) {
  const from = (await tab.told()).length;
  const turn = await tab.talk({ isAwaited: false, ...how });
  await tab.until(isIdle(tab), ANSWERED_MS);
  return { ...turn, told: (await tab.told()).slice(from) };
}

describe('a conversation with an agent on Pipecat', () => {
  let agent;
  let tab;
  const came =
    (from, type, field = {}) =>
    async () =>
      (await tab.told())
        .slice(from)
        .some((event) => event.type === type && Object.entries(field).every(([name, value]) => event[name] === value));
  before(async () => {
    agent = await startPipecat();
    tab = await openTagPage({ sentence: speech(), count: 60, gapSecs: 3 });
    await tab.start(propertiesOf(agent));
  });
  after(async () => {
    await tab?.close();
    await agent?.stop();
  });

  it('is understood and answered, in words that belong to the turn', async () => {
    const { told } = await converse(tab);
    const { turnId } = told.find(({ type }) => type === 'turn-start');
    assert.match(finalOf(told, 'user'), /good morning.*short conversation/i);
    assert.match(finalOf(told, 'avatar'), /^You said: good morning.*words/i);
    assert.match(
      told
        .filter(({ type }) => type === 'avatar-words')
        .map(({ text }) => text)
        .join(' '),
      /good morning/i,
    );
    assert.ok(told.every((event) => event.type !== 'transcript' || event.turnId === turnId));
    const states = told.filter(({ type }) => type === 'avatar-state-change').map(({ avatarState }) => avatarState);
    assert.deepEqual(states.slice(0, 3), ['listening', 'thinking', 'speaking']);
    assert.equal(told.findLast(({ type }) => type === 'lock-change').releaseReason, 'turn-completed');
  });

  it('tells what the parts of the agent took', async () => {
    const timings = await tab.page.evaluate(() =>
      [...window.tag.session.log].map(({ event }) => event).filter(({ type }) => type === 'service-timing'),
    );
    assert.ok(timings.some(({ processor, tookMs }) => processor.startsWith('Whisper') && tookMs > 0));
  });

  it('takes text, and lets itself be interrupted by a press', async () => {
    const from = (await tab.told()).length;
    await tab.page.evaluate(() => window.tag.sendText('Please count.'));
    await tab.until(came(from, 'avatar-state-change', { avatarState: 'speaking' }), ANSWERED_MS);
    const { told } = await converse(tab);
    assert.match(finalOf(told, 'user'), /good morning/i);
    assert.match(finalOf(told, 'avatar'), /^You said/);
    // It was interrupted: of twenty numbers, the last was not said.
    const said = (await tab.told()).slice(from).filter(({ type }) => type === 'avatar-words');
    assert.equal(
      said.some(({ text }) => text.includes('20')),
      false,
    );
  });

  it('answers nothing to what was taken back, and hears none of it', async () => {
    const from = (await tab.told()).length;
    const { sentences } = tab;
    await tab.page.evaluate(async (given) => {
      const { startMs } = window.nextOf(given);
      await window.untilHeard(startMs);
      window.tag.press();
      await window.sleep(1200);
      window.tag.session.send({ type: 'cancel' });
    }, sentences);
    await tab.until(isIdle(tab));
    const { told } = await converse(tab);
    const all = (await tab.told()).slice(from);
    assert.ok(all.some(({ type }) => type === 'turn-discarded'));
    // Both sentences would be in it twice.
    assert.equal(finalOf(told, 'user').match(/good morning/gi)?.length, 1);
    assert.equal(all.filter(({ type, role, final }) => type === 'transcript' && role === 'user' && final).length, 1);
  });

  it('goes on hands-free, and back', async () => {
    const from = (await tab.told()).length;
    await send(tab, { type: 'set-mode', mode: 'hands-free' });
    await tab.until(came(from, 'turn-start', { source: 'endpointer' }), 30_000);
    await send(tab, { type: 'set-mode', mode: 'push-to-talk' });
    await tab.until(isIdle(tab), ANSWERED_MS);
    const { told } = await converse(tab);
    assert.match(finalOf(told, 'avatar'), /^You said/);
  });

  it('leaves the console clean', () => {
    assert.deepEqual(tab.problems, []);
  });

  it('is told when the agent is gone, and goes on when it is back', async () => {
    const from = (await tab.told()).length;
    await agent.stop();
    await tab.until(came(from, 'connection-change', { connectionState: 'reconnecting' }), 30_000);
    agent = await startPipecat({ port: agent.port });
    await tab.until(came(from, 'connection-change', { connectionState: 'connected' }), 60_000);
    const { told } = await converse(tab);
    assert.match(finalOf(told, 'avatar'), /^You said: good morning/i);
    const codes = (await tab.told()).slice(from).flatMap(({ type, code }) => (type === 'session-error' ? [code] : []));
    assert.deepEqual(codes, ['avatar-gone']);
  });

  it('says what is wrong of an address that is none of an agent', async () => {
    await tab.page.evaluate((url) => Object.assign(window.tag, { connectUrl: url }), `${agent.connectUrl}/nowhere`);
    const code = await tab.page.evaluate(async () => {
      await window.tag.disconnect();
      return window.tag.connect().then(
        () => '',
        (error) => error.code,
      );
    });
    assert.equal(code, 'connect-refused');
    // A browser writes down itself what it could not reach.
    const own = tab.problems.filter((problem) => !/ERR_(CONNECTION|EMPTY)|status of 40[45]/.test(problem));
    assert.deepEqual(own, []);
  });
});

describe('what an agent on Pipecat receives of a turn', () => {
  const LATE_MS = [0, 250, 500, 1000];
  let agent;
  let tab;
  before(async () => {
    agent = await startPipecat({ lateMs: LATE_MS });
    tab = await openTagPage({ sentence: breath(), count: 40, gapSecs: 3 });
    // So that nothing of a late turn is left out by intent.
    await tab.start({ ...propertiesOf(agent), noCatchUp: true });
  });
  after(async () => {
    await tab?.close();
    await agent?.stop();
  });

  for (const [i, lateMs] of LATE_MS.entries()) {
    it(`is all of it, with the start answered after ${lateMs} ms`, () =>
      despiteStumbles(
        async () => {
          const turn = await converse(tab);
          const { samples, turns } = agent.received();
          const { startsAt } = turns.at(-1);
          assertAllHeard(lostOf({ heard: { samples: () => samples.subarray(startsAt) } }, turn, tab.sound));
        },
        async () => {
          // The same lateness once more: the agent counts the turns.
          for (let turn = 1; turn < LATE_MS.length; turn++) await converse(tab, { held: 0.2 });
          assert.equal(agent.received().turns.length % LATE_MS.length, i);
        },
      ));
  }

  it('is all that it ever receives: outside there is silence', () => {
    const { samples, turns } = agent.received();
    let from = 0;
    for (const { startsAt, stopsAt } of [...turns, { startsAt: samples.length, stopsAt: samples.length }]) {
      const peak = samples.subarray(from, startsAt).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      assert.ok(peak < AUDIBLE, `${peak} at ${from}`);
      from = stopsAt;
    }
  });
});
