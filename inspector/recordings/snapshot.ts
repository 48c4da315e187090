import type { Inspection } from '../model/inspection.js';
import { loadRecording } from './load-recording.js';
import { Recorder } from './recorder.js';
import type { Recording } from './recording.js';
import { RecordingStore } from './recording-store.js';

/** What is remembered of a conversation, as a recording; without its sound, which nobody remembers. */
export async function snapshot(inspection: Inspection, name: string): Promise<Recording> {
  // A store in memory alone.
  const store = new RecordingStore(() => Promise.reject(new Error('Nothing is written.')));
  const nothing = (): void => undefined;
  const recorder = new Recorder(inspection, store, {
    name,
    withSound: false,
    onChange: nothing,
    onNextSession: nothing,
  });
  await recorder.stop();
  return loadRecording(store, recorder.info);
}
