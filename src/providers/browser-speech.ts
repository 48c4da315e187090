import { AvatarPttError } from '../core/error.js';

// Some browsers fill their list of voices late; some have none at all.
const VOICES_MS = 1000;

/**
 * Speaks a text with the browser's own voices; resolves at its end or when aborted.
 * @throws AvatarPttError `no-voices` where the browser has none.
 */
export async function speakText(text: string, signal: AbortSignal, onAudible: () => void): Promise<void> {
  if (!('speechSynthesis' in globalThis) || !(await hasVoices())) {
    throw new AvatarPttError(
      'no-voices',
      'This browser has no voices to speak with. Install one, or answer with audio.',
    );
  }
  if (signal.aborted) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = document.documentElement.lang;
  const stop = (): void => {
    speechSynthesis.cancel();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      utterance.onstart = onAudible;
      utterance.onend = (): void => {
        resolve();
      };
      utterance.onerror = ({ error }): void => {
        if (signal.aborted) resolve();
        else reject(new AvatarPttError('speech-failed', `The browser could not speak: ${error}.`));
      };
      speechSynthesis.speak(utterance);
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function hasVoices(): Promise<boolean> {
  if (speechSynthesis.getVoices().length > 0) return true;
  const waited = new AbortController();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, VOICES_MS);
    speechSynthesis.addEventListener(
      'voiceschanged',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true, signal: waited.signal },
    );
  });
  waited.abort();
  return speechSynthesis.getVoices().length > 0;
}
