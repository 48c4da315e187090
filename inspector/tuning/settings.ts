import {
  TURN_TAKING_FIELDS,
  patchOf,
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
  return patchOf(changedFields(from, to).map(({ path }) => [path, valueAt(to, path)]));
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

const CHOICE_TEXT: Readonly<Record<string, string>> = {
  'use-default': 'default',
  enabled: 'on',
  disabled: 'off',
  custom: 'own values',
  'prewarm-muted': 'at the start, muted',
  'open-on-first-press': 'at the first press',
  silero: 'on',
};

/** How a value is shown: `0.6 s`, `on`, `own values`. */
export function valueText(field: TurnTakingField, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'number') return CHOICE_TEXT[String(value)] ?? String(value);
  const rounded = roundedText(value);
  return field.kind === 'number' && field.unit ? `${rounded} ${field.unit}` : rounded;
}

/** How a value is said: `0.6 seconds`, `5000 milliseconds, the default`. */
export function valueInWords(field: TurnTakingField, value: unknown): string {
  const isDefault = value === field.default ? ', the default' : '';
  if (field.kind !== 'number' || typeof value !== 'number') return valueText(field, value) + isDefault;
  if (field.path === 'pushToTalkPolicy.turnCompletionTimeoutMs' && value === 0) return 'never';
  const unit = { s: 'second', ms: 'millisecond', '': '' }[field.unit];
  const isPlural = unit !== '' && value !== 1;
  return `${roundedText(value)}${unit && ` ${unit}`}${isPlural ? 's' : ''}${isDefault}`;
}

/** A change in few words: `Silence that ends the turn: 3 s → 0.6 s`, one for each setting that differs. */
export function changesInWords(from: TurnTakingOptions, patch: PartialTurnTaking): string[] {
  return TURN_TAKING_FIELDS.flatMap((field) => {
    const value = valueAt(patch, field.path);
    const before = valueAt(from, field.path);
    if (value === undefined || value === before) return [];
    return [`${field.label}: ${valueText(field, before)} → ${valueText(field, value)}`];
  });
}

function roundedText(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
