import { html } from 'lit';
import type { Panel, PanelFactory } from './panel.js';

/** A panel whose code is loaded when it is shown for the first time. `name` is for a person: `the timeline`. */
export function lazyPanel(name: string, load: () => Promise<PanelFactory>): PanelFactory {
  return (inspection, host) => {
    let panel: Panel | null = null;
    let message = `Loading ${name} …`;
    const open = async (): Promise<void> => {
      try {
        const create = await load();
        if (!host.signal.aborted) panel = create(inspection, host);
      } catch {
        message = `Could not load ${name}. Check the connection, turn to another panel and come back, or reload the page.`;
      }
      host.requestUpdate();
    };
    void open();
    return {
      view: () => panel?.view() ?? html`<p class="empty loading">${message}</p>`,
      paint: () => panel?.paint?.(),
    };
  };
}
