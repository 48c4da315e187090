import { expect } from '@open-wc/testing';
import { openAudioPath, type AudioListener } from '../../src/audio/audio-path.js';
import { AvatarPttError } from '../../src/core/error.js';

const NOTHING_LISTENS = {} as AudioListener;

/** What `openAudioPath` throws in a browser that has this instead of its own. */
function refusalWith(globals: Record<string, unknown>): string {
  const own = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    openAudioPath(NOTHING_LISTENS, { workletUrl: null, workerUrl: null });
    return 'none';
  } catch (thrown) {
    return thrown instanceof AvatarPttError ? thrown.code : String(thrown);
  } finally {
    for (const [name, descriptor] of own) if (descriptor) Object.defineProperty(globalThis, name, descriptor);
  }
}

describe('openAudioPath', () => {
  it('names a browser without worklets', () => {
    expect(refusalWith({ AudioWorkletNode: undefined })).to.equal('microphone-unsupported');
  });

  it('names the page that is not secure, where worklets are missing for that reason', () => {
    expect(refusalWith({ AudioWorkletNode: undefined, isSecureContext: false })).to.equal('microphone-insecure');
  });
});
