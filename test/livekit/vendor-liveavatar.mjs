// Bundled into a page: LiveAvatar's own client.
import { LiveAvatarSession } from '@heygen/liveavatar-web-sdk';

const { heardMs, holdFor, listenTo, until, untilHeard } = window;
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

/** Presses as the sentence begins, releases after its end, hears the answer out. */
window.talk = async ({ startMs, endMs }) => {
  events.length = 0;
  const ear = listenTo(document.querySelector('video').srcObject.getAudioTracks()[0]);
  const turn = await holdFor({ startMs, endMs: endMs + 300 }, pushToTalk());
  await until(() => events.includes('avatar.speak_ended'), 20_000);
  return { ...turn, events: [...events], peak: ear.peak() };
};

/** Speaks the next sentence. The microphone is muted before it and not after it: the client leaves it open. */
window.turn = async (sentences) => {
  await until(window.isDeviceReady);
  const sentence = sentences.find(({ startMs }) => startMs > heardMs() + 600);
  await untilHeard(sentence.startMs - 500);
  await window.client.voiceChat.mute();
  return holdFor(sentence, pushToTalk());
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

function pushToTalk() {
  const { voiceChat } = window.client;
  return { press: () => voiceChat.startPushToTalk(), release: () => voiceChat.stopPushToTalk() };
}
