// Bundled into a page: Convai's own client.
import { ConvaiClient } from '@convai/web-sdk/core';

const { heldBetween, holdFor, listenTo, sleep, until } = window;
const states = [];
let voice = null;

window.start = async ({ apiKey, url }) => {
  const client = new ConvaiClient({ apiKey, url, characterId: 'character', startWithAudioOn: true });
  client.on('stateChange', ({ agentState }) => states.push(agentState));
  client.room.on('trackSubscribed', (track) => {
    voice = track.mediaStreamTrack;
    track.attach(document.querySelector('video'));
  });
  await client.connect();
  window.client = client;
  await until(() => voice !== null);
};

/** It has no push-to-talk: the microphone is open all the time. */
window.talk = async ({ startMs, endMs }) => {
  const ear = listenTo(voice);
  const press = () => (states.length = 0);
  const turn = await holdFor({ startMs: startMs - 100, endMs: endMs + 300 }, { press, release: () => undefined });
  await answered();
  return { ...turn, states: [...states], peak: ear.peak() };
};

/** Unmutes for a while. To mute, it closes the device; each unmuting opens it anew, and the sound starts from its beginning. */
window.unmuted = async (ms) => {
  const { audioControls } = window.client;
  const pressed = performance.now();
  await audioControls.unmuteAudio();
  await sleep(pressed + ms - performance.now());
  const released = performance.now();
  await audioControls.muteAudio();
  await until(window.isDeviceReady);
  return heldBetween(pressed, released);
};

window.mute = () => window.client.audioControls.muteAudio();

window.interruptText = async () => {
  const { client } = window;
  states.length = 0;
  client.sendUserTextMessage('Tell me something.');
  await until(() => states.includes('speaking'));
  client.sendInterruptMessage();
  await answered();
};

const answered = () => until(() => states.includes('speaking') && states.at(-1) !== 'speaking', 20_000);
