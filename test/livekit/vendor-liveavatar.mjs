// Bundled into a page: LiveAvatar's own client.
import { LiveAvatarSession } from '@heygen/liveavatar-web-sdk';

const { heardMs, listenTo, until, untilHeard, wallMs } = window;
const events = [];

window.start = async ({ token, apiUrl, mode = 'PUSH_TO_TALK' }) => {
  const voiceChat = { mode, defaultMuted: mode === 'PUSH_TO_TALK' };
  const client = new LiveAvatarSession(token, { apiUrl, voiceChat });
  window.client = client;
  const emit = client.emit.bind(client);
  client.emit = (type, ...rest) => {
    events.push(type);
    return emit(type, ...rest);
  };
  const isStreamReady = new Promise((resolve) => client.once('session.stream_ready', resolve));
  await client.start();
  await isStreamReady;
  client.attach(document.querySelector('video'));
};

/** Presses as the sentence begins, releases after its end. */
window.talk = async ({ startMs, endMs }) => {
  const { client } = window;
  events.length = 0;
  const ear = listenTo(document.querySelector('video').srcObject.getAudioTracks()[0]);
  await until(window.isDeviceReady);
  await untilHeard(startMs);
  const pressed = performance.now();
  await client.voiceChat.startPushToTalk();
  await untilHeard(endMs + 300);
  const released = performance.now();
  await client.voiceChat.stopPushToTalk();
  await until(() => events.includes('avatar.speak_ended'), 20_000);
  return {
    ...{ pressedAt: wallMs(pressed), pressedMs: heardMs(pressed) },
    ...{ releasedAt: wallMs(released), releasedMs: heardMs(released) },
    events: [...events],
    peak: ear.peak(),
  };
};

/** Speaks one sentence into the open microphone and hears the answer out. */
window.talkFreely = async ({ startMs }) => {
  await until(window.isDeviceReady);
  await untilHeard(startMs - 200);
  events.length = 0;
  await until(() => events.includes('avatar.speak_ended'), 20_000);
  return events.filter((type) => type.startsWith('user.speak') || type.startsWith('avatar.speak'));
};

window.interruptText = async () => {
  const { client } = window;
  events.length = 0;
  await client.keepAlive();
  client.message('Tell me something.');
  await until(() => events.includes('avatar.speak_started'));
  client.interrupt();
  await until(() => events.includes('avatar.speak_ended'));
};
