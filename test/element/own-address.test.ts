import { expect } from '@open-wc/testing';
import type { AvatarPttError } from '../../src/core/error.js';
import { ownAddress } from '../../src/element/own-address.js';
import { placed, restore, sessions, standIn } from './conversing.js';

const ADDRESSES = ['asset-base', 'worklet-url', 'worker-url', 'token-url', 'connect-url', 'api-url'];

describe('ownAddress', () => {
  for (const [written, whole] of [
    ['/token', `${location.origin}/token`],
    ['token?for=me', new URL('token?for=me', document.baseURI).href],
    [`${location.origin}/cdn/`, `${location.origin}/cdn/`],
    ['', ''],
    [null, null],
  ] as const) {
    it(`takes ${JSON.stringify(written)} from markup`, () => {
      expect(ownAddress('token-url', written)).to.equal(whole);
    });
  }

  for (const foreign of [
    'https://evil.example/token',
    '//evil.example/token',
    `http://localhost:${Number(location.port) + 1}/token`,
    'https:\\\\evil.example',
    'data:text/javascript,1',
    'javascript:1',
    `blob:${location.origin}/0`,
    'http://[?secret',
  ]) {
    it(`refuses ${foreign}, says what to do, and does not repeat it`, () => {
      expect(() => ownAddress('token-url', foreign))
        .to.throw(/token-url can only be.*by script: avatar\.tokenUrl/)
        .with.property('message')
        .that.does.not.contain('evil')
        .and.not.contain('secret');
    });
  }

  it('sees where a page with another base leads', () => {
    const base = document.createElement('base');
    base.href = 'https://evil.example/';
    document.head.prepend(base);
    try {
      expect(() => ownAddress('token-url', '/token')).to.throw(/by script/);
    } finally {
      base.remove();
    }
  });
});

describe('<avatar-ptt>, in markup of a stranger', () => {
  beforeEach(() => standIn());
  afterEach(() => restore());

  for (const name of ADDRESSES) {
    it(`takes no ${name} of another origin, and goes on with what a script has set`, async () => {
      const element = await placed();
      const property = name.replace(/-./, ([, letter]) => letter!.toUpperCase()) as 'tokenUrl';
      element[property] = 'https://mine.example/';
      await element.updateComplete;
      element.setAttribute(name, 'https://evil.example/');
      await element.updateComplete;
      expect(element[property]).to.equal('https://mine.example/');
      expect(element.shadowRoot!.querySelector('[role=alert]')!.textContent).to.contain(`${name} can only be`);
      element[property] = 'https://other.example/';
      await element.updateComplete;
      expect(element.shadowRoot!.querySelector('[role=alert]')!.textContent.trim()).to.equal('');
    });
  }

  for (const name of ['token-url', 'connect-url', 'api-url']) {
    it(`asks nobody else for a conversation while its ${name} is refused`, async () => {
      const element = await placed();
      element.setAttribute(name, 'https://evil.example/');
      const error: unknown = await element.connect().catch((thrown: unknown) => thrown);
      expect((error as AvatarPttError).code).to.equal('invalid-option');
      expect(sessions).to.deep.equal([]);
      element.removeAttribute(name);
      await element.connect();
      expect(sessions).to.have.length(1);
    });
  }

  it('keeps an address as it was when a base came later', async () => {
    const element = await placed();
    element.setAttribute('token-url', '/token');
    expect(element.tokenUrl).to.equal(`${location.origin}/token`);
    element.removeAttribute('token-url');
    expect(element.tokenUrl || '').to.equal('');
  });

  for (const name of ['api-key', 'apikey', 'apiKey', 'api_key', 'x-api-key', 'x_api_key']) {
    it(`refuses ${name}`, async () => {
      const element = await placed();
      element.setAttribute(name, 'k');
      await element.updateComplete;
      expect(element.shadowRoot!.textContent).to.contain('is not read: an API key');
      expect(sessions).to.deep.equal([]);
    });
  }
});
