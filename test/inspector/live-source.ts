import {
  mergeTurnTaking,
  transition,
  type PartialTurnTaking,
  type SessionInput,
  type SessionRecord,
  type SoundLevel,
  type TurnState,
  type TurnTakingOptions,
} from 'avatar-ptt/headless';
import type { Control, Receiver, Source } from '../../inspector/model/source.js';
import { sampleConversation, type SampleConversation } from './sample-conversation.js';

/** A conversation that goes on: what it was until now, then what the inspector sends to the real machine. */
export class LiveSource implements Source, Control {
  readonly kind = 'page';
  readonly label = 'Live sample';
  readonly control = this;
  readonly timeOriginMs: number;
  readonly sent: SessionInput[] = [];
  readonly patches: PartialTurnTaking[] = [];
  readonly #conversation: SampleConversation;
  readonly #records: SessionRecord[];
  #receiver: Receiver | null = null;

  /** Goes on after the record that `until` finds; by default after the last. */
  constructor(
    conversation: SampleConversation = sampleConversation(),
    until: (record: SessionRecord) => boolean = () => false,
  ) {
    const end = conversation.records.findIndex(until);
    this.#conversation = conversation;
    this.#records = conversation.records.slice(0, end < 0 ? undefined : end + 1);
    this.timeOriginMs = performance.timeOrigin + performance.now() - this.#last.at;
  }

  get state(): TurnState {
    return this.#last.state;
  }

  get turnTaking(): TurnTakingOptions {
    return this.state.options;
  }

  /** Page time of the conversation, ms. */
  get now(): number {
    return performance.timeOrigin + performance.now() - this.timeOriginMs;
  }

  open(receiver: Receiver): void {
    const { initial, frames, levels } = this.#conversation;
    const { at } = this.#last;
    this.#receiver = receiver;
    receiver.begin(initial);
    for (const frame of frames) if (frame.at <= at) receiver.frame(frame);
    for (const level of levels) if (level.at <= at) receiver.level(level);
    for (const record of this.#records) receiver.record(record);
  }

  setTurnTaking(patch: PartialTurnTaking): void {
    this.patches.push(patch);
    const options = mergeTurnTaking(this.state.options, patch);
    this.#take({ type: 'set-options', options });
    if (options.mode !== this.state.mode) this.#take({ type: 'set-mode', mode: options.mode });
  }

  send(event: SessionInput): void {
    this.sent.push(event);
    this.#take(event);
  }

  listenToSound(): void {}

  /** The capture path says how it is. */
  hear(level: Partial<SoundLevel>): void {
    this.#receiver?.level({
      at: this.now,
      endMs: 0,
      volume: 0.5,
      noiseFloor: 0.5,
      avatarLevel: 0,
      isGateOpen: false,
      ...level,
    });
  }

  get #last(): SessionRecord {
    return this.#records.at(-1)!;
  }

  #take(input: SessionInput): void {
    const event = { ...input, at: this.now };
    const [state, effects] = transition(this.state, event);
    const record = { seq: this.#last.seq + 1, at: event.at, event, state, effects };
    this.#records.push(record);
    this.#receiver?.record(record);
  }
}
