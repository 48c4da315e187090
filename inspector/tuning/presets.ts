import type { PartialTurnTaking } from 'avatar-ptt/headless';

/** Settings under a name. */
export interface Preset {
  readonly name: string;
  /** Where the values come from, or what they are for. */
  readonly source: string;
  readonly patch: PartialTurnTaking;
}

const BENCHMARK = "LiveKit's end-of-turn benchmark (English), by silence alone";

/** Ways to take turns, from the reference and from published figures; the quickest first after the reference. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'Reference',
    source: "The defaults of Convai's reference: 3 s of silence, turns of up to 8 s.",
    patch: {
      turnDetection: 'use-default',
      customTurnDetection: { stopSecs: 3, preSpeechMs: 0, maxDurationSecs: 8 },
    },
  },
  endOfTurn('Snappy', 0.6, `${BENCHMARK}: ends the turn at 21.7 % of the pauses inside it.`),
  endOfTurn('Balanced', 1, `${BENCHMARK}: ends the turn at 10 % of the pauses inside it.`),
  endOfTurn('Patient', 1.6, `${BENCHMARK}: ends the turn at 5 % of the pauses inside it.`),
  {
    name: 'Thinker',
    source: "The upper end of Convai's cure for answers mid-sentence (2.5 to 3 s), and room for long answers.",
    patch: { turnDetection: 'custom', customTurnDetection: { stopSecs: 3, maxDurationSecs: 60 } },
  },
];

function endOfTurn(name: string, stopSecs: number, source: string): Preset {
  return { name, source, patch: { turnDetection: 'custom', customTurnDetection: { stopSecs } } };
}
