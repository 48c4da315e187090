import { fixture, html, waitUntil } from '@open-wc/testing';
import 'avatar-ptt/inspector/define';
import type { AvatarInspector } from 'avatar-ptt/inspector';
import type { PanelName } from '../../inspector/shell/panels.js';
import type { Source } from '../../inspector/model/source.js';

/** An inspector on the page that looks at a source and shows one panel. */
export async function fixtureInspector(source: Source, panel: PanelName = 'events'): Promise<AvatarInspector> {
  const inspector = await fixture<AvatarInspector>(html`<avatar-inspector></avatar-inspector>`);
  inspector.inspect(source);
  inspector.show(panel);
  await inspector.updateComplete;
  // On a busy machine the first to ask waits until the parts of a panel are compiled.
  await waitUntil(() => !inspector.shadowRoot?.querySelector('.loading'), 'the panel is loaded', { timeout: 8000 });
  return inspector;
}
