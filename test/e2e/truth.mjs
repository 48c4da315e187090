// What the capture path is measured against, without using any of it: the browser's own view of the device.
import { DEVICE_HZ, placer } from './sounds.mjs';

/**
 * Watches each device that the page opens from now on, through MediaStreamTrackProcessor on a clone of its track. A sample
 * can be read from there as soon as it is captured, so the quickest of the looks around a moment says what was heard then:
 * a device that stumbled stays behind for good. Places are found in `sound` where it is told apart, and counted on from
 * there. Call it once; `current()` is about the device that was opened last.
 */
export function watchDevice(sound) {
  const place = placer(sound);
  const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  let current = null;
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    current = watch(stream.getAudioTracks()[0], place);
    return stream;
  };
  return { place, current: () => current };
}

// Looks that say what was heard at a moment: from a second around it.
const AROUND_MS = 500;
// What is more than both clocks are read to.
const STUMBLE_MS = 2;
// The first looks come out of a queue that was filled before anybody read.
const QUEUED_LOOKS = 20;
// A page that is blocked for seconds still reads every chunk.
const QUEUE_LENGTH = 1000;

function watch(track, place) {
  const clone = track.clone();
  track.addEventListener('ended', () => clone.stop());
  const stop = track.stop.bind(track);
  track.stop = () => {
    clone.stop();
    stop();
  };
  const reader = new MediaStreamTrackProcessor({ track: clone, maxBufferSize: QUEUE_LENGTH }).readable.getReader();
  /** `{ at, lateMs }`: when it was read, and by how much later than a device that had begun with the page. */
  const looks = [];
  let end = null;
  let seen = 0;
  const read = async () => {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      const at = performance.now();
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      value.close();
      const first = place(samples);
      if (first < 0 && end === null) continue;
      end = (first < 0 ? end : first) + samples.length;
      if (++seen > QUEUED_LOOKS) looks.push({ at, lateMs: at - (end * 1000) / DEVICE_HZ });
    }
  };
  void read();
  const soonest = (fromMs, toMs) =>
    Math.min(...looks.slice(looksBefore(fromMs), looksBefore(toMs)).map(({ lateMs }) => lateMs));
  const looksBefore = (ms) => {
    let [low, high] = [0, looks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (looks[middle].at < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    /** Enough looks for a steady answer. */
    isReady: () => seen > QUEUED_LOOKS + 100,
    /** The place in the sound that the device had heard at a moment of the page's time. */
    heardAt: (pageMs) => ((pageMs - soonest(pageMs - AROUND_MS, pageMs + AROUND_MS)) * DEVICE_HZ) / 1000,
    /** Whether the device kept its pace between two moments: what stood still meanwhile can't be judged to the millisecond. */
    isSteady: (fromMs, toMs) => {
      const [before, after] = [soonest(fromMs - AROUND_MS, fromMs), soonest(toMs, toMs + AROUND_MS)];
      return Math.abs(before - after) < STUMBLE_MS;
    },
    /** Whether it has kept its pace ever since it was opened: one that stumbled stays behind for good. */
    isPunctual: () => {
      const [openedAt, now] = [looks[0].at, performance.now()];
      return Math.abs(soonest(openedAt, openedAt + AROUND_MS) - soonest(now - AROUND_MS, now)) < STUMBLE_MS;
    },
  };
}

/** Records a track as it leaves: every sample, in order. */
export function recordTrack(track) {
  const chunks = [];
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  const record = async () => {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const samples = new Float32Array(read.value.numberOfFrames);
      read.value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      read.value.close();
      chunks.push(samples);
    }
  };
  void record();
  return () => Float32Array.from(chunks.flatMap((chunk) => [...chunk]));
}
