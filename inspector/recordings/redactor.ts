const SECRET_KEY =
  /token|secret|passw|passphrase|^pwd$|authorization|^auth$|credential|cookie|apikey|accesskey|privatekey|^key$|sessionid|^sid$|jwt|bearer|signature|^sig$/;
const SECRET_NAME = String.raw`[\w.\-]{0,40}(?:token|secret|passw(?:or)?d|passphrase|authorization|credential|cookie|api[_\-]?key|access[_\-]?key|private[_\-]?key|session[_\-]?id|signature|jwt)[\w.\-]{0,40}|key|auth|sid|sig|pwd`;
const VALUE = String.raw`\\?"[^"]*"|'[^']*'|(?!(?:bearer|basic)\b)[^\s"'&,;<>{}()[\]]+`;

/** What secrets look like, and what stands before them. */
const SHAPES: readonly RegExp[] = [
  // wss://user:password@host
  /(:\/\/)([^\s/?#"'<>]+)(?=@)/g,
  // ?token=…, "password": "…", authorization: Bearer …
  new RegExp(String.raw`((?<![\w.\-])(?:${SECRET_NAME})\\?["']?\s*[=:]\s*(?:(?:bearer|basic)\s+)?)(${VALUE})`, 'gi'),
  /(\b(?:[Bb]earer|BEARER)\s+)([\w\-.~+/=]{4,})/g,
  /(\b[Bb]asic\s+)((?=[\w+/]*[A-Z0-9])[\w+/]{6,}={0,2})/g,
  /()(\beyJ[\w-]{4,}(?:\.[\w-]*)*)/g,
  /()(\b(?:sk|pk|rk|gh[pous]|xox[abp])[-_][\w-]{8,})/g,
  // Long hexadecimal and base64, of the kind for addresses first.
  /()((?<![\w-])(?=[\w-]*\d)[\w-]{24,}={0,2})/g,
  /()((?<![\w+/])(?=[\w+/]*\d)(?=[\w+/]*[a-z])(?=[\w+/]*[A-Z])[\w+/]{28,}={0,2})/g,
];

const MARKER = /^\[redacted(?: \d+)?\]$/;
const LEFT_OUT = '[left out]';
/** Different secrets get different numbers up to here. */
const MOST_SECRETS = 5000;
/** Secrets that are looked for by themselves: in the text of an error, for instance. */
const MOST_KNOWN = 200;
const MOST_DEPTH = 32;
const MOST_NODES = 20_000;
const MOST_TEXT = 65_536;
// Taking secrets out may make a text longer, and what was cut must not be cut again.
const TEXT_TO_CUT = 2 * MOST_TEXT;

/**
 * Takes secrets out of what is kept: tokens, keys, passwords, by the name they go under and by their looks. The same
 * secret becomes the same `[redacted 1]` everywhere, so that what was equal stays equal. Taking out twice changes nothing.
 */
export class Redactor {
  readonly #numbers = new Map<string, number>();
  readonly #known = new Set<string>();
  #nodes = 0;

  /** A copy of anything as plain data: no secrets, no functions, no cycles, no keys that reach a prototype, bounded. */
  copy(value: unknown): unknown {
    this.#nodes = 0;
    return this.#copy(value, false, 0);
  }

  /** A text without what looks like a secret. */
  text(text: string): string {
    if (text.length < 6) return text;
    const short = text.length > TEXT_TO_CUT ? `${text.slice(0, MOST_TEXT)}… (${text.length} characters)` : text;
    const inner = this.#json(short);
    if (inner !== null) return inner;
    let clean = short;
    for (const secret of this.#known) clean = clean.replaceAll(secret, () => this.#marker(secret));
    for (const shape of SHAPES) {
      clean = clean.replace(shape, (_, before: string, secret: string) => before + this.#secret(secret));
    }
    return clean;
  }

  // Some backends put a message into a message, as text.
  #json(text: string): string | null {
    if (!/^\s*[[{]/.test(text)) return null;
    try {
      return JSON.stringify(this.#copy(JSON.parse(text), false, 1));
    } catch {
      return null;
    }
  }

  #copy(value: unknown, isSecret: boolean, depth: number): unknown {
    if (depth > MOST_DEPTH || ++this.#nodes > MOST_NODES) return LEFT_OUT;
    switch (typeof value) {
      case 'string':
        return isSecret ? this.#secret(value) : this.text(value);
      case 'number':
      case 'bigint':
        return isSecret ? this.#secret(String(value)) : this.#number(value);
      case 'boolean':
        return value;
      case 'object':
        return value && this.#copyObject(value, isSecret, depth);
      case 'undefined':
      case 'function':
      case 'symbol':
        return undefined;
    }
  }

  #number(value: number | bigint): number | string | null {
    if (typeof value === 'bigint') return this.text(value.toString());
    return Number.isFinite(value) ? value : null;
  }

  #copyObject(value: object, isSecret: boolean, depth: number): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.#copy(item, isSecret, depth + 1) ?? null);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Error) return this.text(String(value));
    const copy: Record<string, unknown> = {};
    try {
      for (const [key, item] of Object.entries(value)) this.#copyEntry(copy, key, item, isSecret, depth);
    } catch {
      // A getter of somebody else's object threw.
      return LEFT_OUT;
    }
    return copy;
  }

  #copyEntry(copy: Record<string, unknown>, key: string, item: unknown, isSecret: boolean, depth: number): void {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return;
    const isCount = typeof item === 'number' && /tokens?$/i.test(key);
    const inner = this.#copy(item, (isSecret || isSecretKey(key)) && !isCount, depth + 1);
    if (inner !== undefined) copy[this.text(key)] = inner;
  }

  #secret(quoted: string): string {
    const quote = /^\\?["']/.exec(quoted)?.[0] ?? '';
    const text = quote ? quoted.slice(quote.length, -quote.length) : quoted;
    if (text === '' || MARKER.test(text) || text === LEFT_OUT) return quoted;
    // What is no ordinary word is looked for elsewhere too.
    if (this.#known.size < MOST_KNOWN && isTelling(text)) this.#known.add(text);
    return quote + this.#marker(text) + quote;
  }

  #marker(secret: string): string {
    const number = this.#numbers.get(secret) ?? this.#numbers.size + 1;
    if (number > MOST_SECRETS) return '[redacted]';
    this.#numbers.set(secret, number);
    return `[redacted ${number}]`;
  }
}

function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}

function isTelling(secret: string): boolean {
  return secret.length >= (/\d/.test(secret) ? 6 : 20);
}
