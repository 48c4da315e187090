// The one place that knows of analyzers: what else than silence judges a pause.
import { soundForAnalyzer } from 'avatar-ptt/analysis';
import { smartTurnSettings } from 'avatar-ptt/headless';

const SMART_TURN = 'smart-turn-v3';
const HZ = 16_000;
const MAX_SOUND_MS = 8000;

/**
 * `judge(samples)`, how complete a sound is, as these settings ask for it; null: silence alone decides. `note` says where that
 * differs from what was asked for, and what to do; else it is empty. `load` brings the addition.
 */
export async function analyzerFor(options, load = () => import('avatar-ptt-smart-turn/node')) {
  const analyzer = smartTurnSettings(options)?.analyzer ?? 'silence';
  if (analyzer === 'silence') return { judge: null, note: '' };
  const silenceAlone = (why) => ({
    judge: null,
    note: `The analyzer "${analyzer}" ${why}, so silence alone ends turns.`,
  });
  if (analyzer !== SMART_TURN) return silenceAlone(`is none that this command knows (${SMART_TURN} is)`);
  try {
    const { createSmartTurn } = await load();
    return { judge: await createSmartTurn(), note: '' };
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') return silenceAlone(`could not be loaded (${error.message})`);
    const { judge, note } = silenceAlone('is not here');
    return { judge, note: `${note} To have it: npm install avatar-ptt-smart-turn` };
  }
}

/** The pauses of one recording with their answers; each is asked about once, whatever settings are tried. */
export async function answersFor(judge, samples, sampleRate) {
  return judge === null ? null : new PauseAnswers(judge, await soundForAnalyzer(samples, sampleRate));
}

/**
 * The turns of `judgeTurns`, which takes a function that answers pauses; without `answers` silence alone decides. What comes
 * later depends on each answer, so one pause is asked about at a time, and all is judged again.
 */
export async function turnsWith(judgeTurns, answers) {
  for (;;) {
    const turns = judgeTurns(answers?.answer);
    if (!answers || !(await answers.askOne())) return turns;
  }
}

class PauseAnswers {
  #judge;
  #sound;
  #answers = new Map();
  #unanswered = null;

  constructor(judge, sound) {
    this.#judge = judge;
    this.#sound = sound;
  }

  /** In a recording each answer is there in time. The first pause without one is noted. */
  answer = (pause) => {
    const known = this.#answers.get(nameOf(pause));
    if (known === undefined) this.#unanswered ??= pause;
    return { completeness: known ?? null, answeredMs: pause.askedMs };
  };

  /** Asks about the noted pause. Returns whether there was one. */
  async askOne() {
    const pause = this.#unanswered;
    if (!pause) return false;
    this.#unanswered = null;
    const fromMs = Math.max(0, pause.turnStartMs, pause.askedMs - MAX_SOUND_MS);
    const completeness = await this.#judge(this.#sound.slice(placeOf(fromMs), placeOf(pause.askedMs)));
    this.#answers.set(nameOf(pause), completeness);
    return true;
  }
}

const nameOf = ({ turnStartMs, askedMs }) => `${turnStartMs} ${askedMs}`;
const placeOf = (ms) => Math.round((ms * HZ) / 1000);
