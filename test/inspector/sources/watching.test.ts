import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../../inspector/define.js';
import '../../../src/define.js';
import type { AvatarInspector } from '../../../inspector/avatar-inspector.js';

/** A component of the page, with an open shadow root. */
async function component(content: string): Promise<ShadowRoot> {
  const host = await fixture(html`<div></div>`);
  const root = host.attachShadow({ mode: 'open' });
  root.innerHTML = content;
  return root;
}

const nothingIn = (inspector: AvatarInspector): string =>
  inspector.shadowRoot!.querySelector('.empty')?.textContent.replace(/\s+/g, ' ').trim() ?? '';
const targetOf = (inspector: AvatarInspector): string =>
  inspector.shadowRoot!.querySelector<HTMLSelectElement>('.target')?.selectedOptions[0]?.textContent.trim() ?? '';

describe('Watching, in a component', () => {
  it('finds the named tag in the root that the inspector is in, and then in those around it', async () => {
    await fixture(html`<avatar-ptt id="outer"></avatar-ptt>`);
    const root = await component(
      '<avatar-ptt id="first"></avatar-ptt><avatar-ptt id="tutor"></avatar-ptt><avatar-inspector for="tutor"></avatar-inspector>',
    );
    const inspector = root.querySelector('avatar-inspector')!;
    await waitUntil(() => targetOf(inspector) === 'avatar-ptt#tutor');
    inspector.htmlFor = 'outer';
    await waitUntil(() => targetOf(inspector) === 'avatar-ptt#outer');
    inspector.htmlFor = 'nobody';
    await waitUntil(() => nothingIn(inspector).includes('nobody'));
  });

  it('finds a tag that comes later, also in a component that comes later', async () => {
    const root = await component('<avatar-inspector></avatar-inspector><p></p>');
    const inspector = root.querySelector('avatar-inspector')!;
    await inspector.updateComplete;
    expect(nothingIn(inspector)).to.include('yet');
    const inner = document.createElement('div');
    const innerRoot = inner.attachShadow({ mode: 'open' });
    root.append(inner);
    await new Promise((resolve) => setTimeout(resolve));
    innerRoot.append(Object.assign(document.createElement('avatar-ptt'), { id: 'late' }));
    await waitUntil(() => targetOf(inspector) === 'avatar-ptt#late');
  });

  it('finds a tag that is defined later', async () => {
    const root = await component('<avatar-inspector></avatar-inspector><later-avatar></later-avatar>');
    const inspector = root.querySelector('avatar-inspector')!;
    await inspector.updateComplete;
    customElements.define('later-avatar', class extends customElements.get('avatar-ptt')! {});
    await waitUntil(() => targetOf(inspector).startsWith('later-avatar'));
  });
});
