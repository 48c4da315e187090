// Runs in the page: knows which part of the sound the microphone has heard at any moment, so that a press can be timed.
import { DEVICE_HZ } from '../e2e/sounds.mjs';
import { watchDevice } from '../e2e/truth.mjs';
import { calibration } from './sound.mjs';

// All clients get the same microphone: processing would change samples, and their places could not be told.
const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = ({ audio, ...others }) => {
  const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  return getUserMedia({ ...others, audio: audio && { ...(audio === true ? {} : audio), ...plain } });
};
const device = watchDevice(calibration());
/** A timer is not that exact, so the page is blocked for the last of a wait. */
const BLOCKED_MS = 40;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (test, ms = 10_000) => {
  for (const started = performance.now(); !test(); await sleep(2)) {
    if (performance.now() - started > ms) throw new Error(`waited ${ms} ms for ${test}`);
  }
};

/** Listens to a track from now on; `peak()` is the loudest sample so far, 0 to 1. */
window.listenTo = (track) => {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let peak = 0;
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  };
  setInterval(look, 20);
  return { peak: () => peak };
};

window.sleep = sleep;
window.until = until;
window.isDeviceReady = () => device.current()?.isReady() ?? false;
/** The place in the sound, ms, that the device has heard at a moment of the page. */
window.heardMs = (at = performance.now()) => (device.current().heardAt(at) * 1000) / DEVICE_HZ;
/** Waits until the device has heard the sound up to a place, ms; rather a little early than late. */
window.untilHeard = async (placeMs) => {
  for (;;) {
    // No place is known while the device stands still, and it takes a rest of this page to hear that it goes on.
    await until(() => Number.isFinite(window.heardMs()));
    const at = performance.now() + placeMs - window.heardMs() - 1;
    if (at < performance.now() + BLOCKED_MS) {
      while (performance.now() < at);
      return;
    }
    await sleep(at - performance.now() - BLOCKED_MS / 2);
  }
};
/** Whether the device kept its pace between two moments of the page. */
window.isSteady = (from, to) => device.current()?.isSteady(from, to) ?? false;
window.wallMs = (at = performance.now()) => performance.timeOrigin + at;
/**
 * Presses as a sentence begins and releases as it ends; what `press` and `release` promise is waited for after both. Both
 * moments come back in both times: the wall clock and the sound at the microphone.
 */
window.holdFor = async ({ startMs, endMs }, { press, release }) => {
  await until(window.isDeviceReady);
  await window.untilHeard(startMs);
  const pressed = performance.now();
  const pressing = press();
  await window.untilHeard(endMs);
  const released = performance.now();
  await Promise.all([pressing, release()]);
  return {
    isSteady: window.isSteady(pressed, released),
    ...{ pressedAt: window.wallMs(pressed), pressedMs: window.heardMs(pressed) },
    ...{ releasedAt: window.wallMs(released), releasedMs: window.heardMs(released) },
  };
};
window.isReady = true;
