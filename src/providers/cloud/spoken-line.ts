import { joined, withWord } from './user-turns.js';

/** What the avatar says, as far as it came: word by word, and as a whole. */
export interface Line {
  readonly text: string;
  readonly isFinal: boolean;
  /** Its words bring their spaces themselves. */
  readonly isSpaced?: boolean;
  /** Of a final line, the letters that its words have still to say. */
  readonly rest?: string;
  /** Its voice has ended. */
  readonly isSaid?: boolean;
}

export const NO_LINE: Line = { text: '', isFinal: false };

/** The line with one word more; a final one is followed by another. */
export function grown(before: Line, word: string): Line {
  const line = before.isFinal ? NO_LINE : before;
  const isSpaced = line.isSpaced === true || /^\s|\s$/.test(word);
  return { text: isSpaced ? joined(line.text, word) : withWord(line.text, word), isFinal: false, isSpaced };
}

/** The whole line, of which some words may have come before. */
export function whole(text: string, before: Line): Line {
  const [all, said] = [lettersOf(text), lettersOf(before.text)];
  return { text, isFinal: true, rest: all.startsWith(said) ? all.slice(said.length) : all };
}

/** What is left of a final line to be said after this word of it; null for a word that is none of it. */
export function restAfter({ rest = '' }: Line, word: string): string | null {
  const said = lettersOf(word);
  const at = rest ? rest.indexOf(said) : -1;
  return at < 0 ? null : rest.slice(at + said.length);
}

/** The same for words however they are spaced and punctuated. */
export function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}]/gu, '').toLowerCase();
}
