import { expect } from '@open-wc/testing';
import { mergeTurnTaking, DEFAULT_TURN_TAKING } from '../../src/core/settings/merge-turn-taking.js';
import { DEFAULT_PRESS_POLICY } from '../../src/core/settings/options.js';
import { initialTurnState } from '../../src/core/machine/turn-state.js';
import { replay } from '../../src/session/replay.js';
import { Stage, settled } from './stand-ins.js';

describe('replay', () => {
  it('gives the states and effects of the live run again', async () => {
    const stage = new Stage();
    const { session, clock, provider } = await stage.joined();
    session.press('app');
    await settled();
    clock.pass(300);
    session.release('app');
    await settled();
    provider.context!.emit({ type: 'avatar-speech-started', turnId: 1 });
    provider.context!.emit({ type: 'turn-completed', turnId: 1 });
    await session.setMode('hands-free');
    session.send({ type: 'speech-started', onsetMs: 10 });
    session.setTurnTaking({ customTurnDetection: { stopSecs: 1 } });
    clock.pass(10_000);
    await session.close();

    const options = mergeTurnTaking(DEFAULT_TURN_TAKING, { mode: 'push-to-talk' });
    const initial = initialTurnState(options, { ...DEFAULT_PRESS_POLICY, tapMs: 0 });
    // A recording travels as JSON.
    const recorded = JSON.parse(JSON.stringify(stage.records)) as typeof stage.records;
    const events = recorded.map(({ event }) => event);
    expect(JSON.parse(JSON.stringify(replay(events, initial)))).to.deep.equal(recorded);
    expect(recorded.length).to.be.above(15);
  });

  it('numbers the records from 1', () => {
    const records = replay([
      { type: 'tick', at: 1 },
      { type: 'tick', at: 2 },
    ]);
    expect(records.map(({ seq, at }) => [seq, at])).to.deep.equal([
      [1, 1],
      [2, 2],
    ]);
  });
});
