// Runs in the page: the tag on a cloud backend, and a person who talks to it in time with the sound at the microphone.
import 'avatar-ptt/define';

const { heardMs, sleep, until, untilHeard, wallMs } = window;

const OUTWARD = [
  ...['connection-change', 'mode-change', 'phase-change', 'turn-start', 'turn-end', 'turn-discarded'],
  ...[
    'press-refused',
    'lock-change',
    'avatar-state-change',
    'transcript',
    'avatar-words',
    'settings-change',
    'session-error',
  ],
];

/** Puts a tag with these properties on the page and connects it; `window.told` is what it said since, `{ type, … }`. */
window.start = async (properties) => {
  window.tag?.remove();
  const tag = document.createElement('avatar-ptt');
  Object.assign(window, { tag, told: follow(tag) });
  await join(tag, properties);
};

/** All that a tag says from now on, `{ type, … }`. */
export function follow(tag) {
  const told = [];
  for (const type of OUTWARD) tag.addEventListener(type, (event) => told.push({ type, ...fieldsOf(event) }));
  return told;
}

/** Puts a tag on the page and connects it; resolves when it has a microphone that is known well enough. */
export async function join(tag, properties) {
  document.body.append(Object.assign(tag, properties));
  await tag.connect();
  await until(() => tag.session.state.microphone === 'open' && window.isDeviceReady());
}

/** The next of the sentences that has not begun yet. */
window.nextOf = (sentences) => sentences.find(({ startMs }) => startMs > heardMs() + 300);

/** Presses as the next sentence begins, releases when `held` of it is said. `isAwaited`: until the avatar's turn is over. */
window.talk = async ({ sentences, held = 1, isAwaited = true }) => {
  const { tag, told } = window;
  // A new connection may have opened the device anew.
  await until(window.isDeviceReady);
  const { startMs, endMs } = window.nextOf(sentences);
  await untilHeard(startMs);
  const pressed = performance.now();
  const from = told.length;
  const isTaken = tag.press();
  await untilHeard(startMs + held * (endMs - startMs));
  const released = performance.now();
  tag.release();
  await until(() => tag.phase !== 'capturing' && tag.phase !== 'releasing' && tag.phase !== 'starting', 15_000);
  if (isAwaited) await until(() => tag.phase === 'idle', 15_000);
  return {
    isTaken,
    isSteady: window.isSteady(pressed, released),
    sent: sentIn(tag.session, told.slice(from)),
    ...{ pressedAt: wallMs(pressed), pressedMs: heardMs(pressed) },
    ...{ releasedAt: wallMs(released), releasedMs: heardMs(released) },
    told: told.slice(from),
  };
};

/**
 * Presses and releases at once, again and again: `heldMs` and `pauseMs` of each press come in. Every third does not wait for
 * the turn before. Resolves with how many presses were taken.
 */
window.hammer = async (presses) => {
  const { tag } = window;
  let taken = 0;
  for (const [i, { heldMs, pauseMs }] of presses.entries()) {
    if (i % 3 > 0) await until(() => tag.phase === 'idle', 20_000);
    if (tag.press()) taken++;
    await sleep(heldMs);
    tag.release();
    await sleep(pauseMs);
  }
  await until(() => tag.phase === 'idle', 20_000);
  return taken;
};

/** How late the session says that a turn left, `{ firstLateMs, lastLateMs, caughtUpMs }`; null for none. */
function sentIn({ log }, told) {
  const turnId = told.find(({ type }) => type === 'turn-start')?.turnId;
  return [...log].find(({ event }) => event.type === 'turn-sent' && event.turnId === turnId)?.event ?? null;
}

/** The fields of an event that can travel to the test. */
function fieldsOf(event) {
  const fields = {};
  for (const key of Object.keys(event)) if (key !== 'isTrusted') fields[key] = event[key];
  return JSON.parse(JSON.stringify(fields));
}
