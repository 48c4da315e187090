// Fails every other time, as a race does: once before `despiteStumbles` could take it again.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { despiteStumbles } from '../../e2e/stumbles.mjs';

const delayMs = Number(process.env.MACHINE_DELAY_MS);
let attempts = 0;

it('wins a race', () =>
  despiteStumbles(
    () => assert.equal(++attempts % 2, 0, 'the other came first'),
    () => undefined,
    () => delayMs,
  ));
for (let i = 0; i < Number(process.env.GOOD_TESTS ?? 0); i++) it(`is good ${i}`, () => undefined);
