import { AvatarPttError, toAvatarPttError } from '../core/error.js';
import { DEFAULT_TURN_TAKING, mergeTurnTaking, parseTurnTakingAttribute, valueAt } from '../core/merge-turn-taking.js';
import type { PartialTurnTaking, TurnTakingOptions } from '../core/options.js';
import { TURN_TAKING_FIELDS } from '../core/turn-taking-fields.js';

// The tag is named after its first mode; without it, the reference's default is hands-free.
const BASE = mergeTurnTaking(DEFAULT_TURN_TAKING, { mode: 'push-to-talk' });

/** Attributes that set one field of the turn-taking options. */
export const TURN_TAKING_ATTRIBUTES: readonly string[] = TURN_TAKING_FIELDS.map(({ attribute }) => attribute);

/**
 * The turn-taking settings that an embedder asks for: defaults, then the object or JSON, then attributes, each checked by
 * itself, so that one wrong value leaves the others in force. Any of `stop-secs`, `pre-speech-ms` and
 * `max-duration-secs` implies `turn-detection="custom"` unless that is set, or without it they would do nothing.
 */
export class Settings {
  #object: PartialTurnTaking = {};
  readonly #attributes = new Map<string, PartialTurnTaking>();
  #wanted = BASE;

  /** Complete and valid. */
  get wanted(): TurnTakingOptions {
    return this.#wanted;
  }

  /** As an object, or as JSON from the attribute; null takes it back. @throws AvatarPttError `invalid-option` */
  setObject(value: unknown): void {
    const patch = typeof value === 'string' ? parseJson(value) : (value ?? {});
    mergeTurnTaking(BASE, patch);
    // Just checked, whole.
    this.#object = patch as PartialTurnTaking;
    this.#merge();
  }

  /** One attribute; null takes it back. @throws AvatarPttError `invalid-option`; the last valid value stays. */
  setAttribute(name: string, text: string | null): void {
    if (text === null) this.#attributes.delete(name);
    else this.#attributes.set(name, parseTurnTakingAttribute(name, text));
    this.#merge();
  }

  #merge(): void {
    const patches = [this.#object, ...this.#attributes.values()];
    const asked = patches.reduce(mergeTurnTaking, BASE);
    const hasCustom = patches.some(({ customTurnDetection: custom }) => custom && Object.keys(custom).length > 0);
    const isImplied = hasCustom && !patches.some(({ turnDetection }) => turnDetection !== undefined);
    this.#wanted = isImplied ? mergeTurnTaking(asked, { turnDetection: 'custom' }) : asked;
  }
}

/** The fields in which `after` differs, as a change; the mode apart, which is switched, not set. */
export function changesBetween(before: TurnTakingOptions, after: TurnTakingOptions): PartialTurnTaking {
  const changes: Record<string, unknown> = {};
  for (const { path } of TURN_TAKING_FIELDS) {
    if (path === 'mode' || valueAt(before, path) === valueAt(after, path)) continue;
    const [head, leaf] = path.split('.') as [string, string | undefined];
    changes[head] =
      leaf === undefined ? valueAt(after, path) : { ...(changes[head] as object), [leaf]: valueAt(after, path) };
  }
  return changes;
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
