import { expect } from '@open-wc/testing';
import type { ReplyTiming, JudgedTurn } from '../../../src/core/analysis/simulated-session.js';
import { judge, spokenRuns, stretchesOf } from '../../../src/core/analysis/what-if.js';
import { always, columns, optionsOf } from '../conversations.js';
import { frames } from '../frames.js';

const HOP_MS = 10;
const ANSWERED = always({ startAckMs: 50, stopAckMs: 50, thinkMs: 400, speakMs: 2000 });

/** One second of silence ends a turn; `turn` changes that, `more` the rest. */
const settings = (turn: object = {}, more: object = {}) =>
  optionsOf({
    turnDetection: 'custom',
    customTurnDetection: { stopSecs: 1, maxDurationSecs: 20, ...turn },
    vad: { startSecs: 0.1, stopSecs: 0.1 },
    ...more,
  });
const ECHO_CANCELLED = { localAudioPolicy: { enableAcousticEchoCancellation: true } };

function judged(
  drawing: string,
  options = settings(),
  answering: (startMs: number, endMs: number) => ReplyTiming = ANSWERED,
): JudgedTurn[] {
  return judge(columns(frames(drawing, HOP_MS)), options, answering);
}

/** `0-2000 stop-secs`, one a turn. */
function inWords(turns: readonly JudgedTurn[]): string[] {
  return turns.map(({ startMs, endMs, reason }) => `${startMs}-${endMs ?? ''} ${reason ?? 'open'}`);
}

describe('judge', () => {
  it('finds a turn from its onset to the silence that ends it', () => {
    expect(judged('.50 #100 .200')).to.deep.equal([
      { startMs: 500, onsetMs: 500, endMs: 2500, reason: 'stop-secs', spokenUntilMs: 1500, resumedAfterMs: null },
    ]);
  });

  it('begins a turn before its onset when told to', () => {
    const [turn] = judged('.50 #100 .200', settings({ preSpeechMs: 120 }));
    expect(turn).to.include({ startMs: 380, onsetMs: 500 });
  });

  it('leaves a turn open that is not over', () => {
    expect(judged('.50 #100 .20')).to.deep.equal([
      { startMs: 500, onsetMs: 500, endMs: null, reason: null, spokenUntilMs: 1500, resumedAfterMs: null },
    ]);
  });

  it('keeps a turn together over a pause, or cuts it there, as the silence says', () => {
    const drawing = '#100 .80 #100 .200';
    expect(inWords(judged(drawing))).to.deep.equal(['0-3800 stop-secs']);
    expect(inWords(judged(drawing, settings({ stopSecs: 0.5 }, ECHO_CANCELLED)))).to.deep.equal([
      '0-1500 stop-secs',
      '1800-3300 stop-secs',
    ]);
  });

  it('tells how soon the person spoke on after the end, up to two seconds', () => {
    const resumed = (pause: number): (number | null)[] =>
      judged(`#100 .${pause} #50 .500`, settings({}, ECHO_CANCELLED)).map((turn) => turn.resumedAfterMs);
    expect(resumed(130)[0]).to.equal(300);
    expect(resumed(300)[0]).to.equal(2000);
    expect(resumed(301)[0]).to.equal(null);
    expect(resumed(130)[1]).to.equal(null);
  });

  it('counts the first speech after the end, also what is said over the answer', () => {
    const [turn, ...others] = judged('#100 .130 #20 .30 #20 .600');
    expect(turn!.resumedAfterMs).to.equal(300);
    expect(others).to.deep.equal([]);
  });

  it('gives the voice its turn when the answer is over, from then on', () => {
    // The end at 2000, acknowledged at 2050, heard from 2450 to 4450.
    const [, second] = judged('#100 .250 #200 .200');
    expect(second).to.deep.include({ startMs: 4450, onsetMs: 4450, endMs: 6500, spokenUntilMs: 5500 });
  });

  it('lets the voice interrupt the answer while echo is cancelled', () => {
    expect(inWords(judged('#100 .250 #200 .200', settings({}, ECHO_CANCELLED)))).to.deep.equal([
      '0-2000 stop-secs',
      '3500-6500 stop-secs',
    ]);
  });

  it('goes on from the cap', () => {
    const turns = judged('#250 .200', settings({ maxDurationSecs: 1 }, ECHO_CANCELLED), always({}));
    expect(inWords(turns)).to.deep.equal(['0-1000 max-duration', '1000-2000 max-duration', '2000-3000 max-duration']);
    expect(turns.map(({ spokenUntilMs }) => spokenUntilMs)).to.deep.equal([1000, 2000, 2500]);
  });

  it('waits for an answer that is given up as long as the lock does, and loses nothing of what was said', () => {
    const lost = always({ thinkMs: 60_000 });
    const pushToTalkPolicy = { turnCompletionTimeoutMs: 3000 };
    // The end at 2000, the lock until 5000, the voice from 4000 to 7000.
    expect(inWords(judged('#100 .300 #300 .200', settings({}, { pushToTalkPolicy }), lost))).to.deep.equal([
      '0-2000 stop-secs',
      '4000-8000 stop-secs',
    ]);
  });

  it('is answered at once by an avatar that says nothing', () => {
    const silent = always({ thinkMs: 100, speakMs: 0 });
    expect(inWords(judged('#100 .120 #200 .200', settings(), silent))).to.deep.equal([
      '0-2000 stop-secs',
      '2200-5200 stop-secs',
    ]);
  });

  it('leaves out a turn whose start is never acknowledged', () => {
    expect(judged('#700 .300', settings(), always({ startAckMs: 60_000 }))).to.deep.equal([]);
  });

  it('asks for the answer at the start and at the end of each turn', () => {
    const asked: [number, number][] = [];
    judged('.50 #100 .200', settings(), (startMs, endMs) => {
      asked.push([startMs, endMs]);
      return ANSWERED();
    });
    expect(asked).to.deep.equal([
      [500, 500],
      [500, 2500],
    ]);
  });

  it('finds no turn with end-of-turn detection disabled, in silence, or without frames', () => {
    expect(judged('#100 .200', optionsOf({ turnDetection: 'disabled' }))).to.deep.equal([]);
    expect(judged('.500')).to.deep.equal([]);
    expect(judged('')).to.deep.equal([]);
  });

  it('judges push-to-talk settings as hands-free', () => {
    expect(judged('#100 .200', settings({}, { mode: 'push-to-talk' }))).to.have.length(1);
  });
});

