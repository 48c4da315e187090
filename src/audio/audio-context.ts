import { AvatarPttError, plainAddress } from '../core/error.js';
import { microphoneError } from './microphone-error.js';

// Without an audio device, or before a gesture, some browsers never settle `resume()`.
const RESUME_MS = 3000;

/** Sets a context going, within a bounded time. @throws AvatarPttError `microphone-suspended`. */
export async function resumeAudio(context: AudioContext): Promise<void> {
  if (context.state === 'running') return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(microphoneError('microphone-suspended'));
    }, RESUME_MS);
  });
  try {
    await Promise.race([context.resume(), overdue]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Loads a worklet as this build has it: from its file, or from its text as a Blob; a page that forbids those serves it at
 * `workletUrl`.
 */
export async function addWorklet(
  context: AudioContext,
  worklet: string | URL,
  workletUrl: string | URL | null,
): Promise<void> {
  if (workletUrl !== null || worklet instanceof URL) return loadFile(context, String(workletUrl ?? worklet));
  const url = URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' }));
  try {
    await context.audioWorklet.addModule(url);
  } catch (error) {
    throw microphoneError('worklet-blocked', error);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function loadFile(context: AudioContext, url: string): Promise<void> {
  try {
    await context.audioWorklet.addModule(url);
  } catch (cause) {
    // A browser does not tell which it is.
    const what = `The page's security policy blocks the audio code, or it is not there: ${plainAddress(url)}.`;
    const cure = "script-src must allow it ('strict-dynamic' beside a nonce), and another origin needs CORS.";
    throw new AvatarPttError('worklet-blocked', `${what} ${cure}`, { cause });
  }
}
