// Who talks to the two clouds: the tag and the vendors' own clients, each with a stand-in of the service for itself. A turn is
// held for as long as something is said; a little later something else is said, to nobody.
import { DEVICE_HZ, joined, secsOf, silence } from '../test/e2e/sounds.mjs';
import { speech } from '../test/e2e/wav.mjs';
import { startConvai } from '../test/livekit/convai-stand-in.mjs';
import { startLiveAvatar } from '../test/livekit/liveavatar-stand-in.mjs';
import { lostOf } from '../test/livekit/lost.mjs';
import { calibration, conversation } from '../test/livekit/sound.mjs';
import { AUDIBLE, arrivedPart, spokenSpans } from '../test/livekit/spoken.mjs';
import { openTagPage } from '../test/livekit/tag-page.mjs';
import { openVendorPage } from '../test/livekit/vendor-page.mjs';

// Longer than the longest delay, without a pause; it begins in a vowel, so that its first sample can be told from silence.
const SAID = speech().subarray(DEVICE_HZ * 2.12, DEVICE_HZ * 3.55);
const ASIDE = speech().subarray(0, DEVICE_HZ * 0.6);
/** After the release, when all of the turn has arrived that ever will. */
const ASIDE_AFTER_SECS = 1.7;
const BLOCK = joined(SAID, silence(ASIDE_AFTER_SECS), ASIDE);
const GAP_SECS = 1.4;
const COUNT = 100;
/** Network and jitter buffer of a busy machine. */
const LINE_MS = 600;
/** The clock of a device is known after it has been open for a while. */
const UNMUTED_MS = 1600;

export const ASIDE_MS = secsOf(ASIDE) * 1000;

const { sound, sentences: blocks } = conversation(BLOCK, { count: COUNT, leadSecs: 1, gapSecs: GAP_SECS });
const sentences = blocks.map(({ startMs }) => ({ startMs, endMs: startMs + secsOf(SAID) * 1000 }));

/** For each cloud how a client is opened: `{ turn, lostOf, service, close }`. `isAcknowledgement` tells what a press waits for. */
export const CLOUDS = {
  LiveAvatar: {
    isAcknowledgement: ({ event_type: type }) => /^user\.push_to_talk_(started|stopped)$/.test(type),
    ours: (livekit) =>
      openOurs(startLiveAvatar({ livekit }), ({ tokenUrl, apiUrl }) => ({ provider: 'liveavatar', tokenUrl, apiUrl })),
    theirs: openTheirLiveAvatar,
  },
  Convai: {
    isAcknowledgement: ({ type }) => type === 'server-response',
    ours: (livekit) =>
      openOurs(startConvai({ livekit }), ({ connectUrl }) => ({
        ...{ provider: 'convai', connectUrl, characterId: 'character' },
      })),
    theirs: openTheirConvai,
  },
};

async function openOurs(starting, propertiesFor) {
  const service = await starting;
  service.script.answerMs = 100;
  const tab = await openTagPage({ sentence: BLOCK, count: COUNT, gapSecs: GAP_SECS });
  await tab.start(propertiesFor(service));
  return clientOf({ service, tab, turn: () => tab.talk({ sentences }) });
}

async function openTheirLiveAvatar(livekit) {
  const service = await startLiveAvatar({ livekit });
  const tab = await openVendorPage('liveavatar', sound);
  const session = { token: service.newToken(), apiUrl: service.apiUrl };
  await tab.page.evaluate((given) => window.start(given), session);
  return clientOf({ service, tab, turn: () => tab.page.evaluate((given) => window.turn(given), sentences) });
}

/** It opens the device at each press, and what a fake device plays starts anew then: the noise that its clock is set by. */
async function openTheirConvai(livekit) {
  const service = await startConvai({ livekit });
  const tab = await openVendorPage('convai', calibration());
  const session = { apiKey: service.apiKey, url: service.apiUrl };
  await tab.page.evaluate((given) => window.start(given).then(() => window.mute()), session);
  const turn = () => tab.page.evaluate((ms) => window.unmuted(ms), UNMUTED_MS);
  return clientOf({ service, tab, turn, lost: lostOfNoise });
}

function clientOf({ service, tab, turn, lost = (session, held) => lostOf(session, held, sound) }) {
  return {
    service,
    turn,
    lost: (held) => lost(service.session, held),
    /** From the press until something of it was heard at the far end, ms. */
    firstMs: ({ pressedAt }) => service.session.heard.firstSoundAt(pressedAt) - pressedAt,
    /** How much was heard of what was said to nobody, ms, and how loud, 0 to 1. */
    aside: ({ releasedAt }) => asideIn(service.session.heard, releasedAt + ASIDE_AFTER_SECS * 1000),
    async close() {
      await tab.close();
      await service.close();
    },
  };
}

/** As `lostOf`, for something that has neither a beginning nor an end of its own. */
function lostOfNoise({ heard }, { pressedAt, pressedMs, releasedAt, releasedMs }) {
  const arrived = arrivedPart(heard.samples(pressedAt, releasedAt + LINE_MS), calibration(), { spokenHz: DEVICE_HZ });
  if (arrived.likeness < 0.5) throw new Error(`What arrived is not what was said: ${JSON.stringify(arrived)}`);
  return { headMs: arrived.firstMs - pressedMs, tailMs: releasedMs - arrived.lastMs };
}

function asideIn(heard, from) {
  const to = from + ASIDE_MS + LINE_MS;
  const spans = spokenSpans(heard.samples(from, to), { joinMs: 0, threshold: AUDIBLE });
  return { heardMs: spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0), peak: heard.peak(from, to) };
}
