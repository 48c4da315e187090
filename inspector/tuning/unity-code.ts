import { DEFAULT_TURN_TAKING, valueAt, type TurnTakingOptions, type TurnTakingPath } from 'avatar-ptt/headless';
import { changedFields } from './setting-patch.js';

/** C# type of a setting: an enum by its name, a whole number, or one with a fraction. null: the reference has none. */
type UnityType = { readonly enum: string } | 'int' | 'float' | 'bool' | null;

const UNITY_TYPES: Readonly<Record<TurnTakingPath, UnityType>> = {
  mode: { enum: 'ConversationInputMode' },
  turnDetection: { enum: 'TurnDetectionMode' },
  'customTurnDetection.stopSecs': 'float',
  'customTurnDetection.preSpeechMs': 'int',
  'customTurnDetection.maxDurationSecs': 'float',
  initialServerStt: { enum: 'ServerSttInitialState' },
  'localAudioPolicy.startMutedInPushToTalk': 'bool',
  'localAudioPolicy.enableAcousticEchoCancellation': 'bool',
  'localAudioPolicy.pushToTalkStartupMode': { enum: 'PushToTalkMicStartupMode' },
  'pushToTalkPolicy.enableServerSttToggle': 'bool',
  'pushToTalkPolicy.interruptBotOnPress': 'bool',
  'pushToTalkPolicy.requireTurnCompletionBeforeNextPress': 'bool',
  'pushToTalkPolicy.turnCompletionTimeoutMs': 'int',
  'pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart': 'bool',
  'pushToTalkPolicy.releaseTailMs': null,
  'pushToTalkPolicy.preRollMs': null,
  'bargeIn.smoothInterruption': null,
  'bargeIn.fadeOutSecs': null,
  'bargeIn.clientDetection': null,
  'vad.confidence': null,
  'vad.startSecs': null,
  'vad.stopSecs': null,
  'vad.minVolume': null,
};

const UNITY_CLASSES: Readonly<Record<string, string>> = {
  customTurnDetection: 'SmartTurnSettings',
  localAudioPolicy: 'LocalAudioPolicy',
  pushToTalkPolicy: 'PushToTalkPolicy',
};

/** The settings as C#: the mode, what differs from the defaults, and by name what the reference has no field for. */
export function unityCode(options: TurnTakingOptions): string {
  const changed = changedFields(DEFAULT_TURN_TAKING, options).filter(({ path }) => path !== 'mode');
  const known = changed.filter(({ path }) => UNITY_TYPES[path] !== null);
  const foreign = changed.filter(({ path }) => UNITY_TYPES[path] === null);
  const sections = new Set(known.map(({ path }) => path.split('.')[0] ?? path));
  const members = [...sections].map((section) =>
    memberOf(
      section,
      known.flatMap(({ path }) => (path.split('.')[0] === section ? [path] : [])),
      options,
    ),
  );
  const all = [`    Mode = ${unityValue('mode', options)},`, ...members];
  const left = foreign.map(({ path }) => `// Not in the reference: ${path} = ${String(valueAt(options, path))}`);
  return ['var turnTaking = new TurnTakingOptions', '{', ...all, '};', ...left].join('\n');
}

function memberOf(section: string, paths: readonly TurnTakingPath[], options: TurnTakingOptions): string {
  const type = UNITY_CLASSES[section];
  const [first] = paths;
  if (type === undefined) return first ? `    ${pascal(section)} = ${unityValue(first, options)},` : '';
  const fields = paths.map((path) => {
    return `        ${pascal(path.split('.')[1] ?? '')} = ${unityValue(path, options)},`;
  });
  return [`    ${pascal(section)} = new ${type}`, '    {', ...fields, '    },'].join('\n');
}

function unityValue(path: TurnTakingPath, options: TurnTakingOptions): string {
  const type = UNITY_TYPES[path];
  const value = valueAt(options, path);
  if (typeof type === 'object' && type !== null) return `${type.enum}.${pascal(String(value))}`;
  if (type === 'float') return `${String(value)}f`;
  return type === 'int' ? String(Math.round(Number(value))) : String(value);
}

/** `use-default` or `useDefault` as `UseDefault`. */
function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
