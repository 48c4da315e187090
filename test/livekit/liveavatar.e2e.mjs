// The tag on LiveAvatar, in a room of a real LiveKit server: what is promised to a person, judged at the far end.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { disposeFarEnds } from './far-end.mjs';
import { startLiveAvatar } from './liveavatar-stand-in.mjs';
import { lostOf } from './lost.mjs';
import { AUDIBLE } from './spoken.mjs';
import { openTagPage } from './tag-page.mjs';
import { wellBehaved } from './script.mjs';

/** Placing is good to the millisecond, but a codec takes some to swell and to die away. */
const MEASURED_MS = 25;
/** From the gate through the encoder, the room and the jitter buffer. */
const LINE_MS = 400;

const START = 'user.start_push_to_talk';
const STOP = 'user.stop_push_to_talk';
const STARTED = 'user.push_to_talk_started';
const STOPPED = 'user.push_to_talk_stopped';

let livekit;
let cloud;
let tab;
before(async () => {
  livekit = await startLiveKit();
  cloud = await startLiveAvatar({ livekit });
  tab = await openTagPage();
  await tab.start({ provider: 'liveavatar', tokenUrl: cloud.tokenUrl, apiUrl: cloud.apiUrl });
});
after(async () => {
  await tab?.close();
  await cloud?.close();
  await livekit?.stop();
  await disposeFarEnds();
});
beforeEach(() => Object.assign(cloud.script, wellBehaved(), { answerMs: 200 }));

const commands = () => cloud.session.line.types().filter((type) => type === START || type === STOP);

describe('<avatar-ptt provider="liveavatar"> with acknowledgements that take their time', () => {
  for (const delayMs of [0, 100, 250, 500, 1000]) {
    it(`loses nothing of what is said between press and release, acknowledged after ${delayMs} ms`, async () => {
      cloud.script.sends = ({ event_type: type }) => [type === STARTED ? delayMs : 0];
      const turn = await tab.talk();
      const window = cloud.session.windows.at(-1);
      const { headMs, tailMs, gapMs } = lostOf(cloud.session, turn, tab.sound);
      const { heard } = cloud.session;
      console.log(delayMs, { headMs, tailMs, gapMs }, 'window', window.openedAt - turn.pressedAt, window.closedAt - turn.releasedAt, 'first sound', heard.firstSoundAt(turn.pressedAt) - turn.pressedAt, turn.told.map(t=>t.type+(t.phase??'')).join(' '));
      assert.ok(headMs < MEASURED_MS, `${headMs} ms are lost at the beginning`);
      assert.ok(tailMs < MEASURED_MS, `${tailMs} ms are lost at the end`);
      assert.ok(Math.abs(gapMs) < 60, `${gapMs} ms are lost in between`);
      assert.ok(heard.firstSoundAt(turn.pressedAt) >= window.openedAt, 'nothing is sent before the service listens');
    });
  }
});
