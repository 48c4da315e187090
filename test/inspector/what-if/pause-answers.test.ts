import { expect, waitUntil } from '@open-wc/testing';
import fc from 'fast-check';
import {
  registerTurnAnalyzer,
  type PartialTurnTaking,
  type PauseSound,
  type SmartTurnSettings,
} from 'avatar-ptt/headless';
import { Inspection } from '../../../inspector/model/inspection.js';
import type { KeptAnswer, Source } from '../../../inspector/model/source.js';
import { PauseAnswers } from '../../../inspector/what-if/pause-answers.js';
import type { WhatIf } from '../../../inspector/what-if/what-if.js';
import { WhatIfMemo } from '../../../inspector/what-if/what-if-memo.js';
import '../../core/seed.js';
import { sampleConversation, sampleSource, type SampleConversation, type Script } from '../sample-conversation.js';

const RATE = 8000;
/** What is in force by silence alone: two turns, the first with a pause of 0.6 s in it. */
const SILENCE: Script = {
  settings: { mode: 'hands-free', turnDetection: 'custom', customTurnDetection: { stopSecs: 1, maxDurationSecs: 20 } },
  speech: [
    [1, 2],
    [2.6, 4],
    [12, 13.5],
  ],
  secs: 20,
};
const asked: PauseSound[] = [];
let judge: (sound: PauseSound) => number;

// Says how complete a turn sounds by how long it has lasted, so that each answer tells what was asked.
registerTurnAnalyzer('by-length', () => ({
  judge: (sound) => {
    asked.push(sound);
    return judge(sound);
  },
}));

describe('PauseAnswers', () => {
  beforeEach(() => {
    asked.length = 0;
    judge = ({ askedMs, turnStartMs }) => Math.min(1, (askedMs - turnStartMs) / 10_000);
  });

  it('lets what-if be what happened, whatever the settings, the speech and the answers', () => {
    const tenths = (min: number, max: number): fc.Arbitrary<number> =>
      fc.integer({ min, max }).map((number) => number / 10);
    const conversations = fc.record({
      settings: fc.record({
        stopSecs: tenths(2, 30),
        maxDurationSecs: fc.integer({ min: 2, max: 12 }),
        preSpeechMs: fc.constantFrom(0, 80, 300),
        analyzer: fc.constantFrom('silence', 'somebody-elses'),
        minStopSecs: tenths(1, 20),
        askAfterSecs: tenths(1, 10),
        rule: fc.constantFrom('slide' as const, 'threshold' as const),
        threshold: tenths(0, 10),
      }),
      gaps: fc.array(fc.tuple(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 4, max: 20 })), { maxLength: 14 }),
      completeness: fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 30 }),
      judgeMs: fc.integer({ min: 1, max: 900 }),
    });
    fc.assert(
      fc.property(conversations, ({ settings, gaps, completeness, judgeMs }) => {
        const { check } = tried(
          source(
            sampleConversation({ settings: smart(settings), speech: inTurns(gaps), completeness, judgeMs, secs: 60 }),
          ),
        );
        expect(check.same).to.equal(check.of);
      }),
      { numRuns: 200 },
    );
  });

  it('asks an analyzer of the sound that was kept where the conversation had none, and judges by that', async () => {
    const inspection = inspect(source(sampleConversation(SILENCE), { hasSound: true }));
    inspection.propose(smart({ analyzer: 'by-length', minStopSecs: 0.3, stopSecs: 3, rule: 'slide' }));
    const first = whatIfOf(inspection);
    expect(first.answered).to.be.lessThan(1);
    await waitUntil(() => whatIfOf(inspection).answered === 1);
    // 0.2 s after each silence of a turn; the second pause is asked about as part of the first turn.
    expect(asked.map(({ askedMs }) => Math.round(askedMs / 100))).to.deep.equal([22, 42, 137]);
    for (const { samples, turnStartMs, askedMs } of asked) {
      expect(samples.length).to.be.closeTo(((askedMs - turnStartMs) * 16_000) / 1000, 1);
      // The sound says at each moment when it is.
      expect(samples[8000]).to.be.closeTo(loudnessAt(turnStartMs + 500), 0.01);
    }
    const ends = whatIfOf(inspection).turns.map(({ endMs }) => endMs ?? 0);
    const silencesMs = [ends[0]! - 4000, ends[1]! - 13_500];
    // 0.3 to 3 s, by how long the turn had lasted when it was asked.
    for (const [i, lastedMs] of [3200, 1700].entries()) {
      expect(silencesMs[i]).to.be.closeTo(300 + 2700 * (1 - lastedMs / 10_000), 80);
    }
  });

  it('keeps what was worked out, and asks no more', async () => {
    const kept: (readonly KeptAnswer[])[] = [];
    const conversation = sampleConversation(SILENCE);
    const patch = smart({ analyzer: 'by-length' });
    const first = inspect(source(conversation, { hasSound: true, keepAnswers: (answers) => kept.push(answers) }));
    first.propose(patch);
    whatIfOf(first);
    await waitUntil(() => kept.length > 0 && whatIfOf(first).answered === 1);
    const count = asked.length;
    const again = inspect(source(conversation, { hasSound: true, answers: structuredClone(kept.at(-1)!) }));
    again.propose(patch);
    expect(whatIfOf(again).answered).to.equal(1);
    expect(whatIfOf(again).turns.map(({ endMs }) => endMs)).to.deep.equal(
      whatIfOf(first).turns.map(({ endMs }) => endMs),
    );
    expect(asked.length).to.equal(count);
  });

  it('takes an answer of the conversation for a turn that began elsewhere only where no sound was kept', () => {
    const script: Script = {
      ...SILENCE,
      settings: smart({ analyzer: 'by-length', stopSecs: 3 }),
      completeness: [0.1, 0.9, 0.9],
    };
    const pause = { turnStartMs: 500, pauseMs: 2000, askedMs: 0 };
    const conversation = sampleConversation(script);
    const event = conversation.records.map((record) => record.event).find(({ type }) => type === 'pause-asked');
    const askedMs = event?.type === 'pause-asked' ? event.askedMs : 0;
    const of = (from: Source): ReturnType<PauseAnswers['of']> =>
      inspect(from)
        .model(PauseAnswers)
        .of('by-length', 0, { ...pause, askedMs });
    expect(of(source(conversation))).to.include({ origin: 'conversation', completeness: 0.1 });
    expect(of(source(conversation, { hasSound: true })).origin).to.equal('pending');
    // What was asked in the conversation is answered by it, with how long that took.
    const turnStartMs = conversation.records.find((record) => record.event === event)!.state.turn!.startAudioMs!;
    const same = inspect(source(conversation, { hasSound: true }))
      .model(PauseAnswers)
      .of('by-length', 0, { ...pause, turnStartMs, askedMs });
    expect(same.origin).to.equal('conversation');
    expect(same.tookMs).to.be.closeTo(40, 33);
  });

  it('says why it has none', async () => {
    const pause = { turnStartMs: 1000, pauseMs: 2000, askedMs: 2200 };
    const conversation = sampleConversation(SILENCE);
    const of = (one: Source, analyzer = 'by-length'): PauseAnswers => {
      const answers = inspect(one).model(PauseAnswers);
      answers.of(analyzer, 0, pause);
      return answers;
    };
    expect(of(source(conversation)).of('by-length', 0, pause).origin).to.equal('no-sound');
    expect(of(source(conversation, { hasSound: true })).of('unheard-of', 0, pause).origin).to.equal('no-analyzer');
    for (const wrong of [2, NaN, -0.1]) {
      judge = () => wrong;
      const answers = of(source(conversation, { hasSound: true }));
      expect(answers.of('by-length', 0, pause).origin).to.equal('pending');
      await waitUntil(() => answers.progress === 1);
      expect(answers.of('by-length', 0, pause)).to.deep.equal({ origin: 'failed', completeness: null, tookMs: 0 });
    }
  });
});

