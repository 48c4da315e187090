// One step of a slider over one hour of frames, in the browser: every turn judged again, compared, the curve drawn anew.
import { openPage } from '../test/e2e/harness.mjs';
import { silence } from '../test/e2e/sounds.mjs';
import { median, ratio } from './numbers.mjs';

export async function whatIf() {
  const tab = await openPage({ sound: silence(1) });
  try {
    const { times, turns, cutOff } = await tab.page.evaluate(sliderSteps);
    if (cutOff < 50) throw new Error(`The shorter silence cuts ${cutOff} of ${turns} turns off only.`);
    const [step, judged, fold, labels] = ['step', 'judged', 'fold', 'labels'].map((name) => median(times[name]));
    return [
      { name: 'a step of the slider over one hour (wanted: under 16 ms)', value: step, unit: 'ms' },
      { name: 'of that, the turns judged again', value: judged, unit: 'ms' },
      { name: 'speech and utterances, when voice detection or a label changes', value: labels, unit: 'ms' },
      { name: 'the same frames folded, and nothing else', value: fold, unit: 'ms' },
      { name: 'a step of the slider to that fold', value: ratio(step, fold), unit: '×', gate: 12 },
      { name: 'turns in that hour', value: turns, unit: '' },
    ];
  } finally {
    await tab.close();
  }
}

/** Runs in the page. */
async function sliderSteps() {
  const { compareTurns, judge, speechIn, tradeOff, utterancesOf } = await import('/src/analysis.ts');
  const { mergeTurnTaking, DEFAULT_TURN_TAKING } = await import('/src/headless.ts');
  const core = await import('/src/core/endpointing/endpointing.ts');
  const HOP_MS = 32;
  const frames = hour(3_600_000 / HOP_MS);
  const answering = () => ({ startAckMs: 60, stopAckMs: 80, thinkMs: 600, speakMs: 2000 });
  const optionsAt = (stopSecs) =>
    mergeTurnTaking(DEFAULT_TURN_TAKING, { turnDetection: 'custom', customTurnDetection: { stopSecs } });
  const { vad } = DEFAULT_TURN_TAKING;
  const recorded = judge(frames, optionsAt(1.5), answering)
    .filter(({ endMs }) => endMs !== null)
    .map((turn, i) => ({ ...turn, turnId: i + 1, source: 'endpointer' }));
  const speech = speechIn(frames, vad);
  const utterances = utterancesOf(speech, recorded);
  const times = { step: [], judged: [], labels: [], fold: [] };
  let cutOff = 0;
  for (let run = 0; run < 40; run++) {
    const options = optionsAt(0.5 + (run % 5) / 10);
    const from = performance.now();
    const judged = judge(frames, options, answering);
    const judgedAt = performance.now();
    const { summary } = compareTurns(recorded, judged, speech);
    tradeOff(utterances, options.customTurnDetection);
    const comparedAt = performance.now();
    utterancesOf(speechIn(frames, vad), recorded);
    const labelledAt = performance.now();
    fold({ vad, turn: options.customTurnDetection });
    const foldedAt = performance.now();
    cutOff = Math.max(cutOff, summary.cutOff);
    // The first ones only warm up.
    if (run < 10) continue;
    times.step.push(comparedAt - from);
    times.judged.push(judgedAt - from);
    times.labels.push(labelledAt - comparedAt);
    times.fold.push(foldedAt - labelledAt);
  }
  return { times, turns: recorded.length, cutOff };

  function fold(settings) {
    let state = core.INITIAL_ENDPOINTING;
    let turnStartMs = null;
    const emit = (edge) => {
      if (edge.type === 'speech-started') turnStartMs ??= edge.onsetMs;
      if (edge.type === 'turn-ended') turnStartMs = null;
    };
    for (let i = 0; i < frames.length; i++) {
      const frame = {
        startMs: frames.startMs[i],
        endMs: frames.endMs[i],
        probability: frames.probability[i],
        volume: frames.volume[i],
      };
      state = core.foldFrame(core.withTurn(state, turnStartMs), frame, settings, emit);
    }
  }

  /** Phrases of 2.4 s, a short pause after the first of two and a long one after the second, and a click now and then. */
  function hour(length) {
    const isSpeech = (secs) => secs % 12 < 2.4 || (secs % 12 > 3.2 && secs % 12 < 5.6);
    const isLoud = (i) => isSpeech((i * HOP_MS) / 1000) || i % 97 === 0;
    const column = (valueAt) => Float64Array.from({ length }, (_, i) => valueAt(i));
    return {
      length,
      startMs: column((i) => i * HOP_MS),
      endMs: column((i) => (i + 1) * HOP_MS),
      probability: column((i) => (isLoud(i) ? 0.95 : 0.02)),
      volume: column((i) => (isLoud(i) ? 0.8 : 0.3)),
    };
  }
}
