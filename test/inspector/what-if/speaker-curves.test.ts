import { expect } from '@open-wc/testing';
import { slideTradeOff, suggestSlide } from 'avatar-ptt/analysis';
import { registerTurnAnalyzer } from 'avatar-ptt/headless';
import { symptomsOf } from '../../../inspector/tuning/symptoms.js';
import { SpeakerCurves, type SpeakerFindings } from '../../../inspector/what-if/speaker-curves.js';
import { WhatIfMemo } from '../../../inspector/what-if/what-if-memo.js';
import { sampleConversation, type SampleConversation } from '../sample-conversation.js';
import { WhatIfPage, wordsOf } from './what-if-page.js';

describe('SpeakerCurves', () => {
  let shown: WhatIfPage;
  afterEach(() => shown.close());

  it('finds what the package finds, for the budget that is set', async () => {
    const { speech, tradeOff, suggestion, askAfterSecs } = await findings(conversation(THINKING));
    expect(speech.asked).to.equal(24);
    expect(speech.origins.get('conversation')).to.equal(24);
    expect(tradeOff).to.deep.equal(slideTradeOff(speech.utterances, askAfterSecs));
    expect(suggestion).to.deep.equal(suggestSlide(speech.utterances, { budget: 0.1, askAfterSecs }));
    button('1 in 3').click();
    await shown.suggested();
    const again = shown.inspection.model(SpeakerCurves).findings;
    expect(again?.budget).to.equal(0.3);
    expect(again?.suggestion).to.deep.equal(suggestSlide(speech.utterances, { budget: 0.3, askAfterSecs }));
  });

  it('suggests the analyzer to who thinks in the midst of a sentence, with what it saves', async () => {
    const { suggestion } = await findings(conversation(THINKING), true);
    expect(suggestion.isSilenceBest).to.equal(false);
    const { minStopSecs, stopSecs } = suggestion.suggested;
    expect(card()).to.contain(`${minStopSecs.toFixed(1)} to ${stopSecs.toFixed(1)} s of silence, by how complete`);
    expect(card()).to.contain(`you wait ${(suggestion.savedMs / 1000).toFixed(1)} s less than with silence alone`);
    expect(card()).to.contain('How sure: chosen without each turn and tried on it');
    button('Apply').click();
    expect(shown.inspection.inForce.customTurnDetection).to.include({ analyzer: 'known', minStopSecs, stopSecs });
    expect(wordsOf(shown.one('.wi-buttons button'))).to.equal('Applied');
  });

  it('says to who speaks fluently that silence alone is best', async () => {
    const { suggestion } = await findings(conversation(FLUENT), true);
    expect(suggestion.isSilenceBest).to.equal(true);
    expect(card()).to.contain('Silence alone, 0.3 s, is best for you');
    button('Apply').click();
    expect(shown.inspection.inForce.customTurnDetection).to.include({ analyzer: 'silence', stopSecs: 0.3 });
  });

  it('tries the suggestion, and takes that back', async () => {
    const { suggestion } = await findings(conversation(THINKING));
    button('Try').click();
    expect(shown.inspection.candidate.customTurnDetection.minStopSecs).to.equal(suggestion.suggested.minStopSecs);
    await shown.suggested();
    expect(button('Try').getAttribute('aria-pressed')).to.equal('true');
    button('Try').click();
    expect(shown.inspection.candidate).to.equal(shown.inspection.inForce);
  });

  it('is about what counts as speech now, whatever was worked out ahead', async () => {
    const { suggestion } = await findings(conversation(THINKING));
    // No pause is left where everything is too soft to count.
    shown.inspection.model(WhatIfMemo).precompute({ vad: { minVolume: 1 } });
    shown.update();
    await shown.suggested();
    expect(shown.inspection.model(SpeakerCurves).findings?.suggestion).to.deep.equal(suggestion);
  });

  it('takes any budget that is typed, and none beyond all pauses', async () => {
    await findings(conversation(THINKING));
    const input = shown.one('.wi-budget input') as HTMLInputElement;
    for (const value of ['12', '400', '']) {
      input.value = value;
      input.dispatchEvent(new Event('change'));
    }
    expect(shown.inspection.model(SpeakerCurves).budget).to.equal(0.12);
  });

  it('draws the second curve in another line and shape, and puts its points in force', async () => {
    const { tradeOff } = await findings(conversation(THINKING), true);
    expect(shown.all('.wi-diamond').length).to.equal(tradeOff.analyzer.length);
    expect(getComputedStyle(shown.one('.wi-curve.wi-analyzed')).strokeDasharray).not.to.equal('none');
    expect(shown.text).to.contain('with known, at its best numbers');
    // From a point of silence alone to the other curve and back.
    shown.key('PageDown');
    expect(shown.inspection.inForce.customTurnDetection.analyzer).to.equal('silence');
    shown.key('PageUp');
    expect(shown.inspection.inForce.customTurnDetection).to.include({ analyzer: 'known', rule: 'slide' });
    await shown.openTable();
    await expect(shown.element).to.be.accessible();
  });

  it('says what to do where no sound was kept, and where no analyzer is asked for', async () => {
    const { suggestion } = await findings(conversation(FLUENT, []));
    expect(suggestion.isSilenceBest).to.equal(true);
    expect(shown.all('.wi-diamond').length).to.equal(0);
    expect(shown.text).to.contain("known can't tell about any of your silences: their sound was not kept.");
    expect(card()).not.to.contain('is best for you');
  });

  it('is the one recommendation for who is cut off and kept waiting', async () => {
    const { patch } = await findings(conversation(THINKING), true);
    shown.inspection.mark(1, 'cut-me-off');
    shown.inspection.mark(2, 'too-slow');
    const cures = symptomsOf(shown.inspection, shown.inspection.inForce).map((symptom) => symptom.cures);
    const [cutOff, tooSlow] = cures;
    expect(cures.length).to.equal(2);
    expect(cutOff).to.deep.equal(tooSlow);
    expect(cutOff?.map((cure) => cure.patch.customTurnDetection)).to.deep.equal([patch]);
  });

  async function findings(sample: SampleConversation, isLive = false): Promise<SpeakerFindings> {
    shown = new WhatIfPage(sample, isLive);
    await shown.suggested();
    const found = shown.inspection.model(SpeakerCurves).findings;
    if (!found) throw new Error('Nothing was found.');
    return found;
  }

  function card(): string {
    return wordsOf(shown.one('.wi-suggestion'));
  }

  function button(text: string): HTMLElement {
    const found = shown.all('.wi-suggestion button').find((one) => wordsOf(one) === text);
    if (!found) throw new Error(`There is no button "${text}".`);
    return found;
  }
});

