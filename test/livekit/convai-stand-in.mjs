// Stands in for the Convai service: its connect call and, in a room of a real LiveKit server, its character. Where it comes
// from: [API] is the vendor's reference of its live API ("Live APIs", "Realtime API"), [SDK] its web client
// `@convai/web-sdk` 1.2.0, which `vendor-clients.e2e.mjs` holds it against.
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
/** When the end of an answer that comes late does: within the next one. */
const LATE_MS = 185;

/** What the documents leave open, or allow in several forms: a test may change it between turns. */
const AS_DOCUMENTED = {
  /** Completion is told before the sound has been heard: it is the end on the server [API]. */
  isCompletedEarly: false,
  /** [API] lists three envelopes; [SDK] reads speaking events in the direct one. `direct`, `wrapped` or `flat`. */
  speakingShape: 'direct',
  /** [SDK] reads packets whatever their topic; its own rules name `rtvi`. */
  topic: undefined,
  /** [API] `bot-turn-completed` has no `response_id`; speaking events may carry ids. */
  namesAnswers: false,
  /** How the end of an answer comes: `once`, `twice`, or once more `late`, within the next answer. */
  endings: 'once',
  /** [API] `was_aborted` with `error_reason`: there is an answer, and its sound is not delivered. */
  isUnheard: false,
  /** [API] `bot-tts-text`: the words as they are said. */
  isWordByWord: true,
  /** [API] A command that can't be read is acknowledged without its name: `parse-error` and the like; null: it can be. */
  unreadable: () => null,
};

/** [API] What travels inside `server-message`, with its real type in `data.type`. */
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
  const script = { ...wellBehaved(), ...AS_DOCUMENTED };
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
    /** What it does unless a test says otherwise. */
    usual: AS_DOCUMENTED,
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
  /** Answers: `{ turn, isInterrupted, isOver }`; over when all of it has been said. */
  answers = [];
  #bot = null;
  #samples = [];
  /** Whether something was said in this turn, and whether the user has been told what. */
  #isHeard = false;
  #isTranscribed = false;
  #epoch = 0;
  /** Says the end of the answer before once more. */
  #lateEnd = null;

  constructor(livekit, script, request) {
    Object.assign(this, { livekit, script, request, room: `room-${this.id}`, userIdentity: `user-${this.id}` });
    this.characterSessionId = request.character_session_id ?? randomUUID();
    this.line = new ScriptedLine(script, {
      typeOf: realTypeOf,
      transmit: (text) => this.#bot?.send(text, this.script.topic),
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
    await this.#join();
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

  async #join() {
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
  }

  /** The character's process ends, as in a crash or a deployment. */
  async leaveRoom() {
    await this.#bot.leave();
  }

  /** It is there again under the same identity, and says so. */
  async comeBack() {
    await this.#join();
    await this.emit('bot-ready', { version: '1.0.0' });
  }

  /** [API] The pipeline hears nothing of the user, or hears again. */
  muteUser(isMuted) {
    return this.emit(isMuted ? 'user-mute-started' : 'user-mute-stopped');
  }

  /** The room's server mutes the user's track, as a moderator would. */
  async muteTrack(isMuted) {
    const { rooms } = this.livekit;
    const { tracks } = await rooms.getParticipant(this.room, this.userIdentity);
    await rooms.mutePublishedTrack(this.room, this.userIdentity, tracks[0].sid, isMuted);
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
  emit(type, data = {}, shape = WRAPPED.has(type) ? 'wrapped' : 'direct') {
    return this.line.send(SHAPES[shape](type, data));
  }

  /** Sends raw text, as a broken or hostile sender would. */
  sendRaw(text, topic) {
    return this.#bot.send(text, topic);
  }

  async #take(text, at) {
    const message = this.line.take(text, at);
    if (typeof message !== 'object' || message === null) return;
    const unread = this.script.unreadable(message);
    if (unread) {
      await this.line.send({ type: 'server-response', event_type: unread, status: 'error', message: 'Not understood' });
      return;
    }
    const isRefused = this.script.refuses(message);
    if (!isRefused && message.type === 'stt-toggle') this.#setStt(message.data?.muted === false, at);
    await this.line.send({
      type: 'server-response',
      event_type: message.type,
      status: isRefused ? 'error' : 'success',
      message: isRefused ? 'Refused by the script' : 'Done',
      // [API] What is in force now, so that nobody has to read `message`.
      ...(message.type === 'stt-toggle' && { extras: { muted: !this.isSttOn } }),
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
    const { script } = this;
    const answer = { turn, isInterrupted: false, isOver: false };
    this.answers.push(answer);
    this.#bot.hush();
    const late = this.#lateEnd;
    this.#lateEnd = null;
    const said = script.avatarText.match(/\S+\s*/g) ?? [];
    // [API] The order that is guaranteed: the model's words in theirs; started, stopped, completed.
    await this.emit('bot-llm-started');
    for (const text of said) await this.emit('bot-llm-text', { text });
    await this.emit('bot-llm-stopped');
    await this.emit('bot-tts-started');
    await this.emit('bot-transcription', { text: script.avatarText });
    if (script.isUnheard) return this.#abort();
    const ids = script.namesAnswers ? { response_id: randomUUID(), epoch: ++this.#epoch } : {};
    const word = (type, sequence) =>
      this.emit(type, script.namesAnswers ? { ...ids, sequence } : {}, script.speakingShape);
    await word('bot-started-speaking', 1);
    const spoken = this.#bot.say(answerSound(script, turn.samples ?? new Float32Array()));
    if (script.isWordByWord) for (const text of said) await this.emit('bot-tts-text', { text: text.trim() });
    if (late) void this.line.wait(LATE_MS).then(late);
    if (!script.isCompletedEarly) answer.isInterrupted = !(await spoken);
    answer.isOver = true;
    if (this.isEnded) return;
    await this.emit('bot-tts-stopped');
    await word('bot-stopped-speaking', 2);
    const { response_id: name } = ids;
    await this.#complete({ was_interrupted: answer.isInterrupted, ...(name && { response_id: name }) });
  }

  async #complete(end) {
    const complete = () => this.emit('bot-turn-completed', end);
    await complete();
    if (this.script.endings === 'twice') await complete();
    if (this.script.endings === 'late') this.#lateEnd = complete;
  }

  async #abort() {
    await this.emit('bot-tts-stopped');
    await this.#complete({ was_interrupted: false, was_aborted: true, error_reason: 'audio_delivery_failed' });
  }
}

/** [API] The three envelopes. */
const SHAPES = {
  direct: (type, data) => ({ label: LABEL, type, data }),
  wrapped: (type, data) => ({ label: LABEL, type: 'server-message', data: { type, ...data } }),
  flat: (type, data) => ({ type, ...data }),
};

function realTypeOf(message) {
  const type = message?.type;
  if (type === 'server-message') return message.data?.type ?? '';
  return typeof type === 'string' ? type : '';
}
