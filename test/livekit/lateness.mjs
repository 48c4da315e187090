// What a service acknowledges late is late on its way, and catches up: judged at the far end, and by what the session says.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { despiteStumbles } from '../e2e/harness.mjs';
import { breath, whispered } from '../e2e/wav.mjs';
import { behave } from './clouds.mjs';
import { assertAllHeard, lostOf } from './lost.mjs';
import { stageFor } from './stage.mjs';
import { openTagPage } from './tag-page.mjs';

/** Of a turn that is five times as long as it waits, or longer. */
const ON_TIME_MS = 25;
/** With the way of the start message it is about that long. */
const DELAY_MS = 300;
/** A press is a little early rather than late, and sound comes in blocks. */
const EARLY_MS = 20;

/** The tests of one cloud; a file of its own each, since a process has one far end. */
export function describeLateness(provider) {
  const stage = stageFor(provider, { sentence: breath() });

  const talk = async (tab, properties) => {
    await tab.start({ ...stage.kit.properties(stage.cloud), ...properties });
    behave(stage.cloud, { sends: (message) => [stage.kit.isStartAck(message, stage.cloud.session) ? DELAY_MS : 0] });
    const turn = await tab.talk();
    assert.ok(turn.sent.firstLateMs >= DELAY_MS - EARLY_MS, `begins ${turn.sent.firstLateMs} ms late`);
    assertAllHeard(lostOf(stage.cloud.session, turn, tab.sound));
    return turn;
  };

  describe(`a voice that ${provider} lets wait`, () => {
    it('is on time before the turn ends, and misses nothing but what it says', () =>
      despiteStumbles(async () => {
        const { firstLateMs, lastLateMs, caughtUpMs } = (await talk(stage.tab)).sent;
        assert.ok(lastLateMs <= ON_TIME_MS, `ends ${lastLateMs} ms late`);
        assert.ok(Math.abs(firstLateMs - lastLateMs - caughtUpMs) < 1, 'what is missing is what was left out');
      }));

    it('stays late where it is not to catch up', () =>
      despiteStumbles(async () => {
        const { firstLateMs, lastLateMs, caughtUpMs } = (await talk(stage.tab, { noCatchUp: true })).sent;
        assert.ok(Math.abs(firstLateMs - lastLateMs) < 1);
        assert.equal(caughtUpMs, 0);
      }));
  });

  describe(`a whisper that ${provider} lets wait`, () => {
    let tab;
    before(async () => {
      tab = await openTagPage({ sentence: whispered(breath()) });
    });
    after(() => tab?.close());

    it('has no periods that could be left out, and arrives whole', () =>
      despiteStumbles(async () => {
        const turn = await talk(tab);
        // Silence around it may be shorter, but nothing of it is excused.
        assertAllHeard(lostOf(stage.cloud.session, { ...turn, sent: null }, tab.sound));
      }));
  });
}
