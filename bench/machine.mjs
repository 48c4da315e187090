// The pure parts, in Node: how many decisions a second, and how long an hour of detector frames takes to fold.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../tools/install.mjs';
import { medianTimeMs } from './numbers.mjs';

const TURNS = 5000;
const HOP_MS = 32;
const HOUR_FRAMES = 3_600_000 / HOP_MS;

export async function machine() {
  const core = await loadCore();
  const state = joined(core);
  const events = conversation();
  const ms = medianTimeMs(7, () => {
    let now = state;
    for (const event of events) [now] = core.transition(now, event);
    if (now.phase !== 'idle') throw new Error('The conversation did not end.');
  });
  return [
    { name: 'transitions, a typical conversation', value: (events.length / ms) * 1000, unit: '/s' },
    { name: 'one transition', value: (ms / events.length) * 1000, unit: 'µs' },
  ];
}

export async function endpointing() {
  const { INITIAL_ENDPOINTING, DEFAULT_TURN_TAKING, foldFrame, smartTurnSettings, withTurn } = await loadCore();
  const settings = { vad: DEFAULT_TURN_TAKING.vad, turn: smartTurnSettings(DEFAULT_TURN_TAKING) };
  const frames = hourOfFrames();
  let turns = 0;
  const ms = medianTimeMs(9, () => {
    let state = INITIAL_ENDPOINTING;
    let turnStartMs = null;
    turns = 0;
    const emit = (edge) => {
      if (edge.type === 'speech-started') turnStartMs ??= edge.onsetMs;
      if (edge.type !== 'turn-ended') return;
      turnStartMs = null;
      turns++;
    };
    for (const frame of frames) state = foldFrame(withTurn(state, turnStartMs), frame, settings, emit);
  });
  if (turns < 200) throw new Error(`The hour has ${turns} turns only.`);
  return [
    { name: `${HOUR_FRAMES.toLocaleString('en')} frames folded (wanted: under 16 ms)`, value: ms, unit: 'ms' },
    { name: 'turns in that hour', value: turns, unit: '' },
  ];
}

/** The core as it is shipped: compiled, in one module. */
async function loadCore() {
  const outfile = path.join(root, '.cache/bench-core.mjs');
  await build({
    stdin: {
      contents: `
        export { transition } from './src/core/machine/turn-machine.ts';
        export { initialTurnState } from './src/core/machine/turn-state.ts';
        export { INITIAL_ENDPOINTING, foldFrame, withTurn } from './src/core/endpointing/endpointing.ts';
        export { DEFAULT_TURN_TAKING, mergeTurnTaking, smartTurnSettings } from './src/core/settings/merge-turn-taking.ts';`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outfile,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

function joined({ transition, initialTurnState, mergeTurnTaking, DEFAULT_TURN_TAKING }) {
  const options = mergeTurnTaking(DEFAULT_TURN_TAKING, { mode: 'push-to-talk' });
  const capabilities = { serverStt: true, interrupt: true, sendText: true };
  return [
    { type: 'connect' },
    { type: 'connected', capabilities },
    { type: 'microphone-opened', label: '', isEchoCancelled: false },
    { type: 'microphone-flowing' },
    { type: 'microphone-flowing' },
    { type: 'avatar-ready' },
  ].reduce((state, event) => transition(state, { ...event, at: 0 })[0], initialTurnState(options));
}

/** Turn after turn as people take them: pressed, spoken, released in the tail, transcribed, answered. */
function conversation() {
  return Array.from({ length: TURNS }, (_, i) => {
    const turnId = i + 1;
    return [
      [0, { type: 'press', source: 'pointer' }],
      [1, { type: 'gate-opened', turnId, startMs: i * 10_000 }],
      [80, { type: 'start-acknowledged', turnId }],
      [300, { type: 'voice-activity', isActive: true }],
      [900, { type: 'transcript', role: 'user', text: 'Hel', final: false, turnId }],
      [2500, { type: 'release', source: 'pointer' }],
      [2700, { type: 'voice-activity', isActive: false }],
      [2701, { type: 'gate-closed', turnId, endMs: i * 10_000 + 2700 }],
      [2760, { type: 'stop-acknowledged', turnId }],
      [3000, { type: 'transcript', role: 'user', text: 'Hello.', final: true, turnId }],
      [3400, { type: 'transcript', role: 'avatar', text: 'Hi.', final: true, turnId }],
      [3500, { type: 'avatar-speech-started', turnId }],
      [3550, { type: 'avatar-audible', turnId }],
      [6000, { type: 'avatar-speech-stopped', turnId }],
      [6010, { type: 'turn-completed', turnId }],
      [7000, { type: 'tick' }],
    ].map(([afterMs, event]) => ({ ...event, at: i * 10_000 + afterMs }));
  }).flat();
}

/** Phrases of 2.4 s with short and long pauses, and a click that is no speech now and then. */
function hourOfFrames() {
  const isSpeech = (at) => at % 9.6 < 2.4 || (at % 9.6 > 3.2 && at % 9.6 < 5.6);
  const isClick = (i) => i % 97 === 0;
  return Array.from({ length: HOUR_FRAMES }, (_, i) => {
    const isLoud = isSpeech((i * HOP_MS) / 1000) || isClick(i);
    return {
      startMs: i * HOP_MS,
      endMs: (i + 1) * HOP_MS,
      probability: isLoud ? 0.95 : 0.02,
      volume: isLoud ? 0.8 : 0.3,
    };
  });
}
