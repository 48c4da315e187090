/** Of one recording; more are still taken out where they go under their names. */
const MAX_KNOWN = 500;
/** A secret of that length is known by its beginning, too: texts that quote it may cut it. */
const CUT_FROM = 24;
const CUT_TO = 16;

/** Secrets that are looked for by themselves, wherever they appear and however they are written there. */
export class KnownSecrets {
  readonly #all = new Map<string, { readonly pattern: RegExp; readonly replacement: string }>();
  #any: RegExp | null = null;

  /** Grows with each that is learned. */
  get size(): number {
    return this.#all.size;
  }

  add(secret: string, replacement: string): void {
    if (this.#all.has(secret) || this.#all.size >= MAX_KNOWN) return;
    this.#all.set(secret, { pattern: new RegExp(formsOf(secret).join('|'), 'gi'), replacement });
    this.#any = null;
  }

  isIn(text: string): boolean {
    if (this.size === 0) return false;
    // The longest first: one may be part of another.
    const sources = (): string[] =>
      [...this.#all].sort(([a], [b]) => b.length - a.length).map(([, { pattern }]) => pattern.source);
    this.#any ??= new RegExp(sources().join('|'), 'i');
    return this.#any.test(text);
  }

  replaceIn(text: string): string {
    if (!this.isIn(text)) return text;
    let clean = text;
    const longestFirst = [...this.#all].sort(([a], [b]) => b.length - a.length);
    for (const [, { pattern, replacement }] of longestFirst) clean = clean.replace(pattern, () => replacement);
    return clean;
  }
}

/** A secret as it is, and in addresses, in JSON inside JSON, and in base64; patterns. */
function formsOf(secret: string): string[] {
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
  const patterns = [...new Set(plain)].map(wholeWord);
  if (secret.length >= CUT_FROM) patterns.push(`${literal(secret.slice(0, CUT_TO))}[\\w-]*`);
  return [...patterns, ...base64FormsOf(secret)];
}

// What is short may be part of a word or of a number.
function wholeWord(text: string): string {
  return text.length < 16 ? `(?<![A-Za-z0-9])${literal(text)}(?![A-Za-z0-9])` : literal(text);
}

/** What a secret makes of base64 whatever stands before and after it: each of the three ways that bytes can lie. */
function base64FormsOf(secret: string): string[] {
  const bytes = String.fromCharCode(...new TextEncoder().encode(secret.slice(0, 10_000)));
  return [0, 1, 2]
    .map((before) => {
      const whole = btoa('\0'.repeat(before) + bytes);
      return whole.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
    })
    .filter((core) => core.length >= 8)
    .map(
      (core) =>
        `(?<![\\w+/-])[\\w+/-]*${literal(core).replaceAll('\\+', '[+-]').replaceAll('/', '[/_]')}[\\w+/-]*={0,2}`,
    );
}

function escapedForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('\\/', '/');
}
