import { expect } from '@open-wc/testing';
import { DEFAULT_TURN_TAKING, valueAt } from '../../../src/core/settings/merge-turn-taking.js';
import { TURN_TAKING_FIELDS, allowedOf, type TurnTakingField } from '../../../src/core/settings/turn-taking-fields.js';
import { TURN_TAKING_HELP } from '../../../src/core/settings/turn-taking-help.js';

// Path, default and what is allowed, as the field reference has them.
const REFERENCE: readonly [string, unknown, string][] = [
  ['mode', 'hands-free', "'hands-free', 'push-to-talk'"],
  ['turnDetection', 'use-default', "'use-default', 'disabled', 'custom'"],
  ['customTurnDetection.stopSecs', 3, 'a number from 0.1 to 10 s'],
  ['customTurnDetection.preSpeechMs', 0, 'a number from 0 to 2000 ms'],
  ['customTurnDetection.maxDurationSecs', 8, 'a number from 1 to 120 s'],
  ['customTurnDetection.analyzer', 'silence', "a lower-case name such as 'my-analyzer'"],
  ['customTurnDetection.minStopSecs', 0.3, 'a number from 0.1 to 10 s'],
  ['customTurnDetection.askAfterSecs', 0.2, 'a number from 0.1 to 1 s'],
  ['customTurnDetection.rule', 'slide', "'slide', 'threshold'"],
  ['customTurnDetection.threshold', 0.5, 'a number from 0 to 1'],
  ['initialServerStt', 'use-default', "'use-default', 'enabled', 'disabled'"],
  ['localAudioPolicy.startMutedInPushToTalk', true, 'true or false'],
  ['localAudioPolicy.enableAcousticEchoCancellation', false, 'true or false'],
  ['localAudioPolicy.pushToTalkStartupMode', 'prewarm-muted', "'prewarm-muted', 'open-on-first-press'"],
  ['pushToTalkPolicy.enableServerSttToggle', true, 'true or false'],
  ['pushToTalkPolicy.interruptBotOnPress', true, 'true or false'],
  ['pushToTalkPolicy.requireTurnCompletionBeforeNextPress', true, 'true or false'],
  ['pushToTalkPolicy.turnCompletionTimeoutMs', 5000, 'a number from 0 to 120000 ms'],
  ['pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart', false, 'true or false'],
  ['pushToTalkPolicy.releaseTailMs', 1000, 'a number from 0 to 5000 ms'],
  ['pushToTalkPolicy.preRollMs', 0, 'a number from 0 to 1000 ms'],
  ['bargeIn.smoothInterruption', true, 'true or false'],
  ['bargeIn.fadeOutSecs', 0.12, 'a number from 0 to 1 s'],
  ['bargeIn.clientDetection', 'disabled', "'disabled', 'silero'"],
  ['vad.confidence', 0.7, 'a number from 0 to 1'],
  ['vad.startSecs', 0.2, 'a number from 0 to 2 s'],
  ['vad.stopSecs', 0.2, 'a number from 0 to 2 s'],
  ['vad.minVolume', 0.6, 'a number from 0 to 1'],
];

describe('TURN_TAKING_FIELDS', () => {
  it('has the settings of the field reference and no others', () => {
    expect(TURN_TAKING_FIELDS.map(({ path }) => path)).to.have.members(REFERENCE.map(([path]) => path));
  });

  for (const [path, preset, allowed] of REFERENCE) {
    it(`knows ${path}: ${String(preset)} of ${allowed}`, () => {
      const field = fieldAt(path);
      expect(field.default).to.equal(preset);
      expect(allowedOf(field)).to.equal(allowed);
      expect(valueAt(DEFAULT_TURN_TAKING, path)).to.equal(preset);
    });
  }

  it('clamps the fade to 0.04 to 0.25 s and nothing else', () => {
    const clamped = TURN_TAKING_FIELDS.flatMap((field) =>
      field.kind === 'number' && field.clamp ? [[field.path, ...field.clamp]] : [],
    );
    expect(clamped).to.deep.equal([['bargeIn.fadeOutSecs', 0.04, 0.25]]);
  });

  it('gives every setting an attribute of its own, in lower case with hyphens', () => {
    const attributes = TURN_TAKING_FIELDS.map(({ attribute }) => attribute);
    expect(new Set(attributes).size).to.equal(attributes.length);
    for (const attribute of attributes) expect(attribute).to.match(/^[a-z]+(-[a-z]+)*$/);
  });

  it('names the attribute after the last part of the path, behind its section where two settings share a name', () => {
    for (const { path, attribute } of TURN_TAKING_FIELDS) {
      const parts = path.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`).split('.');
      expect(attribute).to.equal(parts[0] === 'vad' ? parts.join('-') : parts.at(-1));
    }
  });

  it('gives every setting a label and a sentence for people', () => {
    for (const { path, label } of TURN_TAKING_FIELDS) {
      expect(label, path).to.match(/^[A-Z].{2,39}$/);
      expect(TURN_TAKING_HELP[path], path).to.match(/^.{10,}\.$/);
    }
  });

  it('starts every slider within its range, on a step of it', () => {
    for (const field of TURN_TAKING_FIELDS) {
      if (field.kind !== 'number') continue;
      expect(field.default, field.path).to.be.within(field.min, field.max);
      const steps = (field.default - field.min) / field.step;
      expect(Math.abs(steps - Math.round(steps)), field.path).to.be.lessThan(1e-9);
    }
  });

  it('lists the default of every choice among its values', () => {
    for (const field of TURN_TAKING_FIELDS) if (field.kind === 'enum') expect(field.values).to.include(field.default);
  });
});

function fieldAt(path: string): TurnTakingField {
  return TURN_TAKING_FIELDS.find((field) => field.path === path)!;
}
