// Stands in for the LiveAvatar service in FULL mode: its REST calls and, in a room of a real LiveKit server, its agent and avatar.
import { randomUUID } from 'node:crypto';
import { FarEnd, nowMs } from './far-end.mjs';
import { serveJson } from './rest.mjs';
import { ScriptedLine, answerSound, wellBehaved } from './script.mjs';
import { SpeechSpotter } from './spoken.mjs';

const COMMANDS = 'agent-control';
const EVENTS = 'agent-response';
const MAX_SESSION_SECS = 1200;
/** What the embedder's backend would send; a session token is given for it and for nothing else. */
const API_KEY = 'api-key-of-the-stand-in';

/**
 * Starts the service. `apiUrl` is its base, `tokenUrl` an embedder's endpoint that mints session tokens with its own key;
 * `newToken` does the same from Node. `script` may be changed at any time. `sessions` holds all, `session` the newest.
 */
export async function startLiveAvatar({ livekit, interactivity = 'PUSH_TO_TALK' }) {
  const script = wellBehaved();
  const sessions = [];
  const bearer = ({ headers }) => sessions.find(({ token }) => headers.authorization === `Bearer ${token}`);
  const mint = (body) => {
    const session = new LiveAvatarSession(livekit, script, body?.interactivity_type);
    sessions.push(session);
    return session;
  };
  const withSession = (call, work) => async (request) => {
    if (script.rest[call]) return script.rest[call];
    const session = bearer(request);
    if (!session || session.isEnded) return { status: 401, body: { code: 4010, data: null, message: 'Unauthorized' } };
    return ok(await work(session));
  };
  const service = await serveJson({
    'POST /v1/sessions/token': ({ headers, body }) => {
      if (headers['x-api-key'] !== API_KEY)
        return { status: 401, body: { code: 4010, data: null, message: 'Invalid API key' } };
      const { id, token } = mint(body);
      return ok({ session_id: id, session_token: token });
    },
    'POST /v1/sessions/start': withSession('/v1/sessions/start', (session) => session.start()),
    'POST /v1/sessions/keep-alive': withSession('/v1/sessions/keep-alive', (session) => session.keepAlive()),
    'POST /v1/sessions/stop': withSession('/v1/sessions/stop', (session) => session.end()),
    'POST /embedder/token': () => ({ body: { session_token: mint({ interactivity_type: interactivity }).token } }),
  });
  return {
    apiUrl: service.url,
    tokenUrl: `${service.url}/embedder/token`,
    apiKey: API_KEY,
    requests: service.requests,
    script,
    usual: {},
    sessions,
    get session() {
      return sessions.at(-1);
    },
    newToken: (interactivityType = interactivity) => mint({ interactivity_type: interactivityType }).token,
    async close() {
      await Promise.all(sessions.map((session) => session.end()));
      await service.close();
    },
  };
}

const ok = (data) => ({ body: { code: 1000, data, message: 'Session request successful' } });

/** One session: what it was told and heard, and how it answers. */
class LiveAvatarSession {
  id = randomUUID();
  token = `session-token-${randomUUID()}`;
  isEnded = false;
  keptAlive = 0;
  /** Push-to-talk windows: `{ openedAt, closedAt }`, wall clock, ms; audio outside them is heard but not answered. */
  windows = [];
  /** Answers: `{ turn, isInterrupted }`, a turn for each window that was closed and each text. */
  answers = [];
  #agent = null;
  #avatar = null;
  /** The handshake's commands are carried out one after the other. */
  #handshake = Promise.resolve();

  constructor(livekit, script, interactivity) {
    Object.assign(this, { livekit, script, room: `room-${this.id}` });
    this.isPushToTalk = interactivity === 'PUSH_TO_TALK';
    this.line = new ScriptedLine(script, {
      typeOf: (message) => message?.event_type ?? '',
      transmit: (text) => this.#agent?.send(text, EVENTS),
      now: nowMs,
    });
  }

  /** The recording of the user's newest track. */
  get heard() {
    return this.#agent?.heard.at(-1);
  }

  get userIdentity() {
    return `user-${this.id}`;
  }

