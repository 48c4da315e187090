import fc from 'fast-check';
import type { SpeechFrame } from '../../src/core/endpointing/endpointing.js';
import { DEFAULT_TURN_TAKING, mergeTurnTaking } from '../../src/core/settings/merge-turn-taking.js';
import type { TurnTakingOptions } from '../../src/core/settings/options.js';
import type { AnswerPause } from '../../src/core/analysis/pause-answer.js';
import type { ReplyTiming } from '../../src/core/analysis/simulated-session.js';
import type { FrameColumns } from '../../src/core/analysis/what-if.js';

/** Frames as columns. */
export function columns(frames: readonly SpeechFrame[]): FrameColumns {
  return {
    length: frames.length,
    startMs: Float64Array.from(frames, ({ startMs }) => startMs),
    endMs: Float64Array.from(frames, ({ endMs }) => endMs),
    probability: Float64Array.from(frames, ({ probability }) => probability),
    volume: Float64Array.from(frames, ({ volume }) => volume),
  };
}

/** Settings by difference from the defaults. */
export function optionsOf(patch: unknown): TurnTakingOptions {
  return mergeTurnTaking(DEFAULT_TURN_TAKING, patch);
}

/** An avatar that answers every turn in the same way. */
export function always(answering: Partial<ReplyTiming>): () => ReplyTiming {
  return () => ({ startAckMs: 0, stopAckMs: 0, thinkMs: 0, speakMs: 0, ...answering });
}

/** All settings that can move a boundary of a hands-free turn, at random. */
export const anyOptions: fc.Arbitrary<TurnTakingOptions> = fc
  .record({
    turnDetection: fc.constantFrom('custom', 'custom', 'custom', 'custom', 'use-default', 'disabled'),
    customTurnDetection: fc.record({
      stopSecs: fc.integer({ min: 1, max: 35 }).map((tenths) => tenths / 10),
      preSpeechMs: fc.constantFrom(0, 90, 150, 2000),
      maxDurationSecs: fc.constantFrom(1, 2, 3, 5, 8, 20),
    }),
    localAudioPolicy: fc.record({ enableAcousticEchoCancellation: fc.boolean() }),
    pushToTalkPolicy: fc.record({
      turnCompletionTimeoutMs: fc.constantFrom(0, 700, 5000),
      allowSpeechStoppedFallbackAfterSpeechStart: fc.boolean(),
      requireTurnCompletionBeforeNextPress: fc.boolean(),
    }),
    bargeIn: fc.record({ clientDetection: fc.constantFrom('disabled', 'silero') }),
    vad: fc.record({
      confidence: fc.constantFrom(0.3, 0.5, 0.7, 0.9),
      startSecs: fc.constantFrom(0, 0.1, 0.2, 0.5),
      stopSecs: fc.constantFrom(0, 0.1, 0.2, 0.8),
      minVolume: fc.constantFrom(0, 0.6, 0.7),
    }),
  })
  .map(optionsOf);

/** The same with an analyzer, which is asked and judged in any way. */
export const anyAnalyzing: fc.Arbitrary<TurnTakingOptions> = fc
  .tuple(
    anyOptions,
    fc.record({
      analyzer: fc.constant('stand-in'),
      minStopSecs: fc.constantFrom(0.1, 0.3, 1, 10),
      askAfterSecs: fc.constantFrom(0.1, 0.2, 0.5, 1),
      rule: fc.constantFrom('slide', 'threshold'),
      threshold: fc.constantFrom(0, 0.5, 1),
    }),
  )
  .map(([options, customTurnDetection]) => mergeTurnTaking(options, { customTurnDetection }));

/** What it says of each pause, the same when asked again. */
export const anyPauseAnswers: fc.Arbitrary<AnswerPause> = fc
  .array(
    fc.record({
      completeness: fc.constantFrom(null, 0, 0.2, 0.5, 0.9, 1),
      afterMs: fc.constantFrom(0, 60, 300, 1500, Infinity),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((answers) => ({ askedMs }) => {
    const { completeness, afterMs } = answers[Math.floor(askedMs) % answers.length]!;
    return { completeness, answeredMs: askedMs + afterMs };
  });

/** Talk in stretches; `grain` makes one doubtful sound another than the next. */
export interface Talk {
  readonly hopMs: number;
  readonly fromMs: number;
  readonly stretches: readonly {
    readonly kind: 'speech' | 'silence' | 'doubt' | 'click';
    readonly lengthMs: number;
    readonly grain: number;
  }[];
}

export const anyTalk: fc.Arbitrary<Talk> = fc.record({
  hopMs: fc.constantFrom(10, 20, 32, 32, 32),
  fromMs: fc.constantFrom(0, 1234.5),
  stretches: fc.array(
    fc.record({
      kind: fc.constantFrom('speech' as const, 'silence' as const, 'doubt' as const, 'click' as const),
      lengthMs: fc.oneof(fc.integer({ min: 50, max: 900 }), fc.integer({ min: 300, max: 6000 })),
      grain: fc.integer({ min: 1, max: 1e6 }),
    }),
    { minLength: 3, maxLength: 24 },
  ),
});

/** The talk as a detector hears it. */
export function framesOf({ hopMs, fromMs, stretches }: Talk): SpeechFrame[] {
  const marks = stretches.flatMap(({ kind, lengthMs, grain }) =>
    Array.from({ length: Math.ceil((kind === 'click' ? Math.min(lengthMs, 150) : lengthMs) / hopMs) }, (_, i) => ({
      kind,
      noise: noiseAt(grain + i),
    })),
  );
  return marks.map(({ kind, noise }, i) => ({
    startMs: fromMs + i * hopMs,
    endMs: fromMs + (i + 1) * hopMs,
    probability: probabilityOf(kind, noise),
    volume: kind === 'silence' ? 0.3 + noise / 4 : 0.65 + noise / 3,
  }));
}

/** The other side as moody as it gets, but the same when asked again. */
export const anyAnswering: fc.Arbitrary<(startMs: number, endMs: number) => ReplyTiming> = fc
  .array(
    fc.record({
      startAckMs: fc.constantFrom(0, 0, 60, 333, 2500, 5000),
      stopAckMs: fc.constantFrom(0, 0, 40, 150, 3500),
      thinkMs: fc.constantFrom(0, 400, 900, 6000),
      speakMs: fc.constantFrom(0, 500, 2000, 7000),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((moods) => (startMs, endMs) => moods[Math.floor(startMs + 3 * endMs) % moods.length]!);

function probabilityOf(kind: string, noise: number): number {
  if (kind === 'silence') return noise * 0.25;
  return kind === 'doubt' ? noise : 0.8 + noise * 0.2;
}

// A hash of the place, 0 to 1: any sound, but the same in every run.
function noiseAt(place: number): number {
  const wave = Math.sin(place * 12.9898) * 43758.5453;
  return wave - Math.floor(wave);
}
