// One cloud in a room of a real LiveKit server, and the tag on a page that talks to it: for a whole file of tests.
import { after, before, beforeEach } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { CLOUDS, behave } from './clouds.mjs';
import { disposeFarEnds } from './far-end.mjs';
import { openTagPage } from './tag-page.mjs';

/** `how` the page is opened; `{ kit, cloud, tab }`, there once the tests run; the service does as it should at the beginning of each. */
export function stageFor(provider, how) {
  const kit = CLOUDS.find((one) => one.provider === provider);
  const stage = { kit, cloud: null, tab: null, start: () => stage.tab.start(kit.properties(stage.cloud)) };
  let livekit;
  before(async () => {
    livekit = await startLiveKit();
    stage.cloud = await kit.start({ livekit });
    stage.tab = await openTagPage(how);
  });
  after(async () => {
    await stage.tab?.close();
    await stage.cloud?.close();
    await livekit?.stop();
    await disposeFarEnds();
  });
  beforeEach(() => behave(stage.cloud));
  return stage;
}
