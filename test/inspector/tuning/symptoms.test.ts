import { expect } from '@open-wc/testing';
import { mergeTurnTaking, type PartialTurnTaking } from 'avatar-ptt/headless';
import { Inspection } from '../../../inspector/model/inspection.js';
import { CurrentFacts } from '../../../inspector/model/facts.js';
import { symptomsOf, type Symptom } from '../../../inspector/tuning/symptoms.js';
import { HELP } from '../../../inspector/tuning/symptoms-view.js';
import { fixtureInspector } from '../inspecting.js';
import { sampleConversation, sampleSource, type Script } from '../sample-conversation.js';

const HANDS_FREE: PartialTurnTaking = {
  mode: 'hands-free',
  turnDetection: 'custom',
  customTurnDetection: { stopSecs: 0.8, maxDurationSecs: 6 },
};
const PUSH_TO_TALK: PartialTurnTaking = { mode: 'push-to-talk' };

function inspect(script?: Script): Inspection {
  return new Inspection(sampleSource(sampleConversation(script)), new AbortController().signal);
}

function seen(script?: Script): readonly Symptom[] {
  const inspection = inspect(script);
  return symptomsOf(inspection, inspection.inForce);
}

function cured(
  script: Script,
  id: Symptom['id'],
): { text: string; turnIds: readonly number[]; patch: object | undefined } {
  const symptom = seen(script).find((one) => one.id === id);
  if (!symptom) throw new Error(`${id} was not seen.`);
  return { text: symptom.text, turnIds: symptom.turnIds, patch: symptom.cures[0]?.patch };
}

