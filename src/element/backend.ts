import type { Provider, ProviderSettings } from '../providers/provider.js';
import type { SessionOptions } from '../session/session-types.js';
import { assertAddresses } from './own-address.js';

/** What a page sets on the tag about its backend. */
export interface BackendOptions extends ProviderSettings {
  readonly provider: string | Provider;
}

/** What a page sets about the way of its sound. */
interface AudioProperties {
  readonly workletUrl: string;
  readonly workerUrl: string;
  readonly noCatchUp: boolean;
}

const PROPERTIES = [
  'provider',
  'tokenUrl',
  'sessionToken',
  'connectUrl',
  'characterId',
  'apiUrl',
  'noCatchUp',
] as const;

/** Whether the next connection needs another backend, by what has changed and what it was before. */
export function isBackendNew(changed: ReadonlyMap<PropertyKey, unknown>, { tokenProvider }: BackendOptions): boolean {
  if (PROPERTIES.some((name) => changed.has(name))) return true;
  // Of several functions the newest is asked in any case.
  return changed.has('tokenProvider') && !changed.get('tokenProvider') !== !tokenProvider;
}

/** What a backend is made with. @throws AvatarPttError `invalid-option` when the markup names an address that it may not. */
export function providerSettings(options: BackendOptions & Element): ProviderSettings {
  assertAddresses(options);
  const { tokenUrl, sessionToken, connectUrl, characterId, apiUrl, tokenProvider } = options;
  const askNewest = (): string | object => options.tokenProvider?.() ?? '';
  return { tokenUrl, sessionToken, connectUrl, characterId, apiUrl, tokenProvider: tokenProvider && askNewest };
}

/** How a session hears and is heard, as an element says it. */
export function audioOptions(
  { workletUrl, workerUrl, noCatchUp }: AudioProperties,
  deviceId = '',
): Pick<SessionOptions, 'microphone' | 'workletUrl' | 'workerUrl'> {
  const microphone = { deviceId, catchUp: !noCatchUp };
  return { microphone, ...(workletUrl && { workletUrl }), ...(workerUrl && { workerUrl }) };
}
