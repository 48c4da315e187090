import type { TurnEvent } from 'avatar-ptt/headless';
import type { Recording } from './recording.js';

/** What of a recording is exported. */
export interface ExportOptions {
  readonly withSound: boolean;
  /** What was said, as text; without, only its length. */
  readonly withTexts: boolean;
}

/** What an event of ours is about, in words that its parser has checked. */
const CHECKED = /^(?:type|source|mode|detector|direction|role)$/;
const ID = /(?:id|identity|sender)$/i;
const SOURCE = 'avatar-ptt';
const WITHHELD = /^\[(?:\d+ characters|number|id \d+|field \d+|redacted(?: \d+)?)\]$/;
const REMOVED = /\[redacted(?: \d+)?\]|\[(?:\d+ characters|number|id \d+)\]|\[owner\]/g;
/** Named in the message; the others are counted. */
const MAX_PLACES = 6;

/** A recording as it is exported. */
export function exported(recording: Recording, { withSound, withTexts }: ExportOptions): Recording {
  const content = withTexts ? recording : withoutTexts(recording);
  return withSound ? content : { ...content, header: { ...content.header, sounds: [] }, sounds: [] };
}

/**
 * A recording without what was said: texts are replaced by their length, those of errors, which may quote people, and the
 * names of devices with them. Nobody knows where in a foreign message the words are, so what stays of one is what the
 * lists know. The machine decides nothing by the rest; which ids are the same can still be seen.
 */
export function withoutTexts({ header, events, ...rest }: Recording): Recording {
  const withheld = new Withheld();
  const { initial, source } = header;
  return {
    ...rest,
    header: {
      ...header,
      source: source === SOURCE ? source : lengthOf(source),
      initial: initial && { ...initial, deviceId: withheld.id(initial.deviceId) },
    },
    events: events.map((event) => withheld.event(event)),
  };
}

/** What was removed from a recording, for the person who shares it: how often, and where. Empty when nothing was. */
export function removedText(recording: Recording, options: ExportOptions): string {
  const { header, events } = exported(recording, options);
  const counts = new Map<string, Map<string, number>>([
    ['secret', new Map()],
    ['text', new Map()],
    ['owner of a device', new Map()],
  ]);
  const count = (kind: string, place: string): void => {
    const places = counts.get(kind);
    places?.set(place, (places.get(place) ?? 0) + 1);
  };
  const { name, source, initial } = header;
  look({ name, source, initial }, 'header', count);
  for (const event of events) look(event, event.type, count);
  const parts = [...counts].filter(([, places]) => places.size > 0).map(([kind, places]) => placesText(kind, places));
  return parts.length === 0 ? '' : `Removed: ${parts.join('; ')}.`;
}

class Withheld {
  readonly #ids = new Map<string, number>();
  readonly #fields = new Map<string, number>();

  event(event: TurnEvent): TurnEvent {
    const fields = Object.entries(event).map(([key, value]: [string, unknown]) => {
      if (key === 'raw') return [key, this.#message(value, '')];
      return [key, typeof value === 'string' ? this.#ownText(value, key, event.type) : value];
    });
    // Texts have become other texts, and nothing else has changed.
    return Object.fromEntries(fields) as TurnEvent;
  }

  id(text: string): string {
    return text === '' || WITHHELD.test(text) ? text : `[id ${numberOf(this.#ids, text)}]`;
  }

  #ownText(text: string, key: string, type: TurnEvent['type']): string {
    if (key === 'deviceId') return this.id(text);
    // The one reason that is a sentence is that of the detector.
    if (CHECKED.test(key) || (key === 'reason' && type !== 'detector-changed' && type !== 'analyzer-changed'))
      return text;
    return (key === 'code' || key === 'effect') && KNOWN_WORDS.has(text) ? text : lengthOf(text);
  }

  #message(value: unknown, key: string): unknown {
    if (typeof value === 'string') return this.#text(value, key);
    if (typeof value === 'number') return this.#number(value, key);
    if (Array.isArray(value)) return value.map((item: unknown) => this.#message(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.#name(name), this.#message(item, name)]),
    );
  }

  #text(text: string, key: string): string {
    if (KNOWN_FIELDS.has(key) && ID.test(key)) return this.id(text);
    return WORD_FIELDS.has(key) && KNOWN_WORDS.has(text) ? text : lengthOf(text);
  }

  #number(value: number, key: string): number | string {
    if (NUMBER_FIELDS.has(key)) return value;
    return KNOWN_FIELDS.has(key) && ID.test(key) ? this.id(String(value)) : '[number]';
  }

  #name(name: string): string {
    return KNOWN_FIELDS.has(name) || WITHHELD.test(name) ? name : `[field ${numberOf(this.#fields, name)}]`;
  }
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const number = numbers.get(text) ?? numbers.size + 1;
  numbers.set(text, number);
  return number;
}

function lengthOf(text: string): string {
  return text === '' || WITHHELD.test(text) ? text : `[${text.length} characters]`;
}

