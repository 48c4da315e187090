import type { PanelFactory, Panel, PanelHost } from '../shell/panels.js';
import { RecordingsModel } from './recordings-model.js';
import { html, type TemplateResult } from 'lit';
import type { Inspection } from '../model/inspection.js';
import type { ExportOptions } from './export-content.js';
import type { RecordingInfo } from './recording.js';
import { exportForm, type ExportFormat } from './export-form.js';
import { messages, paintPlayer, playerBar, playerOf, recordCard } from './cards.js';
import { recordingList, recordingRow, type RowTool } from './recording-list.js';

export { recordingsStyles as styles } from './recordings-styles.js';

/** Keeps conversations, and opens, exports, imports and deletes what was kept. */
export const createPanel: PanelFactory = (inspection, host) =>
  new RecordingsPanel(inspection.model(RecordingsModel), inspection, host);

/** What has tools besides recordings, which go by their ids: the conversation that is looked at, and all together. */
const PRESENT = 'present';
const ALL = 'all';
/** A browser may go on reading a downloaded file for a while, ms. */
const DOWNLOAD_MS = 60_000;

interface FolderPicker {
  /** In Chromium only. */
  showDirectoryPicker?(options: { readonly mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}

/** The list of recordings, what is being recorded or played above it, and what was opened below them. */
export class RecordingsPanel implements Panel {
  readonly #inspection: Inspection;
  readonly #host: PanelHost;
  readonly #model: RecordingsModel;
  #isDropping = false;
  #focusOn = '';

  constructor(model: RecordingsModel, inspection: Inspection, host: PanelHost) {
    this.#inspection = inspection;
    this.#host = host;
    this.#model = model;
    this.#model.onChange = () => {
      host.requestUpdate();
    };
    host.signal.addEventListener('abort', () => (this.#model.onChange = () => undefined), { once: true });
    void this.#model.refresh();
  }

  view(): TemplateResult {
    const { source } = this.#inspection;
    return html`
      <div
        class="rc ${this.#isDropping ? 'rc-dropping' : ''}"
        @dragover=${this.#onDrag}
        @dragleave=${this.#onDrag}
        @drop=${this.#onDrop}
      >
        ${source.kind === 'recording' ? playerBar(source, this.#host) : this.#recordCard()} ${messages(this.#model)}
        ${this.#list()}
      </div>
    `;
  }

  paint(): void {
    const player = playerOf(this.#inspection.source);
    if (player) paintPlayer(player, this.#host.root);
    if (!this.#focusOn) return;
    this.#host.root.querySelector<HTMLElement>(this.#focusOn)?.focus();
    this.#focusOn = '';
  }

  #recordCard(): TemplateResult {
    const model = this.#model;
    const isExporting = this.#toolOf(PRESENT) === 'export';
    return recordCard({
      recording: model.recording,
      isWithSound: model.isWithSound,
      hasSound: this.#inspection.control?.hasSound ?? true,
      isEmpty: this.#inspection.history.records.length === 0,
      isBusy: model.job !== null,
      isExporting,
      exportForm: () => this.#exportForm(null),
      onRecord: (withSound) => void this.#record(withSound),
      onStop: () => void this.#stop(),
      onExport: () => {
        this.#use(PRESENT, isExporting ? null : 'export');
      },
    });
  }

  #list(): TemplateResult {
    const model = this.#model;
    return recordingList({
      recordings: model.recordings,
      quotaBytes: model.quotaBytes,
      isBusy: model.job !== null,
      isUnread: model.isUnread,
      onRead: () => void model.refresh(),
      isDeletingAll: this.#toolOf(ALL) === 'delete',
      row: (recording) => this.#row(recording),
      onPick: () => {
        this.#host.root.querySelector<HTMLInputElement>('.rc-file')?.click();
      },
      onFiles: this.#onFiles,
      onDeleteAll: (isAsking) => {
        this.#use(ALL, isAsking ? 'delete' : null);
      },
      onDeleteAllSure: () => void this.#delete(model.recordings ?? []),
    });
  }

  #row(recording: RecordingInfo): TemplateResult {
    const model = this.#model;
    const live = model.recording?.id === recording.id ? model.recording : null;
    return recordingRow({
      recording: live ?? recording,
      isLive: live !== null,
      isInMemory: model.isInMemory(recording.id),
      isBusy: model.job !== null,
      tool: this.#toolOf(recording.id),
      exportForm: () => this.#exportForm(recording),
      onOpen: () => void this.#look(recording),
      onTool: (tool) => {
        this.#use(recording.id, tool);
      },
      onRename: (name) => {
        this.#use(recording.id, null);
        void model.rename(recording, name);
      },
      onDelete: () => void this.#delete([recording]),
    });
  }

  #exportForm(recording: RecordingInfo | null): TemplateResult {
    return exportForm({
      hasSound: (recording?.header.sounds.length ?? 0) > 0,
      canWriteFolder: this.#folderPicker.showDirectoryPicker !== undefined,
      format: this.#model.format,
      onFormat: (format) => {
        this.#model.format = format;
        this.#host.requestUpdate();
      },
      onExport: (format, options) => void this.#export(recording, format, options),
      onClose: () => {
        this.#use(recording?.id ?? PRESENT, null);
      },
    });
  }

  async #record(withSound: boolean): Promise<void> {
    const isRecording = await this.#model.record(withSound);
    this.#focus('.rc-record');
    if (isRecording) this.#host.announce(withSound ? 'Recording with sound.' : 'Recording.');
  }

  async #stop(): Promise<void> {
    await this.#model.stop();
    this.#focus('.rc-record');
    this.#host.announce('Recording stopped and saved.');
  }

