import { expect } from '@open-wc/testing';
import { INITIAL_ENDPOINTING, type EndpointReason } from '../../../src/core/endpointing/endpointing.js';
import { endpointFrame } from '../../../src/core/machine/endpoint-frame.js';
import { transition } from '../../../src/core/machine/turn-machine.js';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import { needsDetector, type TurnState } from '../../../src/core/machine/turn-state.js';
import { DEFAULT_PRESS_POLICY, type PartialTurnTaking, type PressPolicy } from '../../../src/core/settings/options.js';
import { frames } from '../frames.js';
import { press, pushToTalk, release, run, settings, started, tick, voice } from '../run.js';

type Press = Partial<PressPolicy>;

const ends = (at: number, endMs: number, reason: EndpointReason = 'stop-secs'): TurnEvent => ({
  at,
  type: 'turn-ended',
  endMs,
  reason,
});
const begins = (at: number, startMs: number): TurnEvent => ({ at, type: 'gate-opened', turnId: 1, startMs });
const ONE_SECOND = { turnDetection: 'custom', customTurnDetection: { stopSecs: 1 } } as const;

const itself = (style: PressPolicy['style'], patch: PartialTurnTaking = {}, policy: Press = {}): TurnState =>
  pushToTalk(patch, { press: { style, latchEnds: 'endpoint', ...policy } });

/** Tapped at 0, which is 500 ms in the audio. */
const tapped = (patch: PartialTurnTaking = {}, policy: Press = {}): TurnState =>
  run(itself('toggle', patch, policy), press(0), release(80), begins(85, 500), started(90)).state;

/** The turns that frames end, by way of the machine itself; audio and page time are 500 ms apart. */
function heard(start: TurnState, drawing: string, fromMs = 500): { state: TurnState; ended: string[] } {
  let [state, endpointing] = [start, INITIAL_ENDPOINTING];
  const ended: string[] = [];
  for (const frame of frames(drawing, 100, fromMs)) {
    const edges: TurnEvent[] = [];
    endpointing = endpointFrame(endpointing, frame, state, (edge) => edges.push({ ...edge, at: frame.endMs - 500 }));
    for (const edge of edges) {
      if (edge.type === 'turn-ended') ended.push(`${edge.endMs} ${edge.reason}`);
      [state] = transition(state, edge);
    }
  }
  return { state, ended };
}

describe('transition: a latched turn that ends by itself', () => {
  it('ends at the boundary in the audio, with the window for its transcript and without a tail', () => {
    const { effects, state } = run(run(tapped(), voice(100, true)).state, ends(9000, 6000));
    expect(effects).to.deep.equal(['close-gate 1 until 6000', '! turn-ended 1 stop-secs', 'stop-turn 1']);
    expect(state).to.include({ phase: 'releasing', isServerSttOn: true });
    expect(run(state, tick(10_000)).wire).to.deep.equal(['stt off']);
  });

  it('lasts as long as its audio', () => {
    const [, effects] = transition(tapped(), ends(9000, 6000));
    expect(effects.find(({ type }) => type === 'announce')).to.have.nested.property('notice.durationMs', 5500);
  });

  for (const reason of ['stop-secs', 'sounded-complete', 'max-duration'] as const) {
    it(`tells that it was ${reason}`, () => {
      expect(run(tapped(), ends(9000, 6000, reason)).told).to.deep.equal([`turn-ended 1 ${reason}`]);
    });
  }

  it('ends at once by another tap, with a tail', () => {
    const { state } = run(tapped(), voice(100, true));
    const { told, state: after } = run(state, press(5000), release(5080));
    expect(told).to.deep.equal(['release-ignored pointer']);
    expect(after.turn).to.deep.include({ endReason: 'release', window: { kind: 'capture', endsAt: 6000 } });
    expect(run(after, ends(5500, 5000)).state).to.equal(after);
  });

  it('takes no speech beyond its longest for another turn', () => {
    const { state } = run(
      tapped(),
      { at: 100, type: 'speech-started', onsetMs: 600 },
      ends(8000, 8500, 'max-duration'),
      tick(9000),
    );
    expect(state).to.include({ turn: null, phase: 'awaiting' });
  });

  for (const [how, start] of [
    ['by a tap, where nothing else is asked for', tapped({}, { latchEnds: 'tap' })],
    ['by the application, where detection is off', tapped({ turnDetection: 'disabled' })],
    ['by the hand that holds it', run(itself('hold'), press(0), begins(5, 500), started(10)).state],
    ['by the hand, in hybrid', run(itself('hybrid'), press(0), begins(5, 500), started(10)).state],
    ['by the application that began it', run(itself('hold'), press(0, 'app'), begins(5, 500), started(10)).state],
  ] as const) {
    it(`is ended ${how}`, () => {
      expect(run(start, ends(5000, 5500), ends(5001, 5500, 'max-duration')).state).to.equal(start);
      expect(heard(start, '#5 .99').ended).to.deep.equal([]);
    });
  }

  it('is that of a click in any style, and of a tap in hybrid', () => {
    for (const style of ['hold', 'toggle', 'hybrid'] as const) {
      const clicked = run(itself(style), press(0, 'click'), begins(5, 500), started(10));
      expect(run(clicked.state, ends(5000, 5500)).told).to.deep.equal(['turn-ended 1 stop-secs']);
    }
    const latched = run(itself('hybrid'), press(0), begins(5, 500), started(10), release(300));
    expect(run(latched.state, ends(5000, 5500)).told).to.deep.equal(['turn-ended 1 stop-secs']);
  });
});