  async start() {
    const { url, token } = this.livekit;
    const join = async (identity, handlers) =>
      FarEnd.join({ url, token: await token(this.room, identity), ...handlers });
    this.#agent = await join(`liveavatar-agent-${this.id}`, {
      hears: this.userIdentity,
      onMessage: ({ topic, text, at, from }) => {
        if (from === this.userIdentity && topic === COMMANDS) void this.#take(text, at);
      },
      onAudio: this.isPushToTalk ? undefined : this.#spotter(),
    });
    this.#avatar = await join('heygen', {});
    await this.#avatar.publishVoice();
    await this.#avatar.publishPicture();
    return {
      session_id: this.id,
      max_session_duration: MAX_SESSION_SECS,
      livekit_url: url,
      livekit_client_token: await token(this.room, this.userIdentity),
    };
  }

  async keepAlive() {
    this.keptAlive++;
    return null;
  }

  /** The service ends the session by itself: says why, then closes the room. */
  async stopByItself(reason) {
    await this.emit('session.stopped', null, { end_reason: reason });
    await this.end();
  }

  async end() {
    if (this.isEnded) return null;
    this.isEnded = true;
    this.line.close();
    await Promise.all([this.#agent?.leave(), this.#avatar?.leave()]);
    // The user may have left first, and an empty room is gone by itself.
    await this.livekit.rooms.deleteRoom(this.room).catch(() => undefined);
    return null;
  }

  /** Stops listening without being told to. */
  closeWindow(at = nowMs()) {
    const window = this.#openedWindow;
    if (window) window.closedAt = Math.max(at, window.openedAt);
    return window;
  }

  /** Sends an event of any kind; for tests of what the service says unasked. */
  emit(type, source, payload = {}) {
    const message = {
      event_id: randomUUID(),
      event_type: type,
      session_id: this.id,
      source_event_id: source,
      ...payload,
    };
    return this.line.send(message);
  }

  /** Sends raw text on a topic, as a broken or hostile sender would. */
  sendRaw(text, topic = EVENTS) {
    return this.#agent.send(text, topic);
  }

  async #take(text, at) {
    const command = this.line.take(text, at);
    if (typeof command !== 'object' || command === null) return;
    const source = command.event_id ?? null;
    switch (command.event_type) {
      case 'user.start_push_to_talk':
        this.#handshake = this.#handshake.then(() => this.#openWindow(command, source));
        return this.#handshake;
      case 'user.stop_push_to_talk':
        this.#handshake = this.#handshake.then(() => this.#closeWindow(command, source, at));
        return this.#handshake;
      case 'avatar.interrupt':
        return this.#avatar.hush();
      case 'avatar.speak_text':
        return this.#speak({ turn: { text: command.text }, text: command.text, source });
      case 'avatar.speak_response':
        return this.#speak({ turn: { text: command.text }, text: this.script.avatarText, source });
    }
  }

  get #openedWindow() {
    return this.windows.find(({ closedAt }) => closedAt === Infinity);
  }

  async #openWindow(command, source) {
    if (this.#openedWindow || this.script.refuses(command)) {
      return this.emit('user.push_to_talk_start_failed', source);
    }
    // The window is there once the acknowledgement is on its way; a lost one changes nothing of that.
    await this.emit('user.push_to_talk_started', source);
    this.windows.push({ openedAt: nowMs(), closedAt: Infinity });
  }

  async #closeWindow(command, source, at) {
    const window = this.script.refuses(command) ? null : this.closeWindow(at);
    if (!window) return this.emit('user.push_to_talk_stop_failed', source);
    await this.emit('user.push_to_talk_stopped', source);
    const samples = this.heard?.samples(window.openedAt, window.closedAt) ?? new Float32Array();
    void this.#answer({ window, samples }, source);
  }

  /** Where the service itself detects speech. */
  #spotter() {
    const spotter = new SpeechSpotter({
      onStart: () => void this.emit('user.speak_started', null),
      onEnd: (samples) => void this.emit('user.speak_ended', null).then(() => this.#answer({ samples }, null)),
    });
    return (samples) => spotter.hear(samples);
  }

  async #answer(turn, source) {
    await this.#transcribe('user', this.script.userText, source);
    if (this.script.answer === 'none') return;
    await this.line.wait(this.script.thinkMs);
    await this.#speak({ turn, text: this.script.avatarText, source });
  }

  async #speak({ turn, text, source }) {
    const answer = { turn, isInterrupted: false };
    this.answers.push(answer);
    this.#avatar.hush();
    await this.emit('avatar.speak_started', source);
    const said = this.#avatar.say(answerSound(this.script, turn.samples ?? new Float32Array()));
    await this.#transcribe('avatar', text, source);
    answer.isInterrupted = !(await said);
    if (!this.isEnded) await this.emit('avatar.speak_ended', source);
  }

  /** In pieces, then whole. */
  async #transcribe(role, text, source) {
    for (const piece of text.match(/\S+\s*/g) ?? [])
      await this.emit(`${role}.transcription.chunk`, source, { text: piece });
    await this.emit(`${role}.transcription`, source, { text });
  }
}
