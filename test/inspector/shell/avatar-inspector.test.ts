import { expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '../../engine.js';
import 'avatar-ptt/define';
import 'avatar-ptt/inspector/define';
import type { AvatarInspector } from 'avatar-ptt/inspector';
import { fixtureInspector } from '../inspecting.js';
import { sampleSource } from '../sample-conversation.js';

function picker(inspector: AvatarInspector): HTMLSelectElement {
  return inspector.shadowRoot!.querySelector('select.target')!;
}

function watched(inspector: AvatarInspector): string {
  return picker(inspector).selectedOptions[0]!.textContent.trim();
}

function tabs(inspector: AvatarInspector): HTMLElement[] {
  return [...inspector.shadowRoot!.querySelectorAll<HTMLElement>('[role="tab"]')];
}

describe('AvatarInspector', () => {
  it('is accessible with nothing to watch, and says what it waits for', async () => {
    const inspector = await fixture<AvatarInspector>(html`<avatar-inspector></avatar-inspector>`);
    await expect(inspector).to.be.accessible();
    expect(inspector.shadowRoot!.textContent).to.contain('It is watched when it comes.');
  });

  it('watches the tag that `for` names, and says when there is none', async () => {
    const page = await fixture(html`
      <div>
        <avatar-ptt id="one"></avatar-ptt>
        <avatar-ptt id="two"></avatar-ptt>
        <avatar-inspector for="two"></avatar-inspector>
      </div>
    `);
    const inspector = page.querySelector('avatar-inspector')!;
    await inspector.updateComplete;
    expect(watched(inspector)).to.equal('avatar-ptt#two');
    inspector.htmlFor = 'three';
    await inspector.updateComplete;
    expect(inspector.shadowRoot!.textContent).to.contain('no tag with the id “three”');
  });

  it('watches the nearest tag without `for`', async () => {
    const page = await fixture(html`
      <div>
        <section><avatar-ptt id="far"></avatar-ptt></section>
        <section>
          <p><avatar-ptt id="near"></avatar-ptt></p>
          <avatar-inspector></avatar-inspector>
        </section>
      </div>
    `);
    const inspector = page.querySelector('avatar-inspector')!;
    await inspector.updateComplete;
    expect(watched(inspector)).to.equal('avatar-ptt#near');
  });

  it('lets a person pick among several, and finds tags inside shadow roots', async () => {
    const page = await fixture(html`
      <div><avatar-ptt id="one"></avatar-ptt><span></span><avatar-inspector></avatar-inspector></div>
    `);
    page.querySelector('span')!.attachShadow({ mode: 'open' }).innerHTML = '<avatar-ptt id="inside"></avatar-ptt>';
    page.append(document.createElement('i'));
    const inspector = page.querySelector('avatar-inspector')!;
    await waitUntil(() => picker(inspector).options.length === 2);
    picker(inspector).value = '1';
    picker(inspector).dispatchEvent(new Event('change'));
    await inspector.updateComplete;
    expect(watched(inspector)).to.equal('avatar-ptt#inside');
  });

  it('finds a tag that comes later', async () => {
    const page = await fixture(html`<div><avatar-inspector></avatar-inspector></div>`);
    const inspector = page.querySelector('avatar-inspector')!;
    const tag = document.createElement('avatar-ptt');
    tag.id = 'late';
    page.append(tag);
    await waitUntil(() => inspector.shadowRoot!.querySelector('select.target'));
    expect(watched(inspector)).to.equal('avatar-ptt#late');
  });

  it('keeps a recording on the screen when tags come, and goes back to the tag on request', async () => {
    const inspector = await fixtureInspector(sampleSource());
    const tag = await fixture(html`<avatar-ptt id="late"></avatar-ptt>`);
    await nextFrame();
    await inspector.updateComplete;
    expect(watched(inspector)).to.equal('Sample conversation');
    inspector.inspect(null);
    await inspector.updateComplete;
    expect(watched(inspector)).to.equal(`avatar-ptt#${tag.id}`);
  });

  it('shows all panels again when `panels` is taken away', async () => {
    const inspector = await fixture<AvatarInspector>(html`<avatar-inspector panels="locks"></avatar-inspector>`);
    expect(tabs(inspector)).to.have.lengthOf(1);
    inspector.removeAttribute('panels');
    await inspector.updateComplete;
    expect(tabs(inspector)).to.have.lengthOf(5);
  });

  it('shows the panels that are asked for, in that order, and walks them by arrow keys', async () => {
    const inspector = await fixture<AvatarInspector>(
      html`<avatar-inspector panels="locks events nonsense"></avatar-inspector>`,
    );
    expect(tabs(inspector).map((tab) => tab.textContent.trim())).to.deep.equal(['Locks', 'Events']);
    tabs(inspector)[0]!.focus();
    await sendKeys({ press: 'ArrowRight' });
    await inspector.updateComplete;
    const chosen = tabs(inspector).find((tab) => tab.ariaSelected === 'true');
    expect(chosen?.textContent.trim()).to.equal('Events');
    expect(inspector.shadowRoot!.activeElement).to.equal(chosen);
    await sendKeys({ press: 'ArrowRight' });
    expect(
      tabs(inspector)
        .find((tab) => tab.ariaSelected === 'true')
        ?.textContent.trim(),
    ).to.equal('Locks');
  });

  it('resizes by keyboard while docked', async () => {
    const inspector = await fixture<AvatarInspector>(html`<avatar-inspector dock="right"></avatar-inspector>`);
    const before = inspector.getBoundingClientRect().width;
    inspector.shadowRoot!.querySelector<HTMLElement>('[role="separator"]')!.focus();
    // No further: what is beside it stays seen.
    await sendKeys({ press: 'ArrowLeft' });
    expect(inspector.getBoundingClientRect().width).to.equal(before);
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'ArrowRight' });
    expect(inspector.getBoundingClientRect().width).to.equal(before - 48);
    await sendKeys({ press: 'ArrowLeft' });
    expect(inspector.getBoundingClientRect().width).to.equal(before - 24);
  });

  it('has the styles of the panel that is shown, and of no other', async () => {
    const inspector = await fixtureInspector(sampleSource(), 'locks');
    const styles = (): string =>
      inspector
        .shadowRoot!.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules])
        .map(({ cssText }) => cssText)
        .join('\n');
    expect(styles()).to.include('.tabs').and.to.include('.lk-').and.not.include('.ev-');
    inspector.show('events');
    await waitUntil(() => inspector.shadowRoot!.querySelector('.ev-grid'));
    expect(styles()).to.include('.tabs').and.to.include('.ev-').and.not.include('.lk-');
  });

  it('keeps what it knows when it is moved', async () => {
    const inspector = await fixtureInspector(sampleSource());
    const other = await fixture(html`<div></div>`);
    other.append(inspector);
    await nextFrame();
    await inspector.updateComplete;
    expect(watched(inspector)).to.equal('Sample conversation');
  });
});
