import type { TurnAudio } from '../audio/turn-audio.js';
import { AvatarPttError } from '../core/error.js';
import type { ConversationMode } from '../core/settings/options.js';
import type { BackendEvent } from '../core/machine/turn-events.js';
import { abortedError } from './cloud/bounded.js';
import { speakText } from './browser-speech.js';
import type { Provider, ProviderContext, TurnEnd } from './provider.js';

/** A turn as the local avatar heard it. */
export interface HeardTurn {
  readonly turnId: number;
  /** Mono, -1 to 1. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly durationMs: number;
  /** A typed turn's text; empty for a spoken one. */
  readonly text: string;
}

/** Samples to play, a text to speak with the browser's voices, or null for no answer. */
export type LocalReply = { readonly samples: Float32Array; readonly sampleRate: number } | string | null;

/** Makes the answer; `signal` aborts when the answer is not wanted any more. */
export type ReplyEngine = (turn: HeardTurn, signal: AbortSignal) => LocalReply | Promise<LocalReply>;

/** How an acknowledgement goes: as it should, refused, or never. `fail-once` is refused the first time in each turn. */
export type Acknowledgement = 'ok' | 'fail' | 'fail-once' | 'never';

/** What the local avatar does wrong on purpose: to learn what the settings are for, and to test them. */
export interface Misbehaviour {
  /** Delay of the start's acknowledgement, ms. */
  startAckMs: number;
  startAck: Acknowledgement;
  /** Delay of the stop's acknowledgement, ms. */
  stopAckMs: number;
  stopAck: Acknowledgement;
  /** The avatar never says that its turn is complete. */
  losesCompletion: boolean;
  /** The end of its speech gets lost too. */
  losesSpeechStop: boolean;
  /** Speech-to-text can't be switched on. */
  failsStt: boolean;
}

export interface LocalAvatarOptions {
  /** Default: your own turn, exactly as it was captured. */
  readonly reply?: ReplyEngine;
  /** Time before the answer, ms; 0 to 60000; default 400. */
  readonly thinkMs?: number;
  readonly misbehaviour?: Partial<Misbehaviour>;
}

/** The embedded avatar, with what a demo or a test needs to see and to spoil. */
export interface LocalAvatar extends Provider {
  /** May be changed at any time. */
  readonly misbehaviour: Misbehaviour;
  /** The newest turn it heard, or null. */
  readonly lastTurn: HeardTurn | null;
  reply: ReplyEngine;
  /** Cuts the line, as a lost network would. */
  dropLine(): void;
}

const WELL_BEHAVED: Misbehaviour = {
  startAckMs: 0,
  startAck: 'ok',
  stopAckMs: 0,
  stopAck: 'ok',
  losesCompletion: false,
  losesSpeechStop: false,
  failsStt: false,
};

/** Why an answer is cut: the next is on its way. */
const SUPERSEDED = abortedError();

/** Your own turn, played back: the fastest way to hear a clipped first word or a cut ending. */
export const echo: ReplyEngine = ({ samples, sampleRate, text }) =>
  text ? `You wrote: ${text}` : samples.length > 0 ? { samples, sampleRate } : null;

/** The embedded avatar: in the page, without a key and without a network. It hears the real gated audio and answers aloud. */
export function localAvatar(options: LocalAvatarOptions = {}): LocalAvatar {
  return new EmbeddedAvatar(options);
}

class EmbeddedAvatar implements LocalAvatar {
  readonly name = 'local';
  readonly misbehaviour: Misbehaviour;
  reply: ReplyEngine;
  readonly #thinkMs: number;
  #context: ProviderContext | null = null;
  #answer: AbortController | null = null;
  #isListening = false;
  #hearing: { turnId: number; chunks: TurnAudio[] } | null = null;
  #failedStops = new Set<number>();
  #lastTurn: HeardTurn | null = null;

