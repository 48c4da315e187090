// Dragging a slider of the inspector over one hour of recorded frames: each step judges the hour anew and shows what came
// of it, in a real browser. A step lasts from the input to the frame in which its own result is painted. While the page
// rests, it works ahead; beside that stands a page that never rests, in which each step is worked out when it comes.
import { openPage } from '../test/e2e/harness.mjs';
import { silence } from '../test/e2e/sounds.mjs';
import { median } from './numbers.mjs';

// Lit's development build, which the tests use, warns and measures with each render.
const AS_SHIPPED = { exportConditions: ['production'] };
const HOUR_SECS = 3600;
const DRAGS = 4;
/** From the opening of the panel to the first step of a drag. */
const REST_MS = 1000;

export async function slider() {
  const tab = await openPage({ sound: silence(1), nodeResolve: AS_SHIPPED });
  try {
    await tab.page.waitForFunction(() => window.isReady);
    const run = { drags: DRAGS, restMs: REST_MS, secs: HOUR_SECS };
    const { rested, restless, naive, frames, turns } = await tab.page.evaluate(drag, run);
    if (turns < 200) throw new Error(`The hour has ${turns} turns only.`);
    const naiveMs = median(naive);
    return [
      { name: `frames in the hour, and ${turns} turns`, value: frames, unit: '' },
      ...rowsOf(`after ${REST_MS} ms of rest`, rested, naiveMs, 0.4),
      ...rowsOf('with nothing worked out ahead', restless, naiveMs, 0.8),
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
async function drag({ drags, restMs, secs }) {
  await import('/inspector/define.ts');
  const { sampleConversation, sampleSource } = await import('/test/inspector/sample-conversation.ts');
  const { lib } = window;
  const { INITIAL_ENDPOINTING, foldFrame } = await import('/src/core/endpointing/endpointing.ts');

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
  const headline = () => inspector.shadowRoot.querySelector('.wi-headline')?.textContent;
  const askIdle = window.requestIdleCallback.bind(window);
  /** The slider of a panel that was just opened, in a page that never rests or after some rest. */
  const newSlider = async (isRested) => {
    window.requestIdleCallback = isRested ? askIdle : () => 0;
    inspector.inspect(sampleSource(conversation));
    inspector.show('tuning');
    do {
      await window.sleep(10);
      frame();
      await inspector.updateComplete;
    } while (!headline());
    const range = inspector.shadowRoot.querySelector('input[type="range"][id$="customTurnDetection.stopSecs"]');
    range.scrollIntoView({ block: 'center' });
    await window.sleep(restMs);
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
  // Up from the value in force to 3.8 s, and from there down to 0.1 s: each value of the slider once.
  const up = Array.from({ length: 30 }, (_, i) => (9 + i) / 10);
  const path = [...up, ...Array.from({ length: 7 }, (_, i) => (7 - i) / 10)];
  const dragAlong = async (range) => {
    const steps = [];
    const shown = new Set();
    for (const value of path) {
      steps.push(await step(range, value.toFixed(1)));
      shown.add(headline());
    }
    if (shown.size < path.length / 2) throw new Error(`The drag showed ${shown.size} answers only.`);
    return steps;
  };
  const options = lib.mergeTurnTaking(lib.DEFAULT_TURN_TAKING, settings);
  const judgeNaively = () => {
    const turn = lib.smartTurnSettings(options);
    let state = lib.initialTurnState(options);
    let endpointing = INITIAL_ENDPOINTING;
    const startedAt = performance.now();
    for (const { startMs, endMs, probability, volume } of conversation.frames) {
      const heard = { startMs, endMs, probability, volume };
      const events = [{ type: 'tick', at: endMs }];
      endpointing = foldFrame({ ...endpointing }, heard, { vad: options.vad, turn }, (edge) => events.push(edge));
      for (const event of events) [state] = lib.transition(state, { ...event, at: endMs });
    }
    return performance.now() - startedAt;
  };

  // By turns, so that a busy moment of the machine meets all; the first round only warms up.
  const timed = { rested: [], restless: [], naive: [] };
  for (let round = 0; round <= drags; round++) {
    const rested = await dragAlong(await newSlider(true));
    const restless = await dragAlong(await newSlider(false));
    const naive = Array.from({ length: 5 }, judgeNaively);
    if (round === 0) continue;
    timed.rested.push(...rested);
    timed.restless.push(...restless);
    timed.naive.push(...naive);
  }

  const turns = conversation.records.filter(({ event }) => event.type === 'turn-ended').length;
  return { ...timed, frames: conversation.frames.length, turns };
}
