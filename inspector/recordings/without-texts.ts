import type { TurnEvent } from 'avatar-ptt/headless';

const NAMES =
  /^(?:type|event_type|event|label|status|state|role|reason|code|direction|name|topic|stop_reason|end_reason|quota_type|turn_id|response_id)$/;
const IDENTIFIER = /^[\w.:\-/]{1,64}$/;
const WITHHELD = /^\[\d+ characters\]$/;

/** An event without what was said: texts are replaced by their length. The machine decides nothing by them. */
export function withoutTexts(event: TurnEvent): TurnEvent {
  const raw = event.raw === undefined ? {} : { raw: withhold(event.raw, '') };
  if (event.type === 'transcript' || event.type === 'send-text')
    return { ...event, text: lengthOf(event.text), ...raw };
  // A backend that blocks an answer may quote what it blocks.
  const mayQuote = event.type === 'moderation-blocked' || event.type === 'no-response';
  if (mayQuote && event.message !== undefined) return { ...event, message: lengthOf(event.message), ...raw };
  return { ...event, ...raw };
}

// Nobody knows where in a foreign message the words are: only what names things stays.
function withhold(value: unknown, key: string): unknown {
  if (typeof value === 'string') return NAMES.test(key) && IDENTIFIER.test(value) ? value : lengthOf(value);
  if (Array.isArray(value)) return value.map((item: unknown) => withhold(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withhold(item, name)]));
}

function lengthOf(text: string): string {
  return WITHHELD.test(text) ? text : `[${text.length} characters]`;
}
