// Who talks to the two clouds: the tag and the vendors' own clients, each with a stand-in of the service for itself. A turn is
// held for as long as something is said; a little later something else is said, to nobody.
import { DEVICE_HZ, joined, secsOf, silence } from '../test/e2e/sounds.mjs';
import { speech } from '../test/e2e/wav.mjs';
import { startConvai } from '../test/livekit/convai-stand-in.mjs';
import { startLiveAvatar } from '../test/livekit/liveavatar-stand-in.mjs';
import { lostOf } from '../test/livekit/lost.mjs';
import { conversation } from '../test/livekit/sound.mjs';
import { AUDIBLE, spokenSpans } from '../test/livekit/spoken.mjs';
import { openTagPage } from '../test/livekit/tag-page.mjs';
import { openVendorPage } from '../test/livekit/vendor-page.mjs';

// Longer than the longest delay, without a pause, and from the first sample as loud as speech is.
const SAID = speech().subarray(DEVICE_HZ * 2.12, DEVICE_HZ * 3.55);
const ASIDE = speech().subarray(0, DEVICE_HZ * 0.6);
/** After the release, when all of the turn has arrived that ever will. */
const ASIDE_AFTER_SECS = 1.7;
const BLOCK = joined(SAID, silence(ASIDE_AFTER_SECS), ASIDE);
const LAYOUT = { count: 100, gapSecs: 1.4 };
/** Network and jitter buffer of a busy machine. */
const LINE_MS = 600;

export const ASIDE_MS = secsOf(ASIDE) * 1000;

const { sound, sentences: blocks } = conversation(BLOCK, { ...LAYOUT, leadSecs: 1 });
const sentences = blocks.map(({ startMs }) => ({ startMs, endMs: startMs + secsOf(SAID) * 1000 }));

/** For each cloud how a client is opened, and which messages a press or a release waits for. */
export const CLOUDS = {
  LiveAvatar: {
    isAcknowledgement: ({ event_type: type }) => /^user\.push_to_talk_(started|stopped)$/.test(type),
    ours: async (livekit) => {
      const service = await startLiveAvatar({ livekit });
      const { tokenUrl, apiUrl } = service;
      return ours(service, { provider: 'liveavatar', tokenUrl, apiUrl });
    },
    theirs: async (livekit) => {
      const service = await startLiveAvatar({ livekit });
      return theirs('liveavatar', service, { token: service.newToken(), apiUrl: service.apiUrl });
    },
  },
  Convai: {
    isAcknowledgement: ({ type }) => type === 'server-response',
    ours: async (livekit) => {
      const service = await startConvai({ livekit });
      return ours(service, { provider: 'convai', connectUrl: service.connectUrl, characterId: 'character' });
    },
    theirs: async (livekit) => {
      const service = await startConvai({ livekit });
      return theirs('convai', service, { apiKey: service.apiKey, url: service.apiUrl });
    },
  },
};

async function ours(service, properties) {
  service.script.answerMs = 100;
  const tab = await openTagPage({ sentence: BLOCK, ...LAYOUT });
  await tab.start(properties);
  return clientOf(service, tab, () => tab.talk({ sentences }));
}

async function theirs(vendor, service, settings) {
  const tab = await openVendorPage(vendor, sound);
  await tab.page.evaluate((given) => window.start(given), settings);
  return clientOf(service, tab, () => tab.page.evaluate((given) => window.turn(given), sentences));
}

/** `turn` talks; the others say later what became of that turn. */
function clientOf(service, tab, turn) {
  return {
    service,
    turn,
    lost: (held) => lostOf(service.session, held, sound),
    /** From the press until something of it was heard at the far end, ms. */
    firstMs: ({ pressedAt }) => service.session.heard.firstSoundAt(pressedAt) - pressedAt,
    /** How much was heard of what was said to nobody, ms, and how loud, 0 to 1. */
    aside({ releasedAt }) {
      const { heard } = service.session;
      const from = releasedAt + ASIDE_AFTER_SECS * 1000;
      const to = from + ASIDE_MS + LINE_MS;
      const spans = spokenSpans(heard.samples(from, to), { threshold: AUDIBLE });
      const heardMs = spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
      return { heardMs, peak: heard.peak(from, to) };
    },
    async close() {
      await tab.close();
      await service.close();
    },
  };
}
