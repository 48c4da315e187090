import { initialTurnState, transition, type TurnEvent, type TurnState } from 'avatar-ptt/headless';
import { Pacer } from '../model/pacer.js';
import { badRecording, isMoment } from '../schema/parsing.js';
import { ROW, type RecordingHeader } from './recording.js';

export type RowPart = 'frames' | 'levels';

/** More breaks than that have no microphone behind them. */
const MAX_BREAKS = 1000;
const DETECTORS = [0, 1];

/** Rows of `Recording.frames` or `.levels` as they should be. @throws AvatarPttError `bad-recording`, naming the row. */
export function checkRows(rows: Float64Array<ArrayBuffer>, part: RowPart): Float64Array<ArrayBuffer> {
  new RowCheck(part).next(rows);
  return rows;
}

/** Checks rows as they come, some at a time. */
export class RowCheck {
  readonly #part: RowPart;
  #rows = 0;
  #breaks = 0;
  #before = new Float64Array(0);

  constructor(part: RowPart) {
    this.#part = part;
  }

  /** @throws AvatarPttError `bad-recording`, naming the row. */
  next(rows: Float64Array<ArrayBuffer>): void {
    const part = this.#part;
    if (rows.length % ROW !== 0) throw badRecording(`The ${part} end in the middle of a row.`);
    for (let i = 0; i < rows.length; i += ROW) {
      this.#rows++;
      const row = rows.subarray(i, i + ROW);
      if (!(part === 'frames' ? isFrame(row) : isLevel(row)))
        throw badRecording(`Row ${this.#rows} of the ${part} is not one.`);
      // Each break is a stretch of its own when it is replayed, with room of its own.
      if (part === 'frames' && isBreak(this.#before, row) && ++this.#breaks > MAX_BREAKS) {
        throw badRecording('The frames are in no order.');
      }
      this.#before = row;
    }
  }
}

/**
 * Makes sure that events can be replayed, one after the other: a state that no conversation leads to may be one that the
 * machine can't go on from.
 */
export class ReplayCheck {
  #state: TurnState;
  #events = 0;

  constructor({ initial }: RecordingHeader) {
    this.#state = initial ?? initialTurnState();
  }

  /** @throws AvatarPttError `bad-recording`, naming the event. */
  follow(event: TurnEvent): void {
    this.#events++;
    try {
      [this.#state] = transition(this.#state, event);
    } catch (error) {
      throw badRecording(`Event ${this.#events} can't follow on those before it.`, error);
    }
  }
}

/** Makes sure that a recording can be replayed. @throws AvatarPttError `bad-recording`, naming the event. */
export async function assertReplayable(events: readonly TurnEvent[], header: RecordingHeader): Promise<void> {
  const pacer = new Pacer();
  const check = new ReplayCheck(header);
  for (const event of events) {
    check.follow(event);
    await pacer.yieldIfBusy();
  }
}

// at, startMs, endMs, probability, volume, detector
function isFrame([at, startMs = 0, endMs = 0, probability, volume, detector = NaN]: Float64Array): boolean {
  const areTimes = isMoment(at) && isMoment(startMs) && isMoment(endMs) && endMs > startMs;
  return areTimes && isShare(probability) && isShare(volume) && DETECTORS.includes(detector);
}

// at, endMs, volume, noiseFloor, avatarLevel, gate
function isLevel([at, endMs, volume, noiseFloor, avatarLevel, gate = NaN]: Float64Array): boolean {
  const areShares = isShare(volume) && isShare(noiseFloor) && isShare(avatarLevel);
  return isMoment(at) && isMoment(endMs) && areShares && DETECTORS.includes(gate);
}

function isBreak(before: Float64Array, row: Float64Array): boolean {
  if (before.length === 0) return false;
  return (row[1] ?? 0) < (before[2] ?? 0) - 1 || row[5] !== before[5];
}

function isShare(value = NaN): boolean {
  return value >= 0 && value <= 1;
}
