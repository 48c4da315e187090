import { expect } from '@open-wc/testing';
import { replay, type SessionRecord } from 'avatar-ptt/headless';
import { History } from '../../../inspector/model/history.js';
import { Inspection } from '../../../inspector/model/inspection.js';
import { Recorder, type RecorderOptions } from '../../../inspector/recordings/recorder.js';
import { loadRecording } from '../../../inspector/recordings/load-recording.js';
import { RecordingSource } from '../../../inspector/recordings/recording-source.js';
import { frameAt, levelAt, ROW, type Recording } from '../../../inspector/recordings/recording.js';
import { snapshot } from '../../../inspector/recordings/snapshot.js';
import {
  bytesOf,
  imported,
  memoryStore,
  recorded,
  samplesOf,
  SpokenSource,
  tone,
  zipped,
} from './recording-helpers.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

const noop = (): void => {};
const quiet: RecorderOptions = { name: 'Test', withSound: false, onChange: noop, onNextSession: noop };
const sample = sampleConversation();

describe('Recorder', () => {
  it('keeps what was there before and everything from then on', async () => {
    const { initial, records, frames, levels } = sample;
    const source = new SpokenSource();
    const inspection = new Inspection(source, new AbortController().signal);
    source.receiver.begin(initial);
    const half = Math.floor(records.length / 2);
    for (const record of records.slice(0, half)) source.receiver.record(record);
    for (const frame of frames.slice(0, 100)) source.receiver.frame(frame);
    const store = memoryStore();
    const recorder = new Recorder(inspection, store, quiet);
    for (const record of records.slice(half)) source.receiver.record(record);
    for (const frame of frames.slice(100)) source.receiver.frame(frame);
    for (const level of levels) source.receiver.level(level);
    await recorder.stop();
    const recording = await loadRecording(store, recorder.info);
    expect(replay(recording.events, recording.header.initial!)).to.deep.equal(records);
    expect(frames.map((_, i) => frameAt(recording.frames, i))).to.deep.equal(frames);
    expect(levels.map((_, i) => levelAt(recording.levels, i))).to.deep.equal(levels);
    expect(recording.frames.length).to.equal(frames.length * ROW);
  });

  it('begins with the first state that is known when the beginning was missed', async () => {
    const source = new SpokenSource();
    const inspection = new Inspection(source, new AbortController().signal);
    source.receiver.begin(null);
    for (const record of sample.records.slice(10)) source.receiver.record(record);
    const recording = await snapshot(inspection, 'Late');
    expect(recording.header.initial).to.deep.equal(sample.records[10]!.state);
    expect(recording.header.firstSeq).to.equal(12);
    expect([...(await lived(recording)).records]).to.deep.equal(sample.records.slice(11));
  });

  it('asks for sound only when it is wanted, and ends that with itself', async () => {
    const source = new SpokenSource();
    const inspection = new Inspection(source, new AbortController().signal);
    await new Recorder(inspection, memoryStore(), quiet).stop();
    expect(source.isSoundWanted).to.deep.equal([]);
    await new Recorder(inspection, memoryStore(), { ...quiet, withSound: true }).stop();
    expect(source.isSoundWanted).to.deep.equal([true, false]);
  });

  it('keeps both sides of the sound, to 16 bits', async () => {
    const samples = await samplesOf(await recorded(2.5));
    expect(samples.length).to.equal(2.5 * 16_000 * 2);
    const { microphone, avatar } = tone(0);
    for (const i of [0, 1, 7, 1599]) {
      expect(samples[i * 2]).to.be.closeTo(microphone[i]! * 32_767, 0.5);
      expect(samples[i * 2 + 1]).to.be.closeTo(avatar[i]! * 32_767, 0.5);
    }
  });

  it('begins another stretch of sound after a gap', async () => {
    const source = new SpokenSource(sampleSource());
    const store = memoryStore();
    const inspection = new Inspection(source, new AbortController().signal);
    const recorder = new Recorder(inspection, store, { ...quiet, withSound: true });
    for (const startMs of [0, 100, 700, 800]) source.receiver.sound(tone(startMs));
    source.receiver.sound(tone(900, 5900, 48_000));
    await recorder.stop();
    const { sounds } = (await loadRecording(store, recorder.info)).header;
    expect(sounds.map(({ startMs, length, sampleRate }) => [startMs, length, sampleRate])).to.deep.equal([
      [0, 3200, 16_000],
      [700, 3200, 16_000],
      [900, 4800, 48_000],
    ]);
  });

  it('keeps an event that no recording may hold as a tick that carries it', async () => {
    const source = new SpokenSource(sampleSource());
    const inspection = new Inspection(source, new AbortController().signal);
    const store = memoryStore();
    const recorder = new Recorder(inspection, store, quiet);
    const odd = { seq: 9999, at: NaN, event: { type: 'surprise', at: NaN, size: 3n } } as unknown as SessionRecord;
    source.receiver.record({ ...sample.records[0]!, ...odd });
    await recorder.stop();
    const { events } = await loadRecording(store, recorder.info);
    expect(events.at(-1)).to.deep.equal({
      type: 'tick',
      at: 0,
      raw: { unreadable: { type: 'surprise', at: null, size: '3' } },
    });
  });

  it('ends with the session, and says that another begins before anything of it has come', async () => {
    const source = new SpokenSource(sampleSource());
    const inspection = new Inspection(source, new AbortController().signal);
    let records = -1;
    const onNextSession = (): void => void (records = inspection.history.records.length);
    const recorder = new Recorder(inspection, memoryStore(), { ...quiet, onNextSession });
    source.receiver.begin(sample.initial);
    expect(recorder.isRecording).to.be.false;
    expect(records).to.equal(0);
    await recorder.stop();
    expect(recorder.info.events).to.equal(sample.records.length);
  });

  it('ends when the conversation is no longer looked at', async () => {
    const looking = new AbortController();
    const inspection = new Inspection(new SpokenSource(sampleSource()), looking.signal);
    const recorder = new Recorder(inspection, memoryStore(), quiet);
    looking.abort();
    expect(recorder.isRecording).to.be.false;
    await recorder.stop();
    expect(recorder.info.turns).to.be.greaterThan(3);
  });
});