describe('endpointFrame: a latched turn', () => {
  it('ends after the silence that follows what was said', () => {
    expect(heard(tapped(ONE_SECOND), '.10 #10 .5 #5 .20').ended).to.deep.equal(['4500 stop-secs']);
  });

  it('waits for speech, and for no sound that is none, up to its longest', () => {
    const { ended, state } = heard(tapped(ONE_SECOND), '.20 # .99');
    expect(ended).to.deep.equal(['8500 max-duration']);
    expect(state.turn?.endReason).to.equal('max-duration');
  });

  it('takes what was said before the press for none of it, also in its pre-roll', () => {
    expect(heard(tapped(ONE_SECOND), '#10 .20', -500).ended).to.deep.equal([]);
    const early = { ...ONE_SECOND, pushToTalkPolicy: { preRollMs: 400 } };
    const start = run(itself('toggle', early), press(0), begins(5, 100), started(10)).state;
    expect(heard(start, '.1 #2 .90', 100).ended).to.deep.equal(['8500 max-duration']);
  });

  it('knows who speaks on over the press', () => {
    expect(heard(tapped(ONE_SECOND), '#10 .20', 0).ended).to.deep.equal(['2000 stop-secs']);
  });

  it('is asked about in its pauses, but in no silence before its first word', () => {
    const analyzed = { turnDetection: 'custom', customTurnDetection: { analyzer: 'stand-in', stopSecs: 1 } } as const;
    const asked: number[] = [];
    let endpointing = INITIAL_ENDPOINTING;
    for (const frame of frames('.20 #5 .5', 100, 500)) {
      endpointing = endpointFrame(endpointing, frame, tapped(analyzed), (edge) => {
        if (edge.type === 'pause-asked') asked.push(edge.askedMs);
      });
    }
    expect(asked).to.deep.equal([3200]);
  });

  it('counts anew from where it was taken up again in its tail', () => {
    const ended = run(tapped(ONE_SECOND), voice(100, true), press(2000), release(2080)).state;
    const { state } = run(ended, press(2500), release(2580));
    expect(state.turn).to.deep.include({ isLatched: true, countsAt: 2500 });
    expect(heard(state, '#10 .99').ended).to.deep.equal(['11000 max-duration']);
    expect(heard(state, '#10 .20 #5 .20').ended).to.deep.equal(['5000 stop-secs']);
  });

  it('counts from where it was first to end by itself', () => {
    const start = tapped(ONE_SECOND, { latchEnds: 'tap' });
    const pressPolicy: PressPolicy = { ...DEFAULT_PRESS_POLICY, style: 'toggle', latchEnds: 'endpoint' };
    const { state } = run(start, tick(20_000), { at: 20_000, type: 'set-press-policy', pressPolicy });
    expect(state.turn?.holdEndsAt).to.equal(20_000 + 8000 + 1500);
    expect(heard(state, `#10 .195 #5 .20`).ended).to.deep.equal(['22500 stop-secs']);
  });
});

describe('transition: the longest latched turn', () => {
  it('is ended by the clock, where it would have been, when nothing is heard', () => {
    expect(run(tapped(), tick(9499)).effects).to.deep.equal([]);
    const { effects } = run(tapped(), tick(9500));
    expect(effects).to.deep.equal(['close-gate 1 until 8500', '! turn-ended 1 max-duration', 'stop-turn 1']);
  });

  it('is that of the settings, live', () => {
    const longer = { turnDetection: 'custom', customTurnDetection: { maxDurationSecs: 20 } } as const;
    const start = tapped();
    expect(run(start, settings(100, start, longer)).state.turn?.holdEndsAt).to.equal(21_500);
  });

  it('is a tap’s from its latch on, and no hold’s', () => {
    const { state } = run(itself('hybrid'), press(0), begins(5, 500), started(10));
    expect(state.turn?.holdEndsAt).to.equal(60_000);
    expect(run(state, release(300)).state.turn?.holdEndsAt).to.equal(9500);
  });

  it('is the longest hold where that is shorter, with its warning and its reason', () => {
    const { told } = run(tapped({}, { maxHoldMs: 3000 }), tick(2000), tick(3000));
    expect(told).to.deep.equal(['hold-ending 1 at 3000', 'turn-ended 1 max-hold']);
  });
});

describe('needsDetector', () => {
  it('hears from the start on where a latched turn may end by itself', () => {
    expect(needsDetector(itself('toggle'))).to.equal(true);
    expect(needsDetector(itself('toggle', { turnDetection: 'disabled' }))).to.equal(false);
    expect(needsDetector(pushToTalk({}, { press: { style: 'toggle' } }))).to.equal(false);
  });

  it('forgets what is being said when nothing hears its end any more', () => {
    const { state } = run(itself('toggle'), { at: 5, type: 'speech-started', onsetMs: 1 });
    expect(state.userSpeech).not.to.equal(null);
    const pressPolicy: PressPolicy = { ...DEFAULT_PRESS_POLICY, style: 'toggle' };
    expect(run(state, { at: 10, type: 'set-press-policy', pressPolicy }).state.userSpeech).to.equal(null);
  });
});
