import { html } from 'lit';
import type { Panel, PanelFactory } from '../shell/panel.js';

export { timelineStyles } from './timeline-styles.js';

/** What happened, on one clock. Its code is loaded when it is shown for the first time. */
export const timelinePanel: PanelFactory = (inspection, host) => {
  let body: Panel | null = null;
  let state = 'Loading the timeline…';
  const load = async (): Promise<void> => {
    try {
      const { TimelineBody } = await import('./timeline-body.js');
      body = new TimelineBody(inspection, host);
    } catch {
      state =
        'The timeline could not be loaded. Check the connection, turn to another panel and come back, or reload the page.';
    }
    host.requestUpdate();
  };
  void load();
  return {
    view: () => body?.view() ?? html`<p class="empty">${state}</p>`,
    paint: () => body?.paint?.(),
  };
};
