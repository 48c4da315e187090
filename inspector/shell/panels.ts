import { html, type CSSResultGroup } from 'lit';
import type { Inspection } from '../model/inspection.js';
import type { Panel, PanelHost, PanelModule, PanelName } from './panel.js';

/** A panel by its tab; nothing else of it is loaded before it is opened. */
interface PanelEntry {
  readonly label: string;
  readonly load: () => Promise<PanelModule>;
}

/** All panels, in the order of their tabs. */
export const PANELS: Readonly<Record<PanelName, PanelEntry>> = {
  events: { label: 'Events', load: () => import('../events/panel.js') },
  timeline: { label: 'Timeline', load: () => import('../timeline/panel.js') },
  locks: { label: 'Locks', load: () => import('../locks/panel.js') },
  tuning: { label: 'Tuning', load: () => import('../tuning/panel.js') },
  recordings: { label: 'Recordings', load: () => import('../recordings/panel.js') },
};

/** What was loaded before is shown again without a wait. */
const loaded = new Map<PanelEntry, PanelModule>();

/** Opens a panel: its code is loaded when that happens for the first time. `applyStyles` comes before its first view. */
export function openPanel(
  entry: PanelEntry,
  inspection: Inspection,
  host: PanelHost,
  applyStyles: (styles: CSSResultGroup) => void,
): Panel {
  let panel: Panel | null = null;
  let message = `Loading ${entry.label} …`;
  const create = ({ styles, createPanel }: PanelModule): void => {
    applyStyles(styles);
    panel = createPanel(inspection, host);
  };
  const load = async (): Promise<void> => {
    try {
      const module = await entry.load();
      loaded.set(entry, module);
      if (!host.signal.aborted) create(module);
    } catch {
      message = `Could not load ${entry.label}. Check the connection, turn to another panel and come back, or reload the page.`;
    }
    host.requestUpdate();
  };
  const module = loaded.get(entry);
  if (module) create(module);
  else void load();
  return {
    view: () => panel?.view() ?? html`<p class="empty loading">${message}</p>`,
    paint: () => panel?.paint?.(),
  };
}
