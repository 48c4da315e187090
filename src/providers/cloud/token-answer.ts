import { asWireObject, parseWireObject, textOf, type WireObject } from './wire-object.js';

/** What opens one conversation. */
export interface SessionToken {
  readonly token: string;
  /** Until when, in ms since 1970, as far as that was told. */
  readonly expiresAtMs: number | null;
}

// What a mistake in a page or server makes of a missing value, a sentence or a web page.
const NO_TOKEN = /[\s<>]|^(undefined|null|\[object .*)$/;
const NAMES = ['session_token', 'token', 'apiAuthToken'];
const EXPIRIES = ['expirationTime', 'expires_at', 'expiresAt'];
// As seconds since 1970, a moment in 2001 and one in the year 5138: what is less is no date, what is more is milliseconds.
const FIRST_SECS = 1e9;
const LAST_SECS = 1e11;

/** The token in what was given as one: text, or a service's answer as an object or as JSON; empty where there is none. */
export function readToken(given: unknown): SessionToken {
  const json = typeof given === 'string' ? parseWireObject(given) : asWireObject(given);
  const places = [json, asWireObject(json?.['data'])];
  const text = typeof given === 'string' && !json ? given : '';
  const named = places.flatMap((place) => NAMES.map((name) => textOf(place, name))).find(Boolean);
  const found = bare(named ?? text);
  const token = NO_TOKEN.test(found) ? '' : found;
  const moments = [...places.flatMap((place) => EXPIRIES.map((name) => place?.[name])), claimsOf(token)?.['exp']];
  return { token, expiresAtMs: moments.map(momentOf).find((moment) => moment !== null) ?? null };
}

export function isOver({ expiresAtMs }: SessionToken): boolean {
  return expiresAtMs !== null && expiresAtMs <= Date.now();
}

/** As it was copied out of JSON or a header: without quotes, and without the word before it. */
function bare(token: string): string {
  return token.trim().replace(/^(["'`]?)(?:(?:bearer|token)\s+)?(["'`]?)(.*?)\2\1$/is, '$3');
}

/** What a JSON web token says of itself; null for any other. */
function claimsOf(token: string): WireObject | null {
  const [, claims = '', signature] = token.split('.');
  if (signature === undefined) return null;
  try {
    return parseWireObject(atob(claims.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    // A token of another make has dots too.
    return null;
  }
}

function momentOf(value: unknown): number | null {
  const text = typeof value === 'string' ? value.trim() : '';
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : value;
  if (typeof number === 'number') {
    const moment = number < LAST_SECS ? number * 1000 : number;
    return number >= FIRST_SECS && Number.isFinite(moment) ? moment : null;
  }
  // A time without a zone is the service's, so not that of this device.
  const moment = Date.parse(
    /(z|gmt|utc|:.*[+-]\d\d:?\d\d|^\d{4}-\d\d-\d\d)$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`,
  );
  // A date alone lasts until its day is over.
  const lastsMs = /^\d{4}-\d\d-\d\d$/.test(text) ? 86_399_999 : 0;
  return Number.isNaN(moment) ? null : moment + lastsMs;
}
