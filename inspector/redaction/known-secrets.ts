/** Of one recording; more are still removed where a field names them. */
const MAX_KNOWN = 5000;
/** A secret of that length is known by its beginning, too: texts that quote it may cut it. */
const CUT_FROM = 24;
const CUT_TO = 16;
/** What is shorter may be part of a word or of a number. */
const WHOLE_WORD_BELOW = 16;
/** Forms are found by how they begin, in one walk through a text, however many there are. */
const ANCHOR = 6;
/** Of those that begin alike, or a text full of such beginnings would take for ever. */
const MAX_ALIKE = 40;
/** Characters of a secret; arguments of `fromCharCode` are limited, too. */
const MAX_BASE64_OF = 10_000;

const LETTER_OR_DIGIT = /[a-z0-9]/;
const WORD = /[\w-]/;
const BASE64 = /[\w+/-]/;

/** One way in which a secret is written. */
interface Form {
  readonly text: string;
  /** What stands beside it and goes with it. */
  readonly takes: 'nothing' | 'the rest' | 'both sides';
  readonly replacement: string;
}

interface Found {
  readonly from: number;
  readonly to: number;
  readonly replacement: string;
}

/** Secrets that are looked for by themselves, wherever they appear and however they are written there, in any case. */
export class KnownSecrets {
  readonly #secrets = new Set<string>();
  readonly #forms = new Map<string, Form[]>();

  /** Grows with each that is learned. */
  get size(): number {
    return this.#secrets.size;
  }

  add(secret: string, replacement: string): void {
    // Full, it learns no more, but forgets none: what was removed once is removed everywhere.
    if (this.#secrets.has(secret) || this.#secrets.size >= MAX_KNOWN) return;
    this.#secrets.add(secret);
    for (const [text, takes] of formsOf(secret)) {
      if (text.length < ANCHOR) continue;
      const anchor = text.slice(0, ANCHOR);
      const others = this.#forms.get(anchor) ?? [];
      if (others.length >= MAX_ALIKE) continue;
      // The longest first: one may be part of another.
      this.#forms.set(
        anchor,
        [...others, { text, takes, replacement }].sort((a, b) => b.text.length - a.text.length),
      );
    }
  }

  isIn(text: string): boolean {
    return this.#next(lowerCase(text), 0) !== null;
  }

  replaceIn(text: string): string {
    const lower = lowerCase(text);
    let clean = '';
    let done = 0;
    for (let found = this.#next(lower, 0); found; found = this.#next(lower, done)) {
      clean += text.slice(done, Math.max(done, found.from)) + found.replacement;
      done = found.to;
    }
    return done === 0 ? text : clean + text.slice(done);
  }

  #next(lower: string, from: number): Found | null {
    if (this.#forms.size === 0) return null;
    for (let at = from; at + ANCHOR <= lower.length; at++) {
      for (const form of this.#forms.get(lower.slice(at, at + ANCHOR)) ?? []) {
        const found = foundAt(lower, at, form);
        if (found) return found;
      }
    }
    return null;
  }
}

function foundAt(lower: string, at: number, form: Form): Found | null {
  const { text, takes, replacement } = form;
  if (!lower.startsWith(text, at) || !mayStandAt(lower, at, form)) return null;
  let from = at;
  let to = at + text.length;
  if (takes === 'nothing') return { from, to, replacement };
  const isPart = takes === 'the rest' ? WORD : BASE64;
  while (isOf(isPart, lower, to)) to++;
  if (takes === 'the rest') return { from, to, replacement };
  while (isOf(isPart, lower, from - 1)) from--;
  while (lower[to] === '=') to++;
  return { from, to, replacement };
}

function mayStandAt(lower: string, at: number, { text, takes }: Form): boolean {
  if (takes !== 'nothing' || text.length >= WHOLE_WORD_BELOW) return true;
  return !isOf(LETTER_OR_DIGIT, lower, at - 1) && !isOf(LETTER_OR_DIGIT, lower, at + text.length);
}

function isOf(kind: RegExp, text: string, at: number): boolean {
  return at >= 0 && at < text.length && kind.test(text.charAt(at));
}

/** A secret as it is, and in addresses, in JSON inside JSON, and in base64; in lower case. */
function formsOf(secret: string): (readonly [text: string, takes: Form['takes']])[] {
  const once = escapedForJson(secret);
  const percent = encodeURIComponent(secret);
  const plain = [
    secret,
    percent,
    encodeURIComponent(percent),
    percent.replaceAll('%20', '+'),
    once,
    escapedForJson(once),
  ];
  return [
    ...[...new Set(plain)].map((text) => [lowerCase(text), 'nothing'] as const),
    ...(secret.length >= CUT_FROM ? [[lowerCase(secret.slice(0, CUT_TO)), 'the rest'] as const] : []),
    ...base64FormsOf(secret).map((text) => [lowerCase(text), 'both sides'] as const),
  ];
}

/** What a secret makes of base64 whatever stands before and after it: each of the three ways that bytes can lie. */
function base64FormsOf(secret: string): string[] {
  const bytes = String.fromCharCode(...new TextEncoder().encode(secret.slice(0, MAX_BASE64_OF)));
  return [0, 1, 2]
    .map((before) => {
      const whole = btoa('\0'.repeat(before) + bytes);
      return whole.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
    })
    .filter((core) => core.length >= 8)
    .flatMap((core) => {
      const forAddresses = core.replaceAll('+', '-').replaceAll('/', '_');
      return core === forAddresses ? [core] : [core, forAddresses];
    });
}

function escapedForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Of the same length, so that places stay. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
