import { expect } from '@open-wc/testing';
import type { EndpointReason } from '../../../src/core/endpointing/endpointing.js';
import type { TurnEvent } from '../../../src/core/machine/turn-events.js';
import { transition } from '../../../src/core/machine/turn-machine.js';
import type { TurnState } from '../../../src/core/machine/turn-state.js';
import {
  avatar,
  cancel,
  failed,
  handsFree,
  press,
  release,
  run,
  settings,
  started,
  stopped,
  tick,
  voice,
} from '../run.js';

const speaks = (at: number, onsetMs: number): TurnEvent => ({ at, type: 'speech-started', onsetMs });
const pauses = (at: number, endMs: number): TurnEvent => ({ at, type: 'speech-ended', endMs });
const ends = (at: number, endMs: number, reason: EndpointReason = 'stop-secs'): TurnEvent => ({
  at,
  type: 'turn-ended',
  endMs,
  reason,
});
const begins = (at: number, startMs: number, turnId = 1): TurnEvent => ({ at, type: 'gate-opened', turnId, startMs });

const talking = (start = handsFree()): TurnState =>
  run(start, speaks(1000, 800), begins(1005, 800), started(1010)).state;
const answered = (start = handsFree()): TurnState =>
  run(talking(start), pauses(3200, 3000), ends(6000, 6000), stopped(6010), avatar(7000, 'avatar-speech-started', 1))
    .state;

describe('transition: a turn by voice', () => {
  it('is listened for with the device open and the gate closed', () => {
    expect(handsFree()).to.include({ microphone: 'open', phase: 'idle', avatarState: 'listening', turn: null });
  });

  it('starts at the onset, and needs no speech-to-text messages', () => {
    const { effects } = run(handsFree(), speaks(1000, 800));
    expect(effects).to.deep.equal(['open-gate 1 from 800', 'start-turn 1', '! turn-started 1 endpointer']);
  });

  it('starts preSpeechMs before the onset when custom settings say so', () => {
    const custom = { turnDetection: 'custom', customTurnDetection: { preSpeechMs: 150 } } as const;
    expect(run(handsFree(custom), speaks(1000, 800)).wire[0]).to.equal('open-gate 1 from 650');
    expect(run(handsFree(custom), speaks(1000, 100)).wire[0]).to.equal('open-gate 1 from 0');
    const unused = { customTurnDetection: { preSpeechMs: 150 } };
    expect(run(handsFree(unused), speaks(1000, 800)).wire[0]).to.equal('open-gate 1 from 800');
  });

  it('ends sooner where it sounded complete, and is only told so by the endpointer', () => {
    const asked: TurnEvent = { at: 3300, type: 'pause-asked', pauseMs: 3000, askedMs: 3200 };
    const answer: TurnEvent = { at: 3400, type: 'pause-answered', askedMs: 3200, completeness: 1 };
    const state = talking();
    expect(run(state, asked, answer).state).to.equal(state);
    const { effects } = run(state, ends(3410, 3300, 'sounded-complete'));
    expect(effects).to.deep.equal(['close-gate 1 until 3300', '! turn-ended 1 sounded-complete', 'stop-turn 1']);
  });

  it('ends at the boundary in the audio, however late the page is, without a tail', () => {
    const { effects, state } = run(run(talking(), voice(1020, true)).state, ends(9000, 6000));
    expect(effects).to.deep.equal(['close-gate 1 until 6000', '! turn-ended 1 stop-secs', 'stop-turn 1']);
    expect(state).to.include({ phase: 'awaiting' });
  });

  it('lasts as long as its audio', () => {
    const [, effects] = transition(talking(), ends(9000, 6000));
    const [ended] = effects.filter(({ type }) => type === 'announce');
    expect(ended).to.have.nested.property('notice.durationMs', 6000 - 800);
  });

  it('is ended by the clock, where it would have been, when the endpointer has not done it', () => {
    expect(run(talking(), tick(1000 + 8000 + 1499)).effects).to.deep.equal([]);
    const { wire, state } = run(talking(), tick(1000 + 8000 + 1500));
    expect(wire[0]).to.equal('close-gate 1 until 8800');
    expect(state.userSpeech).to.equal(null);
  });

  it('ends also by the application', () => {
    expect(run(talking(), release(2000, 'app')).told).to.deep.equal(['turn-ended 1 release']);
  });

  it('is not ended by a control that goes up', () => {
    const { state, told } = run(talking(), release(2000, 'pointer'));
    expect(told).to.deep.equal(['release-ignored pointer']);
    expect(state).to.deep.equal(talking());
  });

  it('refuses a button', () => {
    expect(run(talking(), press(2000)).told).to.deep.equal(['press-refused hands-free']);
    expect(run(handsFree(), press(2000, 'app')).told).to.deep.equal(['press-refused hands-free']);
  });

  it('takes no boundary that is not its own', () => {
    expect(run(handsFree(), ends(2000, 2000)).effects).to.deep.equal([]);
    const { state } = run(talking(), ends(6000, 6000));
    expect(run(state, ends(6100, 6100)).state).to.equal(state);
  });

  it('waits until the avatar is ready, and then begins at its onset', () => {
    const start = { ...handsFree(), service: { presence: 'awaited' as const, isUserMuted: false } };
    const { wire } = run(start, speaks(1000, 800), { at: 2000, type: 'avatar-ready' });
    expect(wire[0]).to.equal('open-gate 1 from 800');
  });

  it('is retried by the next speech when its start failed, and not by what is being said', () => {
    const { state, told } = run(handsFree(), speaks(1000, 800), failed(1010, 'start-failed'));
    expect(told.slice(1)).to.deep.equal(['turn-discarded 1 start-failed', 'press-refused start-failed']);
    expect(run(state, tick(1100), pauses(1200, 1100), speaks(1500, 1300)).wire[0]).to.equal('open-gate 2 from 1300');
  });

  it('that is cancelled is not heard again', () => {
    const { state, wire } = run(talking(), cancel(2000), stopped(2010), tick(2500));
    expect(wire).to.deep.equal(['close-gate 1 discarded', 'stop-turn 1 discarded']);
    expect(run(state, speaks(4000, 3900)).wire[0]).to.equal('open-gate 2 from 3900');
  });
});

