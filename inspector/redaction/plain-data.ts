type Pairs = Iterable<readonly [unknown, unknown]>;

/** A file or a picture can be as large as it likes: of these only how large it is. */
export function sizeOf(value: object): string | null {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  return value instanceof Blob ? `[${value.size} bytes]` : null;
}

/** What stands for an object that does not show its fields. The same object when it does. */
export function shownOf(value: object): unknown {
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