describe('symptomsOf', () => {
  it('finds nothing in a conversation that goes well', () => {
    const settings = { ...HANDS_FREE, customTurnDetection: { stopSecs: 0.8 } };
    expect(
      seen({
        settings,
        speech: [
          [1, 2],
          [7, 8],
        ],
        secs: 12,
      }),
    ).to.deep.equal([]);
    expect(seen({ settings: PUSH_TO_TALK, speech: [], secs: 2 })).to.deep.equal([]);
  });

  it('finds all that the sample has', () => {
    expect(seen().map(({ id }) => id)).to.have.members([
      'answers-mid-sentence',
      'capped',
      'stays-locked',
      'press-refused',
    ]);
  });

  it('finds turns that ended before the person had finished', () => {
    const script = {
      settings: HANDS_FREE,
      speech: [
        [1, 2],
        [3.2, 4],
      ],
      secs: 9,
    } as const;
    expect(cured(script, 'answers-mid-sentence')).to.deep.equal({
      text: '1 turn ended while you were still speaking',
      turnIds: [1],
      patch: { turnDetection: 'custom', customTurnDetection: { stopSecs: 2.5 } },
    });
  });

  it('believes the person who says so', () => {
    const inspection = inspect({
      settings: HANDS_FREE,
      speech: [
        [1, 2],
        [7, 8],
      ],
      secs: 12,
    });
    inspection.mark(2, 'cut-me-off');
    inspection.mark(1, 'too-slow');
    const found = symptomsOf(inspection, inspection.inForce);
    expect(found.map(({ id, turnIds }) => [id, ...turnIds])).to.deep.equal([
      ['answers-mid-sentence', 2],
      ['answers-late', 1],
    ]);
    expect(found[1]?.cures[0]?.patch.customTurnDetection).to.deep.equal({ stopSecs: 0.6 });
  });

  it('finds turns that were capped while the person spoke, and not those that ended there', () => {
    const script = { settings: HANDS_FREE, speech: [[1, 9]], secs: 14 } as const;
    expect(cured(script, 'capped')).to.deep.include({
      turnIds: [1],
      patch: { turnDetection: 'custom', customTurnDetection: { maxDurationSecs: 15 } },
    });
    expect(seen({ settings: HANDS_FREE, speech: [[1, 5.9]], secs: 14 }).map(({ id }) => id)).to.deep.equal([]);
  });

  it('finds a press that came after the first word, and a pre-roll cures it', () => {
    const events = [
      [1.5, { type: 'press', source: 'pointer' }],
      [3, { type: 'release', source: 'pointer' }],
    ] as const;
    const script: Script = { settings: PUSH_TO_TALK, speech: [[1.3, 2.8]], events, secs: 6 };
    expect(cured(script, 'first-word-clipped')).to.deep.equal({
      text: '1 turn began after you had begun to speak',
      turnIds: [1],
      patch: { pushToTalkPolicy: { preRollMs: 150 } },
    });
    const withRoll: Script = { ...script, settings: { ...PUSH_TO_TALK, pushToTalkPolicy: { preRollMs: 300 } } };
    expect(seen(withRoll)).to.deep.equal([]);
  });

  it('finds a soft onset in hands-free', () => {
    const conversation = sampleConversation({ settings: HANDS_FREE, speech: [[1, 2]], secs: 6 });
    const frames = conversation.frames.map((frame) =>
      frame.endMs > 850 && frame.endMs <= 1024 ? { ...frame, probability: 0.5, volume: 0.8 } : frame,
    );
    const source = sampleSource({ ...conversation, frames });
    const inspection = new Inspection(source, new AbortController().signal);
    const [symptom] = symptomsOf(inspection, inspection.inForce);
    expect([symptom?.id, symptom?.cures[0]?.patch.customTurnDetection]).to.deep.equal([
      'first-word-clipped',
      { preSpeechMs: 80 },
    ]);
  });

  it('goes by the level where no detector ran', () => {
    const events = [
      [1.5, { type: 'press', source: 'pointer' }],
      [3, { type: 'release', source: 'pointer' }],
    ] as const;
    const conversation = sampleConversation({ settings: PUSH_TO_TALK, speech: [[1.3, 2.8]], events, secs: 6 });
    const source = sampleSource({ ...conversation, frames: [] });
    const inspection = new Inspection(source, new AbortController().signal);
    expect(symptomsOf(inspection, inspection.inForce).map(({ id }) => id)).to.deep.equal(['first-word-clipped']);
  });

  it('finds locks that held on with nothing to wait for', () => {
    const events = [
      [1, { type: 'press', source: 'pointer' }],
      [2.2, { type: 'release', source: 'pointer' }],
    ] as const;
    const script: Script = { settings: PUSH_TO_TALK, speech: [[1.1, 2]], events, secs: 12, answers: { 1: 'lost' } };
    expect(cured(script, 'stays-locked')).to.deep.include({
      turnIds: [1],
      patch: { pushToTalkPolicy: { allowSpeechStoppedFallbackAfterSpeechStart: true } },
    });
    expect(seen({ ...script, answers: { 1: 9 } }), 'a long answer').to.deep.equal([]);
  });

  it('finds presses that were refused while the avatar spoke', () => {
    const events = [
      [1, { type: 'press', source: 'pointer' }],
      [2.2, { type: 'release', source: 'pointer' }],
      [3, { type: 'press', source: 'pointer' }],
      [3.1, { type: 'release', source: 'pointer' }],
    ] as const;
    const settings = { ...PUSH_TO_TALK, pushToTalkPolicy: { interruptBotOnPress: false } };
    const found = cured({ settings, speech: [[1.1, 2]], events, secs: 8 }, 'press-refused');
    expect(found.patch).to.deep.equal({ pushToTalkPolicy: { interruptBotOnPress: true } });
  });

  it('finds noise that had no answer, and noises by the number', () => {
    const events = [[4, { type: 'no-response', turnId: 1 }]] as const;
    const script: Script = { settings: HANDS_FREE, speech: [[1, 2]], events, secs: 8, answers: { 1: 5 } };
    expect(cured(script, 'noise-triggers')).to.deep.include({ turnIds: [1], patch: { mode: 'push-to-talk' } });
    const clicks = Array.from({ length: 6 }, (_, i) => [1 + i, 1.1 + i] as const);
    expect(cured({ settings: HANDS_FREE, speech: clicks, secs: 9 }, 'noise-triggers').text).to.match(/^6 noises/);
    expect(seen({ settings: HANDS_FREE, speech: clicks.slice(3), secs: 9 })).to.deep.equal([]);
  });

  it('finds a press that waited for the device', () => {
    const settings: PartialTurnTaking = {
      ...PUSH_TO_TALK,
      localAudioPolicy: { pushToTalkStartupMode: 'open-on-first-press' },
    };
    const events = [
      [1, { type: 'press', source: 'pointer' }],
      [1.2, { type: 'microphone-opened', label: 'Late', isEchoCancelled: false }],
      [3, { type: 'release', source: 'pointer' }],
    ] as const;
    const found = cured({ settings, speech: [[1.5, 2.5]], events, secs: 7 }, 'slow-first-press');
    expect(found.patch).to.deep.equal({ localAudioPolicy: { pushToTalkStartupMode: 'prewarm-muted' } });
  });

  it('finds tails that are felt', () => {
    const events = [
      [1, { type: 'press', source: 'pointer' }],
      [2, { type: 'release', source: 'pointer' }],
    ] as const;
    const found = cured({ settings: PUSH_TO_TALK, speech: [[1.1, 2.8]], events, secs: 8 }, 'slow-to-close');
    expect([found.turnIds, found.patch]).to.deep.equal([[1], { pushToTalkPolicy: { releaseTailMs: 300 } }]);
  });

  it('finds speech over the avatar that could not interrupt it', () => {
    const script: Script = {
      settings: HANDS_FREE,
      speech: [
        [1, 2],
        [6, 7],
      ],
      secs: 14,
      answers: { 1: 6 },
    };
    expect(cured(script, 'unheard-over-avatar').patch).to.deep.equal({
      localAudioPolicy: { enableAcousticEchoCancellation: true },
    });
  });

  it('finds speech that is too soft to count, and the volume from which on it would', () => {
    const script: Script = { settings: { ...HANDS_FREE, vad: { minVolume: 0.99 } }, speech: [[1, 5]], secs: 8 };
    expect(cured(script, 'too-soft').patch).to.have.nested.property('vad.minVolume').that.is.below(0.9);
    const loud = { ...script, settings: HANDS_FREE };
    expect(seen(loud).map(({ id }) => id)).not.to.include('too-soft');
  });

  it('offers cures that are settings, change something, and are left out once they are set', () => {
    const inspection = inspect();
    const { inForce } = inspection;
    for (const { cures, id } of symptomsOf(inspection, inForce)) {
      expect(cures, id).to.not.be.empty;
      for (const { patch } of cures) expect(mergeTurnTaking(inForce, patch), id).to.not.equal(inForce);
    }
    const healed = mergeTurnTaking(inForce, { pushToTalkPolicy: { interruptBotOnPress: true } });
    expect(symptomsOf(inspection, healed).find(({ id }) => id === 'press-refused')?.cures).to.deep.equal([]);
  });

  it('looks at each record once, also when they come one after the other', () => {
    const conversation = sampleConversation();
    const inspection = new Inspection(sampleSource({ ...conversation, records: [] }), new AbortController().signal);
    const current = inspection.model(CurrentFacts);
    for (const record of conversation.records) {
      inspection.history.record(record);
      expect(current.facts.isAbout(inspection.history)).to.equal(true);
    }
    const { misfires, locks, refusals, resumed, capped } = current.facts;
    const whole = inspect().model(CurrentFacts).facts;
    expect([misfires, locks, refusals, resumed, capped]).to.deep.equal([
      whole.misfires,
      whole.locks,
      whole.refusals,
      whole.resumed,
      whole.capped,
    ]);
    inspection.history.begin(null);
    expect(current.facts.locks).to.deep.equal([]);
  });
});

describe('symptomsView', () => {
  it('shows what was seen with its turns, and folds the help for the rest', async () => {
    const inspector = await fixtureInspector(sampleSource(), 'tuning');
    const root = inspector.shadowRoot!;
    const cards = [...root.querySelectorAll('.tn-symptom')].map(({ textContent }) => textContent);
    expect(cards.filter((text) => text.includes('while you were still speaking'))).to.have.lengthOf(2);
    const help = root.querySelector('.tn-helps')!;
    expect(help.querySelectorAll('li')).to.have.lengthOf(Object.keys(HELP).length - cards.length);
    root.querySelector<HTMLButtonElement>('.tn-link')!.click();
    await inspector.updateComplete;
    expect(root.querySelector('[aria-selected=true]')?.textContent.trim()).to.equal('Timeline');
  });
});
