import { expect } from '@open-wc/testing';
import '../../inspector/define.js';
import { AvatarInspector } from '../../inspector/avatar-inspector.js';
import { AvatarPtt } from '../../src/element/avatar-ptt.js';
import { conversing, restore, standIn, status } from './conversing.js';

const KINDS = [
  ['avatar-ptt', AvatarPtt],
  ['avatar-inspector', AvatarInspector],
] as const;

const asRecord = (element: Element): Record<string, unknown> => element as unknown as Record<string, unknown>;

describe('property', () => {
  beforeEach(() => standIn());
  afterEach(restore);

  for (const [tag, { elementProperties }] of KINDS) {
    const names = Array.from(elementProperties)
      .filter(([, { state }]) => !state)
      .map(([name]) => String(name));
    for (const unset of [null, undefined]) {
      it(`takes ${unset} for the default in each property of <${tag}>, before and after it is drawn`, async () => {
        const plain = asRecord(document.createElement(tag));
        const element = document.createElement(tag);
        const properties = asRecord(element);
        const problems: unknown[] = [];
        element.addEventListener('session-error', ({ message }) => problems.push(message));
        const assertDefaults = (): void => {
          for (const name of names) {
            properties[name] = unset;
            expect(properties[name], name).to.deep.equal(plain[name]);
          }
        };
        assertDefaults();
        document.body.append(element);
        await element.updateComplete;
        const { height } = element.getBoundingClientRect();
        expect(height).to.be.above(200);
        assertDefaults();
        await element.updateComplete;
        expect(element.getBoundingClientRect().height).to.equal(height);
        expect(problems).to.deep.equal([]);
        element.remove();
      });
    }
  }

  it('takes back what was set, also while connected', async () => {
    const { element } = await conversing();
    const before = await status(element);
    const properties = asRecord(element);
    const values = {
      gamepadButton: 3,
      hotkey: 'F8',
      maxHoldSecs: 5,
      strings: { 'status-idle-hold': 'Parla.' },
      tapMs: 9,
    };
    for (const [name, value] of Object.entries(values)) {
      const { [name]: initial } = properties;
      properties[name] = value;
      await element.updateComplete;
      properties[name] = undefined;
      expect(properties[name], name).to.deep.equal(initial);
    }
    expect(await status(element)).to.equal(before);
  });

  it('takes an attribute that is taken away for the default', async () => {
    const { element } = await conversing();
    element.setAttribute('tap-ms', '50');
    element.removeAttribute('tap-ms');
    expect(element.tapMs).to.equal(400);
  });

  it('takes what was unset before the element was defined for the default', () => {
    const element = document.createElement('late-avatar');
    Object.assign(element, { strings: null, hotkey: undefined, provider: null });
    customElements.define('late-avatar', class extends AvatarPtt {});
    document.body.append(element);
    const { strings, hotkey, provider } = asRecord(element);
    expect([strings, hotkey, provider]).to.deep.equal([{}, '', 'local']);
    element.remove();
  });
});