describe('transition: speech past the cap', () => {
  const capped = run(talking(handsFree({}, 'echo')), ends(8900, 8800, 'max-duration'));

  it('ends the turn exactly at the cap', () => {
    expect(capped.effects.slice(0, 2)).to.deep.equal(['close-gate 1 until 8800', '! turn-ended 1 max-duration']);
  });

  it('goes on in the next turn exactly at the cap, as soon as one may start', () => {
    expect(capped.wire).not.to.include('open-gate 2 from 8800');
    expect(run(capped.state, stopped(8950)).wire).to.deep.equal([
      'interrupt-avatar fade 0.12',
      'open-gate 2 from 8800',
      'start-turn 2',
    ]);
  });

  it('does not let a pre-roll reach back before the cap', () => {
    const custom = { turnDetection: 'custom', customTurnDetection: { preSpeechMs: 500 } } as const;
    const { state } = run(talking(handsFree(custom, 'echo')), ends(8900, 8800, 'max-duration'), stopped(8950));
    expect(state.turn?.id).to.equal(2);
    expect(
      run(talking(handsFree(custom, 'echo')), ends(8900, 8800), pauses(8910, 8700), stopped(8950), speaks(9300, 9000))
        .wire,
    ).to.include('open-gate 2 from 8800');
  });

  it('goes on at the cap also in a turn that had to wait for the avatar', () => {
    const waited = run(
      answered(),
      speaks(9000, 8800),
      avatar(9500, 'turn-completed'),
      avatar(9600, 'avatar-speech-stopped'),
    );
    const cap = [begins(9605, 9600, 2), started(9610, 2), ends(17_700, 17_600, 'max-duration')];
    const { wire } = run(waited.state, ...cap, avatar(17_710, 'no-response', 2), stopped(17_720, 2));
    expect(wire.slice(-2)).to.deep.equal(['open-gate 3 from 17600', 'start-turn 3']);
  });

  it('starts nothing when the user has stopped by then', () => {
    expect(run(capped.state, pauses(8920, 8850), stopped(8950)).wire).to.deep.equal([]);
  });
});

describe('transition: speech over the avatar, with echo cancellation in force', () => {
  const start = answered(handsFree({}, 'echo'));

  it('interrupts with the fade and starts the user’s turn at its onset', () => {
    expect(run(start, speaks(9000, 8800)).effects).to.deep.equal([
      'interrupt-avatar fade 0.12',
      '! lock-released 1 interrupted',
      'open-gate 2 from 8800',
      'start-turn 2',
      '! turn-started 2 endpointer',
    ]);
  });

  it('does so whatever the rules of the button say', () => {
    const strict = handsFree({ pushToTalkPolicy: { interruptBotOnPress: false } }, 'echo');
    expect(run(answered(strict), speaks(9000, 8800)).wire[0]).to.equal('interrupt-avatar fade 0.12');
  });
});

