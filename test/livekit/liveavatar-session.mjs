// One session of the LiveAvatar stand-in, in a room of a real LiveKit server; what is in brackets is explained there.
import { randomUUID } from 'node:crypto';
import { FarEnd, nowMs } from './far-end.mjs';
import { ScriptedLine, answerSound } from './script.mjs';
import { SpeechSpotter } from './spoken.mjs';

const COMMANDS = 'agent-control';
const EVENTS = 'agent-response';

/** One session: what it was told and heard, and how it answers. */
export class LiveAvatarSession {
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
  /** The newest command that made the avatar speak. */
  #registered = null;
  /** What was asked until now is still to be answered. */
  #asked = 0;
  #isGreeted = false;
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
    await this.agentComes();
    await this.avatarComes();
    const { maxSessionSecs } = this.script;
    void this.line.wait(maxSessionSecs * 1000).then(() => this.stopByItself('MAX_DURATION_REACHED'));
    return {
      session_id: this.id,
      max_session_duration: maxSessionSecs,
      livekit_url: url,
      livekit_client_token: await token(this.room, this.userIdentity),
      ws_url: null,
    };
  }

  async agentComes() {
    this.#agent = await this.#join(`liveavatar-agent-${this.id}`, {
      hears: this.userIdentity,
      onMessage: ({ topic, text, at, from }) => {
        if (from === this.userIdentity && topic === COMMANDS) void this.#take(text, at);
      },
      onAudio: this.isPushToTalk ? undefined : this.#spotter(),
      onUser: (identity, isHere) => {
        if (isHere && identity === this.userIdentity) void this.#greet();
      },
    });
  }

  /** What it listened to, and was asked, is gone with it. */
  async agentLeaves() {
    this.#asked++;
    this.#closeWindowAt(nowMs());
    await this.#agent.leave();
  }

  async avatarComes() {
    this.#avatar = await this.#join('heygen', {});
    await this.#avatar.publishVoice();
    await this.#avatar.publishPicture();
  }

  async avatarLeaves() {
    await this.#avatar.leave();
  }

  async keepAlive() {
    this.keptAlive++;
    return null;
  }

  /** The service ends the session by itself: says why, then closes the room. */
  async stopByItself(reason) {
    await this.emit('session.stopped', null, { end_reason: reason });
    // A room that is deleted at once overtakes the message, which goes another way.
    await this.line.wait(200);
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
        this.#asked++;
        return this.#avatar.hush();
      case 'avatar.speak_text':
        this.#registered = source;
        return this.#speak({ turn: { text: command.text }, text: command.text, source });
      case 'avatar.speak_response':
        this.#registered = source;
        return this.#speak({ turn: { text: command.text }, text: this.script.avatarText, source });
    }
  }

  #join(identity, handlers) {
    const { url, token } = this.livekit;
    return token(this.room, identity).then((pass) => FarEnd.join({ url, token: pass, ...handlers }));
  }

  async #greet() {
    const { greeting } = this.script;
    if (this.#isGreeted || !greeting) return;
    this.#isGreeted = true;
    await this.#speak({ turn: { greeting }, text: greeting, source: this.#spoken(null) });
  }

  get #openedWindow() {
    return this.windows.find(({ closedAt }) => closedAt === Infinity);
  }

  #closeWindowAt(at) {
    const window = this.#openedWindow;
    if (window) window.closedAt = Math.max(at, window.openedAt);
    return window;
  }

  async #openWindow(command, source) {
    if (this.#openedWindow || this.script.refuses(command)) {
      return this.#acknowledge('user.push_to_talk_start_failed', source);
    }
    // The window is there once the acknowledgement is on its way; a lost one changes nothing of that.
    await this.#acknowledge('user.push_to_talk_started', source);
    this.windows.push({ openedAt: nowMs(), closedAt: Infinity });
  }

  async #closeWindow(command, source, at) {
    const window = this.script.refuses(command) ? null : this.#closeWindowAt(at);
    if (!window) return this.#acknowledge('user.push_to_talk_stop_failed', source);
    await this.#acknowledge('user.push_to_talk_stopped', source);
    const samples = this.heard?.samples(window.openedAt, window.closedAt) ?? new Float32Array();
    void this.#answer({ window, samples }, this.#spoken(source));
  }

  #acknowledge(type, source) {
    return this.emit(type, this.script.names === 'none' ? null : source);
  }

  /** The source of what answers a spoken turn. */
  #spoken(source) {
    const { names } = this.script;
    if (names === 'command') return source;
    return names === 'registered' ? this.#registered : null;
  }

  /** Where the service itself detects speech. */
  #spotter() {
    const spotter = new SpeechSpotter({
      onStart: () => void this.emit('user.speak_started', null),
      onEnd: (samples) =>
        void this.emit('user.speak_ended', null).then(() => this.#answer({ samples }, this.#spoken(null))),
    });
    return (samples) => spotter.hear(samples);
  }

  async #answer(turn, source) {
    const asked = this.#asked;
    await this.#transcribeUser(this.script.userText, source);
    if (this.script.answer === 'none') return;
    await this.line.wait(this.script.thinkMs);
    if (asked === this.#asked) await this.#speak({ turn, text: this.script.avatarText, source });
  }

  async #speak({ turn, text, source }) {
    const answer = { turn, isInterrupted: false };
    this.answers.push(answer);
    this.#avatar.hush();
    await this.emit('avatar.speak_started', source);
    const said = this.#avatar.say(answerSound(this.script, turn.samples ?? new Float32Array()));
    await this.#transcribeAvatar(text, source);
    answer.isInterrupted = !(await said);
    if (!this.isEnded) await this.emit('avatar.speak_ended', source);
  }

  /** The phrase as it grows, then whole [demo]. */
  async #transcribeUser(text, source) {
    const words = text.split(' ');
    for (let i = 1; i <= words.length; i++)
      await this.emit('user.transcription.chunk', source, { text: words.slice(0, i).join(' ') });
    await this.emit('user.transcription', source, { text });
  }

  /** Word by word, then whole [demo]. */
  async #transcribeAvatar(text, source) {
    for (const word of text.match(/\s*\S+/g) ?? [])
      await this.emit('avatar.transcription.chunk', source, { text: word });
    await this.emit('avatar.transcription', source, { text });
  }
}
