import type { Notice } from '../core/machine/turn-events.js';
import type { SessionRecord } from './session-types.js';

/** What a record tells a person. */
export function noticesOf({ effects }: Pick<SessionRecord, 'effects'>): Notice[] {
  return effects.flatMap((effect) => (effect.type === 'announce' ? [effect.notice] : []));
}
