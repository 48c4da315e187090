import {
  INITIAL_ENDPOINTING,
  foldFrame,
  withAnswer,
  withTurn,
  type EndpointingEdge,
  type EndpointingSettings,
  type EndpointingState,
  type SpeechFrame,
} from '../../src/core/endpointing/endpointing.js';
import { DEFAULT_TURN_TAKING, mergeTurnTaking, smartTurnSettings } from '../../src/core/settings/merge-turn-taking.js';
import type { SmartTurnSettings, VadSettings } from '../../src/core/settings/options.js';

/** Settings by difference from the defaults; `turn: null` is detection switched off. */
export function settings(turn: Partial<SmartTurnSettings> | null, vad: Partial<VadSettings> = {}): EndpointingSettings {
  const detection =
    turn === null ? { turnDetection: 'disabled' } : { turnDetection: 'custom', customTurnDetection: turn };
  const options = mergeTurnTaking(DEFAULT_TURN_TAKING, { ...detection, vad });
  return { vad: options.vad, turn: smartTurnSettings(options) };
}

/**
 * Frames drawn as text, `hopMs` long each: `#` speech, `.` silence. A number repeats what stands before it: `#10` is ten
 * frames of speech. Blanks are for the reader.
 */
export function frames(drawing: string, hopMs: number, fromMs = 0): SpeechFrame[] {
  const marks = drawing
    .replace(/\s/g, '')
    .replace(/([#.])(\d+)/g, (_, mark: string, count: string) => mark.repeat(+count));
  return Array.from(marks, (mark, index) => ({
    startMs: fromMs + index * hopMs,
    endMs: fromMs + (index + 1) * hopMs,
    probability: mark === '#' ? 0.9 : 0.1,
    volume: 0.8,
  }));
}

/** What an analyzer says of the sound up to `askedMs`, and how much later. */
export type AnswerAfter = (askedMs: number) => { readonly completeness: number | null; readonly afterMs: number };

/** What the frames come to while turns are taken as in hands-free: from the onset, and on from the cap. */
export class Listening {
  readonly #answer: AnswerAfter | null;
  #due: { readonly askedMs: number; readonly atMs: number; readonly completeness: number | null } | null = null;
  state: EndpointingState = INITIAL_ENDPOINTING;
  readonly edges: EndpointingEdge[] = [];
  readonly turns: { readonly startMs: number; readonly endMs: number; readonly reason: string }[] = [];
  #cutMs = 0;

  /** Without an analyzer nobody answers. */
  constructor(answer: AnswerAfter | null = null) {
    this.#answer = answer;
  }

  hear(more: readonly SpeechFrame[], rules: EndpointingSettings): this {
    for (const frame of more) {
      const news: EndpointingEdge[] = [];
      const startMs = this.state.turnStartMs;
      this.#takeAnswer(frame.endMs);
      this.state = foldFrame(this.state, frame, rules, (edge) => news.push(edge));
      for (const edge of news) this.#take(edge, startMs ?? 0, rules);
      this.edges.push(...news);
    }
    return this;
  }

  /** The application starts a turn. */
  open(startMs: number): this {
    this.state = withTurn(this.state, startMs);
    return this;
  }

  #takeAnswer(nowMs: number): void {
    if (!this.#due || this.#due.atMs > nowMs) return;
    this.state = withAnswer(this.state, this.#due.askedMs, this.#due.completeness);
    this.#due = null;
  }

  #take(edge: EndpointingEdge, turnStartMs: number, { turn }: EndpointingSettings): void {
    if (edge.type === 'speech-started' && this.state.turnStartMs === null) {
      this.open(Math.max(edge.onsetMs - (turn?.preSpeechMs ?? 0), this.#cutMs, 0));
    }
    if (edge.type === 'pause-asked' && this.#answer) {
      const { completeness, afterMs } = this.#answer(edge.askedMs);
      this.#due = { askedMs: edge.askedMs, atMs: edge.askedMs + afterMs, completeness };
    }
    if (edge.type !== 'turn-ended') return;
    this.#cutMs = edge.endMs;
    this.turns.push({ startMs: turnStartMs, endMs: edge.endMs, reason: edge.reason });
    if (edge.reason === 'max-duration' && this.state.speech === 'speaking') this.open(edge.endMs);
  }
}

/** The turns in a drawing. */
export function turnsIn(drawing: string, hopMs: number, rules: EndpointingSettings): string[] {
  return inWords(new Listening().hear(frames(drawing, hopMs), rules));
}

/** `0-3320 stop-secs`. */
export function inWords({ turns }: Listening): string[] {
  return turns.map(({ startMs, endMs, reason }) => `${round(startMs)}-${round(endMs)} ${reason}`);
}

// Sums of hops carry rounding.
function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
