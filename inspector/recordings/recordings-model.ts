import type { Inspection } from '../model/inspection.js';
import type { ExportOptions } from './export-content.js';
import type { FileFormat } from './export-recording.js';
import type { Work } from './recording-parts.js';
import type { Recorder, RecorderOptions } from './recorder.js';
import type { RecordingHeader, RecordingInfo, Recording } from './recording.js';
import type { RecordingStore } from './recording-store.js';
import type { KeptAnswer, Source } from '../model/source.js';
import type { ExportFormat } from './export-form.js';
import type { RowTool } from './recording-list.js';
import {
  dateOf,
  DENIED,
  FULL,
  NO_ROOM,
  NOT_LOADED,
  RESTARTED,
  STORED_AGAIN,
  type Job,
  type Notice,
} from './recordings-words.js';

let openStore: Promise<RecordingStore> | null = null;

/** Records a conversation, also while another panel is shown, and lists, opens, exports, imports and deletes recordings. */
export class RecordingsModel {
  /** null: not read yet, or unreadable; then the notice says why. */
  recordings: readonly RecordingInfo[] | null = null;
  /** Reading them has failed. */
  isUnread = false;
  job: Job | null = null;
  notice: Notice | null = null;
  /** What this page may store in all, bytes; null if the browser does not say. */
  quotaBytes: number | null = null;
  /** Which recording something is opened below, and what. */
  opened: readonly [id: string, tool: RowTool] | null = null;
  /** What was chosen last to export as. */
  format: ExportFormat = 'zip';
  /** Called after each change. */
  onChange: () => void = () => undefined;
  readonly #inspection: Inspection;
  #recorder: Recorder | null = null;
  #store: RecordingStore | null = null;
  #changing: Promise<void> = Promise.resolve();
  #reportedFailure: RecordingStore['failure'] = null;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
    const { missing } = inspection.source;
    if (missing) this.notice = { text: missing, isError: true };
  }

  /** The recording that is being made, as far as it is; null while none is. */
  get recording(): RecordingInfo | null {
    return this.#recorder?.isRecording ? this.#recorder.info : null;
  }

  get isWithSound(): boolean {
    return this.#recorder?.withSound ?? false;
  }

  /** Whether a recording is gone with the page. */
  isInMemory(id: string): boolean {
    return this.#store?.isInMemory(id) ?? false;
  }

  async refresh(): Promise<void> {
    try {
      const store = await this.#open();
      this.recordings = await store.list();
      this.quotaBytes = await quota();
      this.isUnread = false;
      this.#reportFailure();
    } catch (error) {
      this.isUnread = true;
      this.#reportError(error);
    }
    this.onChange();
  }

  /** Records what is remembered already, and everything from now on. Returns whether it does. */
  async record(withSound: boolean): Promise<boolean> {
    try {
      const [{ Recorder }, store] = await Promise.all([loaded(import('./recorder.js')), this.#open()]);
      if (this.recording || this.#inspection.signal.aborted) return false;
      // What the storage can't do stays true while recording.
      if (!store.failure) this.notice = null;
      this.#start((options) => new Recorder(this.#inspection, store, options), withSound);
    } catch (error) {
      this.#reportError(error);
    }
    this.onChange();
    return this.recording !== null;
  }

  async stop(): Promise<void> {
    await this.#recorder?.stop();
    await this.refresh();
  }

  async rename(info: RecordingInfo, name: string): Promise<void> {
    await this.#try(() => this.#changeHeader(info.id, { name }));
  }

  async remove(recordings: readonly RecordingInfo[]): Promise<void> {
    await this.#try(async () => {
      const store = await this.#open();
      for (const { id } of recordings) if (id !== this.recording?.id) await store.remove(id);
    });
  }

  /** Something to look at; null when it can't be read; then the notice says why. */
  async source(info: RecordingInfo): Promise<Source | null> {
    return this.#work(`Opening ${info.header.name}`, async () => {
      const { RecordingSource } = await loaded(import('./recording-source.js'));
      const recording = await this.#load(info);
      return new RecordingSource(recording, (answers) => void this.#keepAnswers(info, answers));
    });
  }

  // Work that was done: it is no loss where it can't be written, for it can be done again.
  async #keepAnswers(info: RecordingInfo, answers: readonly KeptAnswer[]): Promise<void> {
    await this.#changeHeader(info.id, { answers }).catch(() => undefined);
  }

  // One after the other, each of what the one before has left, so that a name and answers don't undo each other.
  #changeHeader(id: string, change: Partial<RecordingHeader>): Promise<void> {
    const changed = async (): Promise<void> => {
      const store = await this.#open();
      const info = (await store.list()).find((one) => one.id === id);
      if (info) await store.put({ ...info, header: { ...info.header, ...change } });
    };
    return (this.#changing = this.#changing.then(changed, changed));
  }

  async import(files: readonly File[]): Promise<RecordingInfo | null> {
    const imported = await this.#work('Importing', async (work) => {
      const { importRecording } = await loaded(import('./import-recording.js'));
      return importRecording(files, await this.#open(), work);
    });
    await this.refresh();
    return imported;
  }

  /** A file of a recording; without one, of what is remembered of the conversation. */
  async export(info: RecordingInfo | null, format: FileFormat, options: ExportOptions): Promise<File | null> {
    return this.#work('Exporting', async (work) => {
      const { exportFile } = await loaded(import('./export-recording.js'));
      const recording = await this.#load(info);
      const file = await exportFile(recording, format, options, work);
      if (format !== 'wav') await this.#reportRemoved(recording, options);
      return file;
    });
  }

  /** Writes the parts of a recording into a folder. Returns whether it worked. */
  async exportInto(
    folder: FileSystemDirectoryHandle,
    info: RecordingInfo | null,
    options: ExportOptions,
  ): Promise<boolean> {
    const done = await this.#work('Exporting', async (work) => {
      const { exportFolder } = await loaded(import('./export-recording.js'));
      const recording = await this.#load(info);
      await exportFolder(recording, folder, options, work);
      await this.#reportRemoved(recording, options);
      return true;
    });
    return done ?? false;
  }

  async #reportRemoved(recording: Recording, options: ExportOptions): Promise<void> {
    const { removedText } = await import('./export-content.js');
    const text = removedText(recording, options);
    if (text) this.notice = { text, isError: false };
  }

  dismiss(): void {
    this.notice = null;
    this.onChange();
  }

  async #load(info: RecordingInfo | null): Promise<Recording> {
    if (info) {
      const { loadRecording } = await loaded(import('./load-recording.js'));
      return loadRecording(await this.#open(), info);
    }
    const { snapshot } = await loaded(import('./snapshot.js'));
    return snapshot(this.#inspection, this.#inspection.source.label);
  }

  async #open(): Promise<RecordingStore> {
    openStore ??= loaded(import('./recording-store.js')).then(({ RecordingStore: Store }) => new Store());
    try {
      this.#store = await openStore;
    } catch (error) {
      // It is loaded again the next time.
      openStore = null;
      throw error;
    }
    return this.#store;
  }

  #start(create: (options: RecorderOptions) => Recorder, withSound: boolean): void {
    this.#recorder = create({
      name: `${this.#inspection.source.label}, ${dateOf(Date.now())}`,
      withSound,
      onChange: () => {
        this.#onRecorded();
      },
      onNextSession: () => {
        this.#start(create, withSound);
      },
      onRestarted: () => {
        this.notice = { text: RESTARTED, isError: true };
        void this.refresh();
      },
    });
  }

  #onRecorded(): void {
    if (this.#recorder?.isOutOfRoom) this.notice = { text: NO_ROOM, isError: true };
    this.#reportFailure();
    if (this.#recorder?.isRecording) this.onChange();
    else void this.refresh();
  }

  #reportFailure(): void {
    const failure = this.#store?.failure ?? null;
    if (failure === this.#reportedFailure) return;
    this.#reportedFailure = failure;
    if (failure) this.notice = { text: failure === 'full' ? FULL : DENIED, isError: true };
    else this.notice = { text: STORED_AGAIN, isError: false };
  }

  #reportError(error: unknown): void {
    this.notice = { text: messageOf(error), isError: true };
  }

  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#reportError(error);
    }
    await this.refresh();
  }

  async #work<T>(text: string, action: (work: Work) => Promise<T>): Promise<T | null> {
    if (this.job) return null;
    const aborting = new AbortController();
    const show = (share: number): void => {
      this.job = {
        text,
        share,
        cancel: () => {
          aborting.abort();
        },
      };
      this.onChange();
    };
    this.notice = null;
    show(0);
    try {
      return await action({ signal: aborting.signal, progress: show });
    } catch (error) {
      this.notice = aborting.signal.aborted
        ? { text: 'Cancelled. Nothing was changed.', isError: false }
        : { text: messageOf(error), isError: true };
      // It may be gone, and then the list must not show it.
      void this.refresh();
      return null;
    } finally {
      this.job = null;
      this.onChange();
    }
  }
}

async function loaded<T>(part: Promise<T>): Promise<T> {
  return part.catch((error: unknown) => {
    throw new Error(NOT_LOADED, { cause: error });
  });
}

async function quota(): Promise<number | null> {
  try {
    return (await navigator.storage.estimate()).quota ?? null;
  } catch {
    // Some contexts have no storage manager.
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