/** Two parts of an utterance with this pause between them, s, and how complete the pause and the end sounded. */
interface Said {
  readonly pauseSecs: number;
  readonly completeness: readonly [number, number];
}

const THINKING: Said = { pauseSecs: 1.3, completeness: [0.05, 0.95] };
const FLUENT: Said = { pauseSecs: 0.25, completeness: [0.95, 0.95] };

/** Twelve utterances, hands-free, with an analyzer that was asked. */
function conversation({ pauseSecs, completeness }: Said, answers?: readonly number[]): SampleConversation {
  registerTurnAnalyzer('known', () => ({ judge: () => 0.5 }));
  const speech = Array.from({ length: 12 }, (_, i) => i * 8 + 1).flatMap((secs): [number, number][] => [
    [secs, secs + 1],
    [secs + 1 + pauseSecs, secs + 2.5 + pauseSecs],
  ]);
  return sampleConversation({
    settings: {
      mode: 'hands-free',
      turnDetection: 'custom',
      customTurnDetection: { analyzer: 'known', minStopSecs: 0.4, stopSecs: 2, maxDurationSecs: 20 },
    },
    speech,
    completeness: answers ?? Array.from({ length: 12 }, () => completeness).flat(),
    answers: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [i + 1, 0.1])),
    secs: 98,
  });
}
