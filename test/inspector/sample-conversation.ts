import {
  DEFAULT_PRESS_POLICY,
  DEFAULT_TURN_TAKING,
  initialTurnState,
  mergeTurnTaking,
  transition,
  type HeardFrame,
  type PartialTurnTaking,
  type SessionInput,
  type SessionRecord,
  type SoundLevel,
  type TurnEffect,
  type TurnEvent,
  type TurnState,
} from 'avatar-ptt/headless';
import type { Source } from '../../inspector/model/source.js';
import { INITIAL_ENDPOINTING, withAnswer } from '../../src/core/endpointing/endpointing.js';
import { endpointFrame } from '../../src/core/machine/endpoint-frame.js';

/** A conversation as an inspector gets it. */
export interface SampleConversation {
  readonly initial: TurnState;
  readonly records: readonly SessionRecord[];
  readonly frames: readonly HeardFrame[];
  readonly levels: readonly SoundLevel[];
}

/** What happens in a script, in seconds of audio time. */
export interface Script {
  readonly settings?: PartialTurnTaking;
  /** Speech from, to. */
  readonly speech: readonly (readonly [number, number])[];
  readonly events?: readonly (readonly [number, SessionInput])[];
  readonly secs: number;
  /** Length of the avatar's answer to each turn, s; default 1.2. A missing completion is 'lost'. */
  readonly answers?: Readonly<Record<number, number | 'lost'>>;
  /** What the analyzer answers, pause by pause; none after the last. */
  readonly completeness?: readonly (number | null)[];
  /** How long that takes, ms; default 40. */
  readonly judgeMs?: number;
}

const HOP_MS = 32;
/** Page time of audio time 0. */
const PAGE_MS = 5000;
const START_ACK_MS = 60;
const STOP_ACK_MS = 80;
const THINK_MS = 400;
const JUDGE_MS = 40;

/** Three push-to-talk turns, then hands-free with a cut-off, a cap, a misfire; a lock that timed out, a refused press. */
const SCRIPT: Script = {
  settings: {
    mode: 'push-to-talk',
    turnDetection: 'custom',
    customTurnDetection: { stopSecs: 0.8, maxDurationSecs: 6 },
    pushToTalkPolicy: { interruptBotOnPress: false },
  },
  speech: [
    [1.2, 2],
    [2.5, 3.4],
    [7.2, 8],
    [8.7, 9.6],
    [13.1, 14],
    [21, 22],
    [23.1, 24],
    [28, 28.12],
    [29.5, 30.4],
    [30.9, 31.6],
    [35, 43],
    [48, 48.9],
    [49.4, 50.2],
    [50.9, 51.5],
  ],
  events: [
    [1.1, { type: 'press', source: 'pointer' }],
    [3.5, { type: 'release', source: 'pointer' }],
    [4.2, { type: 'press', source: 'keyboard' }],
    [4.4, { type: 'release', source: 'keyboard' }],
    [7, { type: 'press', source: 'keyboard' }],
    [9.7, { type: 'release', source: 'keyboard' }],
    [13, { type: 'press', source: 'pointer' }],
    [14.05, { type: 'release', source: 'pointer' }],
    [19.9, { type: 'set-mode', mode: 'hands-free' }],
  ],
  answers: { 3: 'lost' },
  secs: 55,
};

/** The sample, or a conversation after a script of your own, made by the real machine and the real endpointing. */
export function sampleConversation(script: Script = SCRIPT): SampleConversation {
  return new SimulatedSession(script).play();
}

/** The sample as a source that delivers everything at once. */
export function sampleSource(conversation: SampleConversation = sampleConversation()): Source {
  return {
    kind: 'recording',
    label: 'Sample conversation',
    timeOriginMs: Date.UTC(2026, 0, 5, 9, 30),
    control: null,
    open(receiver) {
      const { initial, records, frames, levels } = conversation;
      receiver.begin(initial);
      const all = [
        ...frames.map((frame) => ({ at: frame.at, deliver: () => receiver.frame(frame) })),
        ...levels.map((level) => ({ at: level.at, deliver: () => receiver.level(level) })),
        ...records.map((record) => ({ at: record.at, deliver: () => receiver.record(record) })),
      ];
      for (const { deliver } of all.sort((a, b) => a.at - b.at)) deliver();
    },
  };
}

class SimulatedSession {
  readonly #script: Script;
  readonly #initial: TurnState;
  readonly #records: SessionRecord[] = [];
  readonly #frames: HeardFrame[] = [];
  readonly #levels: SoundLevel[] = [];
  readonly #due: { at: number; event: SessionInput }[] = [];
  #answered = new Set<number>();
  #state: TurnState;
  #endpointing = INITIAL_ENDPOINTING;
  #asked = 0;

  constructor(script: Script) {
    this.#script = script;
    const options = mergeTurnTaking(DEFAULT_TURN_TAKING, script.settings ?? {});
    this.#initial = initialTurnState(options, DEFAULT_PRESS_POLICY);
    this.#state = this.#initial;
  }