describe('transition: speech over the avatar, without echo cancellation', () => {
  const ducking = handsFree({ bargeIn: { clientDetection: 'silero' } });
  const over = run(answered(ducking), speaks(9000, 8800));

  it('does nothing by itself', () => {
    expect(run(answered(), speaks(9000, 8800)).effects).to.deep.equal([]);
  });

  it('ducks it where that is asked for', () => {
    expect(over.effects).to.deep.equal(['duck']);
    expect(over.state).to.include({ isDucked: true, phase: 'awaiting' });
  });

  it('is heard at full volume again when the user stops', () => {
    expect(run(over.state, pauses(9500, 9400)).effects).to.deep.equal(['unduck']);
  });

  it('starts the user’s turn when the avatar’s is over, with what is said from then on', () => {
    const { wire } = run(over.state, avatar(9500, 'turn-completed', 1), avatar(9600, 'avatar-speech-stopped', 1));
    expect(wire).to.deep.equal(['open-gate 2', 'start-turn 2', 'unduck']);
  });

  it('starts none when the user has stopped by then', () => {
    const { wire } = run(
      over.state,
      pauses(9400, 9300),
      avatar(9500, 'turn-completed'),
      avatar(9600, 'avatar-speech-stopped'),
    );
    expect(wire).to.deep.equal(['unduck']);
  });

  it('waits for an answer that was not heard yet, and loses nothing where none comes', () => {
    const { state } = run(talking(), pauses(3200, 3000), ends(6000, 6000), stopped(6010));
    expect(run(state, speaks(6500, 6300)).effects).to.deep.equal([]);
    expect(run(state, speaks(6500, 6300), tick(11_000)).wire).to.deep.equal(['open-gate 2 from 6300', 'start-turn 2']);
  });

  it('is the same when the browser did not grant the cancellation that was asked for', () => {
    const refused = { ...answered(handsFree({}, 'echo')), isEchoCancelled: false };
    expect(run(refused, speaks(9000, 8800)).effects).to.deep.equal([]);
  });
});

describe('transition: hands-free without turn detection', () => {
  const start = handsFree({ turnDetection: 'disabled' });

  it('starts and ends turns by the application alone', () => {
    const { wire } = run(start, press(1000, 'app'), started(1010), release(2000, 'app'));
    expect(wire).to.deep.equal(['open-gate 1', 'start-turn 1', 'let-flow 1', 'close-gate 1', 'stop-turn 1']);
    expect(run(start, speaks(1000, 800)).wire).to.deep.equal([]);
    expect(run(start, press(1000)).told).to.deep.equal(['press-refused hands-free']);
  });

  it('follows the rules of the button about a busy avatar', () => {
    const spoken = [press(1000, 'app'), started(1010), release(2000, 'app'), stopped(2010)];
    expect(run(start, ...spoken, press(3000, 'app')).wire).to.include('interrupt-avatar fade 0.12');
    const strict = handsFree({ turnDetection: 'disabled', pushToTalkPolicy: { interruptBotOnPress: false } });
    expect(run(strict, ...spoken, press(3000, 'app')).told).to.include('press-refused avatar-busy');
  });

  it('keeps the voice’s turn open when detection is switched off, until the application ends it', () => {
    const { state } = run(talking(), settings(2000, talking(), { turnDetection: 'disabled' }), tick(1e6));
    expect(state.phase).to.equal('capturing');
    expect(run(state, release(1e6, 'app')).told).to.deep.equal(['turn-ended 1 release']);
  });

  it('takes no speech from before that nobody heard the end of', () => {
    const over = run(answered(), speaks(9000, 8800)).state;
    const off = run(over, settings(9100, over, { turnDetection: 'disabled' }));
    expect(off.wire).to.deep.equal(['apply-turn-taking']);
    expect(off.state.userSpeech).to.equal(null);
    const on = run(
      off.state,
      { at: 9200, type: 'interrupt' },
      settings(9300, off.state, { turnDetection: 'use-default' }),
    );
    expect(on.wire).not.to.include('start-turn 2');
  });
});

describe('transition: an application’s turn that is cancelled', () => {
  it('is not taken up by the voice that was speaking in it', () => {
    const start = handsFree({ turnDetection: 'disabled' });
    const spoken = run(
      start,
      press(1000, 'app'),
      settings(1500, start, { turnDetection: 'use-default' }),
      speaks(2000, 1800),
    );
    const { state, wire } = run(spoken.state, started(2010), cancel(2100), stopped(2110));
    expect(wire).to.deep.equal(['let-flow 1', 'close-gate 1 discarded', 'stop-turn 1 discarded']);
    expect(state).to.include({ turn: null, userSpeech: null });
  });
});

describe('transition: ducking', () => {
  const ducking = handsFree({ bargeIn: { clientDetection: 'silero' } });

  it('is over with the avatar’s speech', () => {
    const over = run(answered(ducking), speaks(9000, 8800)).state;
    expect(run(over, avatar(9300, 'avatar-speech-stopped', 1)).effects).to.deep.equal(['unduck']);
  });

  it('begins with the avatar’s speech when the user spoke first', () => {
    const { state } = run(
      handsFree({ turnDetection: 'disabled', bargeIn: { clientDetection: 'silero' } }),
      speaks(1000, 800),
    );
    expect(run(state, avatar(1200, 'avatar-speech-started')).effects).to.deep.equal(['duck']);
  });

  it('is over when the mode is switched', () => {
    const over = run(answered(ducking), speaks(9000, 8800)).state;
    expect(run(over, { at: 9100, type: 'set-mode', mode: 'push-to-talk' }).wire).to.include('unduck');
  });
});
