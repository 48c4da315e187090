import { TURN_TAKING_FIELDS, type AvatarPtt, type TurnTakingField } from 'avatar-ptt';
import { patchOf, valueAt } from 'avatar-ptt/headless';

export type SettingValue = string | number | boolean;

/** What is asked for and what is in force, field by field. */
export interface Standing {
  /** undefined: nothing, so it is the default. */
  readonly asked: SettingValue | undefined;
  readonly inForce: SettingValue;
}

/** The mode of a tag that says nothing of it. */
const MODE = 'push-to-talk';

/** The settings that the visitor has touched, handed to the tag as one object; the others stay at their defaults. */
export class Configuration {
  readonly #avatar: AvatarPtt;
  readonly #asked = new Map<string, SettingValue>();
  readonly #changed: () => void;

  constructor(avatar: AvatarPtt, changed: () => void) {
    this.#avatar = avatar;
    this.#changed = changed;
    // The tag has a switch of its own, and a device may do something other than what it was asked for.
    for (const type of ['settings-change', 'mode-change', 'connection-change'] as const) {
      avatar.addEventListener(type, () => changed());
    }
  }

  /** What the visitor has asked for, as attributes. */
  get attributes(): readonly (readonly [name: string, value: string])[] {
    return TURN_TAKING_FIELDS.flatMap((field) => {
      const { asked } = this.standing(field);
      return asked === undefined ? [] : [[field.attribute, String(asked)] as const];
    });
  }

  /** undefined takes it back. */
  set({ path }: TurnTakingField, value: SettingValue | undefined): void {
    if (value === undefined) this.#asked.delete(path);
    else this.#asked.set(path, value);
    this.#apply();
  }

  reset(): void {
    this.#asked.clear();
    this.#apply();
  }

  standing({ path }: TurnTakingField): Standing {
    const { mode, activeMode, effectiveTurnTaking } = this.#avatar;
    // The tag's own switch may have been used, too.
    if (path === 'mode') return { asked: mode === MODE ? undefined : mode, inForce: activeMode };
    return { asked: this.#asked.get(path), inForce: valueAt(effectiveTurnTaking, path) as SettingValue };
  }

  #apply(): void {
    this.#avatar.turnTaking = patchOf(this.#asked);
    this.#changed();
  }
}
