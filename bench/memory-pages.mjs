// What `memory.mjs` runs in its pages, after `hurry.mjs` was prepared there.

export function hurryAlone(times) {
  window.hurry(times);
}

/** A conversation in which nobody says anything. */
export async function converse(times) {
  const tag = document.querySelector('avatar-ptt');
  await tag.connect();
  while (!tag.session.state.isSoundFlowing) await new Promise((resolve) => setTimeout(resolve, 50));
  window.hurry(times);
}

/**
 * Leaves `talk(turns, batches)` and `talkFor(records)`. Clocks run as they do; a turn is short instead, pressed and let go by
 * the tag and answered aloud by the embedded avatar, and what is heard of the room is heard more often.
 */
export async function talk(times) {
  const { localAvatar } = await import('/src/local.js');
  const tag = document.querySelector('avatar-ptt');
  const reply = { samples: new Float32Array(960).fill(0.01), sampleRate: 48_000 };
  tag.setAttribute('release-tail-ms', '0');
  tag.provider = localAvatar({ thinkMs: 0, reply: () => reply });
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const until = async (test) => {
    while (!test()) await sleep(5);
  };
  await tag.connect();
  const { session } = tag;
  await until(() => session.state.isSoundFlowing);
  let completed = 0;
  let records = 0;
  session.subscribe(({ event }) => {
    records++;
    if (event.type === 'turn-completed') completed++;
  });
  const turn = async () => {
    tag.press();
    await sleep(10);
    tag.release();
    await until(() => session.state.phase === 'idle' && session.state.lock === null);
  };
  const { passed } = window;
  window.passed = () => ({ ...passed(), turns: completed });
  window.talk = async (turns, batches) => {
    const heard = passed().batches + batches;
    window.hurry(1, times, heard);
    const wanted = completed + turns;
    for (let tries = 0; completed < wanted; tries++) {
      if (tries > turns * 1.2) throw new Error(`Of ${tries} turns ${wanted - completed} too few were completed.`);
      await turn();
    }
    await until(() => passed().batches >= heard);
  };
  window.talkFor = async (most) => {
    const wanted = records + most;
    while (records < wanted) await turn();
  };
}

/** Turns until the session has as many records as it keeps. */
export async function fillSession() {
  await window.talkFor(10_000 - document.querySelector('avatar-ptt').session.log.length);
}

/** More than an inspector keeps, which is 100,000 records and the levels of four hours. */
export async function fillInspector() {
  const { session } = document.querySelector('avatar-ptt');
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const wanted = window.passed().batches + 720_000;
  window.hurry(1, 1000);
  for (let sent = 0; sent < 120_000; sent += 500) {
    for (let i = 0; i < 500; i++) session.send({ type: 'wire-message', direction: i % 2 ? 'in' : 'out' });
    await sleep(10);
  }
  while (window.passed().batches < wanted) await sleep(50);
  window.hurry(1);
}