describe('spokenRuns', () => {
  const { vad } = settings();
  const runs = (drawing: string): number[] => [...spokenRuns(columns(frames(drawing, HOP_MS)), vad)];

  it('tells where speech begins and where it is over', () => {
    expect(runs('.5 #3 .2 #1 .4')).to.deep.equal([5, 8, 10, 11]);
  });

  it('takes the ends of the frames for ends of speech', () => {
    expect(runs('#3 .2 #4')).to.deep.equal([0, 3, 5, 9]);
  });

  it('finds none in silence, and none in nothing', () => {
    expect(runs('.5')).to.deep.equal([]);
    expect(runs('')).to.deep.equal([]);
  });

  it('is what judge goes by', () => {
    const talk = columns(frames('.50 #100 .200', HOP_MS));
    const [first] = judge(talk, settings(), ANSWERED, Int32Array.of(80, 150));
    expect(first).to.include({ startMs: 800, endMs: 2500 });
  });
});

describe('stretchesOf', () => {
  const talk = columns([...frames('#100 .50', HOP_MS), ...frames('.50 #100', HOP_MS, 9000)]);

  it('splits the frames where the device was away', () => {
    const stretches = stretchesOf(talk);
    expect(stretches.map(({ length, startMs }) => [length, startMs[0]])).to.deep.equal([
      [150, 0],
      [150, 9000],
    ]);
  });

  it('splits them where the clock began anew', () => {
    const again = columns([...frames('#100', HOP_MS, 9000), ...frames('#100', HOP_MS)]);
    expect(stretchesOf(again).map(({ length }) => length)).to.deep.equal([100, 100]);
  });

  it('keeps them together over a frame that was lost', () => {
    const stumbling = columns([...frames('#100', 32), ...frames('#100', 32, 3264)]);
    expect(stretchesOf(stumbling)).to.have.length(1);
  });

  it('reads no further than the length that it is told', () => {
    expect(stretchesOf({ ...talk, length: 120 }).map(({ length }) => length)).to.deep.equal([120]);
    expect(stretchesOf({ ...talk, length: 0 })).to.deep.equal([]);
  });
});
