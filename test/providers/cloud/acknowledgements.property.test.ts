import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import '../../core/seed.js';
import { AvatarPttError, toAvatarPttError } from '../../../src/core/error.js';
import { Acknowledgements } from '../../../src/providers/cloud/acknowledgements.js';
import { VirtualTime } from '../virtual-time.js';

const LIMIT_MS = 3000;
const refused = new AvatarPttError('refused', 'No.');

interface Command {
  /** After the command before, ms. */
  readonly waitMs: number;
  readonly kind: string;
  /** Its answer is that much slower than the fastest, ms. */
  readonly unevenMs: number;
  readonly isLost: boolean;
  readonly isRefused: boolean;
}

interface Outcome {
  readonly answeredAt: number;
  readonly settledAt: number;
  readonly code: string;
  readonly command: Command;
}

const commands = (isLost: fc.Arbitrary<boolean>, unevenMs: number): fc.Arbitrary<Command[]> =>
  fc.array(
    fc.record({
      waitMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 4000 })),
      kind: fc.constantFrom('stt-toggle', 'stt-toggle', 'interrupt-bot'),
      unevenMs: fc.integer({ min: 0, max: unevenMs }),
      isLost,
      isRefused: fc.boolean(),
    }),
    { maxLength: 12 },
  );
const latency = fc.integer({ min: 1, max: 1200 });

/** A service that answers in order, without naming what, and whose answers get lost. */
async function converse(all: readonly Command[], latencyMs: number): Promise<Outcome[]> {
  const time = new VirtualTime();
  const giveUp = new AbortController();
  const acks = new Acknowledgements(giveUp.signal, LIMIT_MS);
  const outcomes: Outcome[] = [];
  let [sentAt, answeredAt] = [0, 0];
  try {
    all.forEach((command, i) => {
      sentAt += command.waitMs;
      answeredAt = Math.max(answeredAt, sentAt + latencyMs + command.unevenMs);
      const settled = (code: string, due: number): void => {
        outcomes[i] = { answeredAt: due, settledAt: time.now, code, command };
      };
      const due = answeredAt;
      setTimeout(() => {
        const ask = acks.ask(command.kind, `command-${i}`, () => Promise.resolve());
        ask.then(
          () => settled('', due),
          (error: unknown) => settled(toAvatarPttError(error, '').code, due),
        );
      }, sentAt);
      const answer = (): void => void acks.settle(command.kind, '', command.isRefused ? refused : null);
      if (!command.isLost) setTimeout(answer, answeredAt);
    });
    await time.pass();
  } finally {
    time.restore();
    giveUp.abort();
  }
  return outcomes;
}

describe('Acknowledgements, of answers without names', () => {
  it('gives each command its own answer while none is lost', async () => {
    await fc.assert(
      fc.asyncProperty(commands(fc.constant(false), 200), latency, async (all, latencyMs) => {
        for (const { settledAt, answeredAt, code, command } of await converse(all, latencyMs)) {
          expect([settledAt, code]).to.deep.equal([answeredAt, command.isRefused ? 'refused' : '']);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes no command for answered before its answer could come, and none for lost whose answer came', async () => {
    const lossy = commands(fc.boolean(), 0).map((all) => all.map((command) => ({ ...command, isRefused: false })));
    await fc.assert(
      fc.asyncProperty(lossy, latency, async (all, latencyMs) => {
        for (const { settledAt, answeredAt, code, command } of await converse(all, latencyMs)) {
          if (code === '') expect(settledAt).to.be.at.least(answeredAt);
          if (!command.isLost) expect([code, settledAt <= answeredAt - latencyMs + LIMIT_MS]).to.deep.equal(['', true]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
