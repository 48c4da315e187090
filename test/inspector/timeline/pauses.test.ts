import { expect } from '@open-wc/testing';
import type { SessionInput, SmartTurnSettings } from 'avatar-ptt/headless';
import { History } from '../../../inspector/model/history.js';
import { PauseFold, type AskedPause } from '../../../inspector/timeline/pause-fold.js';
import { pauseText } from '../../../inspector/timeline/pause-text.js';
import { TimelineFold } from '../../../inspector/timeline/timeline-fold.js';
import { UserTurns, type PlacedPause } from '../../../inspector/timeline/user-turns.js';
import { sampleConversation, type SampleConversation, type Script } from '../sample-conversation.js';

const SLIDE = { analyzer: 'smart-turn', stopSecs: 2, minStopSecs: 0.4, askAfterSecs: 0.2 };
/** Audio time 0 in page time, ms. */
const PAGE_MS = 5000;

/** A hands-free conversation of one turn: the person speaks, pauses and perhaps goes on. */
function talk(script: Partial<Script>, customTurnDetection: Partial<SmartTurnSettings> = {}): SampleConversation {
  return sampleConversation({
    settings: {
      mode: 'hands-free',
      turnDetection: 'custom',
      customTurnDetection: { ...SLIDE, ...customTurnDetection },
    },
    speech: [[1, 2]],
    secs: 8,
    ...script,
  });
}

function pausesOf({ records }: SampleConversation): readonly AskedPause[] {
  const fold = new PauseFold();
  for (const record of records) fold.take(record);
  return fold.pauses;
}

function placed({ initial, records, frames }: SampleConversation): readonly PlacedPause[] {
  const history = new History();
  const fold = new TimelineFold();
  history.begin(initial);
  for (const frame of frames) history.frame(frame);
  for (const record of records) history.record(record);
  fold.extend(history);
  return new UserTurns(history).placedWith(fold).flatMap(({ pauses }) => pauses);
}

const textsOf = (conversation: SampleConversation): string[] => placed(conversation).map(pauseText);
const answered = (secs: number, askedMs: number, completeness: number | null): [number, SessionInput] => [
  secs,
  { type: 'pause-answered', askedMs, completeness },
];

describe('PauseFold', () => {
  it('tells the silence that ended the turn, as the endpointing found it', () => {
    const rules: [Partial<SmartTurnSettings>, number][] = [
      [{}, 1],
      [{}, 0.75],
      [{}, 0],
      [{ minStopSecs: 3 }, 0.5],
      [{ minStopSecs: 0.1 }, 1],
      [{ rule: 'threshold', threshold: 0.6 }, 0.6],
      [{ rule: 'threshold', threshold: 0.6 }, 0.59],
    ];
    for (const [settings, completeness] of rules) {
      const [pause] = pausesOf(talk({ completeness: [completeness] }, settings));
      expect(pause?.outcome).to.equal('ended');
      expect(pause!.endMs! - pause!.pauseMs, JSON.stringify([settings, completeness])).to.be.closeTo(
        pause!.silenceMs,
        0.01,
      );
    }
  });

  it('tells a pause in which the person went on from the one that ended the turn', () => {
    const pauses = pausesOf(
      talk({
        speech: [
          [1, 2],
          [2.6, 3.5],
        ],
        completeness: [0.2, 0.9],
      }),
    );
    expect(pauses.map(({ outcome, completeness, turnId }) => [outcome, completeness, turnId])).to.deep.equal([
      ['went-on', 0.2, 1],
      ['ended', 0.9, 1],
    ]);
    expect(pauses[0]?.endMs).to.be.within(2590, 2640);
  });

  it('does not take a turn that ended much later for one that ended in the pause', () => {
    // Speech that stops only after a second makes no edge of a shorter pause.
    const conversation = talk({
      settings: {
        mode: 'hands-free',
        turnDetection: 'custom',
        customTurnDetection: { ...SLIDE, maxDurationSecs: 4 },
        vad: { stopSecs: 1 },
      },
      speech: [
        [1, 2],
        [2.5, 6],
      ],
      completeness: [0.9],
    });
    const [pause] = pausesOf(conversation);
    expect([pause?.outcome, pause?.endMs]).to.deep.equal(['went-on', null]);
    expect(textsOf(conversation)[0]).to.match(/^Paused 200 ms or more, /);
  });

  it('gives the reason why there was no answer, however long ago it was told', () => {
    const changed: [number, SessionInput] = [
      0.5,
      { type: 'analyzer-changed', analyzer: 'silence', reason: 'The turn analyzer "smart-turn" is loading.' },
    ];
    expect(textsOf(talk({ events: [changed], completeness: [null] }))).to.deep.equal([
      'Paused 2.00 s, no answer (The turn analyzer "smart-turn" is loading): ended the turn (silence).',
    ]);
  });

  it('says when the answer came too late, and when the person did not wait for it', () => {
    expect(textsOf(talk({}))).to.deep.equal(['Paused 2.00 s, the answer came too late: ended the turn (silence).']);
    const speech: Script['speech'] = [
      [1, 2],
      [2.6, 3.5],
    ];
    expect(textsOf(talk({ speech }))[0]).to.match(
      /^Paused 6\d\d ms, not answered in time: would have ended after 2\.00 s; you went on\.$/,
    );
  });

  it('ignores an answer to another pause', () => {
    const [pause] = pausesOf(talk({ events: [answered(2.5, 7, 1)] }));
    expect(pause?.completeness).to.be.null;
  });

  it('knows a pause that lasts, and one that a mode switch cut off', () => {
    const script = { completeness: [0.5], secs: 2.5 };
    expect(textsOf(talk(script))).to.deep.equal([
      'Pausing, sounded 50 % complete: ends after 1.20 s unless you go on.',
    ]);
    const [cut] = textsOf(talk({ ...script, events: [[2.4, { type: 'set-mode', mode: 'push-to-talk' }]], secs: 4 }));
    expect(cut).to.match(
      /^Paused [34]\d\d ms, sounded 50 % complete: would have ended after 1\.20 s; the turn was over before\.$/,
    );
  });
});

describe('UserTurns with pauses', () => {
  it('places them by the audio', () => {
    const [pause] = placed(talk({ completeness: [0.5] }));
    expect(pause!.fromAt - PAGE_MS).to.be.closeTo(pause!.pauseMs, 0.01);
    expect(pause!.toAt! - PAGE_MS).to.be.closeTo(pause!.endMs!, 0.01);
  });

  it('places them by when they were asked about where no frames tell', () => {
    const [pause] = placed({ ...talk({ completeness: [0.5] }), frames: [] });
    expect(pause!.fromAt).to.equal(pause!.askedAt + pause!.pauseMs - pause!.askedMs);
  });
});
