// Runs in the page: two tags with one microphone between them, and a person who talks to one or the other.
import { follow, join } from './tag.mjs';

const { heardMs, until, untilHeard, wallMs } = window;

/** Silence before a sentence from which on it is measured: what the microphone played before is not part of it. */
const LEAD_MS = 200;

// Each device that the page opens, in order; page.mjs has wrapped the browser's own already.
const getUserMedia = navigator.mediaDevices.getUserMedia;
const opened = [];
navigator.mediaDevices.getUserMedia = async (constraints) => {
  const stream = await getUserMedia(constraints);
  opened.push(...stream.getTracks());
  return stream;
};

const tags = {};
const told = {};

/** `{ opened, live }`: how many devices were ever opened, and how many are now. */
window.devices = () => ({
  opened: opened.length,
  live: opened.filter(({ readyState }) => readyState === 'live').length,
});

/** Adds a tag; `window.tagOf(name)` is it, `window.toldBy(name)` what it said. */
window.add = async (name, properties) => {
  tags[name] = document.createElement('avatar-ptt');
  told[name] = follow(tags[name]);
  await join(tags[name], properties);
};
window.tagOf = (name) => tags[name];
window.toldBy = (name) => told[name];

/**
 * Presses a tag and holds it until the next sentence has been said. `isKept`: it stays held. The device may be opened by
 * that: then the sound begins anew.
 */
window.hold = async ({ name, sentences, isKept = false }) => {
  const tag = tags[name];
  const isTaken = tag.press();
  const downAt = wallMs();
  await until(() => tag.phase === 'capturing' && window.isDeviceReady());
  const { startMs, endMs } = window.nextOf(sentences);
  await untilHeard(startMs - LEAD_MS);
  const [pressedAt, pressedMs] = [wallMs(), heardMs()];
  await untilHeard(endMs);
  if (!isKept) tag.release();
  return { isTaken, downAt, pressedAt, pressedMs, releasedAt: wallMs(), releasedMs: heardMs() };
};
