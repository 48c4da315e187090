import { expect, waitUntil } from '@open-wc/testing';
import { css, html, render, type CSSResultGroup } from 'lit';
import { Inspection } from '../../../inspector/model/inspection.js';
import { openPanel, type PanelHost, type PanelModule, type PanelName } from '../../../inspector/shell/panels.js';
import { fixtureInspector } from '../inspecting.js';
import { SpokenSource } from '../recordings/recording-helpers.js';
import { sampleSource } from '../sample-conversation.js';

const styles = css``;

describe('openPanel', () => {
  const module: PanelModule = { styles, createPanel: () => ({ view: () => html`Here it is.` }) };
  let applied: CSSResultGroup[];

  beforeEach(() => {
    applied = [];
  });

  function open(load: () => Promise<PanelModule>, signal?: AbortSignal): () => string {
    return openEntry({ label: 'the panel', load }, signal);
  }

  function openEntry(entry: Parameters<typeof openPanel>[0], signal = new AbortController().signal): () => string {
    const host = { signal, requestUpdate: () => undefined } as Partial<PanelHost> as PanelHost;
    const panel = openPanel(entry, new Inspection(sampleSource(), signal), host, (own) => applied.push(own));
    return () => {
      const place = document.createElement('div');
      render(panel.view(), place);
      panel.paint?.();
      return place.textContent.trim();
    };
  }

  it('says that it loads, then shows what came, in its styles', async () => {
    const text = open(() => Promise.resolve(module));
    expect(text()).to.equal('Loading the panel …');
    expect(applied).to.deep.equal([]);
    await waitUntil(() => text() === 'Here it is.');
    expect(applied).to.deep.equal([styles]);
  });

  it('shows at once what was loaded before', async () => {
    const entry = { label: 'the panel', load: () => Promise.resolve(module) };
    const text = openEntry(entry);
    await waitUntil(() => text() === 'Here it is.');
    expect(openEntry(entry)()).to.equal('Here it is.');
    expect(applied).to.deep.equal([styles, styles]);
  });

  it('says what to do when it can not be loaded', async () => {
    const text = open(() => Promise.reject(new TypeError('Failed to fetch')));
    await waitUntil(() => text().startsWith('Could not load the panel.'));
  });

  it('makes nothing for whoever has turned away meanwhile', async () => {
    const given = new AbortController();
    let isMade = false;
    const createPanel: PanelModule['createPanel'] = (inspection, host) => {
      isMade = true;
      return module.createPanel(inspection, host);
    };
    open(() => Promise.resolve({ styles, createPanel }), given.signal);
    given.abort();
    await new Promise((resolve) => setTimeout(resolve));
    expect([isMade, applied]).to.deep.equal([false, []]);
  });
});

describe('PANELS', () => {
  /** What is clicked, one after the other, in which panel, and what is there afterwards, also when it is opened again. */
  const opened: readonly (readonly [what: string, panel: PanelName, clicks: readonly string[], there: string])[] = [
    ['the whole state of a record', 'events', ['.ev-row', '.ev-detail summary'], '.ev-detail details[open] pre'],
    [
      'the form of the copied settings',
      'tuning',
      ['.tn-copy button:nth-of-type(2)'],
      '.tn-copy button:nth-of-type(2)[aria-pressed=true]',
    ],
    ['the curve as a table', 'tuning', ['.wi details summary'], '.wi details[open] table tbody'],
    ['the export of what was said', 'recordings', ['.rc-card button[aria-expanded]'], '.rc-card .rc-form'],
  ];
  for (const [what, panel, clicks, there] of opened) {
    it(`leaves ${what} open while another panel is shown`, async () => {
      const source = panel === 'recordings' ? new SpokenSource(sampleSource()) : sampleSource();
      const inspector = await fixtureInspector(source, panel);
      const find = (selector: string): HTMLElement | null => inspector.renderRoot.querySelector(selector);
      for (const selector of clicks) {
        await waitUntil(() => find(selector), selector);
        find(selector)!.click();
        await inspector.updateComplete;
      }
      await waitUntil(() => find(there), there);
      inspector.show('locks');
      await inspector.updateComplete;
      expect(find(there)).to.equal(null);
      inspector.show(panel);
      await waitUntil(() => find(there), `${there}, again`);
    });
  }
});
