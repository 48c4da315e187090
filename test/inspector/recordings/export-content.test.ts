import { expect } from '@open-wc/testing';
import { replay, type TurnEvent } from 'avatar-ptt/headless';
import type { Recording } from '../../../inspector/recordings/recording.js';
import { withoutTexts } from '../../../inspector/recordings/export-content.js';
import { imported, recorded, zipped } from './recording-helpers.js';

/** The messages of a recording with these ones, without texts. */
async function messages(...raw: unknown[]): Promise<unknown[]> {
  const { events } = withoutTexts(
    await holding(raw.map((one) => ({ type: 'wire-message', direction: 'in', raw: one }))),
  );
  return events.slice(-raw.length).map((event) => event.raw);
}

async function holding(
  events: readonly (Partial<TurnEvent> & { readonly type: TurnEvent['type'] })[],
): Promise<Recording> {
  const recording = await recorded(0);
  const at = recording.events.at(-1)!.at;
  // Each has what its type needs.
  return { ...recording, events: [...recording.events, ...events.map((event) => ({ ...event, at }) as TurnEvent)] };
}

describe('withoutTexts', () => {
  it('keeps of a message only what the two backends are known to say', async () => {
    expect(
      await messages(
        { label: 'rtvi-ai', type: 'bot-turn-completed', data: { was_interrupted: false, sequence: 4 } },
        { type: 'elephants', status: 'blue', elephants: 17, reason: 'elephants', role: 'elephant', text: 'stop' },
        { elephants: { blue: ['elephants', 3], type: 'success' }, again: { elephants: true } },
      ),
    ).to.deep.equal([
      { label: 'rtvi-ai', type: 'bot-turn-completed', data: { was_interrupted: false, sequence: 4 } },
      {
        type: '[9 characters]',
        status: '[4 characters]',
        '[field 1]': '[number]',
        reason: '[9 characters]',
        role: '[8 characters]',
        text: '[4 characters]',
      },
      {
        '[field 1]': { '[field 2]': ['[9 characters]', '[number]'], type: 'success' },
        '[field 3]': { '[field 1]': true },
      },
    ]);
  });

  it('numbers ids, so that the same can be told again', async () => {
    const [first, second] = (await messages(
      { turn_id: 'blue-elephants', response_id: 'r1', event_id: 7 },
      { response_id: 'blue-elephants', source_event_id: 7 },
    )) as Record<string, string>[];
    for (const id of Object.values({ ...first, ...second })) expect(id).to.match(/^\[id \d+\]$/);
    expect(first!['turn_id']).to.equal(second!['response_id']);
    expect(first!['turn_id']).to.not.equal(first!['response_id']);
    expect(first!['event_id']).to.equal(second!['source_event_id']);
  });

  it('keeps the codes and effects of ours, and no others', async () => {
    const failures = ['microphone-unplugged', 'blue-elephants'].map(
      (code) =>
        ({ type: 'effect-failed', effect: code === 'blue-elephants' ? code : 'open-gate', code, message: '' }) as const,
    );
    const { events } = withoutTexts(await holding(failures));
    expect(
      events.slice(-2).map((event) => 'code' in event && [event.code, 'effect' in event && event.effect]),
    ).to.deep.equal([
      ['microphone-unplugged', 'open-gate'],
      ['[14 characters]', '[14 characters]'],
    ]);
  });

  it('tells neither the tag nor the device that a recording begins with', async () => {
    const recording = await holding([{ type: 'set-microphone', deviceId: 'elephants' }]);
    const { header, events } = withoutTexts({
      ...recording,
      header: { ...recording.header, initial: { ...recording.header.initial!, deviceId: 'elephants' } },
    });
    expect(header.source).to.equal('[16 characters]');
    expect(header.initial?.deviceId).to.equal('[id 1]');
    expect(events.at(-1)).to.include({ deviceId: '[id 1]' });
  });

  it('leaves a recording that comes back and gives the same states', async () => {
    const recording = await recorded(1);
    const plain = withoutTexts(recording);
    expect(withoutTexts(plain)).to.deep.equal(plain);
    const back = await imported(await zipped(recording, { withSound: true, withTexts: false }));
    expect(back.events).to.deep.equal(plain.events);
    const states = ({ header, events }: Recording): unknown =>
      replay(events, header.initial!).map(({ state }) => ({ ...state, deviceId: '' }));
    expect(states(back)).to.deep.equal(states(recording));
  });
});
