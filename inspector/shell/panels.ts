import { type CSSResultGroup, type TemplateResult, html } from 'lit';
import type { Inspection } from '../model/inspection.js';
import type { Source } from '../model/source.js';

export type PanelName = 'events' | 'timeline' | 'locks' | 'tuning' | 'recordings';

/** One way to look at a conversation. */
export interface Panel {
  /** What is shown now; called after anything changed, at most once per animation frame. */
  view(): TemplateResult;
  /** Once per animation frame while the panel is shown: canvases and long lists are painted here, past the templates. */
  paint?(): void;
}

/** What a panel may ask of the element around it. */
export interface PanelHost {
  /** Where the panel's own elements are found; after the first view. */
  readonly root: ShadowRoot;
  /** Aborted when the panel is given up: everything that it started ends then. */
  readonly signal: AbortSignal;
  /** The window that the inspector is shown in: not the page's, once it is popped out. */
  readonly window: Window & typeof globalThis;
  /** Something of the panel's own changed. */
  requestUpdate(): void;
  /** Announces it to screen readers, and shows it for a moment. */
  announce(text: string): void;
  /** Looks at another source, such as a recording; null: back at the tag. */
  open(source: Source | null): void;
  /** Turns to another panel. */
  show(panel: PanelName): void;
}

/** Made anew whenever the panel is opened; what outlives that is a model of the inspection. */
export type PanelFactory = (inspection: Inspection, host: PanelHost) => Panel;

/** What the file `panel.ts` of a panel's folder exports. */
export interface PanelModule {
  readonly styles: CSSResultGroup;
  readonly createPanel: PanelFactory;
}

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

/** What was loaded before is shown again without a wait: even a resolved promise would show `Loading …` for one frame. */
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
      // Browsers remember that a module failed, so the same address may fail again until the page is loaded anew.
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
