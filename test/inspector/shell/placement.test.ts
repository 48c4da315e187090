import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '../../engine.js';
import '../../../inspector/define.js';
import '../../../src/define.js';
import type { AvatarInspector } from '../../../inspector/avatar-inspector.js';

const root = document.documentElement;

const frameOf = (inspector: Element): HTMLElement => inspector.shadowRoot!.querySelector<HTMLElement>('.frame')!;

async function inspectorIn(around: Element): Promise<AvatarInspector> {
  const inspector = around.querySelector('avatar-inspector')!;
  await inspector.updateComplete;
  return inspector;
}

describe('The inspector, on pages of all kinds', () => {
  afterEach(async () => {
    root.removeAttribute('style');
    await emulateMedia({ colorScheme: 'light' });
  });

  for (const style of ['transform: scale(1)', 'filter: blur(0)', 'will-change: transform', 'contain: paint']) {
    it(`docks at the window within "${style}"`, async () => {
      const around = await fixture(
        html`<div style="inline-size: 200px; block-size: 100px; ${style}">
          <avatar-inspector dock="right"></avatar-inspector>
        </div>`,
      );
      const inspector = await inspectorIn(around);
      const { right, top, height } = frameOf(inspector).getBoundingClientRect();
      expect([right, top, height].map(Math.round)).to.deep.equal([root.clientWidth, 0, innerHeight]);
      expect(document.elementFromPoint(root.clientWidth - 30, 60)).to.equal(inspector);
      inspector.dock = '';
      await inspector.updateComplete;
      expect(frameOf(inspector).getBoundingClientRect().right).to.be.at.most(around.getBoundingClientRect().right);
    });
  }

  for (const dock of ['right', 'bottom'] as const) {
    it(`leaves the corner to the tag while it is docked at ${dock}`, async () => {
      const around = await fixture(
        html`<div>
          <avatar-ptt placement="corner"></avatar-ptt>
          <avatar-inspector dock=${dock} style="--inspector-width: 300px; --inspector-height: 200px"></avatar-inspector>
        </div>`,
      );
      const inspector = await inspectorIn(around);
      const tag = around.querySelector('avatar-ptt')!;
      const isHit = (): boolean => {
        const { x, y, width, height } = tag.shadowRoot!.querySelector('.disc')!.getBoundingClientRect();
        const { right, bottom, left, top } = frameOf(inspector).getBoundingClientRect();
        const isBeside = x + width <= left || y + height <= top || x >= right || y >= bottom;
        return isBeside && document.elementFromPoint(x + width / 2, y + height / 2) === tag;
      };
      await waitUntil(isHit);
      inspector.remove();
      expect(root.style.length).to.equal(0);
    });
  }

  it('follows the colour scheme of the page, whenever that changes', async () => {
    await emulateMedia({ colorScheme: 'dark' });
    const inspector = await inspectorIn(await fixture(html`<div><avatar-inspector></avatar-inspector></div>`));
    const surface = (): string => getComputedStyle(frameOf(inspector)).backgroundColor;
    const dark = surface();
    for (const [scheme, isDark] of [
      ['light', false],
      ['dark', true],
      ['', true],
    ] as const) {
      root.style.colorScheme = scheme;
      await waitUntil(() => (surface() === dark) === isDark, `"${scheme}"`);
    }
  });

  it('takes neither text styles nor sizes from the page', async () => {
    const around = await fixture(
      html`<div style="white-space: nowrap; text-transform: uppercase; letter-spacing: 4px; text-indent: 30px">
        <avatar-inspector></avatar-inspector>
      </div>`,
    );
    const inspector = await inspectorIn(around);
    const { height } = inspector.getBoundingClientRect();
    root.style.fontSize = '62.5%';
    const { whiteSpace, textTransform, letterSpacing, textIndent, fontSize } = getComputedStyle(frameOf(inspector));
    expect([whiteSpace, textTransform, letterSpacing, textIndent]).to.deep.equal(['normal', 'none', 'normal', '0px']);
    expect([fontSize, inspector.getBoundingClientRect().height]).to.deep.equal(['13px', height]);
  });

  it('keeps what is typed into its fields from the shortcuts of the page', async () => {
    const around = await fixture(html`<div><avatar-ptt></avatar-ptt><avatar-inspector></avatar-inspector></div>`);
    const inspector = await inspectorIn(around);
    const heard: string[] = [];
    const listen = ({ key }: KeyboardEvent): number => heard.push(key);
    document.addEventListener('keydown', listen);
    const find = (): HTMLElement | null => inspector.shadowRoot!.querySelector('input');
    await waitUntil(find);
    find()!.focus();
    await sendKeys({ press: 'k' });
    await sendKeys({ press: 'Escape' });
    document.removeEventListener('keydown', listen);
    expect(heard).to.deep.equal(['Escape']);
  });
});
