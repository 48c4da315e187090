// A network that lets a room's signalling through and nothing else.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stageFor } from './stage.mjs';

const stage = stageFor('liveavatar');

it('says that the network blocks WebRTC, and what it must allow', async () => {
  const { page } = stage.tab;
  await page.evaluate(allowRelaysAlone);
  await assert.rejects(stage.start(), /blocks WebRTC\. It must allow UDP .*TURN over TLS \(TCP 443\)/);
  const { code } = (await stage.tab.told()).find(({ type }) => type === 'session-error');
  assert.equal(code, 'media-blocked');
});

/** Every way is closed but a relay, and there is none; runs in the page. */
function allowRelaysAlone() {
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor() {
      super({ iceServers: [], iceTransportPolicy: 'relay' });
    }
    // The library sets them again once it knows the room's own.
    setConfiguration() {}
  };
}
