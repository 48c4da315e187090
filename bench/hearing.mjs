// How well the voice detector hears: recorded people in noise, noise alone, soft voices, and the avatar's own voice in a room.
import { detectors, HZ, noises, noisy, openLab, people } from './hearing-lab.mjs';
import { median } from './numbers.mjs';

const SNR_DB = [20, 15, 10, 5, 0];
const CONFIDENCES = [0.5, 0.7];
/** So close to where speech begins or ends a window is neither. */
const COLLAR_MS = 64;
const ALONE_SECS = 60;
const ALONE_DB = [-30, -45];
const SHORT_SOUNDS = 60;
const SOFTER_DB = [10, 20];
const VOICES = ['whisper', 'breathy', 'creaky', 'falsetto', 'laughter', 'breaths'];
/** Of the avatar. */
const ANSWER_SECS = 8;
const ECHOES_DB = [-10, -20, -25, -45];
const CERTAIN = [0.01, 0.015];

export async function hearing() {
  const lab = await openLab();
  const everyone = await people(lab);
  const all = detectors(lab);
  const rows = (name, measure) => all.flatMap((detector) => measure(detector).map((row) => rowOf(name, detector, row)));
  return [
    ...rows('in a quiet room', ({ judge }) => scoreRows(lab, everyone, ({ samples }) => judge(samples))),
    ...noisyRows(lab, everyone, rows),
    ...softRows(lab, everyone, rows),
    ...voiceRows(lab, everyone, rows),
    ...aloneRows(lab, everyone, rows),
    ...echoRows(lab, everyone, rows),
  ];
}

function rowOf(name, detector, [what, value, unit]) {
  return { name: `${name}: ${what}, ${detector.name}`, value, unit };
}

// ── People

function noisyRows(lab, everyone, rows) {
  return Object.entries(noises(lab, everyone)).flatMap(([name, make]) => {
    const noise = everyone.map(({ samples }, i) => make(samples.length, i));
    return SNR_DB.flatMap((snrDb) => {
      const sounds = new Map(everyone.map((one, i) => [one, noisy(lab, one.samples, noise[i], snrDb)]));
      return rows(`${name}, ${snrDb} dB`, ({ judge }) => scoreRows(lab, everyone, (one) => judge(sounds.get(one))));
    });
  });
}

function softRows(lab, everyone, rows) {
  return SOFTER_DB.flatMap((db) => {
    const soften = (sample) => sample * lab.gainOf(-db);
    const soft = everyone.map(({ samples, truth }) => ({ truth, samples: samples.map(soften) }));
    return rows(`${db} dB softer`, ({ judge }) => scoreRows(lab, soft, ({ samples }) => judge(samples)));
  });
}

function voiceRows(lab, everyone, rows) {
  return VOICES.flatMap((voice) => {
    const some = everyone.filter(({ name }) => name === `mfa_${voice}`);
    return rows(voice, ({ judge }) => scoreRows(lab, some, ({ samples }) => judge(samples)));
  });
}

/** What is missed of people, and what is heard beside them. */
function scoreRows(lab, some, judge) {
  const windows = CONFIDENCES.map(() => ({ speech: 0, missed: 0, silence: 0, heard: 0 }));
  const edges = { stretches: 0, unheard: 0, onsets: [], ends: [], starts: 0 };
  for (const one of some) {
    const frames = judge(one);
    CONFIDENCES.forEach((confidence, i) => countWindows(windows[i], frames, one.truth, confidence));
    compareEdges(edges, speechOf(lab, frames), one.truth);
  }
  return [
    ...CONFIDENCES.flatMap((confidence, i) => [
      [`missed at ${confidence}`, (100 * windows[i].missed) / windows[i].speech, '%'],
      [`false alarms at ${confidence}`, (100 * windows[i].heard) / windows[i].silence, '%'],
    ]),
    [`stretches of ${edges.stretches} unheard`, edges.unheard, ''],
    ['false starts', edges.starts, ''],
    ...errorRows('onset', edges.onsets),
    ...errorRows('end', edges.ends),
  ];
}

function countWindows(counts, frames, truth, confidence) {
  for (const { startMs, endMs, probability } of frames) {
    const isInside = truth.some(([from, to]) => startMs >= from + COLLAR_MS && endMs <= to - COLLAR_MS);
    const isOutside = truth.every(([from, to]) => endMs <= from - COLLAR_MS || startMs >= to + COLLAR_MS);
    if (isInside) counts.speech++;
    if (isOutside) counts.silence++;
    if (isInside && probability < confidence) counts.missed++;
    if (isOutside && probability >= confidence) counts.heard++;
  }
}

/** Speech as the package takes it, by its defaults. */
function speechOf({ foldFrame, INITIAL_ENDPOINTING, DEFAULT_TURN_TAKING }, frames) {
  const found = [];
  const settings = { vad: DEFAULT_TURN_TAKING.vad, turn: null };
  let state = INITIAL_ENDPOINTING;
  for (const frame of frames) {
    state = foldFrame(state, frame, settings, (edge) => {
      if (edge.type === 'speech-started') found.push([edge.onsetMs, Infinity]);
      if (edge.type === 'speech-ended') found.at(-1)[1] = edge.endMs;
    });
  }
  if (state.speech === 'speaking') found.at(-1)[1] = state.spokenUntilMs;
  return found;
}

