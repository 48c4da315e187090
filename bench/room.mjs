// Hands-free on loudspeakers: who is taken for whom, in a simulated room, by the real detector. All rooms at once, in one
// browser each: what is waited for is people and avatars speaking, and the processor has little to do.
import { openPage } from '../test/e2e/harness.mjs';
import { silence } from '../test/e2e/sounds.mjs';

const ECHOES_DB = [-20, -10, -3];
const EXCHANGES = 30;
// In every third of them a person breaks into the answer.
const BARGES_IN = (i) => i % 3 === 2;

const asked = { localAudioPolicy: { enableAcousticEchoCancellation: true } };
const cancellers = {
  none: ['not asked for', {}],
  working: ['working', asked],
  lying: ['claimed, not working', asked],
};

export async function room() {
  const rooms = ECHOES_DB.flatMap((echoDb) => Object.keys(cancellers).map((canceller) => ({ echoDb, canceller })));
  const results = await Promise.all(rooms.map(converse));
  return results.flatMap(rowsOf);
}

async function converse({ echoDb, canceller }) {
  const [, turnTaking] = cancellers[canceller];
  const tab = await openPage({ sound: silence(1) });
  try {
    await tab.page.waitForFunction(() => window.isReady);
    const breaksIn = Array.from({ length: EXCHANGES }, (_, i) => BARGES_IN(i));
    const result = await tab.page.evaluate(exchangeAll, { room: { echoDb, canceller }, turnTaking, breaksIn });
    return { echoDb, canceller, ...result };
  } finally {
    await tab.close();
  }
}

/** Runs in the page. */
async function exchangeAll({ breaksIn, ...options }) {
  const { openConversation } = await import('/test/e2e/loudspeakers.mjs');
  const conversation = await openConversation(options);
  const missed = [];
  for (const isBargeIn of breaksIn) missed.push(await conversation.exchange(isBargeIn));
  const found = conversation.found();
  await conversation.close();
  return { missed, found };
}

function rowsOf({ echoDb, canceller, missed, found }) {
  const where = `echo ${echoDb} dB, canceller ${cancellers[canceller][0]}`;
  const count = (what) => missed.filter((one) => one[what]).length;
  const bargeIns = missed.filter((_, i) => BARGES_IN(i)).length;
  const row = (name, value, gate) => ({
    name: `${where}: ${name}`,
    value,
    unit: '',
    ...(gate !== undefined && { gate }),
  });
  return [
    row('false turns', found.falseTurns, 0),
    row('false interruptions', found.falseInterruptions, 0),
    row(`sentences missed, of ${missed.length}`, count('sentence'), 0),
    row(`barge-ins missed, of ${bargeIns}`, count('bargeIn')),
  ];
}
