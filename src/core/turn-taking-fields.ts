import type { TurnTakingOptions } from './options.js';

type LeafPath<T> = {
  [K in keyof T & string]: T[K] extends object ? `${K}.${keyof T[K] & string}` : K;
}[keyof T & string];

/** Dotted path of one setting: `customTurnDetection.stopSecs`. */
export type TurnTakingPath = LeafPath<TurnTakingOptions>;

type ValueAt<P extends TurnTakingPath> = P extends `${infer S}.${infer F}`
  ? S extends keyof TurnTakingOptions
    ? F extends keyof TurnTakingOptions[S]
      ? TurnTakingOptions[S][F]
      : never
    : never
  : P extends keyof TurnTakingOptions
    ? TurnTakingOptions[P]
    : never;

interface FieldText {
  /** Short name for a person. */
  readonly label: string;
  /** One sentence for a person. */
  readonly help: string;
  /** The HTML attribute of `<avatar-ptt>` that sets it. */
  readonly attribute: string;
}

interface NumberField extends FieldText {
  readonly kind: 'number';
  readonly unit: 's' | 'ms' | '';
  readonly default: number;
  /** Smallest and largest value accepted, and the ends of a slider. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Accepted values outside this are moved to its ends instead of being refused. */
  readonly clamp?: readonly [number, number];
}

interface BooleanField extends FieldText {
  readonly kind: 'boolean';
  readonly default: boolean;
}

interface EnumField<V extends string = string> extends FieldText {
  readonly kind: 'enum';
  readonly default: V;
  readonly values: readonly V[];
}

/** Everything there is to know of one setting. */
export type TurnTakingField = { readonly path: TurnTakingPath } & (NumberField | BooleanField | EnumField);

type SpecFor<V> = [V] extends [boolean]
  ? BooleanField
  : [V] extends [number]
    ? NumberField
    : [V] extends [string]
      ? EnumField<V>
      : never;

