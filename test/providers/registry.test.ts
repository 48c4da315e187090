import { expect } from '@open-wc/testing';
import { AvatarPttError } from '../../src/core/error.js';
import { localAvatar } from '../../src/providers/local.js';
import type { ProviderSettings } from '../../src/providers/provider.js';
import { loadProvider, registerProvider } from '../../src/providers/registry.js';

const settings: ProviderSettings = {
  tokenUrl: '/token',
  sessionToken: '',
  connectUrl: '',
  characterId: '',
  apiUrl: '',
  tokenProvider: null,
};

describe('loadProvider', () => {
  it('loads the embedded avatar by its name', async () => {
    expect((await loadProvider('local', settings)).name).to.equal('local');
  });

  it('refuses a name that nobody registered, and names those that are known', async () => {
    const error = await loadProvider('nobody', settings).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(AvatarPttError);
    expect(error).to.have.property('code', 'unknown-provider');
    expect(error).to.have.property('message').that.contains('"nobody"').and.contains('"local"');
  });
});

describe('registerProvider', () => {
  it('makes a backend known, hands it the settings, and takes a later one in its place', async () => {
    const given: ProviderSettings[] = [];
    const first = localAvatar();
    const second = localAvatar();
    registerProvider('my-agent', (known) => {
      given.push(known);
      return first;
    });
    expect(await loadProvider('my-agent', settings)).to.equal(first);
    expect(given).to.deep.equal([settings]);
    registerProvider('my-agent', () => Promise.resolve(second));
    expect(await loadProvider('my-agent', settings)).to.equal(second);
  });

  for (const name of ['', 'My-Agent', '1st', 'my agent']) {
    it(`refuses the name "${name}" and says what is allowed`, () => {
      expect(() => registerProvider(name, () => localAvatar())).to.throw(AvatarPttError, /allowed: a lower-case name/);
    });
  }
});
