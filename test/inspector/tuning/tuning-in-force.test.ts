import { expect } from '@open-wc/testing';
import {
  DEFAULT_TURN_TAKING,
  mergeTurnTaking,
  type PartialTurnTaking,
  type SmartTurnSettings,
  type TurnTakingPath,
} from 'avatar-ptt/headless';
import { inForceOf, type Circumstances } from '../../../inspector/tuning/in-force.js';
import { handsFree, press, pushToTalk, release, run } from '../../core/run.js';

type Row = readonly [string, TurnTakingPath, Partial<Circumstances>, string, RegExp | null, unknown?];

const options = (patch: PartialTurnTaking): Circumstances['options'] => mergeTurnTaking(DEFAULT_TURN_TAKING, patch);
const joined = pushToTalk();
const echoAsked = { localAudioPolicy: { enableAcousticEchoCancellation: true } };
const ambient = { mode: 'push-to-talk', localAudioPolicy: { startMutedInPushToTalk: false } } as const;

function judged(settings: Partial<SmartTurnSettings> = {}): Circumstances['options'] {
  return options({ turnDetection: 'custom', customTurnDetection: { analyzer: 'smart-turn', ...settings } });
}

const ROWS: readonly Row[] = [
  ['what was asked for', 'vad.startSecs', {}, '0.2 s', null],
  [
    'the moved value',
    'bargeIn.fadeOutSecs',
    { options: options({ bargeIn: { fadeOutSecs: 0.9 } }) },
    '0.25 s',
    /0\.9/,
    0.9,
  ],
  ['no fade', 'bargeIn.fadeOutSecs', { options: options({ bargeIn: { smoothInterruption: false } }) }, '0 s', /cut/],
  [
    'the defaults',
    'customTurnDetection.stopSecs',
    { options: options({ customTurnDetection: { stopSecs: 1 } }) },
    '3 s',
    /defaults/,
  ],
  [
    'own values',
    'customTurnDetection.stopSecs',
    { options: options({ turnDetection: 'custom', customTurnDetection: { stopSecs: 1 } }) },
    '1 s',
    null,
  ],
  [
    'nothing',
    'customTurnDetection.stopSecs',
    { options: options({ turnDetection: 'disabled' }) },
    'not used',
    /disabled/,
  ],
  ['nothing', 'customTurnDetection.maxDurationSecs', { options: joined.options }, 'not used', /button/],
  [
    'what the service was told',
    'customTurnDetection.stopSecs',
    {
      options: options({ turnDetection: 'custom', customTurnDetection: { stopSecs: 4 } }),
      state: {
        ...handsFree(),
        capabilities: { ...joined.capabilities, serviceTurn: { stopSecs: 2, preSpeechMs: 0, maxDurationSecs: 8 } },
      },
    },
    '2 s',
    /service ends turns itself/,
  ],
  ['the mode in force', 'mode', { state: joined }, 'push-to-talk', /connected/],
  [
    'an unconfirmed mode',
    'mode',
    { state: run(joined, { at: 1, type: 'set-mode', mode: 'hands-free' }).state },
    'hands-free',
    /confirmed/,
  ],
  [
    'the device',
    'localAudioPolicy.enableAcousticEchoCancellation',
    { options: options(echoAsked), state: joined },
    'off',
    /headphones/,
  ],
  ['the device', 'localAudioPolicy.enableAcousticEchoCancellation', { state: handsFree({}, 'echo') }, 'on', /always/],
  [
    'an open device',
    'localAudioPolicy.pushToTalkStartupMode',
    { options: options({ localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' } }), state: joined },
    'open already',
    /disconnect/,
  ],
  [
    'a mute after the first press',
    'localAudioPolicy.startMutedInPushToTalk',
    { options: options(ambient), state: run(pushToTalk(ambient), press(1), release(900)).state },
    'on',
    /first press/,
  ],
  ['speech-to-text as it is', 'initialServerStt', { state: handsFree() }, 'now on', null],
  [
    'a backend without a switch',
    'pushToTalkPolicy.enableServerSttToggle',
    { state: pushToTalk({}, { capabilities: { serverStt: false } }) },
    'off',
    /no switch/,
  ],
  ['an interrupting press', 'pushToTalkPolicy.requireTurnCompletionBeforeNextPress', {}, 'off', /interrupts/],
  [
    'another detector',
    'bargeIn.clientDetection',
    {
      options: options({ bargeIn: { clientDetection: 'silero' } }),
      detector: { name: 'energy', reason: 'No wasm.' },
    },
    'energy',
    /No wasm/,
  ],
  ['the analyzer', 'customTurnDetection.analyzer', { options: judged() }, 'smart-turn', null],
  [
    'why silence stands in for the analyzer, and how much of it is loaded',
    'customTurnDetection.analyzer',
    { options: judged(), analyzer: { name: 'silence', reason: 'It is loading.', progress: 0.4 } },
    'silence',
    /^It is loading\. 40 % of it is there\.$/,
  ],
  [
    'no share of what failed',
    'customTurnDetection.analyzer',
    { options: judged(), analyzer: { name: 'silence', reason: 'It failed.', progress: 1 } },
    'silence',
    /^It failed\.$/,
  ],
  ['nothing', 'customTurnDetection.analyzer', { options: joined.options }, 'not used', /button/],
  ['nothing', 'customTurnDetection.rule', { options: options({ turnDetection: 'disabled' }) }, 'not used', /disabled/],
  ['nothing without an analyzer', 'customTurnDetection.askAfterSecs', {}, 'not used', /Silence alone/],
  ['nothing under the other rule', 'customTurnDetection.threshold', { options: judged() }, 'not used', /rule slide/],
  [
    'nothing under the other rule',
    'customTurnDetection.minStopSecs',
    { options: judged({ rule: 'threshold' }) },
    'not used',
    /rule threshold/,
  ],
  ['what acts', 'customTurnDetection.threshold', { options: judged({ rule: 'threshold' }) }, '0.5', null],
  [
    'what counts of a longer silence',
    'customTurnDetection.minStopSecs',
    { options: judged({ minStopSecs: 2, stopSecs: 1 }) },
    '1 s',
    /never longer/,
  ],
  [
    'nothing where nobody waits for the answer',
    'customTurnDetection.askAfterSecs',
    { options: judged({ askAfterSecs: 0.5, stopSecs: 0.5 }) },
    'not used',
    /before an answer/,
  ],
  [
    'the defaults',
    'customTurnDetection.analyzer',
    { options: options({ customTurnDetection: { analyzer: 'smart-turn' } }) },
    'silence',
    /defaults/,
  ],
];

describe('inForceOf', () => {
  for (const [what, path, circumstances, text, why, asked] of ROWS) {
    it(`tells ${what} for ${path}`, () => {
      const all: Circumstances = {
        options: DEFAULT_TURN_TAKING,
        state: null,
        detector: null,
        analyzer: null,
        ...circumstances,
      };
      const inForce = inForceOf(path, all, asked);
      expect(inForce.text).to.equal(text);
      if (why) expect(inForce.why).to.match(why);
      else expect(inForce.why).to.equal('');
    });
  }
});