function smart(customTurnDetection: Partial<SmartTurnSettings>): PartialTurnTaking {
  return { mode: 'hands-free', turnDetection: 'custom', customTurnDetection };
}

/** Speech after gaps, in tenths of seconds. */
function inTurns(gaps: readonly (readonly [number, number])[]): [number, number][] {
  let at = 1;
  return gaps.map(([gap, length]) => {
    const from = at + gap / 10;
    at = from + length / 10;
    return [from, at];
  });
}

function loudnessAt(ms: number): number {
  return ms / 20_000;
}

interface Kept {
  readonly hasSound?: boolean;
  readonly answers?: readonly KeptAnswer[];
  readonly keepAnswers?: (answers: readonly KeptAnswer[]) => void;
}

function source(conversation: SampleConversation, { hasSound = false, ...others }: Kept = {}): Source {
  const soundOf: Source['soundOf'] = (_at, fromMs, untilMs) => {
    const samples = Float32Array.from({ length: Math.round(((untilMs - fromMs) * RATE) / 1000) }, (_, i) =>
      loudnessAt(fromMs + (i * 1000) / RATE),
    );
    return Promise.resolve({ startMs: fromMs, sampleRate: RATE, samples });
  };
  return { ...sampleSource(conversation), ...others, ...(hasSound && { soundOf }) };
}

function inspect(from: Source): Inspection {
  return new Inspection(from, new AbortController().signal);
}

function whatIfOf(inspection: Inspection): WhatIf {
  const whatIf = inspection.model(WhatIfMemo).current;
  if (!whatIf) throw new Error('Nothing was heard.');
  return whatIf;
}

function tried(from: Source): WhatIf {
  return whatIfOf(inspect(from));
}
