import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { DEFAULT_PRESS_POLICY, type HeardFrame, type PartialTurnTaking } from 'avatar-ptt/headless';
import { Inspection } from '../../../inspector/model/inspection.js';
import type { Receiver, Source } from '../../../inspector/model/source.js';
import type { WhatIf } from '../../../inspector/what-if/what-if.js';
import { WhatIfMemo } from '../../../inspector/what-if/what-if-memo.js';
import '../../core/seed.js';
import { sampleConversation, sampleSource, type Script } from '../sample-conversation.js';

/** Three utterances: a pause of 0.6 s in the first and in the last. */
const PAUSES: Script = {
  settings: { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.4, maxDurationSecs: 20 } },
  speech: [
    [1, 2],
    [2.6, 4],
    [9, 10],
    [15, 16],
    [16.6, 17.5],
  ],
  answers: { 1: 0.01, 2: 0.01, 3: 0.01, 4: 0.01, 5: 0.01 },
  secs: 24,
};

describe('whatIf', () => {
  it('predicts by the settings that were in force exactly the boundaries that there were', () => {
    const { rejudged } = tried(sampleConversation(), {});
    const held = rejudged.filter((turn) => turn.held.source === 'endpointer');
    expect(held.length).to.equal(5);
    for (const { held: turn, verdict } of held) {
      expect(verdict.verdict).to.equal('same');
      const [judged] = verdict.judged;
      expect(judged?.endMs).to.equal(turn.endMs);
      expect(judged?.reason).to.equal(turn.reason);
      // What goes on over an answer begins where that ends, which is a sum of times.
      expect(judged?.startMs).to.be.closeTo(turn.startMs, 0.001);
    }
  });

  it('finds its prediction to be what happened, whatever the settings and the speech', () => {
    const conversations = fc.record({
      stopSecs: fc.integer({ min: 2, max: 20 }).map((tenths) => tenths / 10),
      maxDurationSecs: fc.integer({ min: 2, max: 8 }),
      preSpeechMs: fc.constantFrom(0, 80, 300),
      gaps: fc.array(fc.tuple(fc.integer({ min: 3, max: 30 }), fc.integer({ min: 4, max: 20 })), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(conversations, ({ gaps, ...customTurnDetection }) => {
        const settings: PartialTurnTaking = { turnDetection: 'custom', customTurnDetection };
        const speech = inTurns(gaps);
        const { check, rejudged } = tried(sampleConversation({ settings, speech, secs: 60 }), {});
        expect(check.of).to.equal(rejudged.length);
        expect(check.same).to.equal(check.of);
      }),
      { numRuns: 30 },
    );
  });

  it('counts the turns that ended while there was more to come, as it was and as it would be', () => {
    const conversation = sampleConversation(PAUSES);
    expect(tried(conversation, {}).cutOffs).to.deep.equal({ wouldBe: 2, was: 2 });
    expect(tried(conversation, { customTurnDetection: { stopSecs: 1 } }).cutOffs).to.deep.equal({ wouldBe: 0, was: 2 });
  });

  it('tells how much later the answer would come', () => {
    const { delayMs, delayChangeMs } = tried(sampleConversation(PAUSES), { customTurnDetection: { stopSecs: 1 } });
    expect(delayMs).to.be.closeTo(1000, 0.01);
    expect(delayChangeMs).to.be.closeTo(600, 0.01);
  });

  it('judges what was said into a held button, too', () => {
    const { rejudged } = tried(sampleConversation(), { customTurnDetection: { stopSecs: 0.4 } });
    const [first] = rejudged;
    expect(first?.held.source).to.equal('pointer');
    expect(first?.verdict.verdict).to.equal('cut-off');
  });

  describe('of a tap that ended by itself', () => {
    const pressPolicy = { ...DEFAULT_PRESS_POLICY, style: 'toggle', latchEnds: 'endpoint' } as const;
    const tapped = (maxDurationSecs: number): ReturnType<typeof sampleConversation> =>
      sampleConversation({
        settings: {
          mode: 'push-to-talk',
          turnDetection: 'custom',
          customTurnDetection: { stopSecs: 0.6, maxDurationSecs },
        },
        // Something is said before the tap, and in the turn with a pause.
        speech: [
          [0.5, 1.5],
          [3, 4],
          [4.5, 5],
        ],
        events: [
          [0.1, { type: 'set-press-policy', pressPolicy }],
          [2, { type: 'press', source: 'pointer' }],
          [2.1, { type: 'release', source: 'pointer' }],
        ],
        secs: 12,
      });

    it('is that of a turn which the detector ended, and is checked', () => {
      const { rejudged, check, cutOffs, delayChangeMs } = tried(tapped(20), {});
      expect(rejudged.map(({ held: { source, reason }, verdict }) => [source, reason, verdict.verdict])).to.deep.equal([
        ['pointer', 'stop-secs', 'same'],
      ]);
      expect(check).to.deep.equal({ same: 1, of: 1 });
      expect([cutOffs.was, delayChangeMs]).to.deep.equal([0, 0]);
    });

    it('tells what a shorter silence would have made of it', () => {
      const [turn] = tried(tapped(20), { customTurnDetection: { stopSecs: 0.4 } }).rejudged;
      expect(turn?.verdict.verdict).to.equal('cut-off');
    });

    it('knows that its longest was a cut, and predicts none', () => {
      const { rejudged, check, cutOffs } = tried(tapped(2), {});
      expect(rejudged.map(({ held, wasCutOff }) => [held.reason, wasCutOff])).to.deep.equal([['max-duration', true]]);
      expect([check.of, cutOffs.was]).to.deep.equal([0, 1]);
    });
  });

  it('leaves out what was discarded', () => {
    const events: Script['events'] = [
      [1, { type: 'press', source: 'pointer' }],
      [3, { type: 'cancel' }],
    ];
    const settings: PartialTurnTaking = { mode: 'push-to-talk' };
    const { rejudged } = tried(sampleConversation({ settings, speech: [[1.2, 2.5]], events, secs: 8 }), {});
    expect(rejudged).to.deep.equal([]);
  });

  it('places its turns on the clock of the page', () => {
    const { turns } = tried(sampleConversation(), {});
    // The sample's audio began at page time 5000.
    for (const turn of turns) {
      expect(turn.startAt).to.be.closeTo(turn.startMs + 5000, 0.001);
      expect(turn.endAt).to.be.closeTo((turn.endMs ?? 0) + 5000, 0.001);
    }
  });

  it('takes a marked turn and the next one for one utterance', () => {
    const inspection = inspect(sampleSource(sampleConversation(PAUSES)));
    const before = whatIfOf(inspection)?.utterances ?? 0;
    inspection.mark(3, 'cut-me-off');
    expect(whatIfOf(inspection)?.utterances).to.equal(before - 1);
    inspection.mark(3, null);
    expect(whatIfOf(inspection)?.utterances).to.equal(before);
  });

  it('keeps turns of two connections apart, though their clocks begin anew', () => {
    const { records, frames, initial, levels } = sampleConversation(PAUSES);
    const later = frames.map((frame) => ({ ...frame, at: frame.at + 60_000 }));
    const { turns } = tried({ initial, records, levels, frames: [...frames, ...later] }, {});
    const of = (stretch: number): WhatIf['turns'] => turns.filter((turn) => turn.stretch === stretch);
    expect(of(0).length).to.equal(5);
    expect(of(1).map(({ endMs }) => endMs)).to.deep.equal(of(0).map(({ endMs }) => endMs));
    expect(of(1)[0]?.startAt).to.be.closeTo((of(0)[0]?.startAt ?? 0) + 60_000, 0.001);
  });

  it('leaves out a turn that was over before the detector of its connection ran', () => {
    const { initial, records, frames, levels } = sampleConversation(PAUSES);
    const isEarly = ({ at }: { readonly at: number }): boolean => at < 12_000;
    const before = frames.filter(isEarly).map((frame) => ({ ...frame, at: frame.at - 60_000 }));
    const after = frames.filter((frame) => !isEarly(frame));
    const { rejudged } = tried({ initial, records, levels, frames: [...before, ...after] }, {});
    expect(rejudged.map(({ held }) => held.turnId)).to.deep.equal([3, 4, 5]);
  });

  it('sees a turn that changed settings midway, and does not check it', () => {
    const events: Script['events'] = [[2.1, { type: 'set-options', options: optionsWith(2) }]];
    const { check, rejudged } = tried(sampleConversation({ ...PAUSES, events }), {});
    expect(rejudged.length).to.be.greaterThan(check.of);
    expect(check.same).to.equal(check.of);
  });
});

describe('WhatIfMemo', () => {
  it('has nothing to say before anything was heard', () => {
    expect(whatIfOf(inspect(sourceOf(() => undefined)))).to.equal(null);
  });

  it('gives the same answer until something changes', () => {
    const inspection = inspect(sampleSource(sampleConversation(PAUSES)));
    const first = whatIfOf(inspection);
    expect(whatIfOf(inspection)).to.equal(first);
    inspection.select({ turnId: 1 });
    expect(whatIfOf(inspection)).to.equal(first);
  });

  it('answers other settings at once', () => {
    const inspection = inspect(sampleSource(sampleConversation(PAUSES)));
    const first = whatIfOf(inspection);
    inspection.propose({ customTurnDetection: { stopSecs: 2 } });
    expect(whatIfOf(inspection)).not.to.equal(first);
    expect(whatIfOf(inspection)?.options.customTurnDetection.stopSecs).to.equal(2);
  });

  it('hears more frames when it is time, and all of them in the end', async () => {
    const { frames } = sampleConversation(PAUSES);
    const inspection = inspect(
      sourceOf((receiver) => {
        deliver(receiver, frames.slice(0, 300));
      }),
    );
    const first = whatIfOf(inspection);
    deliver(inspection.history, frames.slice(300));
    expect(whatIfOf(inspection)).to.equal(first);
    await until(() => whatIfOf(inspection) !== first);
    expect(whatIfOf(inspection)?.turns.length).to.be.greaterThan(first?.turns.length ?? Infinity);
  });

  it('has the answers at hand that it gave before', () => {
    const inspection = inspect(sampleSource(sampleConversation(PAUSES)));
    const answers = [0.5, 2, 0.5, 2].map((stopSecs) => {
      inspection.propose({ customTurnDetection: { stopSecs } });
      return whatIfOf(inspection);
    });
    expect(answers[2]).to.equal(answers[0]);
    expect(answers[3]).to.equal(answers[1]);
    inspection.mark(1, 'cut-me-off');
    expect(whatIfOf(inspection)).not.to.equal(answers[3]);
  });

  it('foresees the answer that it would give', () => {
    const patch = { customTurnDetection: { stopSecs: 2 }, vad: { confidence: 0.6 } };
    const inspection = inspect(sampleSource(sampleConversation(PAUSES)));
    const present = whatIfOf(inspection);
    const gone = listening(inspection);
    inspection.model(WhatIfMemo).precompute(patch);
    expect(gone.count).to.be.greaterThan(0);
    expect(whatIfOf(inspection)).to.equal(present);
    gone.count = 0;
    inspection.propose(patch);
    const { rejudged, cutOffs, delayMs } = whatIfOf(inspection)!;
    expect(gone.count).to.equal(0);
    const asked = tried(sampleConversation(PAUSES), patch);
    expect({ rejudged, cutOffs, delayMs }).to.deep.equal({
      rejudged: asked.rejudged,
      cutOffs: asked.cutOffs,
      delayMs: asked.delayMs,
    });
  });

  it('foresees nothing of what is not heard yet', () => {
    const { frames } = sampleConversation(PAUSES);
    const inspection = inspect(sourceOf((receiver) => deliver(receiver, frames.slice(0, 300))));
    const { length } = whatIfOf(inspection)!.turns;
    deliver(inspection.history, frames.slice(300));
    const gone = listening(inspection);
    inspection.model(WhatIfMemo).precompute({ vad: { confidence: 0.6 } });
    expect(gone.count).to.equal(0);
    expect(whatIfOf(inspection)?.turns.length).to.equal(length);
  });

  it('hears no sooner for having foreseen another idea of speech', () => {
    const { frames } = sampleConversation(PAUSES);
    const inspection = inspect(sourceOf((receiver) => deliver(receiver, frames.slice(0, 300))));
    const first = whatIfOf(inspection);
    const gone = listening(inspection);
    inspection.model(WhatIfMemo).precompute({ vad: { confidence: 0.6 } });
    expect(gone.count).to.be.greaterThan(0);
    deliver(inspection.history, frames.slice(300));
    expect(whatIfOf(inspection)).to.equal(first);
  });

  it('leaves it to a moment of rest to hear more, while settings are tried', async () => {
    const { frames } = sampleConversation(PAUSES);
    const inspection = inspect(sourceOf((receiver) => deliver(receiver, frames.slice(0, 300))));
    const heardMs = (): number => whatIfOf(inspection)?.turns.at(-1)?.endMs ?? 0;
    const before = heardMs();
    deliver(inspection.history, frames.slice(300));
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const stopSecs of [0.5, 0.6, 0.7]) {
      inspection.propose({ customTurnDetection: { stopSecs } });
      expect(heardMs()).to.be.closeTo(before, 500);
    }
    expect(heardMs()).to.be.greaterThan(before + 5000);
  });

  it('hears anew at once with another idea of speech', () => {
    const inspection = inspect(sampleSource(sampleConversation(PAUSES)));
    expect(whatIfOf(inspection)?.turns.length).to.equal(5);
    inspection.propose({ vad: { confidence: 0.99 } });
    expect(whatIfOf(inspection)?.turns.length).to.equal(0);
  });
});

/** Speech of so many tenths of a second, after silences of so many. */
function inTurns(gaps: readonly (readonly [number, number])[]): [number, number][] {
  let at = 1;
  return gaps.map(([silence, speech]) => {
    const from = at + silence / 10;
    at = from + speech / 10;
    return [from, at];
  });
}

function tried(conversation: ReturnType<typeof sampleConversation>, patch: PartialTurnTaking): WhatIf {
  const inspection = inspect(sampleSource(conversation));
  inspection.propose(patch);
  const whatIf = whatIfOf(inspection);
  if (!whatIf) throw new Error('Nothing was heard.');
  return whatIf;
}

function whatIfOf(inspection: Inspection): WhatIf | null {
  return inspection.model(WhatIfMemo).current;
}

function inspect(source: Source): Inspection {
  return new Inspection(source, new AbortController().signal);
}

/** How often the frames are gone through from now on, by their detector's columns. */
function listening({ history }: Inspection): { count: number } {
  const gone = { count: 0 };
  for (const stretch of history.stretches) {
    const { probability } = stretch;
    Object.defineProperty(stretch, 'probability', { get: () => (gone.count++, probability) });
  }
  return gone;
}

function sourceOf(open: (receiver: Receiver) => void): Source {
  return { kind: 'recording', label: 'Test', timeOriginMs: 0, control: null, open };
}

function deliver(receiver: Receiver, frames: readonly HeardFrame[]): void {
  for (const frame of frames) receiver.frame(frame);
}

function optionsWith(stopSecs: number): ReturnType<typeof sampleConversation>['initial']['options'] {
  const { initial } = sampleConversation({ ...PAUSES, secs: 0 });
  return { ...initial.options, customTurnDetection: { ...initial.options.customTurnDetection, stopSecs } };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}