function look(value: object, place: string, count: (kind: string, place: string) => void): void {
  JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'string') {
      for (const [marker] of item.matchAll(REMOVED))
        count(kindOf(marker), key === '' || /^\d+$/.test(key) ? place : `${place} ${key}`);
    }
    return item;
  });
}

function kindOf(marker: string): string {
  if (marker === '[owner]') return 'owner of a device';
  return marker.startsWith('[redacted') ? 'secret' : 'text';
}

function placesText(kind: string, places: ReadonlyMap<string, number>): string {
  const sorted = [...places].sort(([, a], [, b]) => b - a);
  const sum = sorted.reduce((all, [, times]) => all + times, 0);
  const named = sorted.slice(0, MAX_PLACES).map(([place, times]) => `${place} ${times}`);
  const more = sorted.length > MAX_PLACES ? [`${sorted.length - MAX_PLACES} more places`] : [];
  return `${sum} × ${kind} (${[...named, ...more].join(', ')})`;
}

/** Fields of the backends' messages, which identify nobody. Those of ids end in `id` or `identity`. */
const KNOWN_FIELDS = setOf(
  `about action actions amount audio_duration_ms bot character_session_id characters code data detail direction emotion
  enabled end_reason end_user_id epoch error error_reason event event_id event_type extras fatal final id identity is_there
  kind label loc max_session_duration media message message_id mode msg muted name participant_id participant_identity pre_roll_ms
  quality quota_type raw reason remaining_seconds request_trace_id response_id result role room_name scale sender sequence
  session_id source source_event_id speaker_id speaker_name state status stop_reason text timestamp topic track turn_id type
  unreadable url user user_input was_aborted was_interrupted`,
);

/** Fields that hold a word of a list. */
const WORD_FIELDS = setOf(
  'code direction end_reason event event_type kind label media mode quality quota_type reason role source state status stop_reason topic track type',
);

/** Fields that hold a time, a length or a number in a row. */
const NUMBER_FIELDS = setOf(
  'audio_duration_ms epoch max_session_duration pre_roll_ms remaining_seconds scale sequence timestamp',
);

/** Words of ours: codes of errors and effects. */
const OWN = `aborted api-key-refused api-key-missing avatar-missing cancelled command-refused connect-failed connect-refused
  connect-timeout connection-lost disconnected effect-failed failed internal invalid-event invalid-option livekit-unavailable
  load-failed mode-failed mode-timeout no-voices not-acknowledged not-connected playback-blocked provider-failed publish-failed
  reply-failed room-refused room-unreachable send-failed service-error service-unreachable session-ended session-failed
  session-taken speech-failed start-failed start-timeout stop-failed stt-failed text-during-turn text-unavailable token-failed
  token-missing token-refused unknown-provider usage-limit worklet-blocked microphone-busy microphone-closed
  microphone-constraint microphone-denied microphone-denied-framed microphone-dismissed microphone-header microphone-insecure
  microphone-muted microphone-not-found microphone-policy microphone-quiet microphone-sandboxed microphone-silent
  microphone-stopped microphone-suspended microphone-taken microphone-unplugged microphone-unsupported microphone-withdrawn
  busy muted not-found stopped suspended unplugged
  announce apply-mode apply-turn-taking close-gate close-microphone connect-provider disconnect-provider duck-avatar
  interrupt-avatar let-flow open-gate open-microphone send-text set-server-stt start-turn stop-turn`;

/** Words of the backends: types of messages, states, what stands behind them. */
const WIRE = `agent-control agent-response audio video rtvi rtvi-ai user avatar bot in out ready error success processing pending
  excellent good poor lost unknown idle listening thinking speaking connected connecting disconnected active inactive closed
  speech_started speech_stopped turn_completed
  server-message server-response stt-toggle tts-toggle interrupt-bot force-user-stopped-speaking reset-idle-timer
  user_text_message kill-pipeline bot-ready user-started-speaking user-stopped-speaking user-transcription
  final-user-transcription bot-llm-started bot-llm-text bot-llm-stopped bot-tts-started bot-tts-stopped bot-tts-text
  bot-transcription bot-output bot-started-speaking bot-stopped-speaking bot-turn-completed llm-no-response
  moderation-response usage-limit-reached user-idle-warning vad-stt-started vad-stt-stopped interaction-created
  interaction-target bot-emotion action-response visemes metrics turn-trace server-log user-mute-started user-mute-stopped
  parse-error validation-error unknown-message-type audio_delivery_failed
  user.start_push_to_talk user.stop_push_to_talk avatar.interrupt avatar.speak_text avatar.speak_response
  avatar.start_listening avatar.stop_listening user.push_to_talk_started user.push_to_talk_start_failed
  user.push_to_talk_stopped user.push_to_talk_stop_failed user.speak_started user.speak_ended user.transcription
  user.transcription.chunk avatar.speak_started avatar.speak_ended avatar.transcription avatar.transcription.chunk
  session.state_updated session.stopped MAX_DURATION_REACHED PUSH_TO_TALK`;

const KNOWN_WORDS = setOf(`${OWN} ${WIRE}`);

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
