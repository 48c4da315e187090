/** A word, some words without a break between them, with a year or a number behind: `getUserMedia`, `unit12`, `3rd`, `v2`. */
const WORDS =
  /^(?:\d{1,8}(?:st|nd|rd|th)?|\d{1,2}T\d{1,6}Z?|v\d{1,3}|[a-f]{1,4}|(?![a-f]{5})[A-Za-z][a-z]*(?:[A-Z][a-z]+)*\d{0,4})$/;
/** So many changes between small letters, large ones and digits no text of words has. */
const MANY_CHANGES = 7;

/** Words, names, dates, whatever stands between them: `lesson-of-monday-2026-11-30`, `getUserMediaWithConstraints2024`. */
export function isWordy(text: string): boolean {
  return text.split(/[-_/.]/).every((part) => part === '' || WORDS.test(part));
}

/** Whether letters and digits take turns as no word's do. */
export function isRandom(text: string): boolean {
  return (text.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0) >= 4;
}

/** Whether small letters, large ones and digits do. */
export function isShuffled(text: string): boolean {
  const changes = text.match(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g)?.length ?? 0;
  return changes >= MANY_CHANGES && !isWordy(text);
}
