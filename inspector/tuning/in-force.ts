import {
  smartTurnSettings,
  valueAt,
  type SilenceTurnSettings,
  type SmartTurnSettings,
  type TurnState,
  type TurnTakingOptions,
  type TurnTakingPath,
} from 'avatar-ptt/headless';
import { fieldOf, valueText } from './settings.js';

/** What a setting really comes to. */
interface InForce {
  readonly text: string;
  /** Why that is not what was asked for; empty when it is. */
  readonly why: string;
}

/** What the settings meet: the session, which may not be there yet, and which detector listens. */
export interface Circumstances {
  readonly options: TurnTakingOptions;
  readonly state: TurnState | null;
  /** The detector in force, and why not a better one; null while none is known. */
  readonly detector: { readonly name: string; readonly reason: string } | null;
  /** The turn analyzer in force, why not the one that was asked for, and how much of it is loaded (0 to 1). */
  readonly analyzer: { readonly name: string; readonly reason: string; readonly progress?: number } | null;
}

type Rule = (circumstances: Circumstances) => InForce | null;

// What is not here is in force as it was asked for.
const RULES: Partial<Record<TurnTakingPath, Rule>> = {
  mode: modeInForce,
  turnDetection: ({ options }) =>
    options.mode === 'push-to-talk' ? { text: 'not used', why: 'In push-to-talk the button ends the turn.' } : null,
  'customTurnDetection.stopSecs': (of) => endOfTurnInForce(of, 'stopSecs'),
  'customTurnDetection.preSpeechMs': (of) => endOfTurnInForce(of, 'preSpeechMs'),
  'customTurnDetection.maxDurationSecs': (of) => endOfTurnInForce(of, 'maxDurationSecs'),
  'customTurnDetection.analyzer': (of) => unusedNow(of, 'analyzer') ?? analyzerInForce(of),
  'customTurnDetection.minStopSecs': (of) => unusedNow(of, 'minStopSecs') ?? minStopInForce(of),
  'customTurnDetection.askAfterSecs': (of) => unusedNow(of, 'askAfterSecs'),
  'customTurnDetection.rule': (of) => unusedNow(of, 'rule'),
  'customTurnDetection.threshold': (of) => unusedNow(of, 'threshold'),
  initialServerStt: ({ state }) =>
    state?.connection === 'connected' ? { text: state.isServerSttOn ? 'now on' : 'now off', why: '' } : null,
  'localAudioPolicy.startMutedInPushToTalk': startMutedInForce,
  'localAudioPolicy.enableAcousticEchoCancellation': echoCancellationInForce,
  'localAudioPolicy.pushToTalkStartupMode': startupInForce,
  'pushToTalkPolicy.enableServerSttToggle': ({ options, state }) =>
    options.pushToTalkPolicy.enableServerSttToggle && state?.connection === 'connected' && !state.capabilities.serverStt
      ? { text: 'off', why: 'This backend has no switch for speech-to-text.' }
      : null,
  'pushToTalkPolicy.requireTurnCompletionBeforeNextPress': ({ options }) =>
    options.pushToTalkPolicy.requireTurnCompletionBeforeNextPress && options.pushToTalkPolicy.interruptBotOnPress
      ? { text: 'off', why: 'A press interrupts the avatar, so nothing waits.' }
      : null,
  'bargeIn.fadeOutSecs': ({ options }) =>
    options.bargeIn.smoothInterruption ? null : { text: '0 s', why: 'Without the fade the avatar is cut.' },
  'bargeIn.clientDetection': ({ options, detector }) =>
    options.bargeIn.clientDetection === 'silero' && detector?.name === 'energy'
      ? { text: 'energy', why: `The simpler detector stands in. ${detector.reason}`.trim() }
      : null,
};

/** What a setting really comes to now; `asked` is the value as it was typed, if that is known. */
export function inForceOf(path: TurnTakingPath, circumstances: Circumstances, asked?: unknown): InForce {
  const field = fieldOf(path);
  const value = valueAt(circumstances.options, path);
  const ruled = RULES[path]?.(circumstances);
  if (ruled) return ruled;
  const isMoved = asked !== undefined && asked !== value;
  const why = isMoved ? `Asked: ${valueText(field, asked)}; moved into what is possible.` : '';
  return { text: valueText(field, value), why };
}

