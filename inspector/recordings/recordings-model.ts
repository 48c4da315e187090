import type { Inspection } from '../model/inspection.js';
import type { ExportOptions } from './export-content.js';
import type { FileFormat } from './export-recording.js';
import type { Work } from './recording-parts.js';
import type { Recorder, RecorderOptions } from './recorder.js';
import type { KeptRecording, Recording } from './recording.js';
import type { RecordingStore } from './recording-store.js';
import type { Source } from '../model/source.js';
import { BEGUN_AGAIN, DENIED, FULL, NO_ROOM, NOT_LOADED, STORED_AGAIN, type Job, type Notice } from './messages.js';
import { dateOf } from './format.js';

const models = new WeakMap<Inspection, RecordingsModel>();
let openStore: Promise<RecordingStore> | null = null;

/** The desk of a conversation: recording goes on when another panel is shown. */
export function recordingsModelOf(inspection: Inspection): RecordingsModel {
  const model = models.get(inspection) ?? new RecordingsModel(inspection);
  models.set(inspection, model);
  return model;
}

/** Where a conversation is recorded, and recordings are kept, opened, exported, imported and deleted. */
export class RecordingsModel {
  /** null: not read yet, or not to be read, which the notice tells then. */
  recordings: readonly KeptRecording[] | null = null;
  /** Reading them has failed. */
  isUnread = false;
  job: Job | null = null;
  notice: Notice | null = null;
  /** What this page may store in all, bytes; null if the browser does not say. */
  quotaBytes: number | null = null;
  /** Something here changed. */
  onChange: () => void = () => undefined;
  readonly #inspection: Inspection;
  #recorder: Recorder | null = null;
  #store: RecordingStore | null = null;
  #toldFailure: RecordingStore['failure'] = null;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
    const { missing } = inspection.source;
    if (missing) this.notice = { text: missing, isError: true };
  }

  /** The recording that is being made, as far as it is; null while none is. */
  get recording(): KeptRecording | null {
    return this.#recorder?.isRecording ? this.#recorder.kept : null;
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
      this.#tellFailure();
    } catch (error) {
      this.isUnread = true;
      this.#tell(error);
    }
    this.onChange();
  }

  /** Keeps what is remembered already, and everything from now on. Returns whether it does. */
  async record(withSound: boolean): Promise<boolean> {
    try {
      const [{ Recorder }, store] = await Promise.all([loaded(import('./recorder.js')), this.#open()]);
      if (this.recording || this.#inspection.signal.aborted) return false;
      // What the storage can't do stays true while recording.
      if (!store.failure) this.notice = null;
      this.#start((options) => new Recorder(this.#inspection, store, options), withSound);
    } catch (error) {
      this.#tell(error);
    }
    this.onChange();
    return this.recording !== null;
  }

  async stop(): Promise<void> {
    await this.#recorder?.stop();
    await this.refresh();
  }

  async rename(kept: KeptRecording, name: string): Promise<void> {
    await this.#try(async () => (await this.#open()).put({ ...kept, header: { ...kept.header, name } }));
  }

  async remove(recordings: readonly KeptRecording[]): Promise<void> {
    await this.#try(async () => {
      const store = await this.#open();
      for (const { id } of recordings) if (id !== this.recording?.id) await store.remove(id);
    });
  }

  /** Something to look at; null when it can't be read, which the notice tells. */
  async source(kept: KeptRecording): Promise<Source | null> {
    return this.#work(`Opening ${kept.header.name}`, async () => {
      const { RecordingSource } = await loaded(import('./recording-source.js'));
      return new RecordingSource(await this.#load(kept));
    });
  }

  async import(files: readonly File[]): Promise<KeptRecording | null> {
    const imported = await this.#work('Importing', async (work) => {
      const { importRecording } = await loaded(import('./import-recording.js'));
      return importRecording(files, await this.#open(), work);
    });
    await this.refresh();
    return imported;
  }

  /** A file of a recording, or of the conversation as it is remembered when none is given. */
  async export(kept: KeptRecording | null, format: FileFormat, options: ExportOptions): Promise<File | null> {
    return this.#work('Exporting', async (work) => {
      const { exportFile } = await loaded(import('./export-recording.js'));
      const recording = await this.#load(kept);
      const file = await exportFile(recording, format, options, work);
      if (format !== 'wav') await this.#tellTakenOut(recording, options);
      return file;
    });
  }

  /** Writes the parts of a recording into a folder. Returns whether it worked. */
  async exportInto(
    folder: FileSystemDirectoryHandle,
    kept: KeptRecording | null,
    options: ExportOptions,
  ): Promise<boolean> {
    const done = await this.#work('Exporting', async (work) => {
      const { exportFolder } = await loaded(import('./export-recording.js'));
      const recording = await this.#load(kept);
      await exportFolder(recording, folder, options, work);
      await this.#tellTakenOut(recording, options);
      return true;
    });
    return done ?? false;
  }

  async #tellTakenOut(recording: Recording, options: ExportOptions): Promise<void> {
    const { takenOut } = await import('./export-content.js');
    const text = takenOut(recording, options);
    if (text) this.notice = { text, isError: false };
  }

  dismiss(): void {
    this.notice = null;
    this.onChange();
  }

  async #load(kept: KeptRecording | null): Promise<Recording> {
    if (kept) {
      const { loadRecording } = await loaded(import('./load-recording.js'));
      return loadRecording(await this.#open(), kept);
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
        this.#onKept();
      },
      onNextSession: () => {
        this.#start(create, withSound);
      },
      onBegunAgain: () => {
        this.notice = { text: BEGUN_AGAIN, isError: true };
        void this.refresh();
      },
    });
  }

  #onKept(): void {
    if (this.#recorder?.isOutOfRoom) this.notice = { text: NO_ROOM, isError: true };
    this.#tellFailure();
    if (this.#recorder?.isRecording) this.onChange();
    else void this.refresh();
  }

  #tellFailure(): void {
    const failure = this.#store?.failure ?? null;
    if (failure === this.#toldFailure) return;
    this.#toldFailure = failure;
    if (failure) this.notice = { text: failure === 'full' ? FULL : DENIED, isError: true };
    else this.notice = { text: STORED_AGAIN, isError: false };
  }

  #tell(error: unknown): void {
    this.notice = { text: messageOf(error), isError: true };
  }

  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#tell(error);
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
      // It may be gone, and then it is not to be on the list.
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
    // Not in every context does the browser tell.
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
