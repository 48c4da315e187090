// One conversation, held with each backend in turn: the page is told the same of all of them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLiveKit } from '../../tools/livekit.mjs';
import { despiteStumbles } from '../e2e/harness.mjs';
import { breath } from '../e2e/wav.mjs';
import { CLOUDS } from './clouds.mjs';
import { disposeFarEnds } from './far-end.mjs';
import { wellBehaved } from './script.mjs';
import { openTagPage } from './tag-page.mjs';
import { linesOf } from './told.mjs';

/** Longer than the tail, so that an answer begins when the turn is over on every backend. */
const THINK_MS = 600;
const TAIL_MS = 200;
/** Of what is said in one breath, half is said while pressed: whoever releases is always in the middle of a word. */
const HELD = 0.5;
/** Each says it in its own way that an answer is over. */
const ENDS = ['avatar.speak_ended', 'bot-stopped-speaking', 'bot-turn-completed'];

let livekit;
let tab;
before(async () => {
  livekit = await startLiveKit();
  // Between two sentences there is time for a whole answer.
  tab = await openTagPage({
    file: 'test/livekit/same-conversation.html',
    ...{ sentence: breath(), count: 100, gapSecs: 3 },
  });
});
after(async () => {
  await tab?.close();
  await livekit?.stop();
  await disposeFarEnds();
});

/** `behave` says how the next answers go: their length, and whether their end gets lost. */
const BACKENDS = {
  local: async () => ({
    properties: { provider: 'local' },
    behave: (how) => tab.page.evaluate((script) => window.scriptLocalAvatar(script), behaviour(how)),
    close: () => undefined,
  }),
  ...Object.fromEntries(CLOUDS.map(({ provider, ...kit }) => [provider, () => cloud(kit)])),
};

const behaviour = ({ answerMs = 300, losesEnd = false } = {}) => ({
  answer: 'tone',
  thinkMs: THINK_MS,
  ...{ answerMs, losesEnd },
});

async function cloud({ start, properties }) {
  const service = await start({ livekit });
  return {
    properties: properties(service),
    behave(how) {
      const { losesEnd, ...script } = behaviour(how);
      const sends = (message) => (losesEnd && ENDS.includes(typeOf(message)) ? [] : [0]);
      Object.assign(service.script, wellBehaved(), script, { sends });
    },
    close: () => service.close(),
  };
}

/** Of the two shapes in which Convai says it, one has its type inside. */
const typeOf = ({ event_type: event, type, data }) => event ?? (type === 'server-message' ? data.type : type);

/** A spoken turn, as it goes in push-to-talk. */
const says = (turn, lockMs = 5000) => [
  'phase starting',
  'avatar listening',
  `turn-start ${turn} app`,
  'phase capturing',
  'phase releasing',
  `locked ${turn} until answer, for ${lockMs} ms`,
  'avatar thinking',
  `turn-end ${turn} release`,
  'phase awaiting',
];
const isAnswered = (turn, lockMs = 5000) => [
  'avatar speaking',
  `locked ${turn} until turn-completed, for ${lockMs} ms`,
];
const isHeardOut = ['phase idle', 'unlocked turn-completed', 'avatar idle'];

