import { html, type TemplateResult } from 'lit';

/** Line icons on a 24 px grid, drawn in the colour of the text. */
export type IconName = keyof typeof PATHS;

const PATHS = {
  mic: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM6 11a6 6 0 0 0 12 0M12 17v4m-3 0h6',
  ear: 'M4 10v4M8 7v10M12 4v16M16 8v8M20 10v4',
  close: 'M6 6l12 12M18 6L6 18',
  end: 'M2.500 14c5.200-5.600 13.800-5.600 19 0 .6 1.300-.4 2.900-1.500 3.300l-3.600-1.300c-1-.6-.7-2-.9-3.200q-3.500-1.100-7 0c-.2 1.200.1 2.600-.9 3.200L4 17.300C2.900 16.900 1.900 15.300 2.500 14Z',
  more: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4M9 15v4',
  send: 'M12 20V5M6 11l6-6 6 6',
  sound: 'M4 10v4h3l5 4V6l-5 4ZM16 9a4 4 0 0 1 0 6m2.500-9a8 8 0 0 1 0 12',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6Z',
} as const;

/** Decoration only: a control says in words what it does. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
