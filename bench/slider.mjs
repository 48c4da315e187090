// Dragging a slider of the inspector over one hour of recorded frames: each step judges the hour anew and shows what came
// of it, in a real browser. A step lasts from the input to the frame in which its own result is painted. A hand that
// rests on a slider before it drags, as with a mouse, gives the page time to work ahead; a finger drags at once.
import { openPage } from '../test/e2e/harness.mjs';
import { silence } from '../test/e2e/sounds.mjs';
import { median } from './numbers.mjs';

// Lit's development build, which the tests use, warns and measures with each render.
const AS_SHIPPED = { exportConditions: ['production'] };
const HOUR_SECS = 3600;
const DRAGS = 4;
const RESTED_MS = 400;

export async function slider() {
  const tab = await openPage({ sound: silence(1), nodeResolve: AS_SHIPPED });
  try {
    await tab.page.waitForFunction(() => window.isReady);
    const run = { drags: DRAGS, restedMs: RESTED_MS, secs: HOUR_SECS };
    const { atOnce, rested, naive, frames, turns } = await tab.page.evaluate(drag, run);
    if (turns < 200) throw new Error(`The hour has ${turns} turns only.`);
    const naiveMs = median(naive);
    return [
      { name: `frames in the hour, and ${turns} turns`, value: frames, unit: '' },
      ...rowsOf(`dragged after ${RESTED_MS} ms of rest`, rested, naiveMs, 0.6),
      ...rowsOf('dragged at once', atOnce, naiveMs, 1),
      { name: 'the naive way: an object and a decision for each frame, no page', value: naiveMs, unit: 'ms' },
    ];
  } finally {
    await tab.close();
  }
}

function rowsOf(how, steps, naiveMs, gate) {
  const painted = steps.map(({ paintedMs }) => paintedMs);
  const laidOut = steps.map(({ laidOutMs }) => laidOutMs);
  return [
    { name: `a step, ${how}, median (wanted: under 16 ms)`, value: median(painted), unit: 'ms' },
    { name: '  of it, until all is laid out and only to be painted', value: median(laidOut), unit: 'ms' },
    { name: '  95th percentile', value: percentile(painted, 0.95), unit: 'ms' },
    { name: '  the longest', value: Math.max(...painted), unit: 'ms' },
    {
      name: `  steps of 16 ms or more, of ${painted.length}`,
      value: painted.filter((ms) => ms >= 16).length,
      unit: '',
    },
    { name: '  median / the naive way', value: median(painted) / naiveMs, unit: '×', gate },
  ];
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Runs in the page. */
async function drag({ drags, restedMs, secs }) {
  await import('/inspector/define.ts');
  const { sampleConversation, sampleSource } = await import('/test/inspector/sample-conversation.ts');
  const { lib } = window;

  // Phrases with a short pause inside, an answer, and one longer pause to think in every third.
  const speech = Array.from({ length: Math.floor(secs / 9) }, (_, i) => [
    [i * 9 + 0.5, i * 9 + 2],
    [i * 9 + (i % 3 === 0 ? 3.1 : 2.5), i * 9 + 4],
  ]).flat();
  const settings = { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.8, maxDurationSecs: 30 } };
  const conversation = sampleConversation({ settings, speech, secs });

  // As a browser does it: the input is handled at the beginning of a frame, and then what waits for that frame.
  const nextFrame = window.requestAnimationFrame.bind(window);
  const due = [];
  window.requestAnimationFrame = (callback) => due.push(callback);
  window.cancelAnimationFrame = () => undefined;
  const frame = () => due.splice(0).forEach((callback) => callback(performance.now()));

  const inspector = document.createElement('avatar-inspector');
  document.body.append(inspector);
  const rangeOf = () => inspector.shadowRoot.querySelector('input[type="range"][id$="customTurnDetection.stopSecs"]');
  /** The slider of an inspector that has judged the hour with the settings in force, and with no others. */
  const newSlider = async () => {
    inspector.inspect(sampleSource(conversation));
    inspector.show('tuning');
    do {
      await window.sleep(10);
      frame();
    } while (!inspector.shadowRoot.querySelector('.wi-headline'));
    const range = rangeOf();
    range.scrollIntoView({ block: 'center' });
    await window.sleep(300);
    return range;
  };
  const step = async (range, value) => {
    await new Promise((resolve) => nextFrame(resolve));
    const startedAt = performance.now();
    // A message that is sent in a frame arrives when that frame is painted.
    const { port1, port2 } = new MessageChannel();
    const painted = new Promise((resolve) => (port1.onmessage = () => resolve(performance.now())));
    port2.postMessage(null);
    range.value = value;
    range.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    frame();
    await inspector.updateComplete;
    inspector.getBoundingClientRect();
    const laidOutMs = performance.now() - startedAt;
    return { laidOutMs, paintedMs: (await painted) - startedAt };
  };
  // From the value in force up to 3.8 s and down to 0.1 s, each value of the slider once on the way.
  const up = Array.from({ length: 30 }, (_, i) => (9 + i) / 10);
  const path = [...up, ...up.toReversed().slice(1), ...Array.from({ length: 8 }, (_, i) => (8 - i) / 10)];
  const dragAlong = async (range) => {
    const steps = [];
    for (const value of path) steps.push(await step(range, value.toFixed(1)));
    return steps;
  };
  const options = lib.mergeTurnTaking(lib.DEFAULT_TURN_TAKING, settings);
  const judgeNaively = () => {
    const turn = lib.smartTurnSettings(options);
    let state = lib.initialTurnState(options);
    let endpointing = lib.INITIAL_ENDPOINTING;
    const startedAt = performance.now();
    for (const { startMs, endMs, probability, volume } of conversation.frames) {
      const heard = { startMs, endMs, probability, volume };
      const events = [{ type: 'tick', at: endMs }];
      endpointing = lib.foldFrame({ ...endpointing }, heard, { vad: options.vad, turn }, (edge) => events.push(edge));
      for (const event of events) [state] = lib.transition(state, { ...event, at: endMs });
    }
    return performance.now() - startedAt;
  };

  // By turns, so that a busy moment of the machine meets all; the first round only warms up.
  const timed = { atOnce: [], rested: [], naive: [] };
  for (let round = 0; round <= drags; round++) {
    const atOnce = await dragAlong(await newSlider());
    const range = await newSlider();
    range.dispatchEvent(new PointerEvent('pointerenter'));
    await window.sleep(restedMs);
    const rested = await dragAlong(range);
    const naive = Array.from({ length: 5 }, judgeNaively);
    if (round === 0) continue;
    timed.atOnce.push(...atOnce);
    timed.rested.push(...rested);
    timed.naive.push(...naive);
  }

  const turns = conversation.records.filter(({ event }) => event.type === 'turn-ended').length;
  return { ...timed, frames: conversation.frames.length, turns };
}
