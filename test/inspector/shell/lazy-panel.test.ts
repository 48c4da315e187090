import { expect, waitUntil } from '@open-wc/testing';
import { html, render } from 'lit';
import { Inspection } from '../../../inspector/model/inspection.js';
import { lazyPanel } from '../../../inspector/shell/lazy-panel.js';
import type { Panel, PanelFactory, PanelHost } from '../../../inspector/shell/panel.js';
import { sampleSource } from '../sample-conversation.js';

describe('lazyPanel', () => {
  const create: PanelFactory = () => ({ view: () => html`Here it is.` });

  function open(load: () => Promise<PanelFactory>, signal = new AbortController().signal): () => string {
    const host = { signal, requestUpdate: () => undefined } as Partial<PanelHost> as PanelHost;
    const panel: Panel = lazyPanel('the panel', load)(new Inspection(sampleSource(), signal), host);
    return () => {
      const place = document.createElement('div');
      render(panel.view(), place);
      panel.paint?.();
      return place.textContent.trim();
    };
  }

  it('says that it loads, then shows what came', async () => {
    const text = open(() => Promise.resolve(create));
    expect(text()).to.equal('Loading the panel …');
    await waitUntil(() => text() === 'Here it is.');
  });

  it('says what to do when it can not be loaded', async () => {
    const text = open(() => Promise.reject(new TypeError('Failed to fetch')));
    await waitUntil(() => text().startsWith('Could not load the panel.'));
  });

  it('makes nothing for whoever has turned away meanwhile', async () => {
    const given = new AbortController();
    let isMade = false;
    const load = (): Promise<PanelFactory> =>
      Promise.resolve((inspection, host) => {
        isMade = true;
        return create(inspection, host);
      });
    open(load, given.signal);
    given.abort();
    await new Promise((resolve) => setTimeout(resolve));
    expect(isMade).to.equal(false);
  });
});
