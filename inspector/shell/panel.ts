import type { CSSResultGroup, TemplateResult } from 'lit';
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
