import { TURN_TAKING_FIELDS, type TurnTakingField, type TurnTakingPath } from 'avatar-ptt/headless';

/** Settings that are tuned together. */
export type FieldGroup = 'mode' | 'end-of-turn' | 'push-to-talk' | 'microphone' | 'barge-in' | 'voice';

/** The groups in the order in which they are shown. */
export const FIELD_GROUPS: Readonly<Record<FieldGroup, string>> = {
  mode: 'Mode',
  'end-of-turn': 'End of turn in hands-free',
  'push-to-talk': 'Push-to-talk',
  microphone: 'Microphone',
  'barge-in': 'Speaking over the avatar',
  voice: 'Voice detection',
};

type Section = TurnTakingPath extends infer P ? (P extends `${infer S}.${string}` ? S : P) : never;

const GROUP_OF: Readonly<Record<Section, FieldGroup>> = {
  mode: 'mode',
  turnDetection: 'end-of-turn',
  customTurnDetection: 'end-of-turn',
  initialServerStt: 'microphone',
  localAudioPolicy: 'microphone',
  pushToTalkPolicy: 'push-to-talk',
  bargeIn: 'barge-in',
  vad: 'voice',
};

/** The settings of a group, in the order of the field table. */
export function fieldsOf(group: FieldGroup): TurnTakingField[] {
  return TURN_TAKING_FIELDS.filter(({ path }) => GROUP_OF[path.split('.')[0] as Section] === group);
}
