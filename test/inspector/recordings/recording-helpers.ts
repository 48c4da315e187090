import type { HeardSound } from 'avatar-ptt/headless';
import { Inspection } from '../../../inspector/model/inspection.js';
import type { ExportOptions } from '../../../inspector/recordings/export-content.js';
import type { Work } from '../../../inspector/recordings/recording-parts.js';
import { exportFile } from '../../../inspector/recordings/export-recording.js';
import { importRecording } from '../../../inspector/recordings/import-recording.js';
import { loadRecording } from '../../../inspector/recordings/load-recording.js';
import { Recorder } from '../../../inspector/recordings/recorder.js';
import type { Recording } from '../../../inspector/recordings/recording.js';
import { RecordingStore } from '../../../inspector/recordings/recording-store.js';
import type { Receiver, Source } from '../../../inspector/model/source.js';
import { sampleSource } from '../sample-conversation.js';

export const ALL: ExportOptions = { withSound: true, withTexts: true };

/** A store in memory that writes nothing. */
export function memoryStore(): RecordingStore {
  return new RecordingStore(() => Promise.reject(new DOMException('No storage here.', 'InvalidStateError')));
}

/** Work that nobody watches. */
export function quietly(): Work {
  return { signal: new AbortController().signal, progress: () => {} };
}

/** A source that a test speaks through. */
export class SpokenSource implements Source {
  readonly kind = 'page';
  readonly label = 'avatar-ptt#tutor';
  readonly version = '9.9.9';
  readonly timeOriginMs = Date.UTC(2026, 0, 5);
  readonly isSoundWanted: boolean[] = [];
  readonly control = {
    state: null,
    turnTaking: {} as never,
    setTurnTaking: () => {},
    send: () => {},
    listenToSound: (isWanted: boolean) => void this.isSoundWanted.push(isWanted),
  };
  receiver!: Receiver;
  readonly #past: Source | null;

  constructor(past: Source | null = null) {
    this.#past = past;
  }

  open(receiver: Receiver, signal: AbortSignal): void {
    this.receiver = receiver;
    this.#past?.open(receiver, signal);
  }
}

/** A tenth of a second of sound: two tones, so that the sides can be told apart. */
export function tone(startMs: number, at = startMs + 5000, sampleRate = 16_000): HeardSound {
  const length = sampleRate / 10;
  const wave = (hz: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / sampleRate));
  return { at, startMs, sampleRate, microphone: wave(440), avatar: wave(1000) };
}

/** The sample conversation, recorded with some seconds of sound and put into a store. */
export async function recorded(secs = 2.5, past: Source | null = sampleSource()): Promise<Recording> {
  const source = new SpokenSource(past);
  const inspection = new Inspection(source, new AbortController().signal);
  inspection.mark(2, 'cut-me-off');
  const store = memoryStore();
  const recorder = new Recorder(inspection, store, {
    name: 'Sample',
    withSound: true,
    onChange: () => {},
    onNextSession: () => {},
  });
  for (let tenth = 0; tenth < secs * 10; tenth++) source.receiver.sound(tone(tenth * 100));
  await recorder.stop();
  return loadRecording(store, recorder.info);
}

export function zipped(recording: Recording, options = ALL): Promise<File> {
  return exportFile(recording, 'zip', options, quietly());
}

/** What an inspector makes of a file. */
export async function imported(...files: File[]): Promise<Recording> {
  const store = memoryStore();
  return loadRecording(store, await importRecording(files, store, quietly()));
}

/** All samples of the first stretch of sound. */
export async function samplesOf(recording: Recording): Promise<number[]> {
  const samples: number[] = [];
  for await (const piece of recording.sounds[0]!.pieces()) samples.push(...piece);
  return samples;
}

/** The bytes of a file, as numbers that can be compared. */
export async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}
