import type { TurnTakingOptions } from '../core/settings/options.js';
import type { TurnState } from '../core/machine/turn-state.js';

/** The options in force; once a device is open, with what it really does. */
export function effectiveOptions({ options, microphone, isEchoCancelled }: TurnState): TurnTakingOptions {
  const asked = options.localAudioPolicy.enableAcousticEchoCancellation;
  if (microphone !== 'open' || asked === isEchoCancelled) return options;
  return {
    ...options,
    localAudioPolicy: { ...options.localAudioPolicy, enableAcousticEchoCancellation: isEchoCancelled },
  };
}