function modeInForce({ options, state }: Circumstances): InForce | null {
  if (state?.modeChange) return { text: state.mode, why: 'The backend has not confirmed it yet.' };
  return state && state.mode !== options.mode ? { text: state.mode, why: 'Switched when connected.' } : null;
}

/** Why a setting does nothing with the analyzer and the rule that are asked for; empty when it acts. */
export function idleReason(path: TurnTakingPath, { customTurnDetection }: TurnTakingOptions): string {
  const { analyzer, rule } = customTurnDetection;
  if (!JUDGING.has(path)) return '';
  if (analyzer === 'silence') return 'Silence alone ends turns. Choose a turn analyzer.';
  if (path === 'customTurnDetection.threshold' && rule === 'slide') {
    return 'With the rule slide every answer counts for as much as it says.';
  }
  if (path === 'customTurnDetection.minStopSecs' && rule === 'threshold') {
    return 'With the rule threshold a complete turn ends at once.';
  }
  return '';
}

const JUDGING: ReadonlySet<TurnTakingPath> = new Set<TurnTakingPath>([
  'customTurnDetection.minStopSecs',
  'customTurnDetection.askAfterSecs',
  'customTurnDetection.rule',
  'customTurnDetection.threshold',
]);

function unusedNow({ options }: Circumstances, leaf: Exclude<keyof SmartTurnSettings, keyof SilenceTurnSettings>) {
  const settings = smartTurnSettings(options);
  const path = `customTurnDetection.${leaf}` as const;
  const unused = (why: string): InForce => ({ text: 'not used', why });
  if (options.mode === 'push-to-talk') return unused('In push-to-talk the button ends the turn.');
  if (!settings) return unused('End-of-turn detection is disabled.');
  const idle = idleReason(path, { ...options, customTurnDetection: settings });
  if (idle) return unused(idle);
  if (leaf === 'askAfterSecs' && settings.askAfterSecs >= settings.stopSecs) {
    return unused('Silence ends the turn before an answer could come.');
  }
  if (settings[leaf] === options.customTurnDetection[leaf]) return null;
  return { text: valueText(fieldOf(path), settings[leaf]), why: 'End-of-turn detection uses its defaults.' };
}

function analyzerInForce({ options, analyzer }: Circumstances): InForce | null {
  if (!analyzer?.reason || analyzer.name === options.customTurnDetection.analyzer) return null;
  const { name, reason, progress = 1 } = analyzer;
  const loaded = progress > 0 && progress < 1 ? ` ${Math.round(progress * 100)} % of it is there.` : '';
  return { text: name, why: reason + loaded };
}

function minStopInForce({ options }: Circumstances): InForce | null {
  const { minStopSecs, stopSecs } = options.customTurnDetection;
  if (minStopSecs <= stopSecs) return null;
  const text = valueText(fieldOf('customTurnDetection.minStopSecs'), stopSecs);
  return { text, why: 'It is never longer than the silence that ends any turn.' };
}

function endOfTurnInForce({ options, state }: Circumstances, leaf: keyof SilenceTurnSettings): InForce | null {
  const field = fieldOf(`customTurnDetection.${leaf}`);
  const settings = smartTurnSettings(options);
  if (options.mode === 'push-to-talk') return { text: 'not used', why: 'In push-to-talk the button ends the turn.' };
  if (!settings) return { text: 'not used', why: 'End-of-turn detection is disabled.' };
  const { serviceTurn } = state?.capabilities ?? {};
  if (serviceTurn && leaf !== 'preSpeechMs' && settings[leaf] > serviceTurn[leaf]) {
    return {
      text: valueText(field, serviceTurn[leaf]),
      why: 'The service ends turns itself, by what it was told when connecting.',
    };
  }
  if (settings[leaf] === options.customTurnDetection[leaf]) return null;
  return { text: valueText(field, settings[leaf]), why: 'End-of-turn detection uses its defaults.' };
}

function startMutedInForce({ options, state }: Circumstances): InForce | null {
  const isAsked = options.localAudioPolicy.startMutedInPushToTalk;
  const isOver = state?.connection === 'connected' && state.mode === 'push-to-talk' && !state.isAmbient;
  return !isAsked && isOver ? { text: 'on', why: 'Only until the first press of a connection.' } : null;
}

