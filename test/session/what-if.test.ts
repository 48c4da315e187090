import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { judge } from '../../src/core/analysis/what-if.js';
import type { JudgedTurn } from '../../src/core/analysis/simulated-session.js';
import type { SessionRecord } from '../../src/session/session-types.js';
import { anyAnswering, anyOptions, anyTalk, columns, framesOf } from '../core/conversations.js';
import '../core/seed.js';
import { boundariesOf, liveRun, type Boundaries } from './live-run.js';

describe('judge, beside a live session', () => {
  it('cuts 200 conversations with any settings exactly where the session cuts them', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyTalk, anyOptions, anyAnswering, async (talk, options, answering) => {
        const frames = framesOf(talk);
        const records = await liveRun(frames, options, answering);
        const predicted = judge(columns(frames), options, answering);
        expect(predicted.map(bounds)).to.deep.equal(boundariesOf(records));
        for (const what of events(records)) seen.set(what, (seen.get(what) ?? 0) + 1);
      }),
      { numRuns: 200 },
    );
    // Conversations in which nothing happens would agree too.
    expect([...seen.keys()]).to.include.members([
      'stop-secs',
      'max-duration',
      'start-timeout',
      'barge-in',
      'duck',
      'waited',
      'speech-misfire',
      'stop-secs while unacknowledged',
      'lock timeout',
    ]);
  }).timeout(120_000);
});

function bounds({ startMs, endMs, reason }: JudgedTurn): Boundaries {
  return { startMs, endMs, reason };
}

/** What of interest happened. */
function events(records: readonly SessionRecord[]): string[] {
  return records
    .flatMap(({ event, state, effects }) =>
      [event.type === 'speech-misfire' && event.type, state.userSpeech?.hasWaited === true && 'waited'].concat(
        effects.map((effect) => {
          if (effect.type === 'interrupt-avatar') return 'barge-in';
          if (effect.type === 'duck-avatar') return 'duck';
          if (effect.type !== 'announce') return false;
          const { notice } = effect;
          if (notice.type === 'turn-ended') {
            return event.type === 'start-acknowledged' ? `${notice.reason} while unacknowledged` : notice.reason;
          }
          if (notice.type === 'lock-released') return `lock ${notice.reason}`;
          return notice.type === 'turn-discarded' && notice.reason;
        }),
      ),
    )
    .filter((what) => what !== false);
}