  play(): SampleConversation {
    for (const [secs, event] of this.#script.events ?? []) this.#later(PAGE_MS + secs * 1000, event);
    this.#take(PAGE_MS - 120, { type: 'connect' });
    const capabilities = { serverStt: true, interrupt: true, sendText: true };
    this.#take(PAGE_MS - 60, { type: 'connected', capabilities });
    this.#take(PAGE_MS - 58, { type: 'avatar-ready', raw: { type: 'ready' } });
    this.#take(PAGE_MS - 20, { type: 'microphone-opened', label: 'Built-in', isEchoCancelled: false });
    this.#take(PAGE_MS - 15, { type: 'microphone-flowing' });
    this.#take(PAGE_MS - 10, { type: 'detector-changed', detector: 'silero-v5', reason: '' });
    for (let ms = 0; ms < this.#script.secs * 1000; ms += HOP_MS) this.#hear(ms);
    return { initial: this.#initial, records: this.#records, frames: this.#frames, levels: this.#levels };
  }

  #hear(startMs: number): void {
    const endMs = startMs + HOP_MS;
    const at = PAGE_MS + endMs;
    this.#settle(at);
    const isSpeech = this.#script.speech.some(([from, to]) => startMs >= from * 1000 && endMs <= to * 1000);
    // A steady ripple, so that curves look like curves.
    const ripple = 0.03 * Math.sin(startMs / 90);
    const frame: HeardFrame = {
      startMs,
      endMs,
      at,
      detector: 'silero-v5',
      probability: isSpeech ? 0.95 + ripple : 0.05 + ripple,
      volume: isSpeech ? 0.85 + ripple : 0.5 + ripple,
    };
    this.#frames.push(frame);
    this.#levels.push({
      at,
      endMs,
      volume: frame.volume,
      noiseFloor: 0.5,
      isGateOpen: this.#state.turn?.gate === 'open',
      avatarLevel: this.#state.isAvatarSpeaking ? 0.4 + ripple * 4 : 0,
    });
    if (isSpeech !== this.#state.isVoiceActive) this.#take(at, { type: 'voice-activity', isActive: isSpeech });
    const { mode, pressPolicy } = this.#state;
    if (mode === 'hands-free' || pressPolicy.latchEnds === 'endpoint') this.#endpoint(frame, at);
  }

  #endpoint(frame: HeardFrame, at: number): void {
    const edges: SessionInput[] = [];
    this.#endpointing = endpointFrame(this.#endpointing, frame, this.#state, (edge) => edges.push(edge));
    for (const edge of edges) {
      this.#take(at, edge);
      const completeness = edge.type === 'pause-asked' ? this.#script.completeness?.[this.#asked++] : undefined;
      if (edge.type !== 'pause-asked' || completeness === undefined) continue;
      this.#later(at + (this.#script.judgeMs ?? JUDGE_MS), {
        type: 'pause-answered',
        askedMs: edge.askedMs,
        completeness,
      });
    }
  }

  #take(at: number, input: SessionInput): void {
    const event: TurnEvent = { ...input, at };
    if (event.type === 'pause-answered') {
      this.#endpointing = withAnswer(this.#endpointing, event.askedMs, event.completeness);
    }
    const [state, effects] = transition(this.#state, event);
    this.#state = state;
    this.#records.push({ seq: this.#records.length + 1, at, event, state, effects });
    for (const effect of effects) this.#answer(effect, at);
  }

  #answer(effect: TurnEffect, at: number): void {
    if (effect.type === 'open-gate') {
      const startMs = effect.fromMs ?? effect.at - PAGE_MS - effect.leadMs;
      this.#later(at + 3, { type: 'gate-opened', turnId: effect.turnId, startMs });
    } else if (effect.type === 'close-gate') {
      this.#later(at + 3, {
        type: 'gate-closed',
        turnId: effect.turnId,
        endMs: effect.untilMs ?? effect.at - PAGE_MS,
      });
    } else if (effect.type === 'start-turn') {
      this.#later(at + START_ACK_MS, { type: 'start-acknowledged', turnId: effect.turnId });
    } else if (effect.type === 'stop-turn') {
      this.#later(at + STOP_ACK_MS, { type: 'stop-acknowledged', turnId: effect.turnId });
      if (!effect.isDiscarded) this.#reply(effect.turnId, at + STOP_ACK_MS);
    } else if (effect.type === 'apply-mode') {
      this.#later(at + 30, { type: 'mode-applied', mode: effect.mode });
    }
  }

  #reply(turnId: number, at: number): void {
    if (this.#answered.has(turnId)) return;
    this.#answered.add(turnId);
    const text = `This is what I said in turn ${turnId}.`;
    this.#later(at + 120, { type: 'transcript', role: 'user', text, final: true, turnId, raw: { type: 'user', text } });
    const answer = this.#script.answers?.[turnId] ?? 1.2;
    const speaksAt = at + THINK_MS;
    const endsAt = speaksAt + (answer === 'lost' ? 1.2 : answer) * 1000;
    this.#later(speaksAt, { type: 'avatar-speech-started', turnId, raw: { type: 'speech_started', turn_id: turnId } });
    this.#later(speaksAt + 25, { type: 'avatar-audible', turnId });
    this.#later(speaksAt + 40, {
      type: 'transcript',
      role: 'avatar',
      text: `I heard turn ${turnId}.`,
      final: true,
      turnId,
    });
    this.#later(endsAt, { type: 'avatar-speech-stopped', turnId, raw: { type: 'speech_stopped', turn_id: turnId } });
    if (answer !== 'lost') {
      this.#later(endsAt + 5, { type: 'turn-completed', turnId, raw: { type: 'turn_completed', turn_id: turnId } });
    }
  }

  #later(at: number, event: SessionInput): void {
    this.#due.push({ at, event });
    this.#due.sort((a, b) => a.at - b.at);
  }

  #settle(until: number): void {
    for (let next = this.#due[0]; next && next.at <= until; next = this.#due[0]) {
      this.#due.shift();
      this.#take(next.at, next.event);
    }
    // As a live session does: what ends by itself ends in time.
    this.#take(until, { type: 'tick' });
    if (this.#records.at(-1)?.state === this.#records.at(-2)?.state) this.#records.pop();
  }
}
