import { fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
import type { Phase } from '../../src/core/machine/turn-state.js';
import * as parts from '../../src/element/conversation-parts.js';
import { sessionSource } from '../../src/element/session-source.js';
import { loadProvider } from '../../src/providers/registry.js';
import type { MicrophoneChoice } from '../../src/session/session-types.js';
import { StandInProvider, settled } from '../session/stand-ins.js';
import { StagedSession, type Outcomes } from './staged-session.js';

/** Sessions made since `standIn`, newest last. */
export const sessions: StagedSession[] = [];

const original = sessionSource.load;

/** Puts stand-ins around the sessions of elements. */
export function standIn(outcomes: Partial<Outcomes> = {}): void {
  sessions.length = 0;
  plug();
  sessionSource.load = () =>
    Promise.resolve({
      createSession: (options) => {
        const session = new StagedSession(options, outcomes);
        sessions.push(session);
        return session;
      },
      loadProvider: (name, settings) =>
        name === 'local' ? Promise.resolve(new StandInProvider()) : loadProvider(name, settings),
      ...parts,
    });
}

/** What can be picked, until `restore`. */
export function plug(...devices: readonly MicrophoneChoice[]): void {
  const found = devices.map((device) => ({ kind: 'audioinput', groupId: '', ...device }) as MediaDeviceInfo);
  navigator.mediaDevices.enumerateDevices = () => Promise.resolve(found);
}

export function restore(): void {
  sessionSource.load = original;
  // What was put over the browser's own.
  delete (navigator.mediaDevices as Partial<MediaDevices>).enumerateDevices;
}

/** The next event of this type. */
export function next<T extends keyof HTMLElementEventMap>(
  element: AvatarPtt,
  type: T,
): Promise<HTMLElementEventMap[T]> {
  return new Promise((resolve) => element.addEventListener(type, resolve, { once: true }));
}

/** Waits until the turn is there: a backend acknowledges it a little later. */
export async function reaches(element: AvatarPtt, phase: Phase): Promise<void> {
  while (element.phase !== phase) await next(element, 'phase-change');
}

/** An element on the page, as its markup says. */
export async function placed(markup = html`<avatar-ptt></avatar-ptt>`): Promise<AvatarPtt> {
  return fixture<AvatarPtt>(markup);
}

/** An element in conversation, and its session. */
export async function conversing(
  markup = html`<avatar-ptt></avatar-ptt>`,
): Promise<{ element: AvatarPtt; session: StagedSession }> {
  const element = await placed(markup);
  await element.connect();
  await settled();
  await element.updateComplete;
  return { element, session: sessions.at(-1)! };
}

export function find(element: AvatarPtt, selector: string): HTMLElement {
  const found = element.shadowRoot!.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

export function talkButton(element: AvatarPtt): HTMLElement {
  return find(element, '[part=button]');
}

/** What the person reads in the status line. */
export async function status(element: AvatarPtt): Promise<string> {
  await element.updateComplete;
  return find(element, '[role=status]').textContent.trim();
}

/** The middle of a control, for a real mouse. */
export function middleOf(control: Element): [number, number] {
  const { x, y, width, height } = control.getBoundingClientRect();
  return [Math.round(x + width / 2), Math.round(y + height / 2)];
}

/** A pointer of the test's own making. */
export function pointer(target: EventTarget, type: string, init: PointerEventInit = {}): PointerEvent {
  const event = new PointerEvent(type, {
    bubbles: true,
    composed: true,
    cancelable: true,
    pointerId: 7,
    isPrimary: true,
    ...init,
  });
  target.dispatchEvent(event);
  return event;
}

export function key(
  target: EventTarget,
  type: 'keydown' | 'keyup',
  code: string,
  init: KeyboardEventInit = {},
): KeyboardEvent {
  const event = new KeyboardEvent(type, {
    code,
    key: code === 'Space' ? ' ' : code,
    bubbles: true,
    composed: true,
    cancelable: true,
    ...init,
  });
  target.dispatchEvent(event);
  return event;
}

/** The reasons of presses that were dropped. */
export function drops(session: StagedSession): string[] {
  return session.sentOf('drop').map(({ reason }) => reason);
}
