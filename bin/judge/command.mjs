// `avatar-ptt judge`: recordings in, turns and what they cost out, and an exit code that a CI job can go by.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { analyzerFor } from './analyzer.mjs';
import { asEot } from './eot.mjs';
import { HELP, readOptions } from './options.mjs';
import { pointAt } from './points.mjs';
import { readRecording } from './recording.mjs';
import { asJson, asTable, percent, printable, summaryOf } from './report.mjs';

const EXIT = { failed: 1, overLimit: 2 };
/** Who waits that long wants to know how far it is. */
const PROGRESS_MS = 3000;

/** Runs it; what is wrong is said on stderr, one line each. */
export async function runJudge(args) {
  try {
    const asked = readOptions(args);
    if (asked.isHelp) console.log(HELP);
    else await judgeAll(asked);
  } catch (error) {
    fail(error.message);
  }
}

async function judgeAll(asked) {
  const { judge, note } = await analyzerFor(asked.options);
  if (note) console.error(printable(note));
  const { recordings, unjudged } = await judgeFiles({ ...asked, judge });
  for (const { file, problem } of unjudged) fail(`${file} ${problem}`);
  if (recordings.length === 0) return;
  const summary = await summaryOf(recordings, asked.options, asked.hasCurve);
  console.log(await printed(recordings, unjudged, summary, asked));
  for (const problem of overLimits(summary, asked)) {
    console.error(problem);
    process.exitCode ||= EXIT.overLimit;
  }
}

async function judgeFiles(asked) {
  const recordings = [];
  const unjudged = [];
  const files = asked.paths.flatMap(filesAt);
  const tellProgress = everySoOften(PROGRESS_MS, (text) => console.error(printable(text)));
  for (const [i, file] of files.entries()) {
    const onProgress = (share) => tellProgress(`${i + 1} of ${files.length}: ${file}, ${Math.round(share * 100)} %`);
    try {
      const recording = await readRecording(file, asked, onProgress);
      recordings.push({ ...recording, point: await pointAt([recording], asked.options) });
    } catch (error) {
      unjudged.push({ file, problem: error.message });
    }
  }
  return { recordings, unjudged };
}

/** A folder stands for the WAV files in it. */
function filesAt(place) {
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) return [place];
  const files = readdirSync(place).filter((name) => /\.wav$/i.test(name));
  if (files.length === 0) throw new Error(`${place} has no .wav files in it.`);
  return files.sort().map((name) => path.join(place, name));
}

/** Passes a text on when the last one, or the beginning, is that many ms ago. */
export function everySoOften(intervalMs, tell) {
  let toldAt = performance.now();
  return (text) => {
    if (performance.now() - toldAt < intervalMs) return;
    toldAt = performance.now();
    tell(text);
  };
}

function printed(recordings, unjudged, summary, { format, options }) {
  if (format === 'json') return asJson(recordings, unjudged, summary, options);
  return format === 'eot' ? asEot(recordings, options) : asTable(recordings, summary, options);
}

function overLimits({ cutOffRate, delayMs }, { failAbove, waitAbove }) {
  const problems = [];
  if (failAbove !== null && cutOffRate > failAbove) {
    problems.push(`Cut off at ${percent(cutOffRate)} of the pauses; --fail-above allows ${percent(failAbove)}.`);
  }
  if (waitAbove !== null && delayMs > waitAbove) {
    problems.push(`The wait is ${Math.round(delayMs)} ms; --wait-above allows ${waitAbove} ms.`);
  }
  return problems;
}

function fail(message) {
  console.error(printable(message));
  process.exitCode = EXIT.failed;
}
