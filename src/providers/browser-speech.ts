import { AvatarPttError } from '../core/error.js';

// Some browsers fill their list of voices late; some have none at all.
const VOICES_MS = 1000;
// Some browsers lose the end of what they say; no voice takes longer for it.
const MAX_SPEECH_MS = 10_000;
const MAX_CHAR_MS = 500;

/**
 * Speaks a text with the browser's own voices; resolves at its end or when aborted. `onVoice` is told when the voice is
 * heard and when it is no more.
 * @throws AvatarPttError `no-voices` where the browser has none, `speech-failed`.
 */
export async function speakText(text: string, signal: AbortSignal, onVoice: (isHeard: boolean) => void): Promise<void> {
  if (!('speechSynthesis' in globalThis) || !(await hasVoices())) {
    throw new AvatarPttError(
      'no-voices',
      'This browser has no voices to speak with. Install one, or answer with audio.',
    );
  }
  if (signal.aborted) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = document.documentElement.lang;
  utterance.onstart = (): void => {
    onVoice(true);
  };
  let cut = (): void => undefined;
  const late = setTimeout(
    () => {
      cut();
    },
    MAX_SPEECH_MS + text.length * MAX_CHAR_MS,
  );
  try {
    await new Promise<void>((resolve, reject) => {
      // A browser does not always say so when it has been silenced.
      cut = (): void => {
        speechSynthesis.cancel();
        resolve();
      };
      signal.addEventListener('abort', cut, { once: true });
      utterance.onend = (): void => {
        resolve();
      };
      utterance.onerror = ({ error }): void => {
        reject(new AvatarPttError('speech-failed', `The browser could not speak: ${error}.`));
      };
      speechSynthesis.speak(utterance);
    });
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', cut);
    utterance.onstart = null;
    onVoice(false);
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
