import { AvatarPttError, notLoaded } from '../core/error.js';
import type { Provider, ProviderSettings } from './provider.js';

export type ProviderFactory = (settings: ProviderSettings) => Provider | Promise<Provider>;

// Loaded by name on demand, so that a page pays for the backend it uses.
const factories = new Map<string, ProviderFactory>([
  ['local', async () => (await import('./local.js').catch(notLoaded)).localAvatar()],
  ['liveavatar', async (settings) => (await import('./liveavatar.js').catch(notLoaded)).liveavatarProvider(settings)],
  ['convai', async (settings) => (await import('./convai.js').catch(notLoaded)).convaiProvider(settings)],
  ['pipecat', async (settings) => (await import('./pipecat.js').catch(notLoaded)).pipecatProvider(settings)],
]);

/** Makes a backend of one's own known by name; the same name again replaces it. @throws AvatarPttError `invalid-option`. */
export function registerProvider(name: string, factory: ProviderFactory): void {
  if (!/^[a-z][\w.-]*$/.test(name)) {
    throw new AvatarPttError(
      'invalid-option',
      `provider name is "${name}"; allowed: a lower-case name such as "my-agent".`,
    );
  }
  factories.set(name, factory);
}

/** The backend of that name. @throws AvatarPttError `unknown-provider`, naming those that are known. */
export async function loadProvider(name: string, settings: ProviderSettings): Promise<Provider> {
  const factory = factories.get(name);
  if (factory) return factory(settings);
  const known = [...factories.keys()].map((key) => `"${key}"`).join(', ');
  throw new AvatarPttError(
    'unknown-provider',
    `There is no provider "${name}"; allowed: ${known}, or one given to registerProvider().`,
  );
}
