// Bundled into a page: Convai's own client.
import { ConvaiClient } from '@convai/web-sdk/core';

const { heardMs, listenTo, until, untilHeard, wallMs } = window;
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
  await until(window.isDeviceReady);
  await untilHeard(startMs - 100);
  states.length = 0;
  const ear = listenTo(voice);
  const pressed = performance.now();
  await untilHeard(endMs + 300);
  const released = performance.now();
  await answered();
  return {
    ...{ pressedAt: wallMs(pressed), pressedMs: heardMs(pressed) },
    ...{ releasedAt: wallMs(released), releasedMs: heardMs(released) },
    states: [...states],
    peak: ear.peak(),
  };
};

window.interruptText = async () => {
  const { client } = window;
  states.length = 0;
  client.sendUserTextMessage('Tell me something.');
  await until(() => states.includes('speaking'));
  client.sendInterruptMessage();
  await answered();
};

const answered = () => until(() => states.includes('speaking') && states.at(-1) !== 'speaking', 20_000);
