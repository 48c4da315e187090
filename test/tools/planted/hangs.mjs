// Waits for something that never comes.
import { it } from 'node:test';

it('hangs', async () => {
  setInterval(() => undefined, 1000);
  await new Promise(() => undefined);
});
