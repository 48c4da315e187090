import {
  TURN_TAKING_FIELDS,
  valueAt,
  type PartialTurnTaking,
  type TurnTakingField,
  type TurnTakingOptions,
} from 'avatar-ptt/headless';
import type { EffectTime } from './effect-time.js';

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
    const [section, leaf] = field.path.split('.') as [keyof PartialTurnTaking, string | undefined];
    const part: unknown = patch[section];
    const value: unknown = leaf === undefined ? part : (part as Record<string, unknown> | undefined)?.[leaf];
    const before = valueAt(from, field.path);
    if (value === undefined || value === before) return [];
    return [`${field.label}: ${valueText(field, before)} → ${valueText(field, value)}`];
  });
}

export const EFFECT_TIME_TEXT: Readonly<Record<EffectTime, { readonly label: string; readonly help: string }>> = {
  live: { label: 'live', help: 'A change acts at once.' },
  'next-turn': { label: 'next turn', help: 'A change acts from the next turn on.' },
  'next-connection': { label: 'next connection', help: 'A change acts after disconnecting and connecting again.' },
};

function roundedText(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
