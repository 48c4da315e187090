import { expect } from '@open-wc/testing';
import type { PartialTurnTaking, PressPolicy } from '../../../src/core/settings/options.js';
import type { TurnState } from '../../../src/core/machine/turn-state.js';
import { unjoined } from '../run.js';
import { QUIET, report, walk } from './turn-walk.js';

// A row is one set of options; the columns are listed below. Every two columns meet in all their combinations.
const MATRIX = [
  '0101010002',
  '1010101112',
  '1001000100',
  '0110111010',
  '0001110111',
  '1111001011',
  '1100011101',
  '0010100002',
] as const;
const COLUMNS = [
  'interruptBotOnPress',
  'requireTurnCompletionBeforeNextPress',
  'allowSpeechStoppedFallbackAfterSpeechStart',
  'releaseTailMs 1000',
  'enableServerSttToggle',
  'open-on-first-press',
  'startMutedInPushToTalk false',
  'echo cancellation',
  'hands-free',
  'hold, toggle, hybrid',
] as const;
const STYLES = ['hold', 'toggle', 'hybrid'] as const;

// In a row of the matrix the mode stays, the device is well, and in push-to-talk nobody listens for speech; in
// turn-machine.walk-all.test.ts nothing is left out.
const SWITCHES = ['set-mode'];
const TROUBLE = ['set-microphone', 'microphone-lost', 'microphone-failed'];
const SPEECH = ['speech-started', 'speech-ended', 'turn-ended'];

describe('transition, walked through every state that can be reached', function () {
  this.timeout(180_000);

  it('meets every two settings in all their combinations', () => {
    for (const left of COLUMNS.keys()) {
      for (const right of COLUMNS.keys()) {
        if (left >= right) continue;
        const met = new Set(MATRIX.map((row) => `${row[left]!}${row[right]!}`));
        expect(met.size).to.equal(right === COLUMNS.length - 1 ? 6 : 4);
      }
    }
  });

  for (const row of MATRIX) {
    it(`keeps every promise with ${nameOf(row)}`, () => {
      const without = [...QUIET, ...SWITCHES, ...TROUBLE, ...(isOn(row, 'hands-free') ? [] : SPEECH)];
      report(nameOf(row), walk(stateOf(row), { without: new Set(without) }));
    });
  }

  it('keeps every promise while the avatar goes and comes, and the service mutes the user', () => {
    const start = unjoined({ mode: 'push-to-talk', pushToTalkPolicy: { enableServerSttToggle: false } });
    const without = new Set([
      'microphone-silent',
      ...TROUBLE,
      ...SPEECH,
      ...SWITCHES,
      'reconnecting',
      'voice-activity',
    ]);
    report('nobody there', walk(start, { without }));
  });

  for (const style of STYLES) {
    it(`keeps every promise where a turn that is latched ends by itself, ${style}`, () => {
      const start = unjoined({ mode: 'push-to-talk' }, { press: { style, latchEnds: 'endpoint' } });
      const without = new Set([...QUIET, ...SWITCHES, ...TROUBLE, 'reconnecting']);
      const walked = walk(start, { without });
      report(`ends by itself, ${style}`, walked);
      expect(walked.places.some(({ state }) => state.turn?.endReason === 'stop-secs')).to.equal(true);
    });
  }

  it('keeps every promise when what ends a latched turn changes at any time', () => {
    const start = unjoined(
      { mode: 'push-to-talk', pushToTalkPolicy: { releaseTailMs: 0 } },
      { press: { style: 'toggle' } },
    );
    const policies: PressPolicy[] = [start.pressPolicy, { ...start.pressPolicy, latchEnds: 'endpoint' }];
    const without = new Set([...QUIET, ...TROUBLE, ...SWITCHES, 'reconnecting', 'voice-activity']);
    report('another end', walk(start, { without, policies }));
  });

  it('keeps every promise when the settings change at any time', () => {
    const [one, other] = [stateOf('1110101000'), stateOf('0000010100')];
    const without = new Set([...QUIET, ...TROUBLE, ...SPEECH, ...SWITCHES, 'reconnecting']);
    report('changing settings', walk(one, { without, settings: [one.options, other.options] }));
  });
});

function isOn(row: string, column: (typeof COLUMNS)[number]): boolean {
  return row[COLUMNS.indexOf(column)] === '1';
}

function nameOf(row: string): string {
  const names = COLUMNS.slice(0, -1).filter((column) => isOn(row, column));
  return [...names, pressOf(row).style].join(', ');
}

function pressOf(row: string): Pick<PressPolicy, 'style'> {
  return { style: STYLES[Number(row.at(-1))]! };
}

function stateOf(row: string): TurnState {
  const patch: PartialTurnTaking = {
    mode: isOn(row, 'hands-free') ? 'hands-free' : 'push-to-talk',
    localAudioPolicy: {
      startMutedInPushToTalk: !isOn(row, 'startMutedInPushToTalk false'),
      enableAcousticEchoCancellation: isOn(row, 'echo cancellation'),
      pushToTalkStartupMode: isOn(row, 'open-on-first-press') ? 'open-on-first-press' : 'prewarm-muted',
    },
    pushToTalkPolicy: {
      interruptBotOnPress: isOn(row, 'interruptBotOnPress'),
      requireTurnCompletionBeforeNextPress: isOn(row, 'requireTurnCompletionBeforeNextPress'),
      allowSpeechStoppedFallbackAfterSpeechStart: isOn(row, 'allowSpeechStoppedFallbackAfterSpeechStart'),
      releaseTailMs: isOn(row, 'releaseTailMs 1000') ? 1000 : 0,
      enableServerSttToggle: isOn(row, 'enableServerSttToggle'),
    },
  };
  return unjoined(patch, { press: pressOf(row) });
}
