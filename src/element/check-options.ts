import { AvatarPttError } from '../core/error.js';
import type { LatchEnd, PressPolicy, PressStyle } from '../core/settings/options.js';
import { parseHotkey } from './inputs/hotkey.js';
import type { Inputs } from './inputs/inputs.js';

/** What people may take for the place of a key. */
export const KEY_ATTRIBUTES = ['api-key', 'apikey', 'api_key', 'x-api-key', 'x_api_key'];

const PRESS_PROPERTIES = ['pressStyle', 'latchEnds', 'tapMs', 'maxHoldSecs'] as const;

const PRESS_STYLES: readonly PressStyle[] = ['hold', 'toggle', 'hybrid'];
const LATCH_ENDS: readonly LatchEnd[] = ['tap', 'endpoint'];

/** What a page sets on the tag of how a press works, not checked yet. */
interface PressOptions extends Element {
  readonly pressStyle: unknown;
  readonly latchEnds: unknown;
  readonly tapMs: unknown;
  readonly maxHoldSecs: unknown;
}

/** And of other ways to press than the button. */
interface InputOptions extends Element {
  readonly hotkey: string;
  readonly gamepadButton: number | null;
}

/** Does what may throw, shows what it throws under `key`, and says whether it was fine. */
export type ReportInvalid = (key: string, check: () => void) => boolean;

/** The press policy that the options ask for; where one of them is wrong, or none has `changed`, what it was `before`. */
export function pressPolicyOf(
  options: PressOptions,
  before: PressPolicy,
  changed: ReadonlyMap<PropertyKey, unknown>,
  validate: ReportInvalid,
): PressPolicy {
  if (!PRESS_PROPERTIES.some((name) => changed.has(name))) return before;
  let { style, latchEnds, tapMs, maxHoldMs } = before;
  validate('press-style', () => {
    style = checkWord('press-style', options.pressStyle, PRESS_STYLES);
  });
  validate('latch-ends', () => {
    latchEnds = checkWord('latch-ends', options.latchEnds, LATCH_ENDS);
  });
  validate('tap-ms', () => {
    tapMs = checkNumber('tap-ms', options.tapMs, { max: 5000 }, options);
  });
  validate('max-hold-secs', () => {
    maxHoldMs = 1000 * checkNumber('max-hold-secs', options.maxHoldSecs, { max: 3600 }, options);
  });
  return { style, latchEnds, tapMs, maxHoldMs };
}

/** The ways to press beside the button; a wrong one changes nothing. */
export function setInputs(inputs: Inputs, options: InputOptions, validate: ReportInvalid): void {
  validate('hotkey', () => {
    inputs.hotkey = parseHotkey(options.hotkey);
  });
  validate('gamepad-button', () => {
    const { gamepadButton: index } = options;
    inputs.gamepadButton =
      index === null ? null : checkNumber('gamepad-button', index, { max: 31, isWhole: true }, options);
  });
}

function checkWord<W extends string>(name: string, value: unknown, words: readonly W[]): W {
  const word = words.find((allowed) => allowed === value);
  if (word) return word;
  throw invalid(name, value, words.map((allowed) => `'${allowed}'`).join(', '));
}

function checkNumber(name: string, value: unknown, range: { max: number; isWhole?: boolean }, from: Element): number {
  const isNumber = typeof value === 'number' && value >= 0 && value <= range.max;
  if (isNumber && (!range.isWhole || Number.isInteger(value))) return value;
  // An attribute that is no number is shown as it is written.
  const shown = Number.isNaN(value) ? from.getAttribute(name) : value;
  throw invalid(name, shown, `a ${range.isWhole ? 'whole ' : ''}number from 0 to ${range.max}`);
}

/** An attribute that would put a secret into the page; null: it is gone. @throws AvatarPttError `api-key-refused` */
export function refuseKey(name: string, value: string | null): void {
  if (value === null) return;
  const remedy = 'Give token-url, session-token or tokenProvider instead, and keep the key on your server.';
  throw new AvatarPttError(
    'api-key-refused',
    `${name} is not read: an API key in a page belongs to everyone who opens it. ${remedy}`,
  );
}

function invalid(name: string, value: unknown, allowed: string): AvatarPttError {
  return new AvatarPttError('invalid-option', `${name} is "${String(value)}"; allowed: ${allowed}.`);
}
