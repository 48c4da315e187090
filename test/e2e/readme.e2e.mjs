// Every HTML and JavaScript block of README.md and docs/, run as it stands there.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cdnStandIn, deadLinks, examples, read, removeExamples, writeExample } from './examples.mjs';
import { despiteStumbles, openPage } from './harness.mjs';
import { joined, silence } from './sounds.mjs';
import { breath } from './wav.mjs';

const run = new Set();

// The fake microphone plays on from page to page, so there is something to say at any time.
// Long breaths: whoever releases after a moment releases in the middle of a word.
const sound = joined(...Array.from({ length: 150 }, () => joined(breath(), silence(0.7))));

describe('the code in README.md and docs/', () => {
  let cdn;
  let tab;
  let page;
  let avatar;
  let said;
  const missingIcons = [];
  before(async () => {
    cdn = await cdnStandIn();
    tab = await openPage({ sound });
    page = tab.page;
    page.on('console', (message) => {
      // The blocks name no icon, so the browser asks for the usual one, in vain.
      if (message.location().url.endsWith('/favicon.ico')) missingIcons.push(message.text());
      else if (message.type() === 'log') said.push(message.text());
    });
    avatar = page.locator('avatar-ptt');
  });
  after(async () => {
    await tab.close();
    await cdn?.close();
    removeExamples();
  });

  /** Opens the one block of a page that has these words in it. */
  const open = async (where, words) => {
    const found = examples.filter((example) => example.page === where && example.code.includes(words));
    assert.equal(found.length, 1, `blocks with ${words} in ${where}`);
    run.add(found[0]);
    said = [];
    await page.goto(new URL(writeExample(found[0], cdn.from), page.url()).href);
    if (await avatar.count()) await page.waitForFunction(() => customElements.get('avatar-ptt'));
  };
  const start = async (name = 'Start conversation') => {
    await avatar.getByRole('button', { name }).click();
    await page.waitForFunction(() => document.querySelector('avatar-ptt').session?.state.isSoundFlowing);
    await page.evaluate(watchTag);
  };
  const hold = async (button) => {
    await page.evaluate(() => (window.released = undefined));
    await button.hover();
    await page.mouse.down();
    await page.waitForTimeout(900);
    await page.mouse.up();
    await page.waitForFunction(() => window.released !== undefined);
    return page.evaluate(() => window.released);
  };
  const talk = async (label = 'Hold to talk') => {
    await start();
    const button = avatar.getByRole('button', { name: label });
    await despiteStumbles(async () => assert.equal(await hold(button), 'turn-completed'));
  };
  const heard = () => page.evaluate(() => window.heard);
  const alert = (text) => avatar.getByRole('alert').getByText(text).waitFor();

  describe('README.md', () => {
    it('embeds the tag by a script', async () => {
      await open('README.md', '<title>Talk to me</title>');
      await talk('Hold or tap to talk');
      assert.equal(await avatar.evaluate(({ turnTaking }) => turnTaking.pushToTalkPolicy.releaseTailMs), 500);
    });

    it('embeds the tag by a bundler', async () => {
      await open('README.md', 'releaseTailMs: 500');
      assert.equal(await avatar.evaluate(({ turnTaking }) => turnTaking.pushToTalkPolicy.releaseTailMs), 500);
      await talk();
      assert.ok(said.includes('turn-completed'), said.join());
    });

    it('embeds the inspector by a script', async () => {
      await open('README.md', 'avatar-inspector.min.js');
      await page.getByText('It is watched when it comes.').waitFor();
      await page.evaluate(async () => {
        await import('/cdn/avatar-ptt.min.js');
        document.body.append(document.createElement('avatar-ptt'));
      });
      await page.getByLabel('What is watched').waitFor();
      await page.getByRole('tab', { name: 'Tuning' }).click();
      await page.getByRole('slider', { name: 'Silence that ends the turn' }).first().waitFor();
    });
  });

  describe('docs/languages.md', () => {
    const where = 'docs/languages.md';

    it('speaks the language of the page', async () => {
      await open(where, 'lang="ar"');
      await start('بدء المحادثة');
      assert.equal(await avatar.evaluate((tag) => getComputedStyle(tag).direction), 'rtl');
    });

    it('takes texts of the page', async () => {
      await open(where, "'talk-hold'");
      await talk('Hold and ask');
    });
  });

  describe('docs/frameworks.md', () => {
    it('takes the tag in any bundler', async () => {
      await open('docs/frameworks.md', 'document.querySelector');
      await talk();
      assert.match(said.at(-1), /^release \d{3,}/);
    });
  });

  describe('docs/embedding.md', () => {
    const where = 'docs/embedding.md';

    it('takes a module, with a key for the whole page', async () => {
      await open(where, 'hotkey="Space"');
      await start();
      await page.keyboard.down('Space');
      await page.waitForTimeout(900);
      await page.keyboard.up('Space');
      await page.waitForFunction(() => window.released === 'turn-completed');
    });

    it('takes a classic script', async () => {
      await open(where, 'classic.min.js');
      const { version } = JSON.parse(read('package.json'));
      assert.deepEqual(said, [`${version} 3`]);
      await talk();
      assert.match(said[1], /^\d{3,}(\.\d+)? ms$/);
    });

    it('takes the hash of the file', async () => {
      // The dev server rewrites what it serves.
      const file = '**/cdn/avatar-ptt.min.js';
      await page.route(file, (route) =>
        route.fulfill({ path: fileURLToPath(new URL('../../cdn/avatar-ptt.min.js', import.meta.url)) }),
      );
      await open(where, 'integrity=');
      await page.unroute(file);
      await talk();
    });

    it('takes the rest from elsewhere', async () => {
      await open(where, 'asset-base=');
      await talk();
    });

    it('takes a button of the page', async () => {
      await open(where, 'avatar.release()');
      const button = page.locator('body > button');
      await button.click();
      await page.getByText('Not yet').waitFor();
      await start();
      assert.equal(await hold(button), 'turn-completed');
      assert.match(await button.textContent(), /^Sent \d{3,} ms$/);
    });

    it('takes colours, parts and slots', async () => {
      await open(where, 'rebeccapurple');
      await start();
      const button = avatar.getByRole('button', { name: 'Ask the librarian' });
      const outline = () => button.evaluate((element) => getComputedStyle(element).outlineStyle);
      assert.notEqual(await outline(), 'dashed');
      await button.hover();
      await page.mouse.down();
      await page.waitForFunction(() => document.querySelector('avatar-ptt').matches(':state(capturing)'));
      assert.equal(await outline(), 'dashed');
      await page.mouse.up();
      await page.getByRole('link', { name: 'How does this work?' }).waitFor();
    });

    it('takes texts', async () => {
      await open(where, 'Hold to ask');
      await start('Talk to the librarian');
      await avatar.getByRole('button', { name: 'Hold to ask' }).waitFor();
    });

    it('talks without the tag', async () => {
      await open(where, 'avatar-ptt/headless');
      const connected = page.waitForEvent('console', (message) => message.text().startsWith('connected'));
      await page.getByRole('button').click();
      await connected;
    });
  });

  describe('docs/settings.md', () => {
    const where = 'docs/settings.md';

    it('sets by attributes, which win over JSON', async () => {
      await open(where, 'turn-taking=');
      const { customTurnDetection, pushToTalkPolicy } = await avatar.evaluate((element) => element.turnTaking);
      assert.deepEqual(
        [customTurnDetection.stopSecs, pushToTalkPolicy.interruptBotOnPress, pushToTalkPolicy.releaseTailMs],
        [1.5, false, 400],
      );
    });

    it('refuses by name', async () => {
      await open(where, 'stopSecs: 0 ');
      assert.match(said[0], /^invalid-option customTurnDetection\.stopSecs is 0/);
      assert.equal(said[1], '1.2');
      await alert('customTurnDetection.stopSecs is 0');
    });

    it('lets a tap end by itself', async () => {
      await open(where, 'latch-ends=');
      const { latchEnds, turnTaking } = await avatar.evaluate((tag) => ({
        latchEnds: tag.latchEnds,
        turnTaking: tag.turnTaking,
      }));
      const { stopSecs, maxDurationSecs } = turnTaking.customTurnDetection;
      assert.deepEqual([latchEnds, stopSecs, maxDurationSecs], ['endpoint', 1.2, 30]);
    });

    it('asks for an analyzer of its own', async () => {
      await open(where, 'trailing-off');
      const { turnDetection, customTurnDetection } = await avatar.evaluate((element) => element.turnTaking);
      assert.deepEqual([turnDetection, customTurnDetection.analyzer], ['custom', 'trailing-off']);
    });
  });

  describe('docs/providers.md', () => {
    const where = 'docs/providers.md';
    /** What a service at this address would be asked, and an answer that is none. */
    const asked = async (address, json) => {
      const requests = [];
      await page.route(`${address}**`, (route, request) => {
        requests.push(request);
        return route.fulfill({ json, headers: { 'access-control-allow-origin': '*' } });
      });
      return requests;
    };

    it('answers with a function', async () => {
      await open(where, 'toReversed');
      await talk();
    });

    it('misbehaves on request', async () => {
      await open(where, 'losesCompletion');
      await start();
      assert.equal(await hold(avatar.getByRole('button', { name: 'Hold to talk' })), 'timeout');
      assert.deepEqual(said, ['timeout']);
    });

    it('has the names by which the clouds call things', () => {
      const text = read(where);
      const names = ['start_push_to_talk', 'stop_push_to_talk', 'push_to_talk_started', 'push_to_talk_start_failed'];
      for (const name of [
        ...[...names, 'push_to_talk_stopped', 'push_to_talk_stop_failed'].map((event) => `user.${event}`),
        ...['interactivity_type', 'PUSH_TO_TALK', 'avatar_persona', 'voice_id', 'ConversationInputMode', 'Unity'],
        ...['SetConversationInputModeAsync', 'ActiveConversationInputMode', 'TurnDetectionMode'],
        ...['ServerSttInitialState', 'PrewarmMuted', 'extend-token', 'revoke-token', 'CONVAI-API-KEY', '/user/connect'],
      ]) {
        assert.ok(text.includes(name), name);
      }
    });

    it('shows both requests whole, as JSON', () => {
      const [liveAvatar, convai] = [...read(where).matchAll(/^```jsonc\n(.*?)^```$/gms)].map(([, block]) => {
        const json = block
          .replaceAll(/^\s*\/\/ (?!")[^\n]*\n/gm, '')
          .replaceAll('// ', '')
          .replaceAll(/,(?=\s*\})/g, '');
        return JSON.parse(json);
      });
      const names = [
        'mode',
        'interactivity_type',
        'avatar_id',
        'avatar_persona',
        'video_settings',
        'max_session_duration',
      ];
      assert.deepEqual(Object.keys(liveAvatar), [...names, 'llm_configuration_id', 'is_sandbox']);
      assert.deepEqual(Object.keys(liveAvatar.avatar_persona).toSorted(), [
        'context_id',
        'language',
        'stt_config',
        'voice_id',
        'voice_settings',
      ]);
      assert.deepEqual([convai.transport, convai.turn_detection_config.type], ['livekit', 'smart_turn']);
    });

    it('registers a backend, which hears the whole turn', async () => {
      await open(where, 'parrot');
      await talk();
      const [text] = await heard();
      const secs = Number(/^Polly heard (\d\.\d) s\.$/.exec(text)?.[1]);
      assert.ok(secs >= 0.8 && secs <= 2.5, text);
    });

    it('fetches a token for LiveAvatar', async () => {
      const tokens = await asked('http://127.0.0.1:8787/', { session_token: 'a.good.token' });
      const calls = await asked('https://api.liveavatar.com/', { message: 'Nobody is at home.' });
      await open(where, '.tokenUrl =');
      await avatar.getByRole('button', { name: 'Start conversation' }).click();
      await alert('Nobody is at home.');
      assert.deepEqual(
        [tokens.map((request) => request.method()), calls[0].headers().authorization],
        [['POST'], 'Bearer a.good.token'],
      );
    });

    for (const [how, words] of Object.entries({ 'a property': "').connectUrl =", 'an object': 'convaiProvider' })) {
      it(`asks your server to connect to Convai, by ${how}`, async () => {
        const requests = await asked('http://127.0.0.1:8787/', { detail: 'The library is closed.' });
        await open(where, words);
        await avatar.getByRole('button', { name: 'Start conversation' }).click();
        await alert('The library is closed.');
        const { character_id, default_tts_enabled } = requests.at(-1).postDataJSON();
        assert.deepEqual([character_id, default_tts_enabled], ['librarian', how === 'a property' ? undefined : true]);
      });
    }
  });

  describe('agents on Pipecat, in docs/providers.md', () => {
    for (const { how, words, first } of [
      { how: 'by a property', words: 'avatar.connectUrl =', first: 'http://localhost:7860/api/offer' },
      { how: 'by an object', words: 'pipecatProvider', first: 'https://agents.example/start' },
    ]) {
      it(`are asked ${how}, and what they refuse is told`, async () => {
        const requests = [];
        await page.route(first, (route, request) => {
          requests.push(request);
          return route.fulfill({ json: {}, headers: { 'access-control-allow-origin': '*' } });
        });
        await open('docs/providers.md', words);
        await avatar.getByRole('button', { name: 'Start conversation' }).click();
        await avatar.getByRole('alert').getByText(/\S/).waitFor();
        assert.deepEqual([requests[0].method(), requests[0].url()], ['POST', first]);
      });
    }
  });

  describe('docs/events.md', () => {
    it('tells events where they bubble to', async () => {
      await open('docs/events.md', 'press-refused');
      await talk();
      assert.equal(said[0], 'turn 1 by pointer');
    });

    it('tells the order of a turn', async () => {
      const text = read('docs/events.md');
      const [, order] = /^```text\n(.*?)^```$/ms.exec(text);
      const names = [...text.matchAll(/^### `([\w-]+)`$/gm)].map(([, name]) => name);
      await despiteStumbles(async () => {
        await open('README.md', 'releaseTailMs: 500');
        // It thinks for longer than a transcript is awaited, so that there is only one order.
        await page.evaluate(async () => {
          const { localAvatar } = await import('/src/providers/local.ts');
          document.querySelector('avatar-ptt').provider = localAvatar({ thinkMs: 1800 });
        });
        await start();
        await page.evaluate(listEvents, names);
        await hold(avatar.getByRole('button', { name: 'Hold to talk' }));
        await page.waitForFunction(() => document.querySelector('avatar-ptt').avatarState === 'idle');
        assert.deepEqual(await page.evaluate(() => window.listed), order.trimEnd().split('\n'));
      });
    });
  });

  describe('docs/session.md', () => {
    it('talks by a button of the page', async () => {
      await open('docs/session.md', 'leaving.abort()');
      const button = page.getByRole('button');
      await button.click();
      const isThere = (line) => waitUntil(() => said.includes(line));
      await isThere('avatar-ready idle');
      await isThere('microphone-flowing idle');
      await despiteStumbles(async () => {
        await button.hover();
        await page.mouse.down();
        await page.waitForTimeout(900);
        await page.mouse.up();
        await isThere('turn-completed idle');
      });
    });
  });

  describe('docs/coming-from.md', () => {
    const where = 'docs/coming-from.md';

    it('speaks to LiveAvatar, and says what was refused', async () => {
      const headers = { 'access-control-allow-origin': '*' };
      await page.route('http://127.0.0.1:8787/**', (route) => route.fulfill({ json: { detail: 'Closed.' }, headers }));
      await open(where, 'wire-message');
      assert.deepEqual(await avatar.evaluate(({ pressStyle, hotkey }) => [pressStyle, hotkey]), ['hybrid', 'Space']);
      await avatar.getByRole('button', { name: 'Start conversation' }).click();
      await avatar.getByRole('alert').waitFor();
      await page.unroute('http://127.0.0.1:8787/**');
    });

    it('has the medical simulator of the Unity SDK', async () => {
      await open(where, 'max-duration-secs="12"');
      const { mode, turnDetection, customTurnDetection } = await avatar.evaluate((tag) => tag.turnTaking);
      const { stopSecs, preSpeechMs, maxDurationSecs } = customTurnDetection;
      assert.deepEqual(
        [mode, turnDetection, stopSecs, preSpeechMs, maxDurationSecs],
        ['hands-free', 'custom', 2, 80, 12],
      );
    });

    it('has the safety drill', async () => {
      await open(where, 'enable-acoustic-echo-cancellation');
      const { localAudioPolicy, pushToTalkPolicy } = await avatar.evaluate((tag) => tag.turnTaking);
      assert.equal(localAudioPolicy.enableAcousticEchoCancellation, true);
      assert.equal(pushToTalkPolicy.requireTurnCompletionBeforeNextPress, false);
      await talk();
    });

    it('has the facilitator who switches', async () => {
      await open(where, '<button disabled>');
      await start();
      const button = page.locator('body > button');
      for (const [name, mode] of [
        ['Push-to-talk', 'push-to-talk'],
        ['Hands-free', 'hands-free'],
      ]) {
        assert.equal(await button.textContent(), name);
        await button.click();
        await page.waitForFunction((wanted) => document.querySelector('avatar-ptt').activeMode === wanted, mode);
      }
    });

    it('has every name of the settings that people come from', () => {
      const text = read(where);
      for (const name of [
        ...['TurnTakingOptions', 'Mode', 'TurnDetection', 'CustomTurnDetection', 'InitialServerStt'],
        ...['LocalAudioPolicy', 'PushToTalkPolicy', 'StopSecs', 'PreSpeechMs', 'MaxDurationSecs'],
        ...['EnableServerSttToggle', 'InterruptBotOnPress', 'RequireTurnCompletionBeforeNextPress'],
        ...['TurnCompletionTimeoutMs', 'AllowSpeechStoppedFallbackAfterSpeechStart', 'StartMutedInPushToTalk'],
        ...['EnableAcousticEchoCancellation', 'PushToTalkStartupMode', 'user.stop_push_to_talk', 'interactivity_type'],
      ])
        assert.ok(text.includes(name), name);
    });
  });

  describe('docs/security.md', () => {
    it('refuses a key, and sends it to nobody', async () => {
      const foreign = [];
      const note = (request) => new URL(request.url()).origin !== new URL(page.url()).origin && foreign.push(request);
      await open('docs/security.md', 'session-token=');
      page.on('request', note);
      await avatar.getByRole('button', { name: 'Start conversation' }).click();
      await alert('This is an API key');
      page.off('request', note);
      assert.deepEqual(foreign, []);
    });
  });

  describe('docs/architecture.md', () => {
    it('replays a conversation to the same state', async () => {
      await open('docs/architecture.md', 'replay(events');
      await page.waitForFunction(() => navigator.userActivation !== undefined);
      const isSaid = () => said.length > 0;
      for (let i = 0; i < 100 && !isSaid(); i++) await page.waitForTimeout(100);
      assert.match(said[0], /^\d+ true$/);
    });
  });

  describe('docs/recording-format.md', () => {
    it('replays the events of a recording', async () => {
      const { code } = examples.find(({ page: where }) => where === 'docs/recording-format.md');
      const example = examples.find((one) => one.code === code);
      run.add(example);
      await open('docs/architecture.md', 'replay(events');
      const states = await page.evaluate(async (text) => {
        const body = text
          .replace(/import \{ replay \} from .*;/, '')
          .concat('; return records.map(({ state }) => state.connection);');
        const { replay } = await import('/src/headless.ts');
        const events = [{ type: 'connect', at: 1 }];
        return new Function('replay', 'events', 'header', body)(replay, events, { initial: null });
      }, code);
      assert.deepEqual(states, ['connecting']);
    });
  });

  it('leads to pages and headings that are there', () => {
    assert.deepEqual(deadLinks(), []);
  });

  it('leaves no block out', () => {
    assert.deepEqual(
      examples.filter((example) => !run.has(example)),
      [],
    );
  });

  it('has a console without errors', () => {
    const isIcon = (problem) => missingIcons.includes(problem);
    assert.equal(tab.problems.filter(isIcon).length, missingIcons.length);
    assert.deepEqual(
      tab.problems.filter((problem) => !isIcon(problem)),
      [],
    );
  });
});

async function waitUntil(test, ms = 15_000) {
  for (const started = performance.now(); !test(); await new Promise((resolve) => setTimeout(resolve, 50)))
    if (performance.now() - started > ms) throw new Error(`waited ${ms} ms for ${test}`);
}

/** Notes how the lock let go, and what the avatar said; runs in the page. */
function watchTag() {
  const tag = document.querySelector('avatar-ptt');
  window.heard = [];
  tag.addEventListener('transcript', ({ role, text }) => role === 'avatar' && window.heard.push(text));
  tag.addEventListener('lock-change', ({ lock, releaseReason }) => lock || (window.released = releaseReason));
}

/** Lists the events of a turn as docs/events.md does; runs in the page. */
function listEvents(names) {
  window.listed = [];
  const tag = document.querySelector('avatar-ptt');
  const detailOf = ({ phase, avatarState, source, reason, lock, releaseReason }) =>
    phase ?? avatarState ?? source ?? reason ?? lock?.waitingFor ?? releaseReason ?? '';
  for (const name of names) {
    tag.addEventListener(name, (event) => window.listed.push(`${name.padEnd(20)} ${detailOf(event)}`.trimEnd()));
  }
}
