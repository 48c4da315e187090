import 'avatar-ptt/define';
import 'avatar-ptt/inspector/define';
import { AvatarInspector } from 'avatar-ptt/inspector';
import { describe, expect, it } from 'vitest';

const PANELS = ['events', 'timeline', 'locks', 'tuning', 'recordings'];

async function shown() {
  document.body.innerHTML =
    '<avatar-ptt id="librarian"></avatar-ptt><avatar-inspector for="librarian"></avatar-inspector>';
  const inspector = document.querySelector('avatar-inspector');
  await inspector.updateComplete;
  return { inspector, tag: document.querySelector('avatar-ptt') };
}

const textOf = ({ shadowRoot }) => shadowRoot.textContent.replaceAll(/\s+/g, ' ');
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

describe('<avatar-inspector>', () => {
  it('is registered, and lists what happens', async () => {
    const { inspector, tag } = await shown();
    expect(inspector).toBeInstanceOf(AvatarInspector);
    await expect(tag.connect()).rejects.toHaveProperty('code');
    await expect.poll(() => textOf(inspector)).toContain('microphone-');
  });

  for (const panel of PANELS) {
    it(`draws ${panel}, before and after something has happened`, async () => {
      const { inspector, tag } = await shown();
      inspector.show(panel);
      await nextFrame();
      await expect(tag.connect()).rejects.toHaveProperty('code');
      await nextFrame();
      await nextFrame();
      expect(inspector.shadowRoot.querySelector('[role="tabpanel"]').dataset.panel).toBe(panel);
    });
  }

  it('takes every attribute, and their removal', async () => {
    const { inspector } = await shown();
    const attributes = {
      dock: ['right', 'bottom', ''],
      panels: ['locks events'],
      share: ['a'],
      channel: ['b'],
      for: ['x'],
    };
    for (const [name, values] of Object.entries(attributes)) {
      for (const value of values) {
        inspector.setAttribute(name, value);
        await inspector.updateComplete;
      }
      inspector.removeAttribute(name);
      await inspector.updateComplete;
    }
    expect(inspector.shadowRoot.querySelectorAll('[role="tab"]').length).toBe(PANELS.length);
  });

  it('notices tags that come and go', async () => {
    document.body.innerHTML = '<avatar-inspector></avatar-inspector>';
    const inspector = document.querySelector('avatar-inspector');
    await inspector.updateComplete;
    expect(textOf(inspector)).toContain('There is no <avatar-ptt> on this page yet');
    document.body.append(document.createElement('avatar-ptt'));
    await expect.poll(() => textOf(inspector)).not.toContain('There is no');
    document.querySelector('avatar-ptt').remove();
    inspector.remove();
  });
});
