import { toAvatarPttError } from '../../core/error.js';
import { Acknowledgements } from '../cloud/acknowledgements.js';
import { Answers } from '../cloud/answers.js';
import { notConnected, type CloudConnection } from '../cloud/cloud-provider.js';
import { awayError, gatedTrack, warnIfAvatarMissing } from '../cloud/cloud-room.js';
import type { SendOptions } from '../cloud/livekit-room.js';
import { newId } from '../cloud/new-id.js';
import { UserTurns } from '../cloud/user-turns.js';
import type { WireObject } from '../cloud/wire-object.js';
import type { ProviderContext } from '../provider.js';
import type { PipecatAddress } from './pipecat-api.js';
import { PipecatLine, type LineListener } from './pipecat-line.js';
import { COMMAND, PipecatMessages } from './pipecat-messages.js';

// Shorter than the session waits for a turn to start, so that the person reads what failed.
const ANSWER_MS = 3000;
// What is spoken here of the protocol; a server of a later version says more to those that know it.
const VERSION = '2.0.0';
const LABEL = 'rtvi-ai';
const ANEW = 'The agent was restarted, and has forgotten what was said.';

/** One conversation with an agent: what it is told. */
export class PipecatConnection implements CloudConnection {
  videoStream: MediaStream | null = null;
  readonly #context: ProviderContext;
  readonly #address: PipecatAddress;
  readonly #areTurnsAnnounced: boolean;
  readonly #answers: Answers;
  readonly #acks: Acknowledgements;
  readonly #turns = new UserTurns();
  readonly #messages: PipecatMessages;
  #line: PipecatLine | null = null;
  #presence: 'awaited' | 'here' | 'gone' = 'awaited';
  #isMuted = false;

  /** `areTurnsAnnounced`: the agent understands the messages about turns; else it finds them itself, by what it hears. */
  constructor(context: ProviderContext, address: PipecatAddress, areTurnsAnnounced: boolean) {
    this.#context = context;
    this.#address = address;
    this.#areTurnsAnnounced = areTurnsAnnounced;
    this.#answers = new Answers(context);
    this.#acks = new Acknowledgements(context.signal, ANSWER_MS);
    this.#messages = new PipecatMessages(context.emit, {
      answers: this.#answers,
      acks: this.#acks,
      turns: this.#turns,
      isEndpointing: !areTurnsAnnounced,
      silenceAvatar: () => {
        // What can't be interrupted there is silenced here.
        this.#interruptAgent().catch(() => undefined);
      },
      ready: (raw) => {
        this.#presence = 'here';
        this.#mute(false);
        context.emit({ type: 'avatar-ready' }, raw);
      },
      mute: (isMuted, raw) => {
        this.#mute(isMuted, raw);
      },
      signalled: (type) => {
        this.#signalled(type);
      },
    });
  }

  async open(): Promise<void> {
    const { signal } = this.#context;
    const track = await gatedTrack(this.#context);
    const line = new PipecatLine({ address: this.#address, track, signal }, this.#listener());
    this.#line = line;
    this.#note({ request: 'POST offer' });
    await line.open();
    await this.#greet();
    warnIfAvatarMissing(this.#context, () => this.#presence !== 'awaited');
  }

  close(): Promise<void> {
    this.#line?.close();
    return Promise.resolve();
  }

  /** A turn interrupts what the agent says. */
  async startTurn(turnId: number): Promise<void> {
    const { startId } = this.#turns.begin(turnId);
    if (this.#areTurnsAnnounced) await this.#ask('turn-start', startId, { turn_id: turnId });
  }

  async stopTurn(turnId: number, isDiscarded: boolean): Promise<void> {
    const { stopId } = this.#messages.turnEnds(turnId, isDiscarded);
    if (!this.#areTurnsAnnounced) return;
    const command = isDiscarded ? 'turn-cancel' : 'turn-stop';
    await this.#ask(command, stopId, { turn_id: turnId }, { isAfterSound: !isDiscarded });
  }

  async interrupt(): Promise<void> {
    this.#answers.interrupt();
    await this.#interruptAgent();
  }

  async sendText(text: string): Promise<void> {
    if (this.#presence === 'gone') throw awayError();
    this.#messages.expect({});
    await this.#send({ type: 'send-text', id: newId(), data: { content: text, options: { run_immediately: true } } });
  }

  #listener(): LineListener {
    const { emit } = this.#context;
    return {
      message: (text) => {
        this.#messages.receive(text);
      },
      media: (kind, stream) => {
        emit({ type: 'wire-message', direction: 'in' }, { track: kind, is_there: stream !== null });
        if (kind === 'audio') this.#answers.play(stream);
        else this.#picture(stream);
      },
      cut: () => {
        this.#mute(false);
        emit({ type: 'reconnecting' });
      },
      back: (peer) => {
        if (peer === 'other') this.#gone();
        // First, so that what the session says again is not said to one that does not know us.
        if (peer !== 'same') this.#greet().catch(() => undefined);
        emit({ type: 'reconnected' });
      },
      lost: ({ code, message }) => {
        emit({ type: 'connection-lost', code, message });
      },
    };
  }

  /** Another one has taken its place, and owes no answer. */
  #gone(): void {
    this.#presence = 'gone';
    this.#answers.abandon();
    this.#acks.release();
    this.#context.emit({ type: 'avatar-gone', message: ANEW });
  }

  #picture(stream: MediaStream | null): void {
    this.videoStream = stream;
    this.#context.emit({ type: 'picture-changed' });
  }

  #mute(isMuted: boolean, raw?: WireObject): void {
    const isNews = this.#isMuted !== isMuted;
    this.#isMuted = isMuted;
    if (isNews) this.#context.emit({ type: 'user-muted', isMuted }, raw);
    else if (raw) this.#context.emit({ type: 'wire-message', direction: 'in' }, raw);
  }

  #signalled(type: string): void {
    if (type === 'renegotiate') this.#line?.renegotiate();
    if (type !== 'peerLeft') return;
    this.#line?.close();
    const message = 'The agent has ended the conversation. Connect again.';
    this.#context.emit({ type: 'connection-lost', code: 'session-ended', message });
  }

  #greet(): Promise<void> {
    const data = { version: VERSION, about: { library: 'avatar-ptt' } };
    return this.#send({ type: 'client-ready', id: newId(), data });
  }

  /** One that finds turns itself has no word for it: it hears the next turn. */
  async #interruptAgent(): Promise<void> {
    if (!this.#areTurnsAnnounced) return;
    try {
      await this.#ask('interrupt', newId());
    } catch (error) {
      // To be quiet needs no line: what can't be said to one that is cut is done.
      if (toAvatarPttError(error, '').code !== 'send-failed') throw error;
    }
  }

  #ask(command: string, id: string, fields?: object, how?: SendOptions): Promise<void> {
    const message = { type: 'client-message', id, data: { t: command, ...(fields && { d: fields }) } };
    return this.#acks.ask(COMMAND, id, () => this.#send(message, how));
  }

  async #send(message: object, how?: SendOptions): Promise<void> {
    const labelled = { label: LABEL, ...message };
    const line = this.#line;
    if (!line) throw notConnected();
    await line.send(JSON.stringify(labelled), how);
    this.#note(labelled);
  }

  #note(raw: object): void {
    this.#context.emit({ type: 'wire-message', direction: 'out' }, raw);
  }
}
