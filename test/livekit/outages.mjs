// The line is cut, or the server restarted, in the middle of a turn: on either cloud, in a room of a real LiveKit server.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { despiteStumbles } from '../e2e/harness.mjs';
import { goodTurn, watchFor } from './aftermath.mjs';
import { CLOUDS, behave } from './clouds.mjs';
import { disposeFarEnds } from './far-end.mjs';
import { lineOf } from './line.mjs';
import { speakUntil } from './moments.mjs';
import { openTagPage } from './tag-page.mjs';

/** Each outage in each moment takes 8 minutes a cloud; by default there is each outage and each moment, and all restarts. */
const isTried = (outage, moment, outages) =>
  process.env.OUTAGES === 'all' || outage === moment || outage === Object.keys(outages).length - 1;

/** Longer than a room tries to come back by itself. */
const GIVEN_UP_MS = 90_000;

/** Describes it for one cloud: a file of its own for each, so that they can run side by side. */
export function describeOutages(provider) {
  const kit = CLOUDS.find((one) => one.provider === provider);
  describe(`<avatar-ptt provider="${provider}"> on a line that is cut`, () => {
    let livekit;
    let cloud;
    let tab;
    let line;
    before(async () => {
      livekit = await startLiveKit();
      // In the gap there is time for a short answer and for judging it: nearly every sentence is used.
      tab = await openTagPage({ gapSecs: 1.3 });
      line = await lineOf(tab);
      cloud = await kit.start({ livekit });
      await begin();
    });
    // Each ends with a turn that goes as it should.
    beforeEach(() => behave(cloud));
    after(async () => {
      await tab?.close();
      await cloud?.close();
      await livekit?.stop();
      await disposeFarEnds();
    });
    const begin = async () => {
      behave(cloud);
      await tab.start(kit.properties(cloud));
      await goodTurn({ tab, cloud, kit });
    };
    const startOver = async () => {
      await line.mend();
      await livekit.restart();
      await begin();
    };

    const cutFor = (ms) => async () => {
      await line.cut();
      await tab.page.waitForTimeout(ms);
      await line.mend();
    };
    const outages = {
      'cut for 1 s': cutFor(1000),
      'cut for 5 s': cutFor(5000),
      'cut for 25 s': cutFor(25_000),
      'gone with a server that is restarted': () => livekit.restart(),
    };
    const service = () =>
      tab.page.evaluate(() => ({ connection: window.tag.connectionState, ...window.tag.session.state.service }));
    const isHere = ({ connection, presence }) => connection === 'connected' && presence === 'here';
    const isOver = ({ connection }) => !['connected', 'reconnecting'].includes(connection);

    const moments = { held: {}, releasing: {}, locked: { answerMs: 20_000 } };
    for (const [i, [outage, happen]] of Object.entries(outages).entries()) {
      for (const [j, [moment, changes]] of Object.entries(moments).entries()) {
        if (!isTried(i, j, outages)) continue;
        it(`takes the next turn after a line that was ${outage} while ${moment}`, () =>
          despiteStumbles(async () => {
            const watch = await watchFor({ tab, cloud, kit });
            await speakUntil({ tab, cloud, kit }, moment === 'releasing' ? 'in the tail' : moment, changes, happen);
            await tab.page.evaluate(() => window.tag.release());
            behave(cloud);
            const isBack = async () => isHere(await service()) && (await line.isOpen());
            await tab.until(async () => isOver(await service()) || (await isBack()), GIVEN_UP_MS);
            const hasEnded = isOver(await service());
            // The room of a server that is gone is gone as well, and with it whoever did not find the way back.
            if (hasEnded) await cloud.session.end();
            await watch.assertRecovered({ stops: null, errors: null, isOver: hasEnded });
            assert.equal((await tab.state()).lock, null);
          }, startOver));
      }
    }
  });
}
