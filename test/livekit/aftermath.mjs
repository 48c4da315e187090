// What holds after anything that went wrong, whatever it was: judged at the far end, and by what the tag says.
import assert from 'node:assert/strict';
import { despiteStumbles } from '../e2e/harness.mjs';
import { LINE_MS, assertTurnsWhole, behave, lockReason, messageCount } from './clouds.mjs';
import { nowMs } from './far-end.mjs';
import { assertAllHeard, lostOf } from './lost.mjs';
import { spokenSpans } from './spoken.mjs';

/** Within a sentence there are shorter pauses, between two of them longer ones. */
const PAUSE_MS = 700;
/** So far the clocks of two processes may be apart. */
const CLOCKS_MS = 50;

/** A turn that goes as it should, which is what has to work after anything that did not. */
export async function goodTurn({ tab, cloud, kit }) {
  behave(cloud);
  // The turn before is over at the other end, too.
  await tab.until(async () => (await isStopSaid(tab)) && areWindowsClosed(cloud));
  await despiteStumbles(async () => {
    const turn = await tab.talk();
    assert.equal(turn.isTaken, true);
    // Until the press a client that is back may say again what it said before.
    const from = cloud.session.line.messages.findIndex(({ at }) => at >= turn.pressedAt - CLOCKS_MS);
    assert.deepEqual(kit.handshake(cloud.session, from), kit.HANDSHAKE);
    assertAllHeard(lostOf(cloud.session, turn, tab.sound));
    assert.equal(turn.told.filter(({ type }) => type === 'turn-end').length, 1);
    assert.equal(lockReason(turn), 'turn-completed');
  });
}

/** Looks at a conversation from now on; `assertRecovered` is to be called when what went wrong is over. */
export async function watchFor({ tab, cloud, kit }) {
  const { session } = cloud;
  const [from, since, answered] = [messageCount(cloud), nowMs(), session.answers.length];
  const told = (await tab.told()).length;
  const toldSince = async () => (await tab.told()).slice(told);

  /**
   * `stops`: how many ends of turns reached the service, null: at most one; `sentences`: how many it may have heard; `errors`:
   * the codes that the person was told, null: any; `isOver`: the session has ended, so that the next press comes after connecting again.
   */
  async function assertRecovered({ stops = 1, sentences = 1, errors = [], isOver = false }) {
    await tab.until(async () => (await tab.state()).phase === 'idle' && (await isStopSaid(tab)));
    await passSentence(tab);
    const spans = session.heard ? spokenSpans(session.heard.samples(since, nowMs()), { joinMs: PAUSE_MS }) : [];
    assert.ok(spans.length <= sentences, `something left while the gate was closed: ${JSON.stringify(spans)}`);
    const known = kit.stopsKnown(session, from);
    if (stops === null) assert.ok(known <= kit.MAX_STOPS, `${known} ends of one turn`);
    else assert.equal(known, stops, 'ends of turns that the service knows');
    // A stop that got lost is said again, until it is proved.
    await tab.until(() => session.isEnded || areWindowsClosed(cloud));
    const all = await toldSince();
    assertTurnsWhole(all);
    const starts = all.filter(({ type }) => type === 'turn-start').length;
    assert.ok(session.answers.length - answered <= starts, 'nothing is answered that was not said');
    const codes = all.filter(({ type }) => type === 'session-error').map(({ code }) => code);
    if (errors) assert.deepEqual(codes, errors);
    if (isOver) await connectAgain(tab);
    await goodTurn({ tab, cloud, kit });
  }

  return { toldSince, assertRecovered };
}

const isStopSaid = (tab) => tab.page.evaluate(() => window.tag.session.state.stop === null);
const areWindowsClosed = ({ session }) => session.windows.every(({ closedAt }) => closedAt < Infinity);

/** After a conversation that has ended. */
export async function connectAgain(tab) {
  await tab.page.evaluate(() => window.tag.connect());
  await tab.until(() => tab.page.evaluate(() => window.tag.session.state.microphone === 'open'));
}

/** Somebody speaks a whole sentence, and has it had time to arrive: a gate that is open would be heard. */
async function passSentence(tab) {
  await tab.page.evaluate(async (sentences) => {
    if (window.tag.session.state.microphone !== 'open') return;
    await window.until(window.isDeviceReady);
    await window.untilHeard(window.nextOf(sentences).endMs);
  }, tab.sentences);
  await tab.page.waitForTimeout(LINE_MS);
}
