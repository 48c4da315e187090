import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { REFUSAL_TEXT } from '../../src/core/machine/refusal.js';
import type { AvatarPtt } from '../../src/element/avatar-ptt.js';
import { CONVERSATION_STRINGS } from '../../src/i18n/en-conversation.js';
import { STRINGS } from '../../src/i18n/en.js';
import type { LanguageStrings } from '../../src/i18n/language-strings.js';
import { STRINGS as ar } from '../../src/i18n/ar.js';
import { STRINGS as de } from '../../src/i18n/de.js';
import { STRINGS as es } from '../../src/i18n/es.js';
import { STRINGS as fr } from '../../src/i18n/fr.js';
import { STRINGS as ja } from '../../src/i18n/ja.js';
import { find, restore, standIn } from './conversing.js';
import { STATES, standing, type StateName } from './states.js';

const ENGLISH = { ...STRINGS, ...CONVERSATION_STRINGS };

const LANGUAGES: Readonly<Record<string, LanguageStrings>> = { ar, de, es, fr, ja };
const START = 'Start conversation';
// Names, units and a word that languages share.
const SHARED = ['detector-silero-v5', 'lock-secs', 'caption-avatar'];

const startText = (element: AvatarPtt): string | undefined =>
  element.shadowRoot?.querySelector('.start')?.textContent.trim();

/** Once the language's words are there. */
const speaks = (element: AvatarPtt, strings: LanguageStrings): Promise<void> =>
  waitUntil(() => startText(element) === strings.start, `no ${strings.start}`);

for (const [name, strings] of Object.entries(LANGUAGES)) {
  describe(`The language ${name}`, () => {
    afterEach(restore);

    it('has every text', () => {
      const refusals = Object.keys(REFUSAL_TEXT).map((reason) => `refused-${reason}`);
      const keys = Object.keys(strings).filter((key) => !key.startsWith('error-'));
      expect(keys).to.have.members([...Object.keys(ENGLISH), ...refusals]);
      expect(Object.keys(strings)).to.have.members(Object.keys(de));
      for (const [key, text] of Object.entries(strings)) expect(text, key).to.match(/\S/);
    });

    it('fills in what English fills in', () => {
      for (const [key, english] of Object.entries(ENGLISH)) {
        // Why there is no better ear is told to whoever makes the page, in English.
        const wanted = key === 'detector-reason' ? [] : placeholders(english);
        expect(placeholders(textAt(strings, key)), key).to.deep.equal(wanted);
      }
    });

    it('leaves nothing in English', () => {
      const same = Object.entries(ENGLISH).filter(([key, english]) => textAt(strings, key) === english);
      expect(SHARED).to.include.members(same.map(([key]) => key));
    });

    for (const state of Object.keys(STATES) as StateName[]) {
      it(`says nothing else when ${state}`, async () => {
        const parent = await fixture(html`<div></div>`);
        const element = await standing(state, parent, name);
        const known = [...Object.values(strings).map(pattern), /^[\d\s+?·()]*$/];
        const foreign = (): string[] => textsIn(element).filter((text) => !known.some((one) => one.test(text)));
        await waitUntil(() => foreign().length === 0).catch(() => undefined);
        expect(foreign()).to.deep.equal([]);
        expect(textsIn(element)).to.not.be.empty;
      });
    }
  });
}

describe('The language of the tag', () => {
  beforeEach(() => standIn());
  afterEach(() => {
    restore();
    document.documentElement.removeAttribute('lang');
  });

  it('is English where there is none, or none that it has', async () => {
    const parent = await fixture(html`<div lang="fr"><avatar-ptt lang="tlh"></avatar-ptt></div>`);
    const element = parent.querySelector('avatar-ptt')!;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(startText(element)).to.equal(START);
  });

  it('is its own, the nearest of an ancestor, or that of the page', async () => {
    document.documentElement.lang = 'ja';
    const parent = await fixture(
      html`<div>
        <avatar-ptt></avatar-ptt>
        <p lang="fr"><avatar-ptt></avatar-ptt> <avatar-ptt lang="de-CH"></avatar-ptt></p>
      </div>`,
    );
    const [first, second, third] = [...parent.querySelectorAll('avatar-ptt')];
    await Promise.all([speaks(first!, ja), speaks(second!, fr), speaks(third!, de)]);
  });

  it('is found beyond a shadow root, and followed there', async () => {
    const host = await fixture<HTMLElement>(html`<div lang="es"></div>`);
    const inner = document.createElement('avatar-ptt');
    host.attachShadow({ mode: 'open' }).append(inner);
    await speaks(inner, es);
    host.lang = 'ar';
    await speaks(inner, ar);
    inner.lang = 'de';
    await speaks(inner, de);
  });

  it('is followed on the tag and on the page, back to English', async () => {
    const element = await fixture<AvatarPtt>(html`<avatar-ptt lang="de"></avatar-ptt>`);
    await speaks(element, de);
    element.lang = 'en';
    await waitUntil(() => startText(element) === START);
    element.removeAttribute('lang');
    document.documentElement.lang = 'fr';
    await speaks(element, fr);
  });

  it('changes what is shown already', async () => {
    const element = await standing('error', await fixture(html`<div></div>`));
    expect(find(element, '[role=alert]').textContent).to.include('Gone.');
    element.lang = 'de';
    await waitUntil(() => find(element, '[role=alert]').textContent.includes(de['error-microphone-withdrawn']));
  });

  it('gives way to the texts of the page, key by key', async () => {
    const element = await fixture<AvatarPtt>(html`<avatar-ptt lang="de" .strings=${{ start: 'Los!' }}></avatar-ptt>`);
    await waitUntil(() => find(element, '[role=status]').textContent.includes(de['status-disconnected']));
    expect(startText(element)).to.equal('Los!');
  });

  it('leaves the direction to the page', async () => {
    const element = await fixture<AvatarPtt>(html`<avatar-ptt lang="ar"></avatar-ptt>`);
    await speaks(element, ar);
    expect(getComputedStyle(element).direction).to.equal('ltr');
  });
});

function textAt(strings: LanguageStrings, key: string): string {
  return (strings as Readonly<Record<string, string>>)[key] ?? '';
}

function placeholders(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}

function pattern(text: string): RegExp {
  const parts = text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

/** Everything that can be read or heard. */
function textsIn(element: AvatarPtt): string[] {
  const root = element.shadowRoot!;
  const attributes = [...root.querySelectorAll('[aria-label],[title],[placeholder]')].flatMap((node) =>
    ['aria-label', 'title', 'placeholder'].map((name) => node.getAttribute(name) ?? ''),
  );
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode;
    if (parentElement?.localName !== 'style') texts.push(...(textContent ?? '').split(/ \(|\)(?= ·|$)| · /));
  }
  return [...attributes, ...texts].map((text) => text.trim()).filter(Boolean);
}
