// Stands in for the Convai service: its connect call and, in a room of a real LiveKit server, its character.
import { randomUUID } from 'node:crypto';
import { joined } from '../e2e/sounds.mjs';
import { FarEnd, nowMs } from './far-end.mjs';
import { serveJson } from './rest.mjs';
import { ScriptedLine, answerSound, wellBehaved } from './script.mjs';
import { SpeechSpotter } from './spoken.mjs';

const LABEL = 'rtvi-ai';
const API_KEY = 'api-key-of-the-stand-in';
const AUTH_TOKEN = 'auth-token-of-the-stand-in';
/** Silence after which the service has its final transcript, where it does not end turns itself. */
const TRANSCRIPT_AFTER_MS = 250;
/** Silence that ends a turn where the client leaves that to the service without settings of its own. */
const USUAL_STOP_SECS = 0.8;

/** What travels inside `server-message`, with its real type in `data.type`. */
const WRAPPED = new Set([
  ...[
    'final-user-transcription',
    'bot-turn-completed',
    'llm-no-response',
    'moderation-response',
    'usage-limit-reached',
  ],
  ...['user-idle-warning', 'vad-stt-started', 'vad-stt-stopped', 'interaction-created', 'bot-emotion'],
]);

/**
 * Starts the service. `apiUrl` is its base, `connectUrl` an embedder's endpoint that adds the key. `script` may be changed
 * at any time; beside the common answers it knows `no-response`, `blocked` and `limit`. `session` is the newest.
 */
export async function startConvai({ livekit }) {
  const script = { ...wellBehaved(), isCompletedEarly: false };
  const sessions = [];
  const connect = async ({ body }) => {
    if (script.rest['/connect']) return script.rest['/connect'];
    if (typeof body?.character_id !== 'string') return { status: 422, body: { detail: [MISSING_CHARACTER] } };
    const session = new ConvaiSession(livekit, script, body);
    sessions.push(session);
    return { body: await session.start() };
  };
  const service = await serveJson({
    'POST /connect': (request) => {
      const { headers } = request;
      const isKnown = headers['x-api-key'] === API_KEY || headers['api-auth-token'] === AUTH_TOKEN;
      return isKnown ? connect(request) : { status: 401, body: { detail: 'Invalid API key' } };
    },
    'POST /embedder/connect': connect,
  });
  return {
    apiUrl: service.url,
    connectUrl: `${service.url}/embedder/connect`,
    apiKey: API_KEY,
    authToken: AUTH_TOKEN,
    requests: service.requests,
    script,
    sessions,
    get session() {
      return sessions.at(-1);
    },
    async close() {
      await Promise.all(sessions.map((session) => session.end()));
      await service.close();
    },
  };
}

const MISSING_CHARACTER = { loc: ['body', 'character_id'], msg: 'Field required', type: 'missing' };

/** One session: what it was asked for, told and heard, and how it answers. */
class ConvaiSession {
  id = randomUUID();
  isEnded = false;
  /** When backend speech-to-text was on: `{ openedAt, closedAt }`, wall clock, ms; nothing else is answered. */
  windows = [];
  /** Answers: `{ turn, isInterrupted }`. */
  answers = [];
  #bot = null;
  #samples = [];
  /** Whether something was said in this turn, and whether the user has been told what. */
  #isHeard = false;
  #isTranscribed = false;
  #epoch = 0;

  constructor(livekit, script, request) {
    Object.assign(this, { livekit, script, request, room: `room-${this.id}`, userIdentity: `user-${this.id}` });
    this.characterSessionId = request.character_session_id ?? randomUUID();
    this.line = new ScriptedLine(script, {
      typeOf: realTypeOf,
      transmit: (text) => this.#bot?.send(text),
      now: nowMs,
    });
    if (request.default_stt_enabled !== false) this.#setStt(true);
    const asked = request.turn_detection_config?.params;
    this.endsTurns = script.isConversational || asked !== undefined;
    this.spotter = new SpeechSpotter({
      onStart: () => void this.#userStarts(),
      onEnd: () => void this.#userPauses(),
      stopMs: this.endsTurns ? (asked?.stop_secs ?? USUAL_STOP_SECS) * 1000 : TRANSCRIPT_AFTER_MS,
    });
  }

  /** The recording of the user's newest track. */
  get heard() {
    return this.#bot?.heard.at(-1);
  }

  get isSttOn() {
    return this.windows.at(-1)?.closedAt === Infinity;
  }

