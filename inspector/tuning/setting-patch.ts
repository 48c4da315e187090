import {
  TURN_TAKING_FIELDS,
  valueAt,
  type PartialTurnTaking,
  type TurnTakingField,
  type TurnTakingOptions,
  type TurnTakingPath,
} from 'avatar-ptt/headless';

const FIELDS = new Map(TURN_TAKING_FIELDS.map((field) => [field.path, field]));

/** What is known of one setting. */
export function fieldOf(path: TurnTakingPath): TurnTakingField {
  const field = FIELDS.get(path);
  if (!field) throw new TypeError(`There is no setting ${path}.`);
  return field;
}

/** A change of one setting; it is checked by whoever merges it. */
export function patchOf(path: TurnTakingPath, value: unknown): PartialTurnTaking {
  const [section, leaf] = path.split('.') as [string, string | undefined];
  return { [section]: leaf === undefined ? value : { [leaf]: value } };
}

/** Both changes as one; where they differ, the later wins. */
export function joinPatches(first: PartialTurnTaking, later: PartialTurnTaking): PartialTurnTaking {
  const joined: Record<string, unknown> = { ...first };
  for (const [section, part] of Object.entries(later)) {
    joined[section] = typeof part === 'object' ? { ...(joined[section] as object | undefined), ...part } : part;
  }
  return joined;
}

/** What must change in `from` to make it `to`; empty when nothing. */
export function patchBetween(from: TurnTakingOptions, to: TurnTakingOptions): PartialTurnTaking {
  return changedFields(from, to).reduce<PartialTurnTaking>(
    (patch, { path }) => joinPatches(patch, patchOf(path, valueAt(to, path))),
    {},
  );
}

/** The settings in which the two differ, in the order of the field table. */
export function changedFields(from: TurnTakingOptions, to: TurnTakingOptions): TurnTakingField[] {
  return TURN_TAKING_FIELDS.filter(({ path }) => valueAt(from, path) !== valueAt(to, path));
}

/**
 * The change with what it needs to do anything: values of one's own for the end of a turn count only while
 * `turnDetection` is `custom`. Who has switched detection off is left alone.
 */
export function withDetection(patch: PartialTurnTaking, options: TurnTakingOptions): PartialTurnTaking {
  const isImplied =
    patch.customTurnDetection !== undefined &&
    patch.turnDetection === undefined &&
    options.turnDetection === 'use-default';
  return isImplied ? { ...patch, turnDetection: 'custom' } : patch;
}
