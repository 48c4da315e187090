// Runs in a page: one recording through the fold, with the answers that an analyzer gave.
import { EPSILON_MS, foldFrame, INITIAL_ENDPOINTING, withAnswer, withTurn } from '/src/core/endpointing/endpointing.ts';
import { customTurnDetection, vad } from '/bench/end-of-turn/heard.mjs';

/** No recording is as long. */
const UNCAPPED = { ...customTurnDetection, maxDurationSecs: 120 };

/**
 * `{ cutOffs, pauses, waitMs }` of one recording. Where a pause ends the turn, what was heard goes on as though it had not, so
 * that each pause is judged in the turn that it belongs to.
 */
export function play({ frames, speech }, answers, numbers) {
  const settings = { vad, turn: { ...UNCAPPED, ...numbers } };
  const turnStartMs = speech[0].startMs;
  const trueEndMs = speech.at(-1).endMs;
  const ends = [];
  const asks = [];
  const note = (edge) => {
    if (edge.type === 'turn-ended') ends.push(edge.endMs);
    if (edge.type === 'pause-asked') asks.push(edge.askedMs);
  };
  let state = INITIAL_ENDPOINTING;
  for (const frame of frames) {
    const before = state;
    const known = ends.length;
    state = foldFrame(before, frame, settings, note);
    if (ends.length > known) state = foldFrame(withTurn(before, null), frame, settings, () => {});
    for (const askedMs of asks.splice(0)) state = withAnswer(state, askedMs, answerTo(answers, askedMs, state));
    if (ends.at(-1) > trueEndMs) break;
    if (state.speech === 'speaking' && state.confirmedUntilMs === frame.endMs) state = withTurn(state, turnStartMs);
  }
  const pauses = speech.slice(1).map(({ startMs }, i) => ({ startMs: speech[i].endMs, endMs: startMs }));
  const isCut = ({ startMs, endMs }) => ends.some((ms) => ms > startMs + EPSILON_MS && ms <= endMs + EPSILON_MS);
  return { cutOffs: pauses.filter(isCut).length, pauses: pauses.length, waitMs: ends.at(-1) - trueEndMs };
}

function answerTo(answers, askedMs, { speech }) {
  // Someone has begun to speak, so it is no pause of that length, unless it proves to be a noise.
  const answer = answers[askedMs] ?? (speech === 'starting' ? null : undefined);
  if (answer === undefined) throw new Error(`Nobody was asked about the sound up to ${askedMs} ms.`);
  return answer;
}
