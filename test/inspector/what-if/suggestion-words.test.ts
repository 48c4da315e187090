import { expect } from '@open-wc/testing';
import type { AnswerOrigin } from '../../../inspector/what-if/pause-answers.js';
import type { SpeakerFindings } from '../../../inspector/what-if/speaker-curves.js';
import { missingInWords, silenceText } from '../../../inspector/what-if/suggestion-words.js';

type Missing = Pick<SpeakerFindings, 'analyzer' | 'speech'>;

describe('missingInWords', () => {
  it('says how far the analyzer is', () => {
    const half = found({ 'kept-sound': 3, pending: 3 });
    expect(missingInWords(half, 0.2)).to.contain('smart has judged 50 % of your silences');
    expect(missingInWords(half, 0.6)).to.contain('smart has judged 60 % of your silences');
    expect(missingInWords(found({ 'kept-sound': 3, conversation: 2 }), 1)).to.equal('');
  });

  it('says why answers are missing, and what to do', () => {
    const told = (origins: Partial<Record<AnswerOrigin, number>>): string => missingInWords(found(origins), 1);
    expect(told({ 'no-sound': 4 })).to.contain('any of your silences: their sound was not kept. Record with sound');
    expect(told({ conversation: 4, 'no-sound': 1 })).to.contain('1 of your 5 silences');
    expect(told({ 'no-analyzer': 4 })).to.contain('it is not registered on this page');
    expect(told({ failed: 3, 'no-sound': 2 })).to.contain('it failed on them');
  });

  it('names the import that brings an analyzer where there is none', () => {
    expect(missingInWords({ ...found({ 'no-analyzer': 4 }), analyzer: null }, 1)).to.contain(
      "import 'avatar-ptt-smart-turn'",
    );
  });

  function found(origins: Partial<Record<AnswerOrigin, number>>): Missing {
    // The keys are those of the record.
    const counts = Object.entries(origins) as [AnswerOrigin, number][];
    const asked = counts.reduce((sum, [, count]) => sum + count, 0);
    return { analyzer: 'smart', speech: { utterances: [], asked, origins: new Map(counts) } };
  }
});

describe('silenceText', () => {
  it('is one length by silence alone, and two where an analyzer chooses', () => {
    expect(silenceText({ stopSecs: 0.8 })).to.equal('0.8 s');
    expect(silenceText({ stopSecs: 0.8, minStopSecs: 0.8 })).to.equal('0.8 s');
    expect(silenceText({ stopSecs: 1.4, minStopSecs: 0.2 })).to.equal('0.2 to 1.4 s');
  });
});
