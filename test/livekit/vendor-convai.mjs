// Bundled into a page: Convai's own client.
import { ConvaiClient } from '@convai/web-sdk/core';

const { heardMs, holdFor, listenTo, until } = window;
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

/** Speaks the next sentence, into a microphone that is open before and after it too. */
window.turn = async (sentences) => {
  await until(window.isDeviceReady);
  const next = sentences.find(({ startMs }) => startMs > heardMs() + 100);
  return holdFor(next, { press: () => undefined, release: () => undefined });
};

/** With a microphone that is open while somebody presses. This client closes the device at a release, and asks for it again at a press. */
window.pushToTalk = async () => {
  const { audioControls } = window.client;
  await audioControls.muteAudio();
  await window.sleep(1000);
  const pressedAt = window.wallMs();
  await audioControls.unmuteAudio();
  await window.sleep(2000);
  await audioControls.muteAudio();
  return { pressedAt };
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
