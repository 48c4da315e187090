import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  INITIAL_ENDPOINTING,
  foldFrame,
  withTurn,
  type EndpointingEdge,
  type SpeechFrame,
} from '../../../src/core/endpointing/endpointing.js';
import { DEFAULT_TURN_TAKING } from '../../../src/core/settings/merge-turn-taking.js';
import type { SmartTurnSettings, VadSettings } from '../../../src/core/settings/options.js';
import type { JudgedTurn } from '../../../src/core/analysis/simulated-session.js';
import { speechIn } from '../../../src/core/analysis/speech-in.js';
import { tradeOffAt } from '../../../src/core/analysis/trade-off.js';
import { utterancesOf, type Pause, type Utterance } from '../../../src/core/analysis/utterances.js';
import { judge } from '../../../src/core/analysis/what-if.js';
import { always, anyOptions, anyTalk, columns, framesOf, optionsOf, type Talk } from '../conversations.js';
import '../seed.js';

const BY_SILENCE = DEFAULT_TURN_TAKING.customTurnDetection;
const EPSILON_MS = 0.01;
const NO_CAP_SECS = 1000;
// So much longer than a pause is the silence that ends a turn, on both sides of what counts as rounding.
const NEAR_MS = [-3, -0.02, 0, 0.005, 0.02, 3];

const stops = fc.integer({ min: 1, max: 40 }).map((tenths) => tenths / 10);

/** All of it held as one utterance, and then silence for longer than any stop. */
function heldWhole(talk: Talk, vad: VadSettings): { readonly frames: SpeechFrame[]; readonly said: Utterance | null } {
  const frames = framesOf({
    ...talk,
    stretches: [...talk.stretches, { kind: 'silence', lengthMs: 12_000, grain: 1 }],
  });
  const speech = speechIn(columns(frames), vad);
  const [said = null] = utterancesOf(speech, [
    { turnId: 1, startMs: 0, endMs: Infinity, source: 'pointer', reason: 'release' },
  ]);
  return { frames, said };
}

describe('tradeOff, beside foldFrame', () => {
  it('ends a turn at a pause exactly when the fold does, for any talk, voice detection and silence', () => {
    let ends = 0;
    let stays = 0;
    fc.assert(
      fc.property(anyTalk, anyOptions, stops, fc.constantFrom(...NEAR_MS), (talk, { vad }, anySecs, nearMs) => {
        const { frames, said } = heldWhole(talk, vad);
        if (!said) return;
        for (const [index, pause] of said.pauses.entries()) {
          const nearSecs = Math.max(100, pause.endMs - pause.startMs + nearMs) / 1000;
          const stopSecs = index % 2 === 0 ? nearSecs : anySecs;
          const turn = { ...BY_SILENCE, stopSecs, preSpeechMs: 0, maxDurationSecs: NO_CAP_SECS };
          const untilMs = said.pauses[index + 1]?.startMs ?? said.endMs;
          const endMs = endFolded(frames, { vad, turn }, said.startMs, pause.startMs, untilMs);
          const { cutOffs } = tradeOffAt([{ ...said, pauses: [pause] }], turn);
          expect(endMs !== null, `${pause.startMs} to ${pause.endMs}`).to.equal(cutOffs === 1);
          if (endMs !== null) expect(endMs).to.equal(pause.startMs + stopSecs * 1000);
          if (endMs === null) stays++;
          else ends++;
        }
      }),
      { numRuns: 500 },
    );
    expect(Math.min(ends, stays)).to.be.greaterThan(100);
  });
});

/** Where the fold ends a turn that is open when a pause begins, if it does before the next one. */
function endFolded(
  frames: readonly SpeechFrame[],
  { vad, turn }: { readonly vad: VadSettings; readonly turn: SmartTurnSettings },
  turnStartMs: number,
  pauseStartMs: number,
  untilMs: number,
): number | null {
  let state = INITIAL_ENDPOINTING;
  const ends: number[] = [];
  const note = (edge: EndpointingEdge): void => {
    if (edge.type === 'turn-ended') ends.push(edge.endMs);
  };
  for (const frame of frames) {
    if (frame.endMs > untilMs + EPSILON_MS || ends.length > 0) break;
    // Before the pause it is heard without a turn, so that no earlier pause can end it.
    const isOpen = frame.endMs > pauseStartMs + EPSILON_MS;
    const before = isOpen ? withTurn(state, turnStartMs) : state;
    state = foldFrame(before, frame, { vad, turn: isOpen ? turn : null }, note);
  }
  return ends[0] ?? null;
}

describe('tradeOff, beside judge', () => {
  it('counts the cut-offs and the delay of a conversation without answers, for any silence and pre-speech', () => {
    fc.assert(
      fc.property(anyTalk, anyOptions, stops, (talk, options, extraSecs) => {
        // With a shorter silence, the end of a turn is also the end of its speech, so that what follows is heard anew.
        const stopSecs = options.vad.stopSecs + extraSecs;
        const { preSpeechMs } = options.customTurnDetection;
        expectAgreement(talk, options.vad, { ...BY_SILENCE, stopSecs, preSpeechMs, maxDurationSecs: 120 });
      }),
      { numRuns: 300 },
    );
  });

  it('counts them under any cap', () => {
    const clearTalk = anyTalk.map((talk) => ({ ...talk, stretches: talk.stretches.map(clear) }));
    fc.assert(
      fc.property(clearTalk, anyOptions, stops, (talk, { vad, customTurnDetection }, stopSecs) => {
        const clearVad = { startSecs: vad.startSecs, stopSecs: 0, confidence: 0.5, minVolume: 0.6 };
        expectAgreement(talk, clearVad, { ...customTurnDetection, stopSecs });
      }),
      { numRuns: 300 },
    );
  });
});

// Speech that is long enough never to be a misfire, which a cap would end a turn in the midst of.
function clear({ kind, lengthMs, grain }: Talk['stretches'][number]): Talk['stretches'][number] {
  return kind === 'silence' ? { kind, lengthMs, grain } : { kind: 'speech', lengthMs: lengthMs + 600, grain };
}

function expectAgreement(talk: Talk, vad: VadSettings, turn: SmartTurnSettings): void {
  const { frames, said } = heldWhole(talk, vad);
  if (!said || said.endMs - said.startMs > 100_000) return;
  const options = optionsOf({
    turnDetection: 'custom',
    customTurnDetection: turn,
    localAudioPolicy: { enableAcousticEchoCancellation: true },
    vad,
  });
  const judged = judge(columns(frames), options, always({}));
  const { cutOffs, delayMs } = tradeOffAt([said], turn);
  const isCutAt = ({ startMs, endMs }: Pause): boolean => judged.some((one) => endsWithin(one, startMs, endMs));
  expect(cutOffs).to.equal(said.pauses.filter(isCutAt).length);
  const last = judged.find((one) => endsWithin(one, said.endMs, Infinity));
  expect(delayMs).to.equal(last!.endMs! - said.endMs);
}

function endsWithin({ endMs }: JudgedTurn, fromMs: number, untilMs: number): boolean {
  return endMs !== null && endMs > fromMs + EPSILON_MS && endMs <= untilMs + EPSILON_MS;
}
