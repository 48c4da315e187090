import { expect } from '@open-wc/testing';
import { AvatarPttError } from '../../../src/core/error.js';
import {
  DEFAULT_TURN_TAKING,
  customVad,
  isServerSttInitiallyOn,
  mergeTurnTaking,
  parseTurnTakingAttribute,
  smartTurnSettings,
} from '../../../src/core/settings/merge-turn-taking.js';
import { TURN_TAKING_FIELDS } from '../../../src/core/settings/turn-taking-fields.js';

/** What merging or parsing was refused with. */
function refusal(attempt: () => unknown): AvatarPttError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof AvatarPttError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

const nest = (path: string, value: unknown): unknown =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

describe('mergeTurnTaking', () => {
  it('puts the patch over the base and leaves the base alone', () => {
    const merged = mergeTurnTaking(DEFAULT_TURN_TAKING, { mode: 'push-to-talk', vad: { startSecs: 0.3 } });
    expect(merged).to.deep.equal({
      ...DEFAULT_TURN_TAKING,
      mode: 'push-to-talk',
      vad: { ...DEFAULT_TURN_TAKING.vad, startSecs: 0.3 },
    });
    expect(DEFAULT_TURN_TAKING.vad.startSecs).to.equal(0.2);
  });

  for (const patch of [{}, { mode: 'hands-free' }, { vad: {} }, { vad: { confidence: 0.7 } }, { mode: undefined }]) {
    it(`gives the base itself when nothing changes: ${JSON.stringify(patch)}`, () => {
      expect(mergeTurnTaking(DEFAULT_TURN_TAKING, patch)).to.equal(DEFAULT_TURN_TAKING);
    });
  }

  for (const [given, taken] of [
    [0, 0.04],
    [0.04, 0.04],
    [0.1, 0.1],
    [0.25, 0.25],
    [1, 0.25],
  ] as const) {
    it(`takes a fade of ${given} s as ${taken} s`, () => {
      expect(mergeTurnTaking(DEFAULT_TURN_TAKING, { bargeIn: { fadeOutSecs: given } }).bargeIn.fadeOutSecs).to.equal(
        taken,
      );
    });
  }

  it('freezes what it gives', () => {
    const merged = mergeTurnTaking(DEFAULT_TURN_TAKING, { vad: { startSecs: 0.3 } });
    for (const part of [merged, merged.vad, merged.bargeIn]) expect(part).to.be.frozen;
  });
});

describe('mergeTurnTaking, given bad values', () => {
  const STRANGE: readonly [unknown, string][] = [
    [null, 'null'],
    [[], 'a list'],
    [{}, 'an object'],
    [() => 1, 'a function'],
    [1n, 'a bigint'],
    [Symbol('x'), 'a symbol'],
  ];
  const WRONG = {
    number: [[NaN, 'NaN'], [Infinity, 'Infinity'], [-Infinity, '-Infinity'], ['1', '"1"'], [true, 'true'], ...STRANGE],
    boolean: [['true', '"true"'], [1, '1'], [0, '0'], ...STRANGE],
    name: [['', '""'], ['My Analyzer', '"My Analyzer"'], ['-a', '"-a"'], [0, '0'], [false, 'false'], ...STRANGE],
    enum: [['loud', '"loud"'], ['', '""'], [0, '0'], [false, 'false'], ...STRANGE],
  } as const;

  for (const field of TURN_TAKING_FIELDS) {
    const outside: [unknown, string][] =
      field.kind === 'number' ? [field.min - 0.001, -1, field.max + 0.001].map((value) => [value, String(value)]) : [];
    it(`names ${field.path}, the value and what is allowed`, () => {
      for (const [value, shown] of [...WRONG[field.kind], ...outside]) {
        const { code, message } = refusal(() => mergeTurnTaking(DEFAULT_TURN_TAKING, nest(field.path, value)));
        expect(code).to.equal('invalid-option');
        expect(message)
          .to.match(/; allowed: .+\.$/)
          .and.include(`${field.path} is ${shown}`);
        if (field.kind === 'number') expect(message).to.include(`${field.min} to ${field.max}`);
        if (field.kind === 'enum') for (const allowed of field.values) expect(message).to.include(allowed);
      }
    });
  }

  for (const patch of [null, undefined, 5, 'mode', true, [], ['mode'], () => 1]) {
    it(`refuses ${JSON.stringify(patch)} in place of an object`, () => {
      expect(refusal(() => mergeTurnTaking(DEFAULT_TURN_TAKING, patch)).message).to.include('an object of settings');
    });
  }

  for (const section of [null, 5, 'x', [], [{ confidence: 1 }]]) {
    it(`refuses ${JSON.stringify(section)} in place of a section`, () => {
      const { message } = refusal(() => mergeTurnTaking(DEFAULT_TURN_TAKING, { vad: section }));
      expect(message).to.include('vad is').and.include('an object of settings');
    });
  }

  for (const [json, named] of [
    ['{"stopSecs":1}', 'stopSecs'],
    ['{"vad":{"confidnce":1}}', 'vad.confidnce'],
    ['{"vad":{"constructor":1}}', 'vad.constructor'],
    ['{"vad.confidence":0.5}', 'vad.confidence'],
    ['{"":1}', ''],
    ['{"constructor":{"prototype":{"polluted":1}}}', 'constructor'],
    ['{"__proto__":{"polluted":1}}', '__proto__'],
    ['{"vad":{"__proto__":{"polluted":1}}}', 'vad.__proto__'],
    ['{"toString":1}', 'toString'],
  ] as const) {
    it(`refuses the unknown key in ${json}`, () => {
      const { message } = refusal(() => mergeTurnTaking(DEFAULT_TURN_TAKING, JSON.parse(json)));
      expect(message).to.include(`There is no setting "${named}"`).and.include('customTurnDetection.stopSecs');
      expect({}).not.to.have.property('polluted');
    });
  }

  it('applies nothing of a patch that is bad in one place', () => {
    const base = mergeTurnTaking(DEFAULT_TURN_TAKING, { vad: { startSecs: 0.3 } });
    const before = JSON.stringify(base);
    refusal(() => mergeTurnTaking(base, { mode: 'push-to-talk', vad: { startSecs: 0.4, stopSecs: NaN } }));
    expect(JSON.stringify(base)).to.equal(before);
  });

  it('shortens a long value in the message', () => {
    const { message } = refusal(() => mergeTurnTaking(DEFAULT_TURN_TAKING, { mode: 'x'.repeat(10_000) }));
    expect(message.length).to.be.lessThan(200);
  });
});

