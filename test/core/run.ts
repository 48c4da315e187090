import { DEFAULT_TURN_TAKING, mergeTurnTaking } from '../../src/core/settings/merge-turn-taking.js';
import { DEFAULT_PRESS_POLICY, type PartialTurnTaking, type PressPolicy } from '../../src/core/settings/options.js';
import type { Notice, TurnEffect, TurnEvent } from '../../src/core/machine/turn-events.js';
import { transition } from '../../src/core/machine/turn-machine.js';
import {
  initialTurnState,
  type Capabilities,
  type DropReason,
  type PressSource,
  type TurnState,
} from '../../src/core/machine/turn-state.js';

/** What a row of events came to. `wire` is what is done, `told` what people read, `effects` both; in order. */
export interface Run {
  readonly state: TurnState;
  readonly effects: readonly string[];
  readonly wire: readonly string[];
  readonly told: readonly string[];
}

export const ALL_CAPABILITIES: Capabilities = { serverStt: true, interrupt: true, sendText: true };

/** Feeds the events in order and writes down every effect in few words. */
export function run(start: TurnState, ...events: readonly TurnEvent[]): Run {
  const effects: string[] = [];
  const state = events.reduce((before, event) => {
    const [after, more] = transition(before, event);
    effects.push(...more.map(inWords));
    return after;
  }, start);
  const isTold = (effect: string): boolean => effect.startsWith('! ');
  return {
    state,
    effects,
    wire: effects.filter((e) => !isTold(e)),
    told: effects.filter(isTold).map((e) => e.slice(2)),
  };
}

interface Setting {
  readonly press?: Partial<PressPolicy>;
  readonly capabilities?: Partial<Capabilities>;
}

/** Connected in push-to-talk since page time 0, the device open if it opens early, the avatar ready. */
export function pushToTalk(patch: PartialTurnTaking = {}, setting: Setting = {}): TurnState {
  return joined({ ...patch, mode: 'push-to-talk' }, setting);
}

/** Connected in hands-free since page time 0, the device open, the avatar ready; 'echo' with cancellation in force. */
export function handsFree(patch: PartialTurnTaking = {}, echo: 'echo' | 'no-echo' = 'no-echo'): TurnState {
  const isEchoCancelled = echo === 'echo';
  const localAudioPolicy = { ...patch.localAudioPolicy, enableAcousticEchoCancellation: isEchoCancelled };
  return joined({ ...patch, localAudioPolicy, mode: 'hands-free' }, {});
}

/** A session that has not begun. */
export function unjoined(patch: PartialTurnTaking = {}, { press: policy }: Setting = {}): TurnState {
  return initialTurnState(mergeTurnTaking(DEFAULT_TURN_TAKING, patch), { ...DEFAULT_PRESS_POLICY, ...policy });
}

function joined(patch: PartialTurnTaking, setting: Setting): TurnState {
  const capabilities = { ...ALL_CAPABILITIES, ...setting.capabilities };
  const { state } = run(
    unjoined(patch, setting),
    { at: 0, type: 'connect' },
    { at: 0, type: 'connected', capabilities },
  );
  const isOpening = state.microphone === 'opening';
  const device: TurnEvent[] = isOpening ? [opened(0, state), { at: 0, type: 'microphone-flowing' }] : [];
  return run(state, ...device, { at: 0, type: 'avatar-ready' }).state;
}

function opened(at: number, { options }: TurnState): TurnEvent {
  const isEchoCancelled = options.localAudioPolicy.enableAcousticEchoCancellation;
  return { at, type: 'microphone-opened', label: 'Desk', isEchoCancelled };
}

export const press = (at: number, source: PressSource = 'pointer'): TurnEvent => ({ at, type: 'press', source });
export const release = (at: number, source: PressSource = 'pointer'): TurnEvent => ({ at, type: 'release', source });
export const started = (at: number, turnId = 1): TurnEvent => ({ at, type: 'start-acknowledged', turnId });
export const stopped = (at: number, turnId = 1): TurnEvent => ({ at, type: 'stop-acknowledged', turnId });
export const tick = (at: number): TurnEvent => ({ at, type: 'tick' });
export const cancel = (at: number): TurnEvent => ({ at, type: 'cancel' });
export const voice = (at: number, isActive: boolean): TurnEvent => ({ at, type: 'voice-activity', isActive });
export const microphone = (at: number): TurnEvent => ({
  at,
  type: 'microphone-opened',
  label: 'Desk',
  isEchoCancelled: false,
});

