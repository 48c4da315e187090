import { AvatarPttError } from '../core/error.js';

/** What a person reads for each way a microphone can fail: what happened, and what to do. */
const TEXT = {
  'microphone-insecure':
    'Browsers allow a microphone on secure pages only. Open this page over https:// or on localhost.',
  'microphone-unsupported': 'This browser has no microphone support. Use a current Chrome, Edge, Firefox or Safari.',
  'microphone-policy':
    'The page that embeds this one does not let it use the microphone. Its iframe needs allow="microphone; autoplay".',
  'microphone-denied': 'The microphone is blocked for this site. Allow it in the address bar, then try again.',
  'microphone-dismissed': 'The question about the microphone was closed. Try again and choose Allow.',
  'microphone-not-found': 'No microphone was found. Connect one and try again.',
  'microphone-busy':
    'Another program is using the microphone, or the device did not start. Close the program and try again.',
  'microphone-constraint': 'The chosen microphone is not there any more. Pick another one.',
  'microphone-unplugged': 'The microphone was disconnected. Connect it again or pick another one.',
  'microphone-withdrawn':
    'The permission to use the microphone was taken back. Allow it in the address bar, then press again.',
  'microphone-taken': 'Another conversation on this page took the microphone. Press here to take it back.',
  'microphone-suspended': 'The browser keeps audio switched off. Tap the page, then try again.',
  'microphone-silent': 'The microphone sends no sound at all. Check its mute switch, or pick another one.',
  'worklet-blocked':
    "The page's security policy blocks the audio code. Allow blob: in script-src, or serve the worklet file and set its address.",
} as const;

export type MicrophoneErrorCode = keyof typeof TEXT;

export function microphoneError(code: MicrophoneErrorCode, cause?: unknown): AvatarPttError {
  return new AvatarPttError(code, TEXT[code], { cause });
}

/** Before asking: what makes asking pointless, or null. */
export function microphoneObstacle(): AvatarPttError | null {
  if (!globalThis.isSecureContext) return microphoneError('microphone-insecure');
  // Old and embedded browsers lack what the DOM types promise.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices || typeof AudioWorkletNode === 'undefined') return microphoneError('microphone-unsupported');
  return isAllowedByPolicy() ? null : microphoneError('microphone-policy');
}

/** What `getUserMedia` threw, by its cause. https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia */
export function fromGetUserMedia(thrown: unknown): AvatarPttError {
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: String(thrown) };
  switch (name) {
    case 'NotAllowedError':
      return microphoneError(/dismiss/i.test(message) ? 'microphone-dismissed' : 'microphone-denied', thrown);
    case 'SecurityError':
      return microphoneError('microphone-policy', thrown);
    case 'NotFoundError':
      return microphoneError('microphone-not-found', thrown);
    case 'OverconstrainedError':
      return microphoneError('microphone-constraint', thrown);
    case 'TypeError':
      return microphoneError('microphone-insecure', thrown);
    default:
      return microphoneError('microphone-busy', thrown);
  }
}

interface PolicyDocument {
  readonly featurePolicy?: { allowsFeature(name: string): boolean };
}

function isAllowedByPolicy(): boolean {
  // Only Chromium can tell beforehand; elsewhere the request itself is refused.
  const { featurePolicy } = document as Document & PolicyDocument;
  return featurePolicy?.allowsFeature('microphone') ?? true;
}
