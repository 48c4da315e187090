import { AvatarPttError } from 'avatar-ptt/headless';

/** Takes what came from outside for what it should be. @throws AvatarPttError `bad-recording`, naming the place. */
export type Parser<T> = (value: unknown, path: string) => T;

/** One parser for each field, which the compiler keeps complete. */
export type Shape<T> = { readonly [K in keyof T]-?: Parser<T[K]> };

/** Ten years. Sums and differences of such times are exact to a ten-thousandth of a millisecond. */
const FURTHEST_MS = 3.2e11;

/** The error of everything that is not a recording of ours. */
export function badRecording(message: string, cause?: unknown): AvatarPttError {
  return new AvatarPttError('bad-recording', message, cause === undefined ? undefined : { cause });
}

export const flag: Parser<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : refuse(path, 'true or false');

/** Whether a number can be a time: within ten years of page time, either side of 0; ms. */
export function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= FURTHEST_MS;
}

/** A page or audio time, ms. */
export const moment: Parser<number> = (value, path) => (isMoment(value) ? value : refuse(path, 'a time'));

/** A finite number, 0 or more. */
export const amount: Parser<number> = (value, path) =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : refuse(path, 'a number of 0 or more');

/** A whole number, 0 or more. */
export const count: Parser<number> = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : refuse(path, 'a whole number');

/** Text of up to 140,000 characters. */
export const text: Parser<string> = (value, path) =>
  typeof value === 'string' && value.length <= 140_000 ? value : refuse(path, 'a text');

/** One of some words: the keys of the object, so that the compiler sees when one is missing. */
export function word<W extends string>(words: Readonly<Record<W, true>>): Parser<W> {
  return (value, path) => {
    // `hasOwn` has just found it among the words.
    if (typeof value === 'string' && Object.hasOwn(words, value)) return value as W;
    return refuse(path, `one of ${Object.keys(words).join(', ')}`);
  };
}

export function nullable<T>(parse: Parser<T>): Parser<T | null> {
  return (value, path) => (value === null ? null : parse(value, path));
}

/** For a field that recordings have not always had: what is missing is `usual`. */
export function missingAs<T>(usual: T, parse: Parser<T>): Parser<T> {
  return (value, path) => (value === undefined ? usual : parse(value, path));
}

/** For a field that may be missing: `fields` leaves out what is undefined. */
export function optional<T>(parse: Parser<T>): Parser<T> {
  // The one place where undefined passes for a T; it never gets into an object.
  return (value, path) => (value === undefined ? (undefined as T) : parse(value, path));
}

export function listOf<T>(parse: Parser<T>, max: number): Parser<T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > max) return refuse(path, `a list of at most ${max}`);
    return value.map((item, i) => parse(item, `${path}[${i}]`));
  };
}

/** An object with these fields; others are left out. */
export function fields<T>(shape: Shape<T>): Parser<T> {
  const parsers = Object.entries<Parser<unknown>>(shape);
  return (value, path) => {
    if (typeof value !== 'object' || value === null) return refuse(path, 'an object');
    const parsed: Record<string, unknown> = {};
    for (const [key, parse] of parsers) {
      // Its own fields alone: what a prototype has did not come with it.
      const field: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
      const inner = parse(field, path ? `${path}.${key}` : key);
      if (inner !== undefined) parsed[key] = inner;
    }
    // Each field has passed the parser that its type demands.
    return parsed as T;
  };
}

/** JSON of an object. @throws AvatarPttError `bad-recording` for anything else. */
export function parseJson(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw badRecording(`${path} is no JSON.`, error);
  }
}

function refuse(path: string, wanted: string): never {
  throw badRecording(`${path} is not ${wanted}.`);
}
