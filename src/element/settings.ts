import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import {
  DEFAULT_TURN_TAKING,
  mergeTurnTaking,
  parseTurnTakingAttribute,
  patchOf,
  valueAt,
  withImpliedCustom,
} from '../core/settings/merge-turn-taking.js';
import type { ConversationMode, PartialTurnTaking, TurnTakingOptions } from '../core/settings/options.js';
import { TURN_TAKING_FIELDS } from '../core/settings/turn-taking-fields.js';

// The tag is named after its first mode; without it, the reference's default is hands-free.
const BASE = mergeTurnTaking(DEFAULT_TURN_TAKING, { mode: 'push-to-talk' });

/** Attributes that set one field of the turn-taking options. */
export const TURN_TAKING_ATTRIBUTES: readonly string[] = TURN_TAKING_FIELDS.map(({ attribute }) => attribute);

/**
 * The turn-taking settings that an embedder asks for: defaults, then the object or JSON, then attributes, each checked by
 * itself, so that one wrong value leaves the others in force. The mode is also a person's to switch, so of all that ask for
 * one the newest wins. Any value of the end of a turn, such as `stop-secs`, implies `turn-detection="custom"` unless that is
 * set, or without it they would do nothing.
 */
export class Settings {
  #object: PartialTurnTaking = {};
  readonly #attributes = new Map<string, PartialTurnTaking>();
  #mode: { readonly mode?: ConversationMode } = {};
  #wanted = BASE;

  /** Complete and valid. */
  get wanted(): TurnTakingOptions {
    return this.#wanted;
  }

  /** As an object, or as JSON from the attribute; null takes it back. @throws AvatarPttError `invalid-option` */
  setObject(value: unknown): void {
    const patch = typeof value === 'string' ? parseJson(value) : (value ?? {});
    mergeTurnTaking(BASE, patch);
    const asked = this.#object.mode;
    // Just checked, whole.
    this.#object = patch as PartialTurnTaking;
    const { mode } = this.#object;
    // What stands in the markup is asked for at once, and there the attribute of its own wins. A framework that gives an
    // object of its own at each render asks for nothing new.
    if (mode && mode !== asked) this.#mode = typeof value === 'string' ? {} : { mode };
    this.#merge();
  }

  /** One attribute; null takes it back. @throws AvatarPttError `invalid-option`; the last valid value stays. */
  setAttribute(name: string, text: string | null): void {
    if (text === null) this.#attributes.delete(name);
    else this.#attributes.set(name, parseTurnTakingAttribute(name, text));
    if (name === 'mode') this.#mode = {};
    this.#merge();
  }

  /** Null takes it back. @throws AvatarPttError `invalid-option` */
  setMode(mode: ConversationMode | null): void {
    const asked = mode ? { mode } : {};
    mergeTurnTaking(BASE, asked);
    this.#mode = asked;
    this.#merge();
  }

  #merge(): void {
    const patches = [this.#object, ...this.#attributes.values()];
    const customs = patches.map(({ customTurnDetection }) => customTurnDetection);
    const asked = Object.assign({}, ...patches) as PartialTurnTaking;
    const implied = withImpliedCustom({ ...asked, customTurnDetection: Object.assign({}, ...customs) as object });
    this.#wanted = [...patches, implied, this.#mode].reduce(mergeTurnTaking, BASE);
  }
}

/** The fields in which `after` differs, as a change; the mode apart, which is switched, not set. */
export function changesBetween(before: TurnTakingOptions, after: TurnTakingOptions): PartialTurnTaking {
  const changed = TURN_TAKING_FIELDS.filter(
    ({ path }) => path !== 'mode' && valueAt(before, path) !== valueAt(after, path),
  );
  return patchOf(changed.map(({ path }) => [path, valueAt(after, path)]));
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const { message } = toAvatarPttError(thrown, 'invalid-option');
    throw new AvatarPttError('invalid-option', `turn-taking is not JSON (${message}); allowed: an object of settings.`);
  }
}