export function drop(at: number, reason: DropReason, source?: PressSource): TurnEvent {
  return source === undefined ? { at, type: 'drop', reason } : { at, type: 'drop', reason, source };
}

const CODE = { code: 'broken', message: 'It broke.' };

/** An event that carries a failure. */
export function failed(at: number, type: 'start-failed' | 'stop-failed' | 'server-stt-failed', turnId = 1): TurnEvent {
  return { at, type, turnId, ...CODE };
}

/** What the backend, the device or the connection reports, with a code where one is due. */
export function broke(
  at: number,
  type: 'microphone-failed' | 'microphone-lost' | 'session-error' | 'connection-lost' | 'connect-failed',
): TurnEvent {
  return { at, type, ...CODE };
}

type AboutTurn =
  'turn-completed' | 'avatar-speech-started' | 'avatar-speech-stopped' | 'no-response' | 'moderation-blocked';

/** What the backend said of the avatar's turn; without a number it does not say which. */
export function avatar(at: number, type: AboutTurn, turnId?: number): TurnEvent {
  return turnId === undefined ? { at, type } : { at, type, turnId };
}

export function transcript(
  at: number,
  { final = true, turnId = 0, role = 'user' }: { final?: boolean; turnId?: number; role?: 'user' | 'avatar' } = {},
): TurnEvent {
  return { at, type: 'transcript', role, text: 'hello', final, ...(turnId > 0 && { turnId }) };
}

/** A person's whole turn: pressed, acknowledged, let go, all said, stop confirmed. */
export function spoken(at: number, turnId: number): TurnEvent[] {
  return [press(at), started(at + 10, turnId), release(at + 1000), transcript(at + 1100), stopped(at + 1110, turnId)];
}

/** Settings changed while running. */
export function settings(at: number, { options }: TurnState, patch: PartialTurnTaking): TurnEvent {
  return { at, type: 'set-options', options: mergeTurnTaking(options, patch) };
}

function inWords(effect: TurnEffect): string {
  switch (effect.type) {
    case 'announce':
      return `! ${noticeInWords(effect.notice)}`;
    case 'open-gate':
      return words('open-gate', effect.turnId, effect.fromMs !== null && `from ${effect.fromMs}`, lead(effect.leadMs));
    case 'close-gate':
      return words('close-gate', effect.turnId, until(effect.untilMs), effect.isDiscarded && 'discarded');
    case 'stop-turn':
      return words('stop-turn', effect.turnId, effect.isDiscarded && 'discarded');
    case 'start-turn':
    case 'let-flow':
      return words(effect.type, effect.turnId);
    case 'set-server-stt':
      return effect.isEnabled ? 'stt on' : 'stt off';
    case 'interrupt-avatar':
      return words('interrupt-avatar', `fade ${effect.fadeOutSecs}`);
    case 'duck-avatar':
      return effect.isDucked ? 'duck' : 'unduck';
    case 'apply-mode':
      return words('apply-mode', effect.mode);
    case 'send-text':
      return words('send-text', effect.text);
    case 'apply-turn-taking':
    case 'ask-to-be-heard':
    case 'connect-provider':
    case 'disconnect-provider':
    case 'open-microphone':
    case 'close-microphone':
      return effect.type;
  }
}

function noticeInWords(notice: Notice): string {
  switch (notice.type) {
    case 'turn-started':
      return words(notice.type, notice.turnId, notice.source);
    case 'turn-ended':
    case 'turn-discarded':
    case 'lock-released':
      return words(notice.type, notice.turnId, notice.reason);
    case 'press-refused':
      return words(notice.type, notice.reason);
    case 'release-ignored':
      return words(notice.type, notice.source);
    case 'sound-lost':
      return words(notice.type, notice.turnId, notice.lostMs);
    case 'voice-missing':
      return words(notice.type, notice.turnId, notice.isOver && 'over');
    case 'hold-ending':
      return words(notice.type, notice.turnId, `at ${notice.endsAt}`);
    case 'error':
      return words('error', notice.code, !notice.isRecoverable && 'fatal');
  }
}

function lead(leadMs: number): string | false {
  return leadMs > 0 && `lead ${leadMs}`;
}

function until(untilMs: number | null): string | false {
  return untilMs !== null && `until ${untilMs}`;
}

function words(...parts: readonly (string | number | false)[]): string {
  return parts.filter((part) => part !== false).join(' ');
}
