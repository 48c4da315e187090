// Every test fails that leaves a word in the console; vitest itself fails for what nobody has caught.
import { afterEach, beforeEach, expect, vi } from 'vitest';

const LIT_HINT = 'Lit is in dev mode. Not recommended for production!';
let words = [];

for (const kind of ['error', 'warn', 'info', 'log'])
  vi.spyOn(console, kind).mockImplementation((...said) => words.push(said.map(String).join(' ')));
globalThis.window?.addEventListener('error', ({ message }) => words.push(message));

beforeEach(() => {
  words = words.filter((word) => !word.startsWith(LIT_HINT));
});

afterEach(async () => {
  globalThis.document?.body.replaceChildren();
  // What follows a removal, a frame or a timer of no length, belongs to the test.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(words).toEqual([]);
});
