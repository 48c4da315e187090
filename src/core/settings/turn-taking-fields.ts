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

/** A name from an open set, because anybody may bring another. */
interface NameField extends FieldText {
  readonly kind: 'name';
  readonly default: string;
}

/** Everything there is to know of one setting. */
export type TurnTakingField = { readonly path: TurnTakingPath } & (NumberField | BooleanField | EnumField | NameField);

type SpecFor<V> = [V] extends [boolean]
  ? BooleanField
  : [V] extends [number]
    ? NumberField
    : string extends V
      ? NameField
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
  },
  turnDetection: {
    kind: 'enum',
    default: 'use-default',
    values: ['use-default', 'disabled', 'custom'],
    attribute: 'turn-detection',
    label: 'End-of-turn detection',
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
  },
  'customTurnDetection.analyzer': {
    kind: 'name',
    default: 'silence',
    attribute: 'analyzer',
    label: 'Turn analyzer',
  },
  'customTurnDetection.minStopSecs': {
    kind: 'number',
    unit: 's',
    default: 0.3,
    min: 0.1,
    max: 10,
    step: 0.1,
    attribute: 'min-stop-secs',
    label: 'Silence after a complete turn',
  },
  'customTurnDetection.askAfterSecs': {
    kind: 'number',
    unit: 's',
    default: 0.2,
    min: 0.1,
    max: 1,
    step: 0.05,
    attribute: 'ask-after-secs',
    label: 'Silence before the analyzer is asked',
  },
  'customTurnDetection.rule': {
    kind: 'enum',
    default: 'slide',
    values: ['slide', 'threshold'],
    attribute: 'rule',
    label: 'What its answer does',
  },
  'customTurnDetection.threshold': {
    kind: 'number',
    unit: '',
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.01,
    attribute: 'threshold',
    label: 'Complete from',
  },
  initialServerStt: {
    kind: 'enum',
    default: 'use-default',
    values: ['use-default', 'enabled', 'disabled'],
    attribute: 'initial-server-stt',
    label: 'Speech-to-text at start',
  },
  'localAudioPolicy.startMutedInPushToTalk': {
    kind: 'boolean',
    default: true,
    attribute: 'start-muted-in-push-to-talk',
    label: 'Start muted',
  },
  'localAudioPolicy.enableAcousticEchoCancellation': {
    kind: 'boolean',
    default: false,
    attribute: 'enable-acoustic-echo-cancellation',
    label: 'Echo cancellation',
  },
  'localAudioPolicy.pushToTalkStartupMode': {
    kind: 'enum',
    default: 'prewarm-muted',
    values: ['prewarm-muted', 'open-on-first-press'],
    attribute: 'push-to-talk-startup-mode',
    label: 'Open the microphone',
  },
  'pushToTalkPolicy.enableServerSttToggle': {
    kind: 'boolean',
    default: true,
    attribute: 'enable-server-stt-toggle',
    label: 'Switch speech-to-text with the press',
  },
  'pushToTalkPolicy.interruptBotOnPress': {
    kind: 'boolean',
    default: true,
    attribute: 'interrupt-bot-on-press',
    label: 'A press interrupts the avatar',
  },
  'pushToTalkPolicy.requireTurnCompletionBeforeNextPress': {
    kind: 'boolean',
    default: true,
    attribute: 'require-turn-completion-before-next-press',
    label: 'Wait for the avatar to finish',
  },
  'pushToTalkPolicy.turnCompletionTimeoutMs': {
    kind: 'number',
    unit: 'ms',
    default: 5000,
    min: 0,
    max: 120_000,
    step: 100,
    attribute: 'turn-completion-timeout-ms',
    label: 'Lock released after',
  },
  'pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart': {
    kind: 'boolean',
    default: false,
    attribute: 'allow-speech-stopped-fallback-after-speech-start',
    label: 'End of speech also unlocks',
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
  },
  'bargeIn.smoothInterruption': {
    kind: 'boolean',
    default: true,
    attribute: 'smooth-interruption',
    label: 'Fade when interrupted',
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
  },
  'bargeIn.clientDetection': {
    kind: 'enum',
    default: 'disabled',
    values: ['disabled', 'silero'],
    attribute: 'client-detection',
    label: 'Duck when you speak',
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
    case 'name':
      return "a lower-case name such as 'my-analyzer'";
  }
}
