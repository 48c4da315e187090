import {
  ADDRESS_SHAPES,
  isCardNumber,
  isSecretValue,
  isWordy,
  looksSecret,
  SHAPES,
  type SecretShape,
} from './secret-shapes.js';
import { isDeviceLabel, withoutOwner, withoutOwners } from './device-label.js';
import { KnownSecrets } from './known-secrets.js';
import {
  replaceInTables,
  replaceNamed,
  replacePairs,
  isOwnWord,
  isReference,
  isSpeechField,
  isValueInList,
  secretFieldsOf,
} from './named-secrets.js';
import { decoded } from './secret-names.js';

const MARKERS = /^(?:\[redacted(?: \d+)?\][\s;,.]*)+$/;
/** Names that would change the copy's own prototype, or what is built from it. */
const UNSAFE = /^(?:__proto__|constructor|prototype)$/;
const LEFT_OUT = '[left out]';
/** Different secrets get different numbers up to here. */
const MAX_SECRETS = 5000;
const MAX_DEPTH = 32;
// Layers of what hides a text count more: each is looked through as a whole.
const DEPTH_OF_A_LAYER = 5;
const MAX_NODES = 20_000;
const MAX_TEXT = 65_536;
// Markers may make a text longer, and what was cut must not be cut again.
const TEXT_TO_CUT = 2 * MAX_TEXT;

/** Where a value is. */
interface Place {
  /** The name of its field; empty without one. */
  readonly key: string;
  readonly isSecret: boolean;
  readonly depth: number;
}

/**
 * Removes secrets: tokens, keys, passwords, by the name of their field and by their looks. The same secret becomes the
 * same `[redacted 1]` everywhere, so that what was equal stays equal. Removing twice changes nothing.
 */
export class Redactor {
  readonly #numbers = new Map<string, number>();
  readonly #known = new KnownSecrets();
  #nodes = 0;
  #removed = 0;

  /** How many secrets are known by themselves; what was cleaned before may hold later ones. */
  get known(): number {
    return this.#known.size;
  }

  /** Whether a text holds a secret that is known by now. */
  holdsKnown(text: string): boolean {
    return this.#known.isIn(text);
  }

  /** A copy of anything as plain data: no secrets, no functions, no cycles, no keys that reach a prototype, bounded. */
  copy(value: unknown): unknown {
    this.#nodes = 0;
    return this.#copy(value, { key: '', isSecret: false, depth: 0 });
  }

  /** A text without what looks like a secret. */
  text(text: string): string {
    return this.#text(text, { key: '', isSecret: false, depth: 0 });
  }

