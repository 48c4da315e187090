import { expect } from '@open-wc/testing';
import { Inspection } from '../../../inspector/model/inspection.js';
import { loadRecording } from '../../../inspector/recordings/load-recording.js';
import { Recorder } from '../../../inspector/recordings/recorder.js';
import { RecordingSource } from '../../../inspector/recordings/recording-source.js';
import type { RecordingInfo } from '../../../inspector/recordings/recording.js';
import { RecordingStore, type Chunk } from '../../../inspector/recordings/recording-store.js';
import { History } from '../../../inspector/model/history.js';
import { imported, memoryStore, SpokenSource, tone, zipped } from './recording-helpers.js';
import { sampleConversation } from '../sample-conversation.js';

const SECS = 9;
const HZ = 16_000;
const sample = sampleConversation({ speech: [[1, 2]], secs: SECS });

/** What is written at once is there as a whole or not at all. */
interface Written {
  readonly atMs: number;
  readonly recording: RecordingInfo;
  readonly chunks: readonly Chunk[];
}

/** A conversation recorded with sound: each write, and how many events had come at each tenth of a second. */
async function written(): Promise<{ writes: Written[]; fed: number[] }> {
  const writes: Written[] = [];
  const fed: number[] = [];
  let nowMs = 0;
  class WatchedShelf extends RecordingStore {
    override async put(recording: RecordingInfo, chunks: readonly Chunk[] = []): Promise<void> {
      writes.push({ atMs: nowMs, recording: structuredClone(recording), chunks: structuredClone(chunks) });
      await super.put(recording, chunks);
    }
  }
  const now = performance.now.bind(performance);
  performance.now = () => nowMs;
  try {
    const source = new SpokenSource();
    const inspection = new Inspection(source, new AbortController().signal);
    source.receiver.begin(sample.initial);
    const refused = (): Promise<never> => Promise.reject(new DOMException('No storage here.', 'InvalidStateError'));
    const options = { name: 'Crash', withSound: true, onChange: () => {}, onNextSession: () => {} };
    const recorder = new Recorder(inspection, new WatchedShelf(refused), options);
    for (let tenth = 0; tenth < SECS * 10; tenth++) {
      nowMs = tenth * 100;
      const until = Math.ceil((sample.records.length * (tenth + 1)) / (SECS * 10));
      for (const record of sample.records.slice(fed.at(-1) ?? 0, until)) source.receiver.record(record);
      fed.push(until);
      // Stretches of their own, and one of them with seconds that are not whole.
      source.receiver.sound(tone(tenth * 100 + (tenth > 34 ? 5000 : 0)));
      await new Promise((resolve) => setTimeout(resolve));
    }
    await recorder.stop();
  } finally {
    performance.now = now;
  }
  return { writes, fed };
}

describe('a recording that a crash cuts off', () => {
  it('has lost its last second at most, at 200 moments, and is exported, imported and played', async function () {
    this.timeout(60_000);
    const { writes, fed } = await written();
    expect(writes.length).to.be.greaterThan(SECS);
    for (let i = 0; i < 200; i++) {
      const crashMs = ((i * 7919) % (SECS * 1000)) + 1;
      const store = memoryStore();
      for (const { atMs, recording, chunks } of writes) if (atMs < crashMs) await store.put(recording, chunks);
      const [info] = await store.list();
      const recording = await loadRecording(store, info!);
      expect(recording.missing, `${crashMs} ms`).to.equal(undefined);
      const before = Math.max(0, crashMs - 1000);
      expect(recording.events.length, `${crashMs} ms`).to.be.at.least(
        before < 100 ? 0 : fed[Math.floor(before / 100) - 1]!,
      );
      const samples = recording.sounds.reduce((sum, { length }) => sum + length, 0);
      expect(samples, `${crashMs} ms`).to.be.at.least((before / 1000) * HZ);
      const again = await imported(await zipped(recording));
      expect(again.header.sounds).to.deep.equal(recording.header.sounds);
      expect(again.events.length).to.equal(recording.events.length);
      if (i % 10 === 0) {
        const source = new RecordingSource(again);
        const history = new History();
        source.open(history, new AbortController().signal);
        while (source.isPlaying) await new Promise((resolve) => setTimeout(resolve));
        expect(history.records.length).to.equal(recording.events.length);
      }
    }
  });
});