  constructor({ reply = echo, thinkMs = 400, misbehaviour }: LocalAvatarOptions) {
    if (!(thinkMs >= 0 && thinkMs <= 60_000)) {
      throw new AvatarPttError(
        'invalid-option',
        `thinkMs is ${String(thinkMs)}; allowed: a number from 0 to 60000 ms.`,
      );
    }
    this.reply = reply;
    this.#thinkMs = thinkMs;
    this.misbehaviour = { ...WELL_BEHAVED, ...misbehaviour };
  }

  get lastTurn(): HeardTurn | null {
    return this.#lastTurn;
  }

  connect(context: ProviderContext): Promise<void> {
    this.#answer?.abort();
    this.#context = context;
    this.#isListening = context.isServerSttOn;
    // After the connection, as any backend would say it.
    queueMicrotask(() => {
      if (this.#context === context) this.#emit({ type: 'avatar-ready' });
    });
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    this.#answer?.abort();
    this.#context = null;
    this.#hearing = null;
    return Promise.resolve();
  }

  async startTurn(turnId: number): Promise<void> {
    this.#note('start-turn', { turnId });
    const { startAck, startAckMs } = this.misbehaviour;
    // Before it is acknowledged: whatever comes late, the newest turn is heard.
    this.#hearing = { turnId, chunks: [] };
    await this.#acknowledge(startAck === 'fail-once' ? 'fail' : startAck, startAckMs, 'start');
  }

  receiveAudio(audio: TurnAudio): void {
    if (this.#isListening && this.#hearing?.turnId === audio.turnId) this.#hearing.chunks.push(audio);
  }

  async stopTurn(turnId: number, end: TurnEnd): Promise<void> {
    this.#note('stop-turn', { turnId, isDiscarded: end.isDiscarded });
    const hearing = this.#hearing;
    const { stopAck, stopAckMs } = this.misbehaviour;
    const isFirst = !this.#failedStops.has(turnId);
    this.#failedStops.add(turnId);
    await this.#acknowledge(stopAck === 'fail-once' ? (isFirst ? 'fail' : 'ok') : stopAck, stopAckMs, 'stop');
    this.#failedStops.delete(turnId);
    if (hearing?.turnId !== turnId) return;
    if (this.#hearing === hearing) this.#hearing = null;
    if (!end.isDiscarded) void this.#respond(heardTurn(turnId, hearing.chunks, end.endMs));
  }

  setServerStt(isEnabled: boolean): Promise<void> {
    this.#note('set-server-stt', { isEnabled });
    if (isEnabled && this.misbehaviour.failsStt) {
      return Promise.reject(new AvatarPttError('stt-failed', 'Speech-to-text could not be switched on.'));
    }
    this.#isListening = isEnabled;
    return Promise.resolve();
  }

  setMode(mode: ConversationMode): Promise<void> {
    this.#note('set-mode', { mode });
    return Promise.resolve();
  }

  interrupt(): Promise<void> {
    this.#note('interrupt');
    this.#answer?.abort();
    return Promise.resolve();
  }

  sendText(text: string): Promise<void> {
    this.#note('send-text', { text });
    const silence = { samples: new Float32Array(0), sampleRate: 48_000, durationMs: 0 };
    void this.#respond({ ...silence, turnId: -1, text });
    return Promise.resolve();
  }

  dropLine(): void {
    this.#answer?.abort();
    this.#context?.emit({
      type: 'connection-lost',
      code: 'connection-lost',
      message: 'The line to the avatar was cut. Connect again.',
    });
  }

  async #respond(turn: HeardTurn): Promise<void> {
    if (this.#answer) {
      this.#answer.abort(SUPERSEDED);
      this.#context?.output.stop(0);
    }
    const answer = new AbortController();
    this.#answer = answer;
    this.#lastTurn = turn;
    // A typed turn has no number of its own.
    const about = turn.turnId < 0 ? {} : { turnId: turn.turnId };
    try {
      await pause(this.#thinkMs, answer.signal);
      const reply = await this.reply(turn, answer.signal);
      answer.signal.throwIfAborted();
      if (reply === null) {
        this.#emit({ type: 'no-response', ...about, message: 'Nothing was heard.' });
        return;
      }
      await this.#speak(reply, about, answer.signal);
      if (!this.misbehaviour.losesCompletion) this.#emit({ type: 'turn-completed', ...about });
    } catch (error) {
      if (answer.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#emit({ type: 'session-error', code: 'reply-failed', message: `The answer could not be given: ${message}` });
    }
  }

  async #speak(reply: Exclude<LocalReply, null>, about: { turnId?: number }, signal: AbortSignal): Promise<void> {
    const context = this.#context;
    if (!context) return;
    if (typeof reply === 'string')
      this.#emit({ type: 'transcript', role: 'avatar', text: reply, final: true, ...about });
    this.#emit({ type: 'avatar-speech-started', ...about });
    const { output } = context;
    const onAudible = (): void => {
      if (!signal.aborted) this.#emit({ type: 'avatar-audible', ...about });
    };
    const onVoice = (isHeard: boolean): void => {
      output.heardElsewhere(isHeard);
      if (isHeard) onAudible();
    };
    try {
      if (typeof reply === 'string') await speakText(reply, signal, onVoice);
      else await output.playSamples(reply.samples, reply.sampleRate, { onAudible });
    } finally {
      // Whoever interrupts knows that it is over; a newer answer is no reason not to say so.
      const isNews = !signal.aborted || signal.reason === SUPERSEDED;
      if (isNews && !this.misbehaviour.losesSpeechStop) this.#emit({ type: 'avatar-speech-stopped', ...about });
    }
    signal.throwIfAborted();
  }

  async #acknowledge(how: 'ok' | 'fail' | 'never', afterMs: number, what: 'start' | 'stop'): Promise<void> {
    const signal = this.#context?.signal;
    // Bounded by the connection: what never comes ends with it.
    await pause(how === 'never' ? null : afterMs, signal);
    if (how === 'fail') throw new AvatarPttError(`${what}-failed`, `The avatar refused the ${what} of the turn.`);
  }

