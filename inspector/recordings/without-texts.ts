import type { TurnEvent } from 'avatar-ptt/headless';

/** What an event of ours is about, in words of ours. */
const OWN_NAMES = /^(?:type|source|reason|mode|detector|direction|effect|role|code|deviceId)$/;
/** What names things in a backend's messages. */
const NAMES =
  /^(?:type|event_type|event|status|state|role|code|direction|stop_reason|end_reason|quota_type|turn_id|response_id)$/;
const IDENTIFIER = /^[\w.:\-/]{0,64}$/;
const WITHHELD = /^\[\d+ characters\]$/;

/**
 * An event without what was said: texts are replaced by their length, those of errors, which may quote people, and the
 * names of devices with them. The machine decides nothing by them.
 */
export function withoutTexts(event: TurnEvent): TurnEvent {
  const withheld = Object.entries(event).map(([key, value]: [string, unknown]) => {
    if (key === 'raw') return [key, withhold(value, '')];
    return [
      key,
      typeof value === 'string' && !(OWN_NAMES.test(key) && IDENTIFIER.test(value)) ? lengthOf(value) : value,
    ];
  });
  // Texts have become other texts, and nothing else has changed.
  return Object.fromEntries(withheld) as TurnEvent;
}

// Nobody knows where in a foreign message the words are: only what names things stays.
function withhold(value: unknown, key: string): unknown {
  if (typeof value === 'string') return NAMES.test(key) && IDENTIFIER.test(value) ? value : lengthOf(value);
  if (Array.isArray(value)) return value.map((item: unknown) => withhold(item, ''));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [IDENTIFIER.test(name) ? name : lengthOf(name), withhold(item, name)]),
  );
}

function lengthOf(text: string): string {
  return WITHHELD.test(text) ? text : `[${text.length} characters]`;
}