describe('DEFAULT_TURN_TAKING', () => {
  it('is frozen through and through', () => {
    expect(DEFAULT_TURN_TAKING).to.be.frozen;
    for (const part of Object.values(DEFAULT_TURN_TAKING)) expect(part).to.be.frozen;
  });
});

describe('parseTurnTakingAttribute', () => {
  for (const [attribute, text, patch] of [
    ['stop-secs', '2.5', { customTurnDetection: { stopSecs: 2.5 } }],
    ['analyzer', ' smart-turn-v3', { customTurnDetection: { analyzer: 'smart-turn-v3' } }],
    ['rule', 'threshold', { customTurnDetection: { rule: 'threshold' } }],
    ['pre-speech-ms', ' 120 ', { customTurnDetection: { preSpeechMs: 120 } }],
    ['turn-completion-timeout-ms', '0', { pushToTalkPolicy: { turnCompletionTimeoutMs: 0 } }],
    ['fade-out-secs', '0.9', { bargeIn: { fadeOutSecs: 0.25 } }],
    ['mode', 'push-to-talk', { mode: 'push-to-talk' }],
    ['turn-detection', ' custom ', { turnDetection: 'custom' }],
    ['interrupt-bot-on-press', 'false', { pushToTalkPolicy: { interruptBotOnPress: false } }],
    ['interrupt-bot-on-press', 'true', { pushToTalkPolicy: { interruptBotOnPress: true } }],
    ['enable-acoustic-echo-cancellation', '', { localAudioPolicy: { enableAcousticEchoCancellation: true } }],
  ] as const) {
    it(`reads ${attribute}="${text}"`, () => {
      expect(parseTurnTakingAttribute(attribute, text)).to.deep.equal(patch);
    });
  }

  for (const [attribute, text] of [
    ['stop-secs', ''],
    ['stop-secs', '2.5s'],
    ['stop-secs', '-1'],
    ['stop-secs', 'NaN'],
    ['stop-secs', 'Infinity'],
    ['stop-secs', '11'],
    ['mode', ''],
    ['mode', 'Push-To-Talk'],
    ['interrupt-bot-on-press', 'no'],
    ['interrupt-bot-on-press', '0'],
  ] as const) {
    it(`refuses ${attribute}="${text}", naming both and what is allowed`, () => {
      const { code, message } = refusal(() => parseTurnTakingAttribute(attribute, text));
      expect(code).to.equal('invalid-option');
      expect(message).to.include(`${attribute}="${text}"`).and.include('allowed: ');
    });
  }

  for (const attribute of ['stopsecs', '__proto__', 'constructor', '']) {
    it(`refuses the attribute "${attribute}", which there is not`, () => {
      expect(refusal(() => parseTurnTakingAttribute(attribute, '1')).message).to.include(`"${attribute}"`);
    });
  }
});

describe('smartTurnSettings', () => {
  const BY_SILENCE = { analyzer: 'silence', minStopSecs: 0.3, askAfterSecs: 0.2, rule: 'slide', threshold: 0.5 };
  const custom = { customTurnDetection: { stopSecs: 1, preSpeechMs: 100, maxDurationSecs: 20, ...BY_SILENCE } };
  const merged = (turnDetection: string): unknown =>
    smartTurnSettings(mergeTurnTaking(DEFAULT_TURN_TAKING, { ...custom, turnDetection }));

  it('uses the custom ones only when told so', () => {
    expect(merged('custom')).to.deep.equal(custom.customTurnDetection);
    expect(merged('use-default')).to.deep.equal({ stopSecs: 3, preSpeechMs: 0, maxDurationSecs: 8, ...BY_SILENCE });
    expect(merged('disabled')).to.equal(null);
  });
});

describe('isServerSttInitiallyOn', () => {
  for (const [mode, initialServerStt, isOn] of [
    ['hands-free', 'use-default', true],
    ['push-to-talk', 'use-default', false],
    ['hands-free', 'disabled', false],
    ['push-to-talk', 'enabled', true],
  ] as const) {
    it(`is ${String(isOn)} in ${mode} with ${initialServerStt}`, () => {
      expect(isServerSttInitiallyOn(mergeTurnTaking(DEFAULT_TURN_TAKING, { mode, initialServerStt }))).to.equal(isOn);
    });
  }
});

describe('customVad', () => {
  it('is null until one of its settings is another than the default', () => {
    expect(customVad(mergeTurnTaking(DEFAULT_TURN_TAKING, { turnDetection: 'disabled' }))).to.equal(null);
    const set = mergeTurnTaking(DEFAULT_TURN_TAKING, { vad: { confidence: 0.5 } });
    expect(customVad(set)).to.deep.equal({ ...DEFAULT_TURN_TAKING.vad, confidence: 0.5 });
    expect(customVad(mergeTurnTaking(set, { vad: { confidence: 0.7 } }))).to.equal(null);
  });
});
