import { expect } from '@open-wc/testing';
import type { PartialTurnTaking } from 'avatar-ptt/headless';
import { sampleConversation, type SampleConversation, type Script } from '../sample-conversation.js';
import { WhatIfPage, wordsOf } from './what-if-page.js';

describe('createWhatIf', () => {
  let shown: WhatIfPage;
  afterEach(() => shown.close());

  it('is accessible', async () => {
    shown = show();
    await shown.openTable();
    await shown.suggested();
    await expect(shown.element).to.be.accessible();
  });

  it('says what would be, what was, and whether that is to be believed', () => {
    shown = show();
    shown.try({ customTurnDetection: { stopSecs: 0.3 } });
    expect(shown.text).to.contain('In 7 utterances you would have been cut off 6 times (it was twice).');
    expect(shown.text).to.contain("The avatar's turn would come 0.3 s after your last word (median), 0.5 s sooner");
    expect(shown.text).to.contain('5 of 5 hands-free turns would have begun and ended just as they did');
  });

  it('says of each turn what would have been of it, the newest first', () => {
    shown = show();
    shown.try({ customTurnDetection: { stopSecs: 1 } });
    const rows = shown.all('.wi-pick').map(wordsOf);
    expect(rows.length).to.equal(8);
    expect(rows.at(0)).to.equal('Turn 8 would end 0.2 s later');
    expect(rows.at(-1)).to.equal('Turn 1 would end 0.9 s later than you released');
  });

  it('marks turns that are cut off and turns that become one', () => {
    shown = show(sampleConversation(TWO_IN_ONE));
    shown.try({ customTurnDetection: { stopSecs: 1.5 } });
    expect(shown.all('.wi-pick').map(wordsOf)).to.deep.equal([
      'Turn 2 would be one with turn 1',
      'Turn 1 would be one with turn 2 was cut off',
    ]);
    shown.try({ customTurnDetection: { stopSecs: 0.2 } });
    expect(shown.all('.wi-cut-off').length).to.equal(1);
  });

  it('selects a turn for all panels', () => {
    shown = show();
    shown.all('.wi-pick')[0]?.click();
    shown.update();
    expect(shown.inspection.selection.turnId).to.equal(8);
    expect(shown.all('.wi-pick[aria-pressed="true"]').length).to.equal(1);
  });

  it('takes what the person says of an end, and takes it back', () => {
    shown = show();
    shown.button('Turn 8: too slow').click();
    expect(shown.inspection.marks.get(8)).to.equal('too-slow');
    shown.button('Turn 8: cut me off').click();
    expect(shown.inspection.marks.get(8)).to.equal('cut-me-off');
    shown.button('Turn 8: cut me off').click();
    expect(shown.inspection.marks.has(8)).to.equal(false);
  });

  it('asks nobody about the end of a held button', () => {
    shown = show();
    expect(shown.all('[aria-label="Turn 1: too slow"]')).to.deep.equal([]);
    expect(wordsOf(shown.all('.wi-labels').at(-1))).to.equal('held');
  });

  it('puts a point of the curve in force by a click', () => {
    shown = show(sampleConversation(), true);
    const plot = shown.one('.wi-plot svg').getBoundingClientRect();
    // The right end of the curve: the longest silences, and no pause cut.
    const at = { clientX: plot.right, clientY: plot.bottom, bubbles: true };
    shown.one('.wi-plot').dispatchEvent(new MouseEvent('click', at));
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(5);
    expect(shown.announced).to.contain('5.0 s');
  });

  it('steps along the curve by the arrow keys', () => {
    shown = show(sampleConversation(), true);
    expect(shown.one('.wi-plot').getAttribute('aria-valuetext')).to.contain('0.8 s of silence');
    shown.key('ArrowRight');
    shown.key('ArrowRight');
    shown.key('ArrowLeft');
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(0.9);
    expect(shown.one('.wi-plot').getAttribute('aria-valuenow')).to.equal('0.9');
    shown.key('Home');
    shown.key('ArrowLeft');
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(0.1);
  });

  it('tells the numbers of the point under the pointer', () => {
    shown = show();
    const plot = shown.one('.wi-plot svg').getBoundingClientRect();
    const at = { clientX: plot.left, clientY: plot.top, bubbles: true };
    shown.one('.wi-plot').dispatchEvent(new PointerEvent('pointermove', at));
    expect(wordsOf(shown.all('.wi-points tbody tr').at(3))).to.equal('Under the pointer 0.1 s 6 of 6 0.1 s');
    shown.one('.wi-plot').dispatchEvent(new PointerEvent('pointerleave'));
    expect(wordsOf(shown.all('.wi-points tbody tr').at(3))).to.equal('Under the pointer – – –');
  });

  it('has the curve as a table', async () => {
    shown = show(sampleConversation(), true);
    await shown.openTable();
    expect(shown.all('.wi-scroll tbody tr').length).to.equal(50);
    shown.button('Apply 2.0 s').click();
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(2);
  });

  it('suggests settings with the evidence, says that it is too little, and applies them', async () => {
    shown = show(sampleConversation(), true);
    await shown.suggested();
    expect(wordsOf(shown.one('.wi-suggestion'))).to.contain('Of 6 pauses in 7 utterances, none would end the turn.');
    expect(wordsOf(shown.one('.wi-suggestion'))).to.contain('Not certain yet. 4 more pauses');
    shown.one('.wi-buttons button').click();
    expect(shown.inspection.inForce.customTurnDetection).to.include({ stopSecs: 1.2, maxDurationSecs: 12 });
    expect(wordsOf(shown.one('.wi-buttons button'))).to.equal('Applied');
  });

  it('only tries in a recording', async () => {
    shown = show();
    await shown.suggested();
    shown.one('.wi-buttons button').click();
    expect(shown.inspection.inForce.customTurnDetection.stopSecs).to.equal(0.8);
    expect(shown.inspection.candidate.customTurnDetection.stopSecs).to.equal(1.2);
  });

  it('shows what was heard in the meantime, when it is painted', async () => {
    const conversation = sampleConversation(TWO_IN_ONE);
    const { frames, records } = conversation;
    shown = show({ ...conversation, frames: frames.slice(0, 100), records: [] });
    expect(shown.all('.wi-pick').length).to.equal(0);
    for (const frame of frames.slice(100)) shown.inspection.history.frame(frame);
    for (const record of records) shown.inspection.history.record(record);
    while (shown.all('.wi-pick').length === 0) {
      await new Promise(requestAnimationFrame);
      shown.part.paint();
    }
    expect(shown.all('.wi-pick').length).to.equal(2);
  });

  it('says how to begin while nothing was heard', () => {
    const nothing = { ...sampleConversation(), frames: [], records: [] };
    shown = show(nothing, true);
    expect(shown.text).to.contain('Start the conversation and talk for a minute.');
    shown.close();
    shown = show(nothing);
    expect(shown.text).to.contain('There is no speech in this recording to judge.');
  });

  it('says what loudness in place of the detector means', () => {
    const { frames, ...rest } = sampleConversation();
    shown = show({ ...rest, frames: frames.map((frame) => ({ ...frame, detector: 'energy' })) });
    expect(shown.text).to.contain('loudness stood in for it');
  });

  it('says that nothing ends a turn when detection is off', () => {
    shown = show();
    shown.try({ turnDetection: 'disabled' });
    expect(shown.text).to.contain('End-of-turn detection is off');
    expect(shown.all('.wi-missed').length).to.equal(8);
  });

  it('shows many turns a few at a time', () => {
    const speech = Array.from({ length: 30 }, (_, i): [number, number] => [i * 4 + 1, i * 4 + 2]);
    const answers = Object.fromEntries(speech.map((_, i) => [i + 1, 0.1]));
    const settings: PartialTurnTaking = { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.5 } };
    shown = show(sampleConversation({ settings, speech, answers, secs: 125 }));
    expect(shown.all('.wi-pick').length).to.equal(10);
    const [more] = shown.all('button').filter((button) => wordsOf(button) === 'Show earlier turns (20)');
    more?.click();
    expect(shown.all('.wi-pick').length).to.equal(20);
  });

  it('throws nothing on odd frames', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e12];
    const { frames, ...rest } = sampleConversation();
    const spoiled = frames.map((frame, i) =>
      i % 50 === 0 ? { ...frame, probability: odd[(i / 50) % 4] ?? 0, volume: odd[(i / 50 + 1) % 4] ?? 0 } : frame,
    );
    shown = show({ frames: spoiled, ...rest });
    expect(shown.all('.wi-pick').length).to.equal(8);
  });
});

/** A turn that was cut off in a pause of 1.4 s, and what was said then. */
const TWO_IN_ONE: Script = {
  settings: { turnDetection: 'custom', customTurnDetection: { stopSecs: 0.4, maxDurationSecs: 20 } },
  speech: [
    [1, 1.6],
    [1.9, 2.6],
    [4, 5],
  ],
  answers: { 1: 0.1, 2: 0.1 },
  secs: 9,
};

function show(conversation?: SampleConversation, isLive = false): WhatIfPage {
  return new WhatIfPage(conversation, isLive);
}