  #text(text: string, place: Place): string {
    if (text.length < 6) return this.#known.replaceIn(text);
    const short = text.length > TEXT_TO_CUT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
    const isSpeech = isSpeechField(place.key);
    const plain = this.#hidden(this.#json(short, place) ?? short, place);
    const secret = (found: string): string => this.#secret(found);
    const addressed = this.#shaped(plain, ADDRESS_SHAPES, isSpeech);
    // Before what is known: what stands under a name may begin like that, and goes as a whole.
    const named = replaceNamed(
      isSpeech ? addressed : withoutOwners(replaceInTables(replacePairs(addressed, secret), secret)),
      isSpeech,
      secret,
    );
    const clean = this.#known.replaceIn(named);
    return isReference(place.key, clean) ? clean : this.#shaped(clean, SHAPES, isSpeech);
  }

  #shaped(text: string, shapes: readonly SecretShape[], isSpeech: boolean): string {
    let clean = text;
    for (const { pattern, isSecret } of shapes) {
      clean = clean.replace(pattern, (all: string, before: string, found: string) =>
        isSecret && !isSecret(found, isSpeech) ? all : before + this.#marker(found),
      );
    }
    return clean;
  }

  // Some backends put a message into a message, as text. null: there is none, or no secret in it.
  #json(text: string, { key, depth }: Place): string | null {
    if (!/^\s*[[{"]/.test(text)) return null;
    const before = this.#removed;
    try {
      const copy = JSON.stringify(this.#copy(JSON.parse(text), { key, isSecret: false, depth: depth + 1 }));
      return this.#removed === before ? null : copy;
    } catch {
      return null;
    }
  }

  // %7B%22token%22%3A%22…, token&#61;…, \\u0074oken, an address in an address: as it was where it hides nothing.
  #hidden(text: string, place: Place): string {
    if (place.depth > MAX_DEPTH) return text;
    const plain = decoded(text);
    if (plain === text) return text;
    const clean = this.#text(plain, { ...place, depth: place.depth + DEPTH_OF_A_LAYER });
    return clean === plain ? text : clean;
  }

  #copy(value: unknown, place: Place): unknown {
    if (place.depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) {
      this.#removed++;
      return LEFT_OUT;
    }
    switch (typeof value) {
      case 'string':
        return this.#string(value, place);
      case 'number':
      case 'bigint':
        return this.#number(value, place);
      case 'boolean':
        return value;
      case 'object':
        return value && this.#object(value, place);
      case 'undefined':
      case 'function':
      case 'symbol':
        return undefined;
    }
  }

  #string(value: string, place: Place): string {
    if (place.isSecret) return this.#secret(value);
    return isOwnWord(place.key, value) ? value : this.#text(value, place);
  }

  #number(value: number | bigint, { isSecret, key }: Place): number | string | null {
    // How many tokens there were is no token.
    if ((isSecret && !/tokens$/i.test(key)) || isCardNumber(String(value))) return this.#secret(String(value));
    if (typeof value === 'bigint') return this.text(value.toString());
    return Number.isFinite(value) ? value : null;
  }

  #object(value: object, place: Place): unknown {
    try {
      const size = sizeOf(value);
      if (size !== null) return size;
      if (Array.isArray(value)) return this.#list(value, place);
      const shown = shownOf(value);
      return shown === value ? this.#fields(value, place) : this.#copy(shown, { ...place, depth: place.depth + 1 });
    } catch {
      // A getter of somebody else's object threw.
      return LEFT_OUT;
    }
  }

  #fields(value: object, place: Place): object {
    const copy: Record<string, unknown> = {};
    const all: [string, unknown][] = Object.entries(value);
    const entries = all.filter(([key]) => !UNSAFE.test(key));
    const secret = secretFieldsOf(entries);
    for (const [key, item] of entries) {
      const isSecret = place.isSecret || secret.has(key);
      const plain = isDeviceLabel(key, value) ? this.#device(item) : item;
      const inner = this.#copy(plain, { key, isSecret, depth: place.depth + 1 });
      if (inner !== undefined) copy[place.isSecret && isSecretKey(key) ? this.#secret(key) : this.text(key)] = inner;
    }
    return copy;
  }

  #list(list: readonly unknown[], { key, isSecret, depth }: Place): unknown[] {
    const isSpeech = isSpeechField(key);
    return list.map((item, i) => {
      const isValue = isSecret || (!isSpeech && isValueInList(list, i));
      return this.#copy(item, { key, isSecret: isValue, depth: depth + 1 }) ?? null;
    });
  }

  // A device is often named after the person whose it is, and errors name the device.
  #device(label: unknown): unknown {
    if (typeof label !== 'string') return label;
    const plain = withoutOwner(label);
    if (plain !== label) this.#known.add(label, plain);
    return plain;
  }

  #secret(text: string): string {
    if (text === '' || text === LEFT_OUT || MARKERS.test(text)) return text;
    const marker = this.#marker(text);
    // What is no ordinary word is looked for elsewhere too, and so is what it consists of: Bearer …; a=…; b=…
    if (isDistinctive(text)) this.#known.add(text, marker);
    const parts = text.split(/[\s;,=&:"'{}<>\\]+/);
    // Not the names between them: ApiKey, HttpOnly.
    const secrets = parts.filter(
      (part) => part !== text && looksSecret(part) && (/\d/.test(part) || part.length >= 20),
    );
    for (const part of secrets) this.#known.add(part, this.#marker(part));
    return marker;
  }

  #marker(secret: string): string {
    if (MARKERS.test(secret)) return secret;
    this.#removed++;
    const number = this.#numbers.get(secret) ?? this.#numbers.size + 1;
    if (number > MAX_SECRETS) return '[redacted]';
    this.#numbers.set(secret, number);
    return `[redacted ${number}]`;
  }
}

function isDistinctive(secret: string): boolean {
  return /\d/.test(secret) ? secret.length >= 6 : secret.length >= 8 && isSecretValue(secret, false);
}

/** `{ tokens: { "a1b2…": true } }`: a name that was made up. */
function isSecretKey(key: string): boolean {
  return key.length >= 6 && ((/\d/.test(key) && !isWordy(key)) || /^(?:[a-z]{20,}|[A-Z]{20,})$/.test(key));
}

type Pairs = Iterable<readonly [unknown, unknown]>;

/** A file or a picture can be as large as it likes: of these only how large it is. */
function sizeOf(value: object): string | null {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  return value instanceof Blob ? `[${value.size} bytes]` : null;
}

/** What stands for an object that does not show its fields. The same object when it does. */
function shownOf(value: object): unknown {
  if (value instanceof Error || value instanceof RegExp) return String(value);
  if (value instanceof Set) return [...value];
  if (isPairs(value)) return fieldsOf(value);
  if (value instanceof Request) return { method: value.method, url: value.url, headers: value.headers };
  if (value instanceof Response) return { status: value.status, url: value.url, headers: value.headers };
  // Addresses, dates, devices and ICE candidates say what they are.
  return hasJson(value) ? value.toJSON() : value;
}

function isPairs(value: object): value is Pairs {
  return [Map, Headers, URLSearchParams, FormData].some((kind) => value instanceof kind);
}

function hasJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** Pairs as an object. What comes more than once under a name becomes a list. */
function fieldsOf(pairs: Pairs): object {
  const fields = new Map<string, unknown[]>();
  for (const [key, value] of pairs) {
    const name = typeof key === 'string' || typeof key === 'number' ? String(key) : `[${typeof key}]`;
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