  #emit(event: BackendEvent): void {
    const { type, ...fields } = event;
    this.#context?.emit(event, asMessage(type, fields));
  }

  // What it is told, as the message that another backend would be sent: so there is a wire to look at without one.
  #note(command: string, fields: object = {}): void {
    this.#context?.emit({ type: 'wire-message', direction: 'out' }, asMessage(command, fields));
  }
}

/** In the spelling of wires: `start-turn` with `turnId` is `start_turn` with `turn_id`. */
function asMessage(type: string, fields: object): object {
  const spelled = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const entries = Object.entries(fields).map(([name, value]: [string, unknown]) => [spelled(name), value] as const);
  return { type: type.replaceAll('-', '_'), ...Object.fromEntries(entries) };
}

function heardTurn(turnId: number, chunks: readonly TurnAudio[], endMs: number): HeardTurn {
  const [first] = chunks;
  if (!first) return { turnId, samples: new Float32Array(0), sampleRate: 48_000, durationMs: 0, text: '' };
  const { sampleRate, startMs } = first;
  const heard = chunks.reduce((sum, { samples }) => sum + samples.length, 0);
  const length = Math.min(heard, Math.max(0, Math.round(((endMs - startMs) * sampleRate) / 1000)));
  const samples = new Float32Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    samples.set(chunk.samples.subarray(0, Math.max(0, length - offset)), Math.min(offset, length));
    offset += chunk.samples.length;
  }
  return { turnId, samples, sampleRate, durationMs: (length * 1000) / sampleRate, text: '' };
}

/** Waits; null waits for the signal alone, which ends any wait with a rejection. */
function pause(ms: number | null, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = ms === null ? undefined : setTimeout(finish, ms);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(abortedError());
    };
    function finish(): void {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
