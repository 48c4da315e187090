import { expect } from '@open-wc/testing';
import type { AskedPause, Utterance } from 'avatar-ptt/analysis';
import { analyzedSpeech, answeredOf } from '../../../inspector/what-if/analyzed-utterances.js';

describe('analyzedSpeech', () => {
  const said: Utterance = {
    startMs: 1000,
    endMs: 4000,
    evidence: 'turn',
    pauses: [
      { startMs: 1500, endMs: 1650 },
      { startMs: 2000, endMs: 2600 },
    ],
  };
  const asking = { analyzer: 'any', askAfterSecs: 0.2, preSpeechMs: 80 };

  it('asks about each silence that lasts that long, and about the end', () => {
    const asked: AskedPause[] = [];
    const answers = {
      of: (_analyzer: string, _stretch: number, pause: AskedPause) => {
        asked.push(pause);
        return { origin: 'kept-sound', completeness: asked.length / 10, tookMs: 0 } as const;
      },
    };
    const { utterances } = analyzedSpeech({ stretches: [stretchOf([said])] }, asking, answers);
    expect(asked).to.deep.equal([
      { turnStartMs: 920, pauseMs: 2000, askedMs: 2200 },
      { turnStartMs: 920, pauseMs: 4000, askedMs: 4200 },
    ]);
    expect(utterances).to.deep.equal([{ utterance: said, completeness: { pauses: [null, 0.1], end: 0.2 } }]);
  });

  it('counts what is answered, what is waited for, and what is missing', () => {
    const origins = ['conversation', 'pending', 'kept-sound', 'failed'] as const;
    let next = 0;
    const answers = {
      of: () => ({ origin: origins[next++] ?? 'failed', completeness: null, tookMs: 0 }),
    };
    const speech = analyzedSpeech({ stretches: [stretchOf([said]), stretchOf([said])] }, asking, answers);
    expect(speech.asked).to.equal(4);
    expect(Object.fromEntries(speech.origins)).to.deep.equal({
      conversation: 1,
      pending: 1,
      'kept-sound': 1,
      failed: 1,
    });
    expect(answeredOf(speech)).to.equal(2);
  });
});

function stretchOf(utterances: readonly Utterance[]): { index: number; utterances: readonly Utterance[] } {
  return { index: 0, utterances };
}