function echoCancellationInForce({ options, state }: Circumstances): InForce | null {
  if (state?.microphone !== 'open') return null;
  const isAsked = options.localAudioPolicy.enableAcousticEchoCancellation;
  if (isAsked === state.isEchoCancelled) return null;
  return isAsked
    ? { text: 'off', why: 'This microphone or browser does not do it. Use headphones.' }
    : { text: 'on', why: 'This microphone or browser always does it.' };
}

function startupInForce({ options, state }: Circumstances): InForce | null {
  const isLate = options.localAudioPolicy.pushToTalkStartupMode === 'open-on-first-press';
  if (state?.connection !== 'connected' || state.microphone !== 'open') return null;
  return isLate ? { text: 'open already', why: 'It stays open until you disconnect.' } : null;
}

/**
 * When a change of a setting acts: `live` at once, also on the turn or the lock that is there; `next-turn` from the next
 * turn's start on; `next-connection` when the session is opened anew.
 */
export type EffectTime = 'live' | 'next-turn' | 'next-connection';

type EffectRule = EffectTime | ((state: TurnState) => EffectTime);

const EFFECT_TIMES: Readonly<Record<TurnTakingPath, EffectRule>> = {
  mode: 'live',
  turnDetection: 'live',
  'customTurnDetection.stopSecs': (state) => endOfTurn(state, 'stopSecs'),
  'customTurnDetection.preSpeechMs': 'next-turn',
  'customTurnDetection.maxDurationSecs': (state) => endOfTurn(state, 'maxDurationSecs'),
  'customTurnDetection.analyzer': 'live',
  'customTurnDetection.minStopSecs': 'live',
  'customTurnDetection.askAfterSecs': 'live',
  'customTurnDetection.rule': 'live',
  'customTurnDetection.threshold': 'live',
  initialServerStt: 'next-connection',
  // What flows outside turns ends for good with the first turn.
  'localAudioPolicy.startMutedInPushToTalk': ({ turnIds }) =>
    turnIds.next === turnIds.first ? 'live' : 'next-connection',
  // An open device is opened again; a closed one waits for its first press.
  'localAudioPolicy.enableAcousticEchoCancellation': (state) => (hasDevice(state) ? 'live' : 'next-turn'),
  'localAudioPolicy.pushToTalkStartupMode': (state) => (hasDevice(state) ? 'next-connection' : 'live'),
  'pushToTalkPolicy.enableServerSttToggle': 'live',
  'pushToTalkPolicy.interruptBotOnPress': 'live',
  'pushToTalkPolicy.requireTurnCompletionBeforeNextPress': 'live',
  'pushToTalkPolicy.turnCompletionTimeoutMs': 'live',
  'pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart': 'live',
  'pushToTalkPolicy.releaseTailMs': 'live',
  'pushToTalkPolicy.preRollMs': 'next-turn',
  'bargeIn.smoothInterruption': 'live',
  'bargeIn.fadeOutSecs': 'live',
  'bargeIn.clientDetection': 'live',
  'vad.confidence': 'live',
  'vad.startSecs': 'live',
  'vad.stopSecs': 'live',
  'vad.minVolume': 'live',
};

/** Each in words. */
export const EFFECT_TIME_TEXT: Readonly<Record<EffectTime, { readonly label: string; readonly help: string }>> = {
  live: { label: 'live', help: 'A change acts at once.' },
  'next-turn': { label: 'next turn', help: 'A change acts from the next turn on.' },
  'next-connection': { label: 'next connection', help: 'A change acts after disconnecting and connecting again.' },
};

/** When a change made now would act; without a session, with the next connection. */
export function effectTimeOf(path: TurnTakingPath, state: TurnState | null): EffectTime {
  if (state?.connection !== 'connected') return 'next-connection';
  const rule = EFFECT_TIMES[path];
  return typeof rule === 'function' ? rule(state) : rule;
}

// A service that ends turns itself reads its own settings when connecting: sooner than that is up to us, later is not.
function endOfTurn({ capabilities, options }: TurnState, leaf: 'stopSecs' | 'maxDurationSecs'): EffectTime {
  const { serviceTurn } = capabilities;
  return serviceTurn && options.customTurnDetection[leaf] > serviceTurn[leaf] ? 'next-connection' : 'live';
}

function hasDevice({ microphone }: TurnState): boolean {
  return microphone === 'open' || microphone === 'opening';
}
