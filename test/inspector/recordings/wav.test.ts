import { expect } from '@open-wc/testing';
import { Inspection } from '../../../inspector/model/inspection.js';
import { exportFile } from '../../../inspector/recordings/export-recording.js';
import { loadRecording } from '../../../inspector/recordings/load-recording.js';
import { Recorder } from '../../../inspector/recordings/recorder.js';
import { ALL, bytesOf, memoryStore, quietly, recorded, samplesOf, SpokenSource, tone } from './recording-helpers.js';
import { sampleConversation, sampleSource } from '../sample-conversation.js';

const HZ = 16_000;
const { records } = sampleConversation();

/** A WAV file by the book: its chunks by name. */
function chunksOf(bytes: Uint8Array<ArrayBuffer>): Map<string, DataView> {
  const view = new DataView(bytes.buffer);
  const name = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  expect([name(0), name(8), view.getUint32(4, true)]).to.deep.equal(['RIFF', 'WAVE', bytes.length - 8]);
  const chunks = new Map<string, DataView>();
  for (let at = 12; at < bytes.length;) {
    const size = view.getUint32(at + 4, true);
    chunks.set(name(at), new DataView(bytes.buffer, at + 8, size));
    at += 8 + size + (size % 2);
  }
  return chunks;
}

/** Cue positions with their labels, in samples. */
function marksIn(chunks: Map<string, DataView>): [number, string][] {
  const cues = chunks.get('cue ')!;
  const list = chunks.get('LIST')!;
  const positions = Array.from({ length: cues.getUint32(0, true) }, (_, i) => cues.getUint32(4 + i * 24 + 20, true));
  const labels = new Map<number, string>();
  for (let at = 4; at < list.byteLength;) {
    const size = list.getUint32(at + 4, true);
    const text = new Uint8Array(list.buffer, list.byteOffset + at + 12, size - 5);
    labels.set(list.getUint32(at + 8, true), new TextDecoder().decode(text));
    at += 8 + size + (size % 2);
  }
  return positions.map((position, i) => [position, labels.get(i + 1)!]);
}

describe('conversationWav', () => {
  it('has the microphone left and the avatar right, 16 bits each', async () => {
    const recording = await recorded(2);
    const chunks = chunksOf(await bytesOf(await exportFile(recording, 'wav', ALL, quietly())));
    const format = chunks.get('fmt ')!;
    const words = [0, 2, 12, 14].map((at) => format.getUint16(at, true));
    expect(words).to.deep.equal([1, 2, 4, 16]);
    expect(format.getUint32(4, true)).to.equal(HZ);
    const data = chunks.get('data')!;
    const samples = await samplesOf(recording);
    expect(data.byteLength).to.equal(samples.length * 2);
    expect(samples.every((sample, i) => data.getInt16(i * 2, true) === sample)).to.be.true;
  });

  it('marks where each turn begins and ends, to the sample', async () => {
    const chunks = chunksOf(await bytesOf(await exportFile(await recorded(12), 'wav', ALL, quietly())));
    const wanted = records.flatMap(({ event }): [number, string][] => {
      if (event.type === 'gate-opened' && event.startMs <= 12_000) {
        return [[Math.round((event.startMs * HZ) / 1000), `Turn ${event.turnId}`]];
      }
      if (event.type !== 'gate-closed' || event.endMs > 12_000) return [];
      return [[Math.round((event.endMs * HZ) / 1000), `End of turn ${event.turnId}`]];
    });
    expect(wanted.length).to.be.greaterThan(3);
    expect(marksIn(chunks)).to.deep.equal(wanted);
  });

  it('has as much silence between two stretches as there was time', async () => {
    const source = new SpokenSource(sampleSource());
    const store = memoryStore();
    const recorder = new Recorder(new Inspection(source, new AbortController().signal), store, {
      name: 'Gap',
      withSound: true,
      onChange: () => {},
      onNextSession: () => {},
    });
    source.receiver.sound(tone(0));
    source.receiver.sound(tone(1500));
    await recorder.stop();
    const recording = await loadRecording(store, recorder.info);
    const data = chunksOf(await bytesOf(await exportFile(recording, 'wav', ALL, quietly()))).get('data')!;
    expect(data.byteLength).to.equal(1.6 * HZ * 4);
    const loud = (from: number, to: number): boolean => {
      for (let at = from * HZ * 4; at < to * HZ * 4; at += 4) if (data.getInt16(at, true) !== 0) return true;
      return false;
    };
    expect([loud(0, 0.1), loud(0.1, 1.5), loud(1.5, 1.6)]).to.deep.equal([true, false, true]);
  });

  it('says so when there is no sound', async () => {
    let message = '';
    await exportFile(await recorded(0), 'wav', ALL, quietly()).catch((error: unknown) => (message = String(error)));
    expect(message).to.include('This recording has no sound.');
  });
});
