import { badRecording, isMoment } from './parsing.js';
import { ROW } from './recording.js';

/** More breaks than that have no microphone behind them. */
const MOST_BREAKS = 1000;
const DETECTORS = [0, 1];

/** Rows of `Recording.frames` or `.levels` as they should be. @throws AvatarPttError `bad-recording`, naming the row. */
export function checkRows(rows: Float64Array<ArrayBuffer>, part: 'frames' | 'levels'): Float64Array<ArrayBuffer> {
  if (rows.length % ROW !== 0) throw badRecording(`The ${part} end in the middle of a row.`);
  const isGood = part === 'frames' ? isFrame : isLevel;
  for (let i = 0; i < rows.length; i += ROW) {
    if (!isGood(rows, i)) throw badRecording(`Row ${i / ROW + 1} of the ${part} is not one.`);
  }
  if (part === 'frames' && breaksIn(rows) > MOST_BREAKS) throw badRecording('The frames are in no order.');
  return rows;
}

// at, startMs, endMs, probability, volume, detector
function isFrame(rows: Float64Array, i: number): boolean {
  const [startMs = 0, endMs = 0] = rows.subarray(i + 1, i + 3);
  const areTimes = isMoment(rows[i]) && isMoment(startMs) && isMoment(endMs) && endMs > startMs;
  return areTimes && isShare(rows[i + 3]) && isShare(rows[i + 4]) && DETECTORS.includes(rows[i + 5] ?? NaN);
}

// at, endMs, volume, noiseFloor, avatarLevel, gate
function isLevel(rows: Float64Array, i: number): boolean {
  const areTimes = isMoment(rows[i]) && isMoment(rows[i + 1]);
  const areShares = isShare(rows[i + 2]) && isShare(rows[i + 3]) && isShare(rows[i + 4]);
  return areTimes && areShares && DETECTORS.includes(rows[i + 5] ?? NaN);
}

// Each break is a stretch of its own when it is lived again, with room of its own.
function breaksIn(rows: Float64Array): number {
  let breaks = 0;
  for (let i = ROW; i < rows.length; i += ROW) {
    const isBack = (rows[i + 1] ?? 0) < (rows[i + 2 - ROW] ?? 0) - 1;
    if (isBack || rows[i + 5] !== rows[i + 5 - ROW]) breaks++;
  }
  return breaks;
}

function isShare(value = NaN): boolean {
  return value >= 0 && value <= 1;
}
