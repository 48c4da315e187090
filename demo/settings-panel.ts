import { TURN_TAKING_FIELDS, type TurnTakingField } from 'avatar-ptt';
import type { Configuration } from './configuration.js';
import { make } from './dom.js';
import { settingControl, type SettingControl } from './setting-control.js';

interface Section {
  readonly title: string;
  /** First parts of the paths in it. */
  readonly heads: readonly string[];
}

// The mode has a place of its own, beside the tag.
const SECTIONS: readonly Section[] = [
  { title: 'Press, release, lock', heads: ['pushToTalkPolicy'] },
  { title: 'End of a hands-free turn', heads: ['turnDetection', 'customTurnDetection'] },
  { title: 'Interrupting the avatar', heads: ['bargeIn'] },
  { title: 'Microphone and speech-to-text', heads: ['localAudioPolicy', 'initialServerStt'] },
  { title: 'What counts as speech', heads: ['vad'] },
];

/** All settings of the table in sections; the returned function shows how they stand. */
export function settingsPanel(panel: HTMLElement, configuration: Configuration): () => void {
  const reset = make('button', { type: 'button', className: 'pill', textContent: 'All back to their defaults' });
  reset.addEventListener('click', () => configuration.reset());
  const sections = SECTIONS.map((section) => sectionView(section, configuration));
  panel.append(...sections.map(({ element }) => element), reset);
  return () => {
    sections.forEach(({ show }) => show());
    reset.disabled = !panel.querySelector('.changed');
  };
}

/** Where a link to a setting leads: its section opens, its control has the focus. */
export function reveal(attribute: string): void {
  const setting = document.getElementById(attribute);
  const section = setting?.closest('details');
  if (!setting || !section) return;
  section.open = true;
  setting.scrollIntoView({ block: 'center' });
  setting.querySelector<HTMLElement>('input, select')?.focus({ preventScroll: true });
}

function sectionView(
  { title, heads }: Section,
  configuration: Configuration,
): { element: HTMLElement; show: () => void } {
  const fields = TURN_TAKING_FIELDS.filter(({ path }) => heads.includes(path.split('.')[0] ?? ''));
  const controls = fields.map((field): [TurnTakingField, SettingControl] => [
    field,
    settingControl(field, (value) => configuration.set(field, value)),
  ]);
  const count = make('span', { className: 'count' });
  const summary = make('summary', {}, make('h3', { textContent: title }), count);
  const show = (): void => {
    const standings = controls.map(([field, control]) => {
      const standing = configuration.standing(field);
      control.show(standing);
      return standing;
    });
    const changed = standings.filter(({ asked }) => asked !== undefined).length;
    count.textContent = changed === 0 ? '' : `${changed} changed`;
  };
  return { element: make('details', { className: 'section' }, summary, ...controls.map(([, c]) => c.element)), show };
}
