/** A message's fields, none of them trusted yet. */
export type WireObject = Readonly<Record<string, unknown>>;

// A data packet is smaller; whatever is longer is not read.
const MAX_CHARS = 100_000;

/** Reads text from a wire as a JSON object; null for anything else. */
export function parseWireObject(text: string): WireObject | null {
  if (text.length > MAX_CHARS) return null;
  try {
    return asWireObject(JSON.parse(text));
  } catch {
    // Not JSON: whoever asked shows it as it came.
    return null;
  }
}

export function asWireObject(value: unknown): WireObject | null {
  // An object that is no array has fields.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireObject) : null;
}

/** The text of a field; empty when it has none, and cut at `limit` characters. */
export function textOf(object: WireObject | null, field: string, limit = 10_000): string {
  const value = object !== null && Object.hasOwn(object, field) ? object[field] : undefined;
  return typeof value === 'string' ? value.slice(0, limit) : '';
}
