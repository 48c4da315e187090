// One recording under given settings: the turns it would have had, and what became of each pause in it.
import { framesOf, judge, speechIn, tradeOffAt, utterancesOf } from 'avatar-ptt/analysis';
import { smartTurnSettings } from 'avatar-ptt/headless';
import { readWav } from './wav.mjs';

/** Nobody answers a recording, so what is said after a turn's end is heard. */
const NO_REPLY = { startAckMs: 0, stopAckMs: 0, thinkMs: 0, speakMs: 0 };

/** As if a hand had held the button all through: all that is said is one turn. */
const WHOLE = { turnId: 1, startMs: 0, endMs: Infinity, source: 'pointer', reason: 'release' };

/**
 * What the settings make of the WAV at `file`; times are ms from its beginning.
 * @throws Error that says what is wrong, as the end of a sentence that begins with the file's name.
 */
export async function judgeRecording(file, { options, channel, isConversation }, onProgress) {
  const { samples, sampleRate } = readWav(file, channel);
  const settings = smartTurnSettings(options);
  const frames = await framesOf(withSilence(samples, sampleRate, settings.stopSecs + 1), sampleRate, { onProgress });
  const speech = speechIn(frames, options.vad);
  if (speech.length === 0) throw new Error('has no speech in it that these settings hear.');
  const turns = judge(frames, options, () => NO_REPLY);
  const utterances = utterancesOf(speech, isConversation ? turns.map(asRecorded) : [WHOLE]);
  return {
    file,
    lengthMs: (samples.length * 1000) / sampleRate,
    turns: turns.map((turn) => withOutcome(turn, utterances)),
    utterances,
    point: tradeOffAt(utterances, settings),
  };
}

// The silence that ends the last turn is hardly ever on the recording.
function withSilence(samples, sampleRate, secs) {
  const longer = new Float32Array(samples.length + Math.ceil(secs * sampleRate));
  longer.set(samples);
  return longer;
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
