import { expect } from '@open-wc/testing';
import { deadlinesOf } from '../../../src/core/machine/deadlines.js';
import type { TurnState } from '../../../src/core/machine/turn-state.js';
import { handsFree, press, pushToTalk, release, run, spoken, started, unjoined, voice } from '../run.js';

describe('deadlinesOf', () => {
  const rows: readonly [string, TurnState, string[]][] = [
    ['a session that has not begun', unjoined(), []],
    ['connecting', run(unjoined(), { at: 0, type: 'connect' }).state, ['connect 30000']],
    ['a press', run(pushToTalk(), press(0)).state, ['start 4000', 'hold-warning 50000', 'hold 60000']],
    ['a turn', run(pushToTalk(), press(0), started(9)).state, ['hold-warning 50000', 'hold 60000']],
    [
      'the tail',
      run(pushToTalk(), press(0), started(9), voice(10, true), release(900)).state,
      ['window 1900', 'lock 5900'],
    ],
    [
      'a stop on its way',
      run(pushToTalk(), press(0), started(0), release(900)).state,
      ['window 1900', 'stop 3900', 'lock 5900'],
    ],
    ['an answer', run(pushToTalk(), ...spoken(0, 1)).state, ['lock 6000']],
    ['a mode switch', run(pushToTalk(), { at: 0, type: 'set-mode', mode: 'hands-free' }).state, ['mode 5000']],
    ['a voice', run(handsFree(), { at: 0, type: 'speech-started', onsetMs: 0 }).state, ['start 4000', 'hold 9500']],
  ];
  for (const [name, state, waits] of rows) {
    it(`lists what ${name} waits for, the earliest first`, () => {
      expect(deadlinesOf(state).map(({ kind, at }) => `${kind} ${at}`)).to.deep.equal(waits);
    });
  }
});
