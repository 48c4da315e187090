import { AvatarPttError } from '../error.js';
import type { PressPolicy } from './options.js';

const STYLES = ['hold', 'toggle', 'hybrid'] satisfies readonly PressPolicy['style'][];
const LATCH_ENDS = ['tap', 'endpoint'] satisfies readonly PressPolicy['latchEnds'][];
const WORDS: Readonly<Record<'style' | 'latchEnds', readonly unknown[]>> = { style: STYLES, latchEnds: LATCH_ENDS };
/** The longest of each, ms. */
const MAX = { tapMs: 5000, maxHoldMs: 3_600_000 } as const;

/**
 * `base` with `patch` over it, which is anything that came from outside.
 * @throws AvatarPttError `invalid-option`, naming the field, the value and what is allowed.
 */
export function mergePressPolicy(base: PressPolicy, patch: Partial<PressPolicy>): PressPolicy {
  const policy = { ...base, ...patch };
  for (const name of ['style', 'latchEnds'] as const) {
    if (!WORDS[name].includes(policy[name])) throw invalid(name, policy[name], WORDS[name].join(', '));
  }
  for (const name of ['tapMs', 'maxHoldMs'] as const) {
    const isRight = policy[name] >= 0 && policy[name] <= MAX[name];
    if (!isRight) throw invalid(name, policy[name], `a number from 0 to ${MAX[name]} ms`);
  }
  const unknown = Object.keys(policy).find((name) => !(name in base));
  if (unknown !== undefined) throw invalid(unknown, policy[unknown as keyof PressPolicy], Object.keys(base).join(', '));
  return policy;
}

function invalid(name: string, value: unknown, allowed: string): AvatarPttError {
  return new AvatarPttError('invalid-option', `pressPolicy.${name} is ${String(value)}; allowed: ${allowed}.`);
}
