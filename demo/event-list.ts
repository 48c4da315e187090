import { TURN_TAKING_FIELDS, type AvatarPtt, type TurnTakingField } from 'avatar-ptt';
import { valueAt } from 'avatar-ptt/headless';
import type { SettingValue } from './configuration.js';
import { make } from './dom.js';
import { worded } from './setting-control.js';

const SHOWN = 30;

type Told =
  | 'connection-change'
  | 'mode-change'
  | 'phase-change'
  | 'avatar-state-change'
  | 'turn-start'
  | 'turn-end'
  | 'turn-discarded'
  | 'press-refused'
  | 'lock-change'
  | 'transcript'
  | 'settings-change'
  | 'session-error';

type Sayings = { readonly [T in Told]: (event: HTMLElementEventMap[T]) => string };

/** The newest events of the tag, each with how things stood then. */
export function eventList(panel: HTMLElement, avatar: AvatarPtt): void {
  const empty = make('p', { className: 'fine', textContent: 'Nothing yet.' });
  const rows = make('tbody');
  const heads = ['Time', 'Event', 'Says', 'Phase', 'Lock'].map((text) =>
    make('th', { scope: 'col', textContent: text }),
  );
  const table = make('table', { hidden: true }, make('thead', {}, make('tr', {}, ...heads)), rows);
  panel.append(make('div', { className: 'scroller', tabIndex: 0, role: 'group', ariaLabel: 'Events' }, empty, table));
  const sayings = sayingsAbout(avatar);
  const listen = <T extends Told>(type: T, says: Sayings[T]): void => {
    avatar.addEventListener(type, (event: HTMLElementEventMap[T]) => {
      empty.hidden = true;
      table.hidden = false;
      rows.prepend(row(avatar, event, says(event)));
      while (rows.childElementCount > SHOWN) rows.lastElementChild?.remove();
    });
  };
  // These are its own keys.
  for (const type of Object.keys(sayings) as Told[]) listen(type, sayings[type]);
}

function row({ phase, lock }: AvatarPtt, { timeStamp, type }: Event, saying: string): HTMLElement {
  const wait = lock ? `until ${lock.waitingFor.replaceAll('-', ' ')}` : '–';
  const texts = [(timeStamp / 1000).toFixed(2), type, saying, phase, wait];
  return make('tr', {}, ...texts.map((text) => make('td', { textContent: text })));
}

/** What is new, in a few words. */
function sayingsAbout(avatar: AvatarPtt): Sayings {
  let known = avatar.effectiveTurnTaking;
  return {
    'connection-change': ({ previous, connectionState }) => `${previous} → ${connectionState}`,
    'mode-change': ({ previous, mode }) => `${previous} → ${mode}`,
    'phase-change': ({ previous, phase }) => `${previous} → ${phase}`,
    'avatar-state-change': ({ previous, avatarState }) => `${previous} → ${avatarState}`,
    'turn-start': ({ turnId, source }) => `turn ${turnId} by ${source}`,
    'turn-end': ({ turnId, reason, durationMs }) => `turn ${turnId}, ${reason}, ${(durationMs / 1000).toFixed(2)} s`,
    'turn-discarded': ({ turnId, reason }) => `turn ${turnId}, ${reason}`,
    'press-refused': ({ reason }) => reason,
    'lock-change': ({ lock, releaseReason }) => (lock ? `turn ${lock.turnId}` : `released: ${releaseReason ?? ''}`),
    transcript: ({ role, text, final }) => `${role}: ${text}${final ? '' : ' …'}`,
    'settings-change': ({ effective }) => {
      const changes = TURN_TAKING_FIELDS.flatMap((field) => changeOf(field, known, effective));
      known = effective;
      return changes.join(', ') || 'as they were';
    },
    'session-error': ({ code, message }) => `${code}: ${message}`,
  };
}

function changeOf(field: TurnTakingField, before: AvatarPtt['turnTaking'], after: AvatarPtt['turnTaking']): string[] {
  const [was, is] = [before, after].map((options) => valueAt(options, field.path));
  return was === is || is === undefined ? [] : [`${field.attribute} ${worded(field, is as SettingValue)}`];
}
