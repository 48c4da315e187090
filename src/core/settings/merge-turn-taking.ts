import { AvatarPttError } from '../error.js';
import { isName } from './name.js';
import type { PartialTurnTaking, SmartTurnSettings, TurnDetection, TurnTakingOptions, VadSettings } from './options.js';
import { TURN_TAKING_FIELDS, allowedOf, type TurnTakingField } from './turn-taking-fields.js';

type Tree = Record<string, unknown>;

const FIELD_OF = new Map<string, TurnTakingField>(TURN_TAKING_FIELDS.map((field) => [field.path, field]));
const FIELD_OF_ATTRIBUTE = new Map<string, TurnTakingField>(
  TURN_TAKING_FIELDS.map((field) => [field.attribute, field]),
);
const SECTIONS = new Set(TURN_TAKING_FIELDS.flatMap(({ path }) => (path.includes('.') ? [path.split('.')[0]] : [])));

/** All settings at their defaults. */
export const DEFAULT_TURN_TAKING: TurnTakingOptions = assign(
  {},
  new Map(TURN_TAKING_FIELDS.map((field) => [field.path, field.default])),
);

/**
 * `base` with `patch` over it. The patch is anything that came from outside: it is checked whole before any of it is
 * applied. Returns `base` itself when nothing changes.
 * @throws AvatarPttError `invalid-option`, naming the field, the value and what is allowed.
 */
export function mergeTurnTaking(base: TurnTakingOptions, patch: unknown): TurnTakingOptions {
  const changes = new Map<string, unknown>();
  for (const [path, value] of leavesOf(patch)) {
    const valid = validate(path, value);
    if (valueAt(base, path) !== valid) changes.set(path, valid);
  }
  return changes.size === 0 ? base : assign(base, changes);
}

/**
 * The patch with `turnDetection: 'custom'` where it gives values of it and says nothing of detection, or they would do
 * nothing. Who has switched detection off is left alone.
 */
export function withImpliedCustom(patch: PartialTurnTaking, current: TurnDetection = 'use-default'): PartialTurnTaking {
  // From outside, it may be anything; that is told when it is merged.
  const { turnDetection, customTurnDetection } = Object(patch) as PartialTurnTaking;
  const isImplied = turnDetection === undefined && current === 'use-default';
  const hasValues = Object.values<unknown>(customTurnDetection ?? {}).some((value) => value !== undefined);
  return isImplied && hasValues ? { ...patch, turnDetection: 'custom' } : patch;
}

/**
 * One attribute of `<avatar-ptt>` as a patch: `stop-secs="2.5"`.
 * @throws AvatarPttError `invalid-option` when the text is not of the field's kind.
 */
export function parseTurnTakingAttribute(attribute: string, text: string): PartialTurnTaking {
  const field = FIELD_OF_ATTRIBUTE.get(attribute);
  if (!field) throw new AvatarPttError('invalid-option', `There is no turn-taking attribute "${attribute}".`);
  // Of the one field alone, in its section.
  return patchOf([[field.path, validate(field.path, fromText(field, text), `${attribute}="${text}"`)]]);
}

/** The value of one field by its path; undefined where a patch leaves it out. */
export function valueAt(options: TurnTakingOptions | PartialTurnTaking, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (node as Tree | undefined)?.[key], options);
}

/** Values by the paths of their fields, as a patch; they are checked by whoever merges it. */
export function patchOf(values: Iterable<readonly [path: string, value: unknown]>): PartialTurnTaking {
  return assign({}, values);
}

/** Whether every setting is the same. */
export function isSameTurnTaking(a: TurnTakingOptions, b: TurnTakingOptions): boolean {
  return a === b || TURN_TAKING_FIELDS.every(({ path }) => valueAt(a, path) === valueAt(b, path));
}

/** The end-of-turn settings in force, or null when only the application ends turns. */
export function smartTurnSettings(options: TurnTakingOptions): SmartTurnSettings | null {
  switch (options.turnDetection) {
    case 'disabled':
      return null;
    case 'custom':
      return options.customTurnDetection;
    case 'use-default':
      return DEFAULT_TURN_TAKING.customTurnDetection;
  }
}

/** The settings of voice detection, or null while all are at their defaults. */
export function customVad({ vad }: TurnTakingOptions): VadSettings | null {
  const usual = DEFAULT_TURN_TAKING;
  return isSameTurnTaking({ ...usual, vad }, usual) ? null : vad;
}

/** Whether backend speech-to-text is on when a session starts. */
export function isServerSttInitiallyOn(options: TurnTakingOptions): boolean {
  const { mode, initialServerStt, pushToTalkPolicy } = options;
  // Where no press switches it on, nobody would ever be heard.
  if (mode === 'push-to-talk' && !pushToTalkPolicy.enableServerSttToggle) return true;
  return initialServerStt === 'use-default' ? mode === 'hands-free' : initialServerStt === 'enabled';
}

function* leavesOf(patch: unknown): Generator<[string, unknown]> {
  for (const [key, value] of entriesOf(patch, 'turnTaking')) {
    if (value === undefined) continue;
    // A dotted path is a name of ours, not a key of the options.
    if (key.includes('.')) throw unknown(key);
    if (!SECTIONS.has(key)) yield [key, value];
    else for (const [leaf, inner] of entriesOf(value, key)) if (inner !== undefined) yield [`${key}.${leaf}`, inner];
  }
}

function entriesOf(value: unknown, name: string): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw invalid(`${name} is ${show(value)}`, 'an object of settings');
}

function validate(path: string, value: unknown, shown = `${path} is ${show(value)}`): unknown {
  const field = FIELD_OF.get(path);
  if (!field) throw unknown(path);
  if (!accepts(field, value)) throw invalid(shown, allowedOf(field));
  if (field.kind !== 'number' || !field.clamp) return value;
  const [low, high] = field.clamp;
  return Math.min(high, Math.max(low, value as number));
}

function accepts(field: TurnTakingField, value: unknown): boolean {
  switch (field.kind) {
    case 'number':
      return typeof value === 'number' && value >= field.min && value <= field.max;
    case 'boolean':
      return typeof value === 'boolean';
    case 'enum':
      return typeof value === 'string' && field.values.includes(value);
    case 'name':
      return isName(value);
  }
}

function fromText(field: TurnTakingField, text: string): unknown {
  const trimmed = text.trim();
  if (field.kind === 'number') return trimmed === '' ? NaN : Number(trimmed);
  // As with any boolean attribute in HTML, the bare name means true.
  if (field.kind === 'boolean') return trimmed === 'true' || trimmed === '' ? true : trimmed === 'false' ? false : text;
  return trimmed;
}

// Where every field of the table has a value in `base` or in `values`, the result is complete. It is frozen, because
// sections are shared: with the defaults, and between one set of options and the next.
function assign(base: object, values: Iterable<readonly [path: string, value: unknown]>): TurnTakingOptions {
  const next: Tree = { ...(base as Tree) };
  for (const [path, value] of values) {
    const [head, leaf] = path.split('.') as [string, string | undefined];
    next[head] = leaf === undefined ? value : Object.freeze({ ...(next[head] as Tree | undefined), [leaf]: value });
  }
  return Object.freeze(next) as unknown as TurnTakingOptions;
}

function unknown(path: string): AvatarPttError {
  return invalid(`There is no setting "${path.slice(0, 60)}"`, [...FIELD_OF.keys()].join(', '));
}

function invalid(what: string, allowed: string): AvatarPttError {
  return new AvatarPttError('invalid-option', `${what}; allowed: ${allowed}.`);
}

function show(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
