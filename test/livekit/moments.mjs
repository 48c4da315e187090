// A turn that is spoken up to a certain moment, in which something happens.
import { behave, messageCount } from './clouds.mjs';

/** What a person has said when something happens. */
const SAID_MS = 400;

/**
 * Speaks into the next turn until it is `moment`, and then lets it happen: `held`, `in the tail`, `locked`, or any other name
 * for when the stop has arrived.
 */
export async function speakUntil({ tab, cloud, kit }, moment, changes, happen) {
  behave(cloud, changes);
  const from = messageCount(cloud);
  const isHeld = moment === 'held';
  const isInTail = moment === 'in the tail';
  await tab.page.evaluate(
    async ({ sentences, saidMs, isReleased }) => {
      const { startMs } = window.nextOf(sentences);
      await window.untilHeard(startMs);
      window.tag.press();
      await window.untilHeard(startMs + saidMs);
      if (isReleased) window.tag.release();
    },
    { sentences: tab.sentences, saidMs: SAID_MS, isReleased: !isHeld },
  );
  if (!isHeld && !isInTail) {
    await tab.until(() => cloud.session.line.messages.slice(from).some(({ message }) => kit.isStop(message)));
  }
  if (moment === 'locked') await tab.until(async () => (await tab.state()).phase === 'awaiting');
  await happen();
}