/** Where a pause was not heard, what lies on either side of it has no edge there. */
function compareEdges(edges, found, truth) {
  const meets = ([from, to], [otherFrom, otherTo]) => from < otherTo && otherFrom < to;
  edges.stretches += truth.length;
  edges.starts += found.filter((one) => !truth.some((other) => meets(one, other))).length;
  truth.forEach((one, i) => {
    const those = found.filter((other) => meets(one, other));
    if (those.length === 0) edges.unheard++;
    const [first, last] = [those[0], those.at(-1)];
    if (first && !(truth[i - 1] && meets(first, truth[i - 1]))) edges.onsets.push(first[0] - one[0]);
    if (last && !(truth[i + 1] && meets(last, truth[i + 1]))) edges.ends.push(last[1] - one[1]);
  });
}

/** How much too late; none where nothing was heard. */
function errorRows(what, errors) {
  if (errors.length === 0) return [];
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  return [
    [what, median(errors), 'ms'],
    [`${what}, 90 % within`, sizes[Math.floor(0.9 * sizes.length)], 'ms'],
  ];
}

// ── Nobody

function aloneRows(lab, everyone, rows) {
  const length = ALONE_SECS * HZ;
  const kinds = Object.entries(noises(lab, everyone)).filter(([name]) => name !== 'babble');
  const lasting = kinds.flatMap(([name, make]) =>
    ALONE_DB.flatMap((db) => {
      const parts = [0, 1, 2, 3].map((i) => lab.atLevel(make(length / 4, i), db));
      const sound = lab.mixed(lab.concatenated(parts), lab.pinkNoise(length, -65));
      return rows(`${name} alone, ${db} dBFS`, ({ judge }) => nobodyRows(lab, judge(sound)));
    }),
  );
  const short = ['cough', 'burst', 'key'].flatMap((name) => {
    const sounds = Array.from({ length: SHORT_SOUNDS }, (_, i) => lab[name](i + 1));
    const sound = lab.concatenated(sounds);
    return rows(`${SHORT_SOUNDS} of ${name}`, ({ judge }) => nobodyRows(lab, judge(sound)));
  });
  return [...lasting, ...short];
}

function nobodyRows(lab, frames) {
  return [
    ...CONFIDENCES.map((confidence) => [
      `false alarms at ${confidence}`,
      percent(frames, ({ probability }) => probability >= confidence),
      '%',
    ]),
    ['false starts', speechOf(lab, frames).length, ''],
    ...CERTAIN.map((below) => [`below ${below}`, percent(frames, ({ probability }) => probability < below), '%']),
  ];
}

function percent(frames, test) {
  return (100 * frames.filter(test).length) / frames.length;
}

// ── The avatar's own voice

/** The avatar's voice comes back by the room; how long it is taken for nobody's decides whether it is trusted. */
function echoRows(lab, everyone, rows) {
  const avatars = everyone.filter(({ name }) => name.endsWith('_corpus'));
  const rooms = avatars.map(({ samples }) => {
    const avatar = lab.atLevel(samples.subarray(0, ANSWER_SECS * HZ), -20);
    return { avatar, echo: lab.reverberated(avatar) };
  });
  return ECHOES_DB.flatMap((db) => {
    const heard = rooms.map(({ avatar, echo }) => ({
      avatar,
      sound: lab.mixed(
        echo.map((sample) => sample * lab.gainOf(db)),
        lab.pinkNoise(echo.length, -65),
      ),
    }));
    return rows(`echo at ${db} dB`, ({ judge }) => {
      const results = heard.map(({ avatar, sound }) => trust(lab, avatar, judge(sound)));
      const sum = (what) => results.reduce((total, one) => total + one[what], 0);
      return [
        ...CERTAIN.map((below) => [`below ${below} while it sounds`, (100 * sum(below)) / sum('sounding'), '%']),
        ['longest unheard', Math.max(...results.map(({ longestMs }) => longestMs)), 'ms'],
        ['times trusted', sum('trusted'), ''],
        ['speech started', sum('started'), ''],
      ];
    });
  });
}

function trust(lab, avatar, frames) {
  const { AUDIBLE_RMS, AvatarEcho, DEFAULT_TURN_TAKING, foldOwnVoice, UNPROVED_VOICE } = lab;
  const echo = new AvatarEcho();
  const result = { sounding: 0, longestMs: 0, trusted: 0, started: speechOf(lab, frames).length };
  for (const below of CERTAIN) result[below] = 0;
  let voice = UNPROVED_VOICE;
  for (const frame of frames) {
    const { startMs, endMs, probability } = frame;
    const played = avatar.subarray((startMs * HZ) / 1000, (endMs * HZ) / 1000);
    if (played.length > 0 && lab.rmsOf(played) > AUDIBLE_RMS) echo.hear(startMs, endMs, 0);
    const sound = echo.at(startMs, endMs);
    if (sound === 'sounding') {
      result.sounding++;
      for (const below of CERTAIN) if (probability < below) result[below]++;
    }
    voice = foldOwnVoice(voice, frame, sound, DEFAULT_TURN_TAKING.vad);
    result.longestMs = Math.max(result.longestMs, voice.unheardMs);
    if (!voice.isHarmless) continue;
    result.trusted++;
    voice = UNPROVED_VOICE;
  }
  return result;
}
