// What the capture path is measured against, without using any of it: the browser's own view of the device.
import { DEVICE_HZ, placer } from './sounds.mjs';

/**
 * Watches each device that the page opens from now on, through MediaStreamTrackProcessor on a clone of its track. A sample
 * can be read from there as soon as it is captured, so the quickest of many looks says when each sample of `sound` was
 * heard. Call it once; `current()` is about the device that was opened last.
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

function watch(track, place) {
  const clone = track.clone();
  track.addEventListener('ended', () => clone.stop());
  const stop = track.stop.bind(track);
  track.stop = () => {
    clone.stop();
    stop();
  };
  const reader = new MediaStreamTrackProcessor({ track: clone }).readable.getReader();
  let soonest = Infinity;
  let looks = 0;
  const read = async () => {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      const now = performance.now();
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      value.close();
      const first = place(samples);
      // The first looks come out of a queue that was filled before anybody read.
      if (first >= 0 && ++looks > 20) soonest = Math.min(soonest, now - ((first + samples.length) * 1000) / DEVICE_HZ);
    }
  };
  void read();
  return {
    /** Enough looks for a steady answer. */
    isReady: () => looks > 120,
    /** The place in the sound that the device had heard at a moment of the page's time. */
    heardAt: (pageMs) => ((pageMs - soonest) * DEVICE_HZ) / 1000,
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
