import { AvatarPttError } from '../core/error.js';

/** What a person reads for each way a microphone can fail: what happened, and what to do. */
const TEXT = {
  'microphone-insecure':
    'Browsers allow a microphone on secure pages only. Open this page, and each page around it, over https:// or on localhost.',
  'microphone-unsupported': 'This browser has no microphone support. Use a current Chrome, Edge, Firefox or Safari.',
  'microphone-policy':
    'The page that embeds this one does not let it use the microphone. Its iframe needs allow="microphone; autoplay", and no Permissions-Policy header may forbid it.',
  'microphone-header': "This page's Permissions-Policy header forbids the microphone. It needs microphone=(self).",
  'microphone-sandboxed': 'Browsers give no microphone to a sandboxed page. Its sandbox needs allow-same-origin.',
  'microphone-denied-framed':
    'The microphone is blocked. Allow it in the address bar, then try again. If nobody was asked, the iframe needs allow="microphone; autoplay".',
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
  'microphone-muted': 'The system or the browser has muted the microphone. It goes on when the mute is taken away.',
  'microphone-stopped': 'The sound of the microphone stopped coming. Press, or try again.',
  'microphone-closed': 'Something on this page has switched off its sound. End the conversation and start it again.',
  'microphone-quiet': 'No sound comes from the microphone yet. Check its mute switch if you are speaking.',
  'microphone-silent': 'The microphone sends no sound at all. Check its mute switch, or pick another one.',
  'worklet-blocked':
    "The page's security policy blocks the audio code. Allow blob: in script-src, or serve capture.worklet.js and set worklet-url.",
} as const;

export type MicrophoneErrorCode = keyof typeof TEXT;

export function microphoneError(code: MicrophoneErrorCode, cause?: unknown): AvatarPttError {
  return new AvatarPttError(code, TEXT[code], { cause });
}

/** What decides about a microphone before anybody is asked. */
export interface PageRights {
  readonly isSecure: boolean;
  readonly isSupported: boolean;
  readonly isFramed: boolean;
  /** Without an origin of its own. */
  readonly isSandboxed: boolean;
  /** What the permissions policy says; null: this browser does not tell. */
  readonly isAllowed: boolean | null;
}

/** Before asking: what makes asking pointless, or null. */
export function microphoneObstacle(rights = rightsOfPage()): AvatarPttError | null {
  if (!rights.isSecure) return microphoneError('microphone-insecure');
  if (!rights.isSupported) return microphoneError('microphone-unsupported');
  return rights.isAllowed === false ? refused(rights) : null;
}

/** What `getUserMedia` threw, by its cause. https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia */
export function fromGetUserMedia(thrown: unknown, rights = rightsOfPage()): AvatarPttError {
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: String(thrown) };
  switch (name) {
    case 'NotAllowedError':
      return microphoneError(/dismiss/i.test(message) ? 'microphone-dismissed' : deniedCode(rights), thrown);
    case 'SecurityError':
      return refused(rights, thrown);
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

function rightsOfPage(): PageRights {
  // Old and embedded browsers lack what the DOM types promise.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  // Only Chromium can tell beforehand; elsewhere the request itself is refused.
  const { featurePolicy } = document as Document & PolicyDocument;
  return {
    // What is no browser does not know the word.
    isSecure: !('isSecureContext' in globalThis) || globalThis.isSecureContext,
    isSupported: devices !== undefined && typeof AudioWorkletNode !== 'undefined',
    isFramed: window.parent !== window,
    // A page from a file has no origin either, but a microphone.
    isSandboxed: globalThis.origin === 'null' && location.protocol !== 'file:',
    isAllowed: featurePolicy?.allowsFeature('microphone') ?? null,
  };
}

function refused({ isSandboxed, isFramed }: PageRights, thrown?: unknown): AvatarPttError {
  if (isSandboxed) return microphoneError('microphone-sandboxed', thrown);
  return microphoneError(isFramed ? 'microphone-policy' : 'microphone-header', thrown);
}

// Where the policy can't be asked, an embedding page that forbids the microphone looks like a person who does.
function deniedCode({ isFramed, isAllowed, isSandboxed }: PageRights): MicrophoneErrorCode {
  if (isSandboxed) return 'microphone-sandboxed';
  return isFramed && isAllowed === null ? 'microphone-denied-framed' : 'microphone-denied';
}
