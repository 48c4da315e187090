// One recording of a person: what is said in it, and the turns that any settings would make of it.
import { framesOf, judge, speechIn, spokenRuns, utterancesOf } from 'avatar-ptt/analysis';
import { answersFor, turnsWith } from './analyzer.mjs';
import { readWav } from './wav.mjs';

/** Nobody answers a recording, so what is said after a turn's end is heard. */
const NO_REPLY = { startAckMs: 0, stopAckMs: 0, thinkMs: 0, speakMs: 0 };

/** As if a hand had held the button all through: all that is said is one turn. */
const WHOLE = { turnId: 1, startMs: 0, endMs: Infinity, source: 'pointer', reason: 'release' };

/** The silence that ends the last turn is hardly ever on the recording: longer than any setting waits, s. */
const SILENCE_SECS = 11;
/** Of it the detector hears the beginning, so that speech fades as it does in life. */
const HEARD_SECS = 1;
const FRAME_MS = 32;

/**
 * The WAV at `file`, as these settings hear speech; times are ms from its beginning. `turnsAt` gives the turns that other
 * end-of-turn settings make of it.
 * @throws Error that says what is wrong, as the end of a sentence that begins with the file's name.
 */
export async function readRecording(file, { options, channel, isConversation, judge: analyzer = null }, onProgress) {
  const { samples, sampleRate } = readWav(file, channel);
  const sound = withSilence(samples, sampleRate);
  const frames = withSilentFrames(await framesOf(sound, sampleRate, { onProgress }));
  const speech = speechIn(frames, options.vad);
  if (speech.length === 0) throw new Error('has no speech in it that these settings hear.');
  const spoken = spokenRuns(frames, options.vad);
  const answers = await answersFor(analyzer, sound, sampleRate);
  const turnsAt = (others) =>
    turnsWith((answerPause) => judge(frames, others, () => NO_REPLY, spoken, answerPause), answers);
  const turns = await turnsAt(options);
  const utterances = utterancesOf(speech, isConversation ? turns.map(asRecorded) : [WHOLE]);
  const lengthMs = (samples.length * 1000) / sampleRate;
  return { file, lengthMs, turns: turns.map((turn) => withOutcome(turn, utterances)), utterances, turnsAt };
}

function withSilence(samples, sampleRate) {
  const longer = new Float32Array(samples.length + HEARD_SECS * sampleRate);
  longer.set(samples);
  return longer;
}

function withSilentFrames({ length, ...columns }) {
  const silent = Math.ceil((SILENCE_SECS * 1000) / FRAME_MS);
  const [startMs, endMs, probability, volume] = ['startMs', 'endMs', 'probability', 'volume'].map((name) => {
    const longer = new Float64Array(length + silent);
    longer.set(columns[name]);
    return longer;
  });
  for (let i = length; i < length + silent; i++) {
    startMs[i] = i * FRAME_MS;
    endMs[i] = (i + 1) * FRAME_MS;
  }
  return { length: length + silent, startMs, endMs, probability, volume };
}

function asRecorded({ startMs, endMs, reason }, i) {
  return { turnId: i + 1, startMs, endMs: endMs ?? Infinity, source: 'endpointer', reason };
}

/** A turn with where it ended: in a pause, in the middle of speech, or after all that was to be said. */
function withOutcome({ startMs, endMs, reason, spokenUntilMs }, utterances) {
  const utterance = utterances.find((one) => one.startMs <= spokenUntilMs && spokenUntilMs < one.endMs);
  const pause = utterance?.pauses.find((one) => one.startMs <= endMs && endMs <= one.endMs) ?? null;
  return { startMs, endMs, reason, waitMs: endMs - spokenUntilMs, isCutOff: utterance !== undefined, pause };
}
