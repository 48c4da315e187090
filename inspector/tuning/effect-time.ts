import type { TurnState, TurnTakingPath } from 'avatar-ptt/headless';

/**
 * When a change of a setting acts: `live` at once, also on the turn or the lock that is there; `next-turn` from the next
 * turn's start on; `next-connection` when the session is opened anew.
 */
export type EffectTime = 'live' | 'next-turn' | 'next-connection';

type Rule = EffectTime | ((state: TurnState) => EffectTime);

const EFFECT_TIMES: Readonly<Record<TurnTakingPath, Rule>> = {
  mode: 'live',
  turnDetection: 'live',
  'customTurnDetection.stopSecs': (state) => endOfTurn(state, 'stopSecs'),
  'customTurnDetection.preSpeechMs': 'next-turn',
  'customTurnDetection.maxDurationSecs': (state) => endOfTurn(state, 'maxDurationSecs'),
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
