// What `avatar-ptt judge` prints: a table for people, JSON for programs.
import { STOP_SECS_GRID } from 'avatar-ptt/analysis';
import { DEFAULT_TURN_TAKING, TURN_TAKING_FIELDS, valueAt } from 'avatar-ptt/headless';
import { curveOf, pointAt } from './points.mjs';

/** All recordings together: the shares count pauses and turns, whichever recording they are in. */
export async function summaryOf(recordings, options, hasCurve) {
  const turns = recordings.flatMap((one) => one.turns);
  return {
    ...(await pointAt(recordings, options)),
    turns: turns.length,
    capped: turns.filter((turn) => turn.isCutOff && !turn.pause).length,
    ...(hasCurve && { curve: await curveOf(recordings, options, STOP_SECS_GRID) }),
  };
}

/** For programs: everything, in ms unless a name says otherwise. */
export function asJson(recordings, unjudged, summary, options) {
  const { curve, ...all } = summary;
  const judged = recordings.map(({ point, ...recording }) => ({ ...recording, ...withoutSetting(point) }));
  return JSON.stringify(
    { settings: options, summary: all, recordings: judged, unjudged, ...(curve && { curve }) },
    null,
    2,
  );
}

function withoutSetting({ cutOffRate, cutOffs, pauses, delayMs }) {
  return { cutOffRate, cutOffs, pauses, delayMs };
}

/** For people. */
export function asTable(recordings, summary, options) {
  const rows = recordings.flatMap((recording) => [rowOf(recording), ...recording.turns.filter(isCut).map(cutLine)]);
  const all = [`${recordings.length} recordings`, summary.turns, summary.pauses, cutOffs(summary), ms(summary.delayMs)];
  const table = aligned([
    ['recording', 'turns', 'pauses', 'cut off', 'wait'],
    ...rows,
    ...(recordings.length > 1 ? [all] : []),
  ]);
  return [table, settingsLine(options), ...(summary.curve ? [curveTable(summary)] : [])].join('\n\n');
}

function rowOf({ file, turns, point }) {
  return [printable(file), turns.length, point.pauses, cutOffs(point), ms(point.delayMs)];
}

function isCut({ isCutOff }) {
  return isCutOff;
}

function cutLine({ endMs, reason, pause }) {
  const place = pause
    ? `${secs(endMs - pause.startMs)} into a pause of ${secs(pause.endMs - pause.startMs)}`
    : 'in the middle of speech';
  return `  cut off at ${secs(endMs)}, ${place} (${reason})`;
}

function settingsLine(options) {
  const changed = TURN_TAKING_FIELDS.filter(
    ({ path }) => path !== 'turnDetection' && valueAt(options, path) !== valueAt(DEFAULT_TURN_TAKING, path),
  );
  const values = changed.map(({ attribute, path }) => `${attribute}="${valueAt(options, path)}"`);
  return `Settings: ${values.length > 0 ? values.join(' ') : 'the defaults'}`;
}

/** The shortest silence for each rate of cut-offs, and the one in force: all others cost a longer wait for nothing. */
function curveTable({ curve, stopSecs }) {
  const points = curve.filter(
    (point, i) => point.stopSecs === stopSecs || i === 0 || point.cutOffs < curve[i - 1].cutOffs,
  );
  const rows = points.map((point) => {
    const note = point.stopSecs === stopSecs ? 'in force' : '';
    return [point.stopSecs, cutOffs(point), ms(point.delayMs), note];
  });
  return aligned([['stop-secs', 'cut off', 'wait', ''], ...rows]);
}

function cutOffs({ cutOffs: count, cutOffRate }) {
  return count === 0 ? '0' : `${count} (${percent(cutOffRate)})`;
}

/** In one line, and without what a terminal takes as a command: a file's name, or what is in it, can hold anything. */
export function printable(text) {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}

export function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

function ms(value) {
  return `${Math.round(value)} ms`;
}

function secs(value) {
  return `${(value / 1000).toFixed(2)} s`;
}

/** Rows are lists of cells; a line that is one text stays as it is. The first column is a name, the others are numbers. */
function aligned(rows) {
  const cells = rows.filter(Array.isArray).map((row) => row.map(String));
  const widths = cells[0].map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  const place = (cell, i) => (i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i]));
  return rows.map((row) => (Array.isArray(row) ? row.map(String).map(place).join('  ').trimEnd() : row)).join('\n');
}
