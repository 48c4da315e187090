import { AvatarPttError } from '../core/error.js';
import type { PressStyle } from '../core/options.js';

const PRESS_STYLES: readonly PressStyle[] = ['hold', 'toggle', 'hybrid'];

/** @throws AvatarPttError `invalid-option` */
export function checkPressStyle(value: unknown): PressStyle {
  const style = PRESS_STYLES.find((allowed) => allowed === value);
  if (style) return style;
  throw invalid('press-style', value, PRESS_STYLES.map((allowed) => `'${allowed}'`).join(', '));
}

/** A number of an attribute, whose text is `shown`, or of a property. @throws AvatarPttError `invalid-option` */
export function checkNumber(
  name: string,
  value: unknown,
  range: { max: number; isWhole?: boolean },
  shown = value,
): number {
  const isNumber = typeof value === 'number' && value >= 0 && value <= range.max;
  if (isNumber && (!range.isWhole || Number.isInteger(value))) return value;
  throw invalid(name, shown, `a ${range.isWhole ? 'whole ' : ''}number from 0 to ${range.max}`);
}

/** An attribute that would put a secret into the page. */
export function refusedKey(name: string): AvatarPttError {
  const remedy = 'Give token-url, session-token or tokenProvider instead, and keep the key on your server.';
  return new AvatarPttError(
    'api-key-refused',
    `${name} is not read: an API key in a page belongs to everyone who opens it. ${remedy}`,
  );
}

function invalid(name: string, value: unknown, allowed: string): AvatarPttError {
  return new AvatarPttError('invalid-option', `${name} is "${String(value)}"; allowed: ${allowed}.`);
}