describe('RecordingSource', () => {
  it('gives the same records, states, frames and levels again', async () => {
    const history = await lived(await imported(await zipped(await recorded())));
    expect([...history.records]).to.deep.equal(sample.records);
    expect(history.stretches.map(({ length }) => length)).to.deep.equal([sample.frames.length]);
    expect(history.levels.length).to.equal(sample.levels.length);
    expect(history.initial).to.deep.equal(sample.initial);
  });

  it('brings the marks of turns back', async () => {
    const source = new RecordingSource(await recorded());
    const inspection = new Inspection(source, new AbortController().signal);
    expect([...inspection.marks]).to.deep.equal([[2, 'cut-me-off']]);
  });

  it('goes to any moment, forth and back, with the state of that moment', async () => {
    const source = new RecordingSource(await recorded());
    const history = new History();
    source.open(history, new AbortController().signal);
    source.pause();
    const startAt = sample.records[0]!.at;
    for (const secs of [40, 3, 20]) {
      source.seek(secs * 1000);
      const until = sample.records.filter(({ at }) => at <= startAt + secs * 1000);
      expect(history.records.length).to.equal(until.length);
      expect(history.state).to.deep.equal(until.at(-1)!.state);
    }
  });

  it('plays on in time, and can be paused', async () => {
    const source = new RecordingSource(await recorded());
    const history = new History();
    source.open(history, new AbortController().signal);
    source.play(4);
    expect(source.positionMs).to.be.lessThan(1000);
    while (source.positionMs < 400) await new Promise((resolve) => setTimeout(resolve, 10));
    source.pause();
    const { positionMs } = source;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(source.positionMs).to.equal(positionMs);
    expect(history.records.length).to.be.lessThan(sample.records.length);
  });

  it('gives the microphone between any two moments, sample by sample, and none that was not kept', async () => {
    const source = new RecordingSource(await recorded());
    const heard = tone(0).microphone;
    // Over the edge of a second, and at the very end.
    for (const [fromMs, untilMs] of [
      [900, 1150.5],
      [2400, 2500],
    ] as const) {
      const sound = (await source.soundOf(untilMs + 5000, fromMs, untilMs))!;
      expect([sound.startMs, sound.sampleRate]).to.deep.equal([fromMs, 16_000]);
      expect(sound.samples.length).to.equal((untilMs - fromMs) * 16);
      sound.samples.forEach((sample, i) => expect(sample).to.be.closeTo(heard[(fromMs * 16 + i) % 1600]!, 1e-4));
    }
    expect(await source.soundOf(7600, 2400, 2600), 'beyond the end').to.equal(null);
    expect(await source.soundOf(90_000, 900, 1150), 'of another connection').to.equal(null);
  });

  it('takes the sound of a file as it was', async () => {
    const recording = await recorded();
    expect(await samplesOf(await imported(await zipped(recording)))).to.deep.equal(await samplesOf(recording));
  });
});

describe('a recording', () => {
  it('is the same file, byte for byte, exported twice, and after an import', async () => {
    const recording = await recorded();
    const first = await bytesOf(await zipped(recording));
    const second = await bytesOf(await zipped(recording));
    const third = await bytesOf(await zipped(await imported(new File([first], 'a.zip'))));
    expect(second).to.deep.equal(first);
    expect(third).to.deep.equal(first);
  });
});

async function lived(recording: Recording): Promise<History> {
  const history = new History();
  const source = new RecordingSource(recording);
  source.open(history, new AbortController().signal);
  while (source.isPlaying) await new Promise((resolve) => setTimeout(resolve));
  return history;
}
