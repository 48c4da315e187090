// What a service acknowledges late is late on its way, and catches up: judged at the far end, and by what the session says.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { despiteStumbles } from '../e2e/harness.mjs';
import { breath, whispered } from '../e2e/wav.mjs';
import { behave } from './clouds.mjs';
import { assertAllHeard, lostOf } from './lost.mjs';
import { stageFor } from './stage.mjs';

/** Of a turn that is five times as long as it waits, or longer. */
const ON_TIME_MS = 25;
/** Handling of the press, and the way of the start message. */
const HANDLED_MS = 400;
const DELAY_MS = 450;

for (const provider of ['liveavatar', 'convai']) {
  describe(`a voice that ${provider} lets wait`, () => {
    const stage = stageFor(provider, { sentence: breath() });
    before(() => stage.start());

    const talk = () => {
      behave(stage.cloud, { sends: (message) => [stage.kit.isStartAck(message, stage.cloud.session) ? DELAY_MS : 0] });
      return stage.tab.talk();
    };

    it('is on time before the turn ends, and misses nothing but what it says', () =>
      despiteStumbles(async () => {
        const turn = await talk();
        const { firstLateMs, lastLateMs, caughtUpMs } = turn.sent;
        assert.ok(firstLateMs >= DELAY_MS && firstLateMs < DELAY_MS + HANDLED_MS, `begins ${firstLateMs} ms late`);
        assert.ok(lastLateMs <= ON_TIME_MS, `ends ${lastLateMs} ms late`);
        assert.ok(Math.abs(firstLateMs - lastLateMs - caughtUpMs) < 1, 'what is missing is what was left out');
        assertAllHeard(lostOf(stage.cloud.session, turn, stage.tab.sound));
      }));

    it('stays late where it is not to catch up', () =>
      despiteStumbles(async () => {
        await stage.tab.start({ ...stage.kit.properties(stage.cloud), noCatchUp: true });
        const turn = await talk();
        assert.ok(Math.abs(turn.sent.firstLateMs - turn.sent.lastLateMs) < 1);
        assert.equal(turn.sent.caughtUpMs, 0);
        assertAllHeard(lostOf(stage.cloud.session, turn, stage.tab.sound));
      }));
  });

  describe(`a whisper that ${provider} lets wait`, () => {
    const stage = stageFor(provider, { sentence: whispered(breath()) });
    before(() => stage.start());

    it('has no periods that could be left out, and arrives whole', () =>
      despiteStumbles(async () => {
        behave(stage.cloud, {
          sends: (message) => [stage.kit.isStartAck(message, stage.cloud.session) ? DELAY_MS : 0],
        });
        const turn = await stage.tab.talk();
        assert.equal(turn.sent.caughtUpMs, 0);
        assertAllHeard(lostOf(stage.cloud.session, turn, stage.tab.sound));
      }));
  });
}