  async #look(recording: RecordingInfo): Promise<void> {
    // Whoever looks at another conversation no longer looks at this one.
    if (this.#model.recording) await this.#stop();
    const source = await this.#model.source(recording);
    if (source) this.#host.open(source);
  }

  async #delete(recordings: readonly RecordingInfo[]): Promise<void> {
    this.#model.opened = null;
    await this.#model.remove(recordings);
    this.#focus('.rc-import');
    this.#host.announce(recordings.length === 1 ? 'Deleted.' : 'All deleted.');
  }

  async #export(recording: RecordingInfo | null, format: ExportFormat, options: ExportOptions): Promise<void> {
    const page = this.#host.root.ownerDocument;
    if (format === 'folder') {
      const folder = await this.#pickFolder();
      if (!folder || !(await this.#model.exportInto(folder, recording, options))) return;
    } else {
      const file = await this.#model.export(recording, format, options);
      if (!file) return;
      download(file, page);
    }
    this.#use(recording?.id ?? PRESENT, null);
    this.#host.announce('Exported.');
  }

  async #import(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const recording = await this.#model.import(files);
    if (!recording) return;
    this.#focus(`[data-id='${recording.id}'] button`);
    this.#host.announce(`${recording.header.name} is imported.`);
  }

  get #folderPicker(): FolderPicker {
    // TypeScript's window knows only what every browser has.
    return this.#host.window as FolderPicker;
  }

  async #pickFolder(): Promise<FileSystemDirectoryHandle | null> {
    try {
      return (await this.#folderPicker.showDirectoryPicker?.({ mode: 'readwrite' })) ?? null;
    } catch {
      // The person has changed their mind.
      return null;
    }
  }

  #toolOf(id: string): RowTool | null {
    const { opened } = this.#model;
    return opened?.[0] === id ? opened[1] : null;
  }

  /** Opens a tool, and goes there; closes it, and goes back to its button. */
  #use(id: string, tool: RowTool | null): void {
    const row = id === PRESENT ? '.rc-card' : `[data-id='${id}']`;
    this.#model.opened = tool && [id, tool];
    if (tool) this.#focus(tool === 'delete' ? '.rc-confirm' : `${row} .rc-form :is(select, input)`);
    else this.#focus(id === ALL ? '.rc-import' : `${row} button`);
    this.#host.requestUpdate();
  }

  #focus(selector: string): void {
    this.#focusOn = selector;
    this.#host.requestUpdate();
  }

  readonly #onFiles = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    const files = Array.from(input.files ?? []);
    // The same file may be picked again.
    input.value = '';
    void this.#import(files);
  };

  readonly #onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const isDropping = event.type === 'dragover';
    if (isDropping === this.#isDropping) return;
    this.#isDropping = isDropping;
    this.#host.requestUpdate();
  };

  readonly #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.#isDropping = false;
    void this.#import(Array.from(event.dataTransfer?.files ?? []));
    this.#host.requestUpdate();
  };
}

/** Offers a file to the person as a download. */
function download(file: File, page: Document): void {
  const link = page.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, DOWNLOAD_MS);
}
