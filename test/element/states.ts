import { waitUntil } from '@open-wc/testing';
import type { DropReason, PressSource } from '../../src/core/machine/turn-state.js';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
import { settled } from '../session/stand-ins.js';
import { find, plug, sessions, standIn } from './conversing.js';
import type { Outcomes, StagedSession } from './staged-session.js';

/** One way that the tag can stand on a page. */
interface State {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly outcomes?: Partial<Outcomes>;
  /** Without it, nobody has started the conversation. */
  readonly walk?: (session: StagedSession, element: AvatarPtt) => unknown;
}

const handsFree = { mode: 'hands-free' };
const avatarFirst = { 'interrupt-bot-on-press': 'false' };
const stay = (): void => undefined;
/** A press that the backend has had the time to acknowledge. */
const pressed = async (session: StagedSession, source: PressSource, at?: number): Promise<void> => {
  session.press(source, at);
  await settled();
};
/** A way to lose a press. */
const dropped = (reason: DropReason): State => ({
  walk: async (session) => {
    // Longer ago than a tap.
    await pressed(session, 'pointer', performance.now() - 1000);
    session.send({ type: 'drop', reason });
  },
});
const speaking = async (session: StagedSession): Promise<void> => {
  await pressed(session, 'app');
  session.send({ type: 'transcript', role: 'user', text: '1 + 1?', final: true });
  session.release('app');
  await settled();
  session.send({ type: 'avatar-speech-started' });
  session.send({ type: 'transcript', role: 'avatar', text: '2', final: true });
};

/** What a person can meet, by name. */
export const STATES = {
  disconnected: {},
  connecting: { outcomes: { connect: false }, walk: stay },
  'getting ready': { outcomes: { ready: false }, walk: stay },
  'opening the microphone': { outcomes: { microphone: false }, walk: stay },
  idle: { walk: stay },
  'idle, toggle': { attributes: { 'press-style': 'toggle' }, walk: stay },
  'idle, hybrid': { attributes: { 'press-style': 'hybrid' }, walk: stay },
  'microphone menu': {
    walk: async (_, element) => {
      plug({ deviceId: 'one', label: '' });
      find(element, 'summary').click();
      await waitUntil(() => element.shadowRoot!.querySelectorAll('option').length === 2);
    },
  },
  'waking up': {
    outcomes: { microphone: false },
    walk: (session) => {
      session.send({ type: 'microphone-opened', label: '', isEchoCancelled: false });
      session.press('app');
    },
  },
  capturing: { walk: (session) => pressed(session, 'app') },
  latched: { walk: (session) => pressed(session, 'click') },
  'latched until done': {
    attributes: { 'latch-ends': 'endpoint' },
    walk: (session) => pressed(session, 'click'),
  },
  'end of the hold': {
    walk: async (session) => {
      await pressed(session, 'app');
      session.send({ type: 'tick', at: (session.state.turn?.holdEndsAt ?? 0) - 5000 });
    },
  },
  releasing: {
    outcomes: { stop: false },
    walk: async (session) => {
      await pressed(session, 'app');
      session.send({ type: 'voice-activity', isActive: true });
      session.release('app');
    },
  },
  thinking: {
    walk: async (session) => {
      await pressed(session, 'app');
      session.send({ type: 'transcript', role: 'user', text: '1 + 1?', final: true });
      session.release('app');
    },
  },
  'speaking, locked': { attributes: avatarFirst, walk: speaking },
  'speaking, to be interrupted': { walk: speaking },
  'locked until the end of speech': {
    attributes: { ...avatarFirst, 'allow-speech-stopped-fallback-after-speech-start': 'true' },
    walk: speaking,
  },
  'press refused': {
    attributes: { ...avatarFirst, 'press-style': 'toggle' },
    walk: async (session) => {
      await speaking(session);
      session.press('click');
    },
  },
  'hands-free': {
    attributes: handsFree,
    walk: (session) => {
      session.audio.listener.detectorChanged('energy', 'WebAssembly is forbidden here.');
      session.send({ type: 'speech-misfire', onsetMs: 1, endMs: 2 });
    },
  },
  'hands-free, heard': {
    attributes: handsFree,
    walk: (session) => {
      session.audio.listener.detectorChanged('silero-v5', '');
      session.send({ type: 'speech-started', onsetMs: 1 });
    },
  },
  'hands-free, by the page': { attributes: { ...handsFree, 'turn-detection': 'disabled' }, walk: stay },
  'hands-free, pressed': { attributes: handsFree, walk: (session) => pressed(session, 'pointer') },
  'short tap': {
    walk: async (session) => {
      await pressed(session, 'pointer');
      session.release('pointer');
    },
  },
  cancelled: {
    walk: async (session) => {
      await pressed(session, 'app');
      session.send({ type: 'cancel' });
    },
  },
  'hold at its end': {
    walk: async (session) => {
      await pressed(session, 'app');
      session.send({ type: 'tick', at: (session.state.turn?.holdEndsAt ?? 0) + 1 });
    },
  },
  'lost focus': dropped('blur'),
  'page hidden': dropped('hidden'),
  'microphone unplugged': dropped('unplugged'),
  'controller gone': dropped('gamepad-disconnected'),
  'touch interrupted': dropped('pointer-cancelled'),
  'avatar gone': { walk: (session) => session.send({ type: 'avatar-gone' }) },
  'muted by the service': { walk: (session) => session.send({ type: 'user-muted', isMuted: true }) },
  'end in sight': {
    walk: (session) => session.send({ type: 'session-ending', remainingSecs: 60, reason: 'max-duration' }),
  },
  'nobody speaks': { walk: (session) => session.send({ type: 'idle-warning', remainingSecs: 30 }) },
  'sound off': { walk: (session) => session.send({ type: 'playback-blocked' }) },
  error: {
    walk: async (session) => {
      await pressed(session, 'app');
      session.send({ type: 'microphone-lost', code: 'microphone-withdrawn', message: 'Gone.' });
    },
  },
  failed: {
    outcomes: { connect: false },
    walk: (session) => session.send({ type: 'connect-failed', code: 'connect-timeout', message: 'Too late.' }),
  },
  reconnecting: { walk: (session) => session.send({ type: 'reconnecting' }) },
  'left again': { walk: (session) => session.send({ type: 'disconnect' }) },
} satisfies Record<string, State>;

export type StateName = keyof typeof STATES;

/** A tag of its own in this state, within `parent`. */
export async function standing(name: StateName, parent: Element, lang = 'en'): Promise<AvatarPtt> {
  const { attributes = {}, outcomes = {}, walk }: State = STATES[name];
  standIn(outcomes);
  const element = document.createElement('avatar-ptt');
  for (const [attribute, value] of Object.entries({ lang, ...attributes })) element.setAttribute(attribute, value);
  parent.append(element);
  if (walk) {
    const connecting = element.connect();
    // What fails is what the state is about.
    connecting.catch(() => undefined);
    while (sessions.length === 0) await new Promise((resolve) => setTimeout(resolve));
    if (outcomes.connect !== false) await connecting;
    await element.updateComplete;
    await settled();
    await walk(sessions[0]!, element);
    await settled();
  }
  await element.updateComplete;
  return element;
}