/** The conversation: what a person does, and what the page is told. */
const STEPS = [
  {
    name: 'a person connects',
    do: ({ properties }) => tab.start({ ...properties, turnTaking: settings() }),
    told: ['connection connecting', 'connection connected'],
  },
  {
    name: 'speaks while holding, and is answered',
    do: () => talk(),
    told: [...says(1), ...isAnswered(1), ...isHeardOut],
  },
  {
    name: 'presses while the avatar speaks, which falls silent and listens',
    async do({ behave }) {
      await behave({ answerMs: 20_000 });
      await talk({ isAwaited: false });
      await untilState({ avatarState: 'speaking' });
      await behave();
      await talk();
    },
    told: [
      ...[...says(1), ...isAnswered(1)],
      ...['phase starting', 'avatar listening', 'unlocked interrupted', 'turn-start 2 app'],
      ...[...says(2).slice(says(2).indexOf('phase capturing')), ...isAnswered(2), ...isHeardOut],
    ],
  },
  {
    name: 'goes hands-free, is heard and answered, and goes back',
    async do() {
      await tab.set(settings({ turnDetection: 'custom', customTurnDetection: { stopSecs: 0.4 } }));
      await setMode('hands-free');
      await untilState({ phase: 'capturing' });
      await untilState({ phase: 'idle', avatarState: 'listening' });
      await setMode('push-to-talk');
    },
    told: [
      ...['settings push-to-talk', 'mode hands-free', 'avatar listening', 'settings hands-free'],
      ...['phase starting', 'turn-start 1 endpointer', 'phase capturing', 'avatar thinking'],
      ...['locked 1 until answer, for 5000 ms', 'turn-end 1 stop-secs', 'phase awaiting', ...isAnswered(1)],
      ...['phase idle', 'unlocked turn-completed', 'avatar listening'],
      ...['mode push-to-talk', 'avatar idle', 'settings push-to-talk'],
    ],
  },
  {
    name: 'presses while the avatar may not be interrupted, and is refused',
    async do({ behave }) {
      await tab.set(settings({}, { interruptBotOnPress: false }));
      await behave({ answerMs: 1000 });
      await talk({ isAwaited: false });
      await untilState({ avatarState: 'speaking' });
      assert.equal(await tab.page.evaluate(() => window.tag.press()), false);
      await untilState({ phase: 'idle', avatarState: 'idle' });
    },
    told: [...['settings push-to-talk', ...says(1), ...isAnswered(1)], ...['press-refused avatar-busy', ...isHeardOut]],
  },
  {
    name: 'is let go by time when the avatar never finishes, and can go on',
    async do({ behave }) {
      await tab.set(settings({}, { turnCompletionTimeoutMs: 2000 }));
      await behave({ losesEnd: true });
      await talk();
      assert.deepEqual(await tab.state(), { phase: 'idle', avatarState: 'speaking', lock: null });
      await behave();
      await talk();
    },
    told: [
      ...['settings push-to-talk', ...says(1, 2000), ...isAnswered(1, 2000), 'phase idle', 'unlocked timeout'],
      ...[...says(2, 2000), ...isAnswered(2, 2000), ...isHeardOut],
    ],
  },
  {
    name: 'leaves',
    do: () => tab.page.evaluate(() => window.tag.disconnect()),
    told: ['connection disconnected'],
  },
];

const talk = (options) => tab.talk({ held: HELD, ...options });
const settings = (turnTaking = {}, pushToTalkPolicy = {}) => ({
  ...turnTaking,
  pushToTalkPolicy: { releaseTailMs: TAIL_MS, ...pushToTalkPolicy },
});
const setMode = (mode) => tab.page.evaluate((wanted) => window.tag.setMode(wanted), mode);
const untilState = (wanted) =>
  tab.until(async () => {
    const state = await tab.state();
    return Object.entries(wanted).every(([name, value]) => state[name] === value);
  });

/** What else the page was told in a conversation: settings and reasons in full, since those come from no backend. */
const heldWith = new Map();

for (const [provider, open] of Object.entries(BACKENDS)) {
  describe(`the conversation with provider="${provider}"`, () => {
    let backend;
    before(async () => {
      backend = await open();
      await backend.behave();
      heldWith.set(provider, []);
    });
    after(() => backend?.close());

    const startOver = async () => {
      await backend.behave();
      await STEPS[0].do(backend);
    };
    for (const { name, do: act, told: expected } of STEPS) {
      const step = async () => {
        await tab.page.evaluate(() => window.told?.splice(0));
        await act(backend);
        if (name !== 'leaves') await untilState({ phase: 'idle', avatarState: 'idle' });
        const told = await tab.told();
        assert.deepEqual(linesOf(told), expected);
        const inFull = told.filter(({ type }) => type === 'settings-change' || type === 'press-refused');
        heldWith.get(provider).push({ inFull, state: await tab.state() });
      };
      it(name, () => despiteStumbles(step, startOver));
    }

    it('is told when it is true, with a console without errors', async () => {
      assert.deepEqual(await tab.page.evaluate(() => window.untrue), []);
      assert.deepEqual(tab.problems, []);
    });
  });
}

describe('the page', () => {
  it('is told the same of every backend', () => {
    const [first, ...others] = heldWith.values();
    assert.equal(first.length, STEPS.length);
    for (const other of others) assert.deepEqual(other, first);
  });
});
