// Who talks to the two clouds: the tag and the vendors' own clients, each with a stand-in of the service for itself. A turn is
// held for as long as something is said; a little later something else is said, to nobody.
import { DEVICE_HZ, joined, secsOf, silence } from '../test/e2e/sounds.mjs';
import { speech, whispered } from '../test/e2e/wav.mjs';
import { startConvai } from '../test/livekit/convai-stand-in.mjs';
import { startLiveAvatar } from '../test/livekit/liveavatar-stand-in.mjs';
import { lostOf } from '../test/livekit/lost.mjs';
import { conversation } from '../test/livekit/sound.mjs';
import { AUDIBLE, spokenSpans } from '../test/livekit/spoken.mjs';
import { openTagPage } from '../test/livekit/tag-page.mjs';
import { openVendorPage } from '../test/livekit/vendor-page.mjs';
import { recordedTurns } from './people.mjs';

const ASIDE = speech().subarray(0, DEVICE_HZ * 0.6);
/** After the release, when all of the turn has arrived that ever will. */
const ASIDE_AFTER_SECS = 1.7;
/** Network and jitter buffer of a busy machine. */
const LINE_MS = 600;

export const ASIDE_MS = secsOf(ASIDE) * 1000;

/** The longest delay is a fifth of what people say here, so that it can be caught up. */
const PERSON_SECS = 5;
/** As many people as turns with each delay. */
export const PEOPLE = 3;
/** A recording ends with its last clear sound, so that its end is heard behind a codec, too. */
const CLEAR = 0.03;

/** What is said in a turn, by the name of the scene. */
const SAID = { whisper: scene([{ name: 'whisper', said: whisper() }], 100), person: scene(await people(), 40) };

/**
 * Longer than the longest delay, without a pause, and from the first sample as loud as speech is, but without periods: what
 * is missing of it is lost.
 */
function whisper() {
  return whispered(speech().subarray(DEVICE_HZ * 2.12, DEVICE_HZ * 3.55));
}

/** Whole turns of people: the shortest ones that are long enough. */
async function people() {
  const long = (await recordedTurns(CLEAR)).filter(({ said }) => secsOf(said) >= PERSON_SECS);
  return long.sort((a, b) => a.said.length - b.said.length).slice(0, PEOPLE);
}

/** `all` in turn, again and again, each followed by an aside. */
function scene(all, count) {
  const blocks = all.map(({ said }) => joined(said, silence(ASIDE_AFTER_SECS), ASIDE));
  const layout = { count, gapSecs: 1.4 };
  const { sound, sentences: places } = conversation(blocks, { ...layout, leadSecs: 1 });
  const sentences = places.map(({ startMs }, i) => {
    const { name, said } = all[i % all.length];
    return { name, startMs, endMs: startMs + secsOf(said) * 1000 };
  });
  return { blocks, layout, sound, sentences };
}

/**
 * For each cloud how its clients are opened, and which messages a press or a release waits for. `strain` is done to the page
 * before the client connects.
 */
export const CLOUDS = {
  LiveAvatar: {
    isAcknowledgement: ({ event_type: type }) => /^user\.push_to_talk_(started|stopped)$/.test(type),
    clients: {
      ours: async (livekit, said, strain) => {
        const service = await startLiveAvatar({ livekit });
        const { tokenUrl, apiUrl } = service;
        return ours(service, said, { provider: 'liveavatar', tokenUrl, apiUrl }, strain);
      },
      theirs: async (livekit, said, strain) => {
        const service = await startLiveAvatar({ livekit });
        return theirs('liveavatar', service, said, { token: service.newToken(), apiUrl: service.apiUrl }, { strain });
      },
    },
  },
  Convai: {
    isAcknowledgement: ({ type }) => type === 'server-response',
    clients: {
      ours: async (livekit, said, strain) => {
        const service = await startConvai({ livekit });
        const { connectUrl } = service;
        return ours(service, said, { provider: 'convai', connectUrl, characterId: 'character' }, strain);
      },
      theirs: async (livekit, said, strain) => {
        const service = await startConvai({ livekit });
        return theirs('convai', service, said, { apiKey: service.apiKey, url: service.apiUrl }, { strain });
      },
    },
  },
};

/** Convai's client as push-to-talk; its device begins anew with each press, so what it hears first is the beginning of the sound. */
export async function convaiPushToTalk(livekit) {
  const service = await startConvai({ livekit });
  return theirs('convai', service, 'person', { apiKey: service.apiKey, url: service.apiUrl }, { how: 'pushToTalk' });
}

async function ours(service, said, properties, strain) {
  service.script.answerMs = 100;
  const { blocks, layout, sentences } = SAID[said];
  const tab = await openTagPage({ sentence: blocks, ...layout });
  await strain?.(tab.page);
  await tab.start(properties);
  return clientOf(service, SAID[said], tab, () => tab.talk({ sentences }));
}

async function theirs(vendor, service, said, settings, { how = 'turn', strain } = {}) {
  const { sound, sentences } = SAID[said];
  const tab = await connected(async () => {
    const opened = await openVendorPage(vendor, sound);
    await strain?.(opened.page);
    await opened.page
      .evaluate((given) => window.start(given), settings)
      .catch(async (error) => {
        await opened.close();
        throw error;
      });
    return opened;
  });
  const turn = () => tab.page.evaluate(({ name, given }) => window[name](given), { name: how, given: sentences });
  return clientOf(service, SAID[said], tab, turn);
}

/** On a bad line a client may give up connecting; a person would try again. Each time is told. */
async function connected(connect, attempts = 3) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connect();
    } catch (error) {
      if (attempt === attempts) throw error;
      console.log(`  Did not connect, attempt ${attempt} of ${attempts}: ${error.message.split('\n')[0]}`);
    }
  }
}

/** `turn` talks; the others say later what became of that turn. */
function clientOf(service, { sound, sentences }, tab, turn) {
  return {
    service,
    turn,
    /** Whose recording was said. */
    who: ({ releasedMs }) => sentences.find(({ endMs }) => endMs > releasedMs - 100).name,
    lost: (held) => lostOf(service.session, held, sound),
    /** From the press until something of it was heard at the far end, ms. */
    firstMs: ({ pressedAt }) => service.session.heard.firstSoundAt(pressedAt) - pressedAt,
    /** From the release, with the last sample that was said, until the last of it was heard, ms. */
    lastMs: ({ releasedAt }) =>
      service.session.heard.lastSoundAt(releasedAt - 1000, releasedAt + ASIDE_AFTER_SECS * 1000) - releasedAt,
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