  async start() {
    const { url, token } = this.livekit;
    this.#bot = await FarEnd.join({
      url,
      token: await token(this.room, 'convai-bot'),
      hears: this.userIdentity,
      onMessage: ({ topic, text, at, from }) => {
        if (from === this.userIdentity && topic === '') void this.#take(text, at);
      },
      onUser: (_identity, isHere) => void (isHere && this.emit('bot-ready', { version: '1.0.0' })),
      onAudio: (samples) => this.#hear(samples),
    });
    await this.#bot.publishVoice();
    return {
      session_id: this.id,
      request_trace_id: randomUUID(),
      character_session_id: this.characterSessionId,
      room_url: url,
      room_name: this.room,
      token: await token(this.room, this.userIdentity),
      end_user_id: this.request.end_user_id ?? null,
      end_user_metadata: this.request.end_user_metadata ?? null,
    };
  }

  async end() {
    if (this.isEnded) return;
    this.isEnded = true;
    this.line.close();
    await this.#bot?.leave();
    // The user may have left first, and an empty room is gone by itself.
    await this.livekit.rooms.deleteRoom(this.room).catch(() => undefined);
  }

  /** Sends a message in the shape that the service uses for its type; also for what it says unasked. */
  emit(type, data = {}) {
    return this.line.send(
      WRAPPED.has(type)
        ? { label: LABEL, type: 'server-message', data: { type, ...data } }
        : { label: LABEL, type, data },
    );
  }

  /** Sends raw text, as a broken or hostile sender would. */
  sendRaw(text, topic) {
    return this.#bot.send(text, topic);
  }

  async #take(text, at) {
    const message = this.line.take(text, at);
    if (typeof message !== 'object' || message === null) return;
    const isRefused = this.script.refuses(message);
    if (!isRefused && message.type === 'stt-toggle') this.#setStt(message.data?.muted === false, at);
    await this.line.send({
      type: 'server-response',
      event_type: message.type,
      status: isRefused ? 'error' : 'success',
      message: isRefused ? 'Refused by the script' : 'Done',
    });
    if (!isRefused) await this.#carryOut(message, at);
  }

  async #carryOut({ type, data }, at) {
    switch (type) {
      case 'force-user-stopped-speaking':
        return this.#endTurn(at);
      case 'interrupt-bot':
        return this.#bot.hush();
      case 'user_text_message':
        return this.#answer({ text: data?.text });
      case 'kill-pipeline':
        return this.end();
    }
  }

  #setStt(isOn, at = nowMs()) {
    if (isOn === this.isSttOn) return;
    if (isOn) this.windows.push({ openedAt: at, closedAt: Infinity });
    else this.windows.at(-1).closedAt = at;
    this.spotter?.reset();
  }

  #hear(samples) {
    if (!this.isSttOn) return;
    this.#samples.push(samples);
    this.spotter.hear(samples);
  }

  async #userStarts() {
    this.#isHeard = true;
    this.#isTranscribed = false;
    await this.emit('user-started-speaking');
    await this.emit('vad-stt-started', { timestamp: nowMs() / 1000, pre_roll_ms: 0 });
  }

  async #userPauses() {
    await this.emit('user-stopped-speaking');
    await this.#transcribe();
    if (this.endsTurns) await this.#answer(this.#takeTurn());
  }

  async #transcribe() {
    if (this.#isTranscribed) return;
    this.#isTranscribed = true;
    const text = this.script.userText;
    await this.emit('user-transcription', { text, final: true, user_id: this.userIdentity });
    await this.emit('final-user-transcription', { text, participant_id: this.userIdentity });
  }

  async #endTurn(at) {
    const { isHeard, ...turn } = this.#takeTurn();
    if (this.spotter.isSpeaking) await this.emit('user-stopped-speaking');
    this.spotter.reset();
    if (!isHeard) return this.emit('llm-no-response', { reason: 'no speech' });
    await this.#transcribe();
    await this.#answer({ ...turn, endedAt: at });
  }

  #takeTurn() {
    const turn = { samples: joined(...this.#samples), isHeard: this.#isHeard };
    this.#samples = [];
    this.#isHeard = false;
    return turn;
  }

  async #answer(turn) {
    const { answer, thinkMs, userText } = this.script;
    if (answer === 'none') return;
    await this.line.wait(thinkMs);
    if (answer === 'no-response') return this.emit('llm-no-response', { reason: 'nothing to say' });
    // `false` means blocked.
    if (answer === 'blocked') {
      return this.emit('moderation-response', { result: false, user_input: userText, reason: 'not allowed here' });
    }
    if (answer === 'limit') {
      return this.emit('usage-limit-reached', { quota_type: 'daily', message: 'Daily interactions are used up.' });
    }
    await this.#speak(turn);
  }

  async #speak(turn) {
    const answer = { turn, isInterrupted: false };
    this.answers.push(answer);
    this.#bot.hush();
    const ids = { response_id: randomUUID(), epoch: ++this.#epoch };
    const said = this.script.avatarText.match(/\S+\s*/g) ?? [];
    await this.emit('bot-llm-started');
    for (const text of said) await this.emit('bot-llm-text', { text });
    await this.emit('bot-llm-stopped');
    await this.emit('bot-tts-started');
    await this.emit('bot-transcription', { text: this.script.avatarText });
    await this.emit('bot-started-speaking', { ...ids, sequence: 1 });
    const spoken = this.#bot.say(answerSound(this.script, turn.samples ?? new Float32Array()));
    if (!this.script.isCompletedEarly) answer.isInterrupted = !(await spoken);
    if (this.isEnded) return;
    await this.emit('bot-tts-stopped');
    await this.emit('bot-stopped-speaking', { ...ids, sequence: 2 });
    await this.emit('bot-turn-completed', { was_interrupted: answer.isInterrupted, response_id: ids.response_id });
  }
}

function realTypeOf(message) {
  const type = message?.type;
  if (type === 'server-message') return message.data?.type ?? '';
  return typeof type === 'string' ? type : '';
}
