// A person whose words were held back: how late they are at the end of the turn, what it costs, and how it sounds.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DEVICE_HZ } from '../test/e2e/sounds.mjs';
import { person, writeWav } from '../test/e2e/wav.mjs';
import { root } from '../tools/install.mjs';
import { bundled } from './built.mjs';
import { median, medianTimeMs, ratio } from './numbers.mjs';
import { recordedTurns } from './people.mjs';

const HELD_MS = [100, 250, 500, 1000];
/** A turn lasts that many times as long as it was held back, and at least so long. */
const TIMES = 5;
const MIN_SECS = 1;
const QUANTUM = 128;
/** Of most turns. What has no period, such as a breathy second, or a person in a hurry, takes longer. */
const ON_TIME_MS = 25;
/** The recordings were made in quiet rooms. */
const PAUSE_RMS = 0.004;

export async function catchUp() {
  const code = await bundled("export { CaptureGate } from './src/audio/capture-gate.ts';");
  const { CaptureGate } = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  const heldBack = (said, heldMs, pauseRms = PAUSE_RMS) =>
    leave(new CaptureGate(8 * DEVICE_HZ, DEVICE_HZ), said, heldMs, pauseRms);
  const recordings = await recordedTurns();
  const rows = HELD_MS.flatMap((heldMs) => {
    const minSecs = Math.max(MIN_SECS, (TIMES * heldMs) / 1000);
    const late = recordings
      .filter(({ said }) => said.length >= minSecs * DEVICE_HZ)
      .map(({ name, said }) => ({ name, lateMs: (heldBack(said, heldMs).departure.lastLate * 1000) / DEVICE_HZ }));
    const about = `${late.length} turns held back for ${heldMs} ms: late at the end`;
    const exceptions = late.filter(({ lateMs }) => lateMs > ON_TIME_MS).map(({ name }) => name);
    const those = exceptions.length > 0 ? `; over ${ON_TIME_MS} ms: ${exceptions.join(', ')}` : '';
    return [
      { name: `${about}, median`, value: median(late.map(({ lateMs }) => lateMs)), unit: 'ms', gate: ON_TIME_MS },
      { name: `${about}, longest${those}`, value: Math.max(...late.map(({ lateMs }) => lateMs)), unit: 'ms' },
    ];
  });
  const said = person(0, 10);
  for (const heldMs of [0, 500]) writeExample(`after-${heldMs}-ms.wav`, heldBack(said, heldMs).out);
  const asItIs = medianTimeMs(5, () => heldBack(said, 1000, null));
  const hurried = medianTimeMs(5, () => heldBack(said, 1000));
  return [
    ...rows,
    { name: 'a second of sound that catches up', value: hurried / 10, unit: 'ms' },
    { name: 'of that, as a share of what it costs to leave late', value: ratio(hurried, asItIs), unit: '×', gate: 20 },
  ];
}

function writeExample(name, sound) {
  const folder = path.join(root, '.cache', 'catch-up');
  mkdirSync(folder, { recursive: true });
  writeWav(path.join(folder, name), sound);
}

/** A turn of all that is said, as it leaves by the track. */
function leave(gate, said, heldMs, pauseBelowRms) {
  Object.assign(gate, { isTrackUsed: true, pauseBelowRms });
  gate.write(0, new Float32Array(QUANTUM));
  gate.open(1, QUANTUM);
  const out = [];
  for (let at = 0; ; at += QUANTUM) {
    const quantum = new Float32Array(QUANTUM);
    quantum.set(said.subarray(at, at + QUANTUM));
    gate.write(QUANTUM + at, quantum);
    if ((at * 1000) / DEVICE_HZ >= heldMs) gate.letFlow(1);
    if (at <= said.length && at + QUANTUM > said.length) gate.close(1, QUANTUM + said.length, false);
    gate.fill(quantum);
    out.push(quantum);
    gate.take();
    const departed = gate.takeDeparted();
    if (departed) return { out: Float32Array.from(out.flatMap((part) => [...part])), departure: departed.departure };
  }
}