// The one source: defaults, ranges, attributes, error texts, documentation and sliders all read this table. The mapped
// type makes the compiler refuse a missing setting, a foreign one, or a default of the wrong type.
const FIELDS: { readonly [P in TurnTakingPath]: SpecFor<ValueAt<P>> } = {
  mode: {
    kind: 'enum',
    default: 'hands-free',
    values: ['hands-free', 'push-to-talk'],
    attribute: 'mode',
    label: 'Mode',
    help: 'Who decides when you speak: your voice, or a button.',
  },
  turnDetection: {
    kind: 'enum',
    default: 'use-default',
    values: ['use-default', 'disabled', 'custom'],
    attribute: 'turn-detection',
    label: 'End-of-turn detection',
    help: 'Hands-free only: the defaults, none (the application ends turns), or the three values below.',
  },
  'customTurnDetection.stopSecs': {
    kind: 'number',
    unit: 's',
    default: 3,
    min: 0.1,
    max: 10,
    step: 0.1,
    attribute: 'stop-secs',
    label: 'Silence that ends the turn',
    help: 'Raise it when the avatar answers mid-sentence; lower it for quicker answers.',
  },
  'customTurnDetection.preSpeechMs': {
    kind: 'number',
    unit: 'ms',
    default: 0,
    min: 0,
    max: 2000,
    step: 10,
    attribute: 'pre-speech-ms',
    label: 'Audio before the onset',
    help: 'Audio before the detected start of speech that belongs to the turn. Raise it (80 to 150) when the first word is clipped.',
  },
  'customTurnDetection.maxDurationSecs': {
    kind: 'number',
    unit: 's',
    default: 8,
    min: 1,
    max: 120,
    step: 1,
    attribute: 'max-duration-secs',
    label: 'Longest turn',
    help: 'Hard cap on one turn, even while you still speak.',
  },
  initialServerStt: {
    kind: 'enum',
    default: 'use-default',
    values: ['use-default', 'enabled', 'disabled'],
    attribute: 'initial-server-stt',
    label: 'Speech-to-text at start',
    help: 'Whether the backend transcribes from the start; by default on in hands-free, off in push-to-talk.',
  },
  'localAudioPolicy.startMutedInPushToTalk': {
    kind: 'boolean',
    default: true,
    attribute: 'start-muted-in-push-to-talk',
    label: 'Start muted',
    help: 'Audio leaves this device only while the control is held, and in the release tail.',
  },
  'localAudioPolicy.enableAcousticEchoCancellation': {
    kind: 'boolean',
    default: false,
    attribute: 'enable-acoustic-echo-cancellation',
    label: 'Echo cancellation',
    help: 'For speakers instead of headphones. Speaking over the avatar interrupts it only while this is in force.',
  },
  'localAudioPolicy.pushToTalkStartupMode': {
    kind: 'enum',
    default: 'prewarm-muted',
    values: ['prewarm-muted', 'open-on-first-press'],
    attribute: 'push-to-talk-startup-mode',
    label: 'Open the microphone',
    help: 'At the start, kept muted, or at the first press, which then takes 100 to 300 ms longer.',
  },
  'pushToTalkPolicy.enableServerSttToggle': {
    kind: 'boolean',
    default: true,
    attribute: 'enable-server-stt-toggle',
    label: 'Switch speech-to-text with the press',
    help: 'The backend transcribes only while you hold, which costs less and hears less.',
  },
  'pushToTalkPolicy.interruptBotOnPress': {
    kind: 'boolean',
    default: true,
    attribute: 'interrupt-bot-on-press',
    label: 'A press interrupts the avatar',
    help: 'Pressing while the avatar is busy stops it and starts your turn.',
  },
  'pushToTalkPolicy.requireTurnCompletionBeforeNextPress': {
    kind: 'boolean',
    default: true,
    attribute: 'require-turn-completion-before-next-press',
    label: 'Wait for the avatar to finish',
    help: 'A press before the avatar has finished is refused, unless a press interrupts.',
  },
  'pushToTalkPolicy.turnCompletionTimeoutMs': {
    kind: 'number',
    unit: 'ms',
    default: 5000,
    min: 0,
    max: 120_000,
    step: 100,
    attribute: 'turn-completion-timeout-ms',
    label: 'Lock lets go after',
    help: 'Frees the button if the avatar never says that it has finished; 0 = never.',
  },
  'pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart': {
    kind: 'boolean',
    default: false,
    attribute: 'allow-speech-stopped-fallback-after-speech-start',
    label: 'End of speech also unlocks',
    help: 'The button is freed when the avatar stops speaking, even if its completion got lost.',
  },
  'pushToTalkPolicy.releaseTailMs': {
    kind: 'number',
    unit: 'ms',
    default: 1000,
    min: 0,
    max: 5000,
    step: 50,
    attribute: 'release-tail-ms',
    label: 'Release tail',
    help: 'How long you are still heard after letting go while you are still speaking.',
  },
  'pushToTalkPolicy.preRollMs': {
    kind: 'number',
    unit: 'ms',
    default: 0,
    min: 0,
    max: 1000,
    step: 10,
    attribute: 'pre-roll-ms',
    label: 'Audio before the press',
    help: 'For people who speak as they reach for the button. 0: nothing from before the press is heard.',
  },
  'bargeIn.smoothInterruption': {
    kind: 'boolean',
    default: true,
    attribute: 'smooth-interruption',
    label: 'Fade when interrupted',
    help: 'The avatar fades out instead of being cut.',
  },
  'bargeIn.fadeOutSecs': {
    kind: 'number',
    unit: 's',
    default: 0.12,
    min: 0,
    max: 1,
    step: 0.01,
    clamp: [0.04, 0.25],
    attribute: 'fade-out-secs',
    label: 'Fade',
    help: 'Length of that fade; values are kept between 0.04 and 0.25 s.',
  },
  'bargeIn.clientDetection': {
    kind: 'enum',
    default: 'disabled',
    values: ['disabled', 'silero'],
    attribute: 'client-detection',
    label: 'Duck when you speak',
    help: 'Speech heard in the browser lowers the avatar before the backend confirms it.',
  },
  'vad.confidence': {
    kind: 'number',
    unit: '',
    default: 0.7,
    min: 0,
    max: 1,
    step: 0.01,
    attribute: 'vad-confidence',
    label: 'Confidence',
    help: 'Probability from which a frame counts as speech.',
  },
  'vad.startSecs': {
    kind: 'number',
    unit: 's',
    default: 0.2,
    min: 0,
    max: 2,
    step: 0.01,
    attribute: 'vad-start-secs',
    label: 'Speech that starts',
    help: 'Shorter sounds are misfires. Raise it when noise triggers turns.',
  },
  'vad.stopSecs': {
    kind: 'number',
    unit: 's',
    default: 0.2,
    min: 0,
    max: 2,
    step: 0.01,
    attribute: 'vad-stop-secs',
    label: 'Silence that stops speech',
    help: 'When speech counts as stopped; the turn ends later, after the silence that ends the turn.',
  },
  'vad.minVolume': {
    kind: 'number',
    unit: '',
    default: 0.6,
    min: 0,
    max: 1,
    step: 0.01,
    attribute: 'vad-min-volume',
    label: 'Least volume',
    help: 'Quieter sound is never speech. 0.6 is about -50 dBFS.',
  },
};

/** Every setting, in the order people meet them. */
// Object.keys of a literal typed by its own keys: the cast only restores what the compiler knows already.
export const TURN_TAKING_FIELDS: readonly TurnTakingField[] = (Object.keys(FIELDS) as TurnTakingPath[]).map((path) => ({
  path,
  ...FIELDS[path],
}));

/** What a field accepts, in words: `a number from 0.1 to 10 s`. */
export function allowedOf(field: TurnTakingField): string {
  switch (field.kind) {
    case 'number':
      return `a number from ${String(field.min)} to ${String(field.max)}${field.unit && ` ${field.unit}`}`;
    case 'boolean':
      return 'true or false';
    case 'enum':
      return field.values.map((value) => `'${value}'`).join(', ');
  }
}
