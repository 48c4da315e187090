// Dragging a slider of the inspector over one hour of recorded frames: each step judges the hour anew and shows what came
// of it, in a real browser. A step lasts from the input to the frame in which its own result is painted.
import { openPage } from '../test/e2e/harness.mjs';
import { silence } from '../test/e2e/sounds.mjs';
import { median } from './numbers.mjs';

// Lit's development build, which the tests use, warns and measures with each render.
const AS_SHIPPED = { exportConditions: ['production'] };
const STEPS = 60;
const HOUR_SECS = 3600;

export async function slider() {
  const tab = await openPage({ sound: silence(1), nodeResolve: AS_SHIPPED });
  try {
    await tab.page.waitForFunction(() => window.isReady);
    const { steps, naive, frames, turns } = await tab.page.evaluate(drag, { steps: STEPS, secs: HOUR_SECS });
    const painted = steps.map(({ paintedMs }) => paintedMs);
    const laidOut = steps.map(({ laidOutMs }) => laidOutMs);
    if (turns < 200) throw new Error(`The hour has ${turns} turns only.`);
    return [
      {
        name: `a step over ${frames.toLocaleString('en')} frames, median (wanted: under 16 ms)`,
        value: median(painted),
        unit: 'ms',
      },
      { name: 'a step, 95th percentile', value: percentile(painted, 0.95), unit: 'ms' },
      { name: 'of a step, until all is laid out and only to be painted', value: median(laidOut), unit: 'ms' },
      { name: 'the naive way: an object and a decision for each frame, no page', value: median(naive), unit: 'ms' },
      { name: 'a step / the naive way', value: median(painted) / median(naive), unit: '×', gate: 1 },
    ];
  } finally {
    await tab.close();
  }
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Runs in the page. */
async function drag({ steps, secs }) {
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
  inspector.inspect(sampleSource(conversation));
  inspector.show('tuning');
  await inspector.updateComplete;
  while (!inspector.shadowRoot.querySelector('.tn')) await new Promise((resolve) => setTimeout(resolve, 10));
  const range = inspector.shadowRoot.querySelector('input[type="range"][id$="customTurnDetection.stopSecs"]');
  range.scrollIntoView({ block: 'center' });
  const step = async (value) => {
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

  const timed = [];
  const naive = [];
  // By turns, so that a busy moment of the machine meets both; the first ones only warm up.
  for (let i = 0; i < steps + 5; i++) {
    const taken = await step((0.3 + (i % 40) / 10).toFixed(1));
    const naiveMs = i % 4 === 0 ? judgeNaively() : null;
    if (i >= 5) timed.push(taken);
    if (i >= 5 && naiveMs !== null) naive.push(naiveMs);
    await window.sleep(0);
  }

  const turns = conversation.records.filter(({ event }) => event.type === 'turn-ended').length;
  return { steps: timed, naive, frames: conversation.frames.length, turns };
}
