import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Inspection } from '../../inspection.js';
import type { ExportOptions } from '../../recordings/recording-parts.js';
import type { KeptRecording } from '../../recordings/shelf.js';
import type { Panel, PanelFactory, PanelHost } from '../panel.js';
import { exportForm, type ExportFormat } from './export-form.js';
import { playerBar, playerOf } from './player-bar.js';
import { recordCard } from './record-card.js';
import { deskOf, type RecordingDesk } from './recording-desk.js';
import { confirmation, recordingRow, type RowTool } from './recording-row.js';
import { download } from './download.js';
import { countOf, sizeOf } from './words.js';

export { recordingsStyles } from './recordings-styles.js';

/** Keeps conversations, and opens, exports, imports and deletes what was kept. */
export const recordingsPanel: PanelFactory = (inspection, host) => new RecordingsPanel(inspection, host);

/** The conversation that is looked at, among the ids of recordings. */
const PRESENT = 'present';
const ALL = 'all';

type FolderPicker = (options: { readonly mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;

class RecordingsPanel implements Panel {
  readonly #inspection: Inspection;
  readonly #host: PanelHost;
  readonly #desk: RecordingDesk;
  // Which recording has something open below it, and what.
  #open: readonly [id: string, tool: RowTool] | null = null;
  #format: ExportFormat = 'zip';
  #isDropping = false;
  #focusOn = '';
  #position = -1;

  constructor(inspection: Inspection, host: PanelHost) {
    this.#inspection = inspection;
    this.#host = host;
    this.#desk = deskOf(inspection);
    this.#desk.onChange = () => {
      host.requestUpdate();
    };
    host.signal.addEventListener('abort', () => (this.#desk.onChange = () => undefined), { once: true });
    void this.#desk.refresh();
  }

  view(): TemplateResult {
    const { source } = this.#inspection;
    return html`
      <div
        class="rc ${this.#isDropping ? 'rc-dropping' : ''}"
        @dragover=${this.#onDrag}
        @dragleave=${this.#onDragEnd}
        @drop=${this.#onDrop}
      >
        ${source.kind === 'recording' ? playerBar(source, this.#host) : this.#recordCard()} ${this.#noticeView()}
        ${this.#jobView()} ${this.#listView()}
      </div>
    `;
  }

  paint(): void {
    const position = playerOf(this.#inspection.source)?.positionMs ?? -1;
    if (position !== this.#position) this.#host.requestUpdate();
    this.#position = position;
    if (!this.#focusOn) return;
    this.#host.root.querySelector<HTMLElement>(this.#focusOn)?.focus();
    this.#focusOn = '';
  }

  #recordCard(): TemplateResult {
    const desk = this.#desk;
    return recordCard({
      recording: desk.recording,
      isWithSound: desk.isWithSound,
      isEmpty: this.#inspection.history.records.length === 0,
      isBusy: desk.job !== null,
      isExporting: this.#isOpen(PRESENT, 'export'),
      exportForm: () => this.#exportForm(null),
      onRecord: (withSound) => {
        void desk.record(withSound).then(() => {
          this.#say(withSound ? 'Recording with sound.' : 'Recording.');
        });
      },
      onStop: () => {
        void desk.stop().then(() => {
          this.#say('Recording stopped and kept.');
        });
      },
      onExport: () => {
        this.#toggle(PRESENT, this.#isOpen(PRESENT, 'export') ? null : 'export');
      },
    });
  }

  #noticeView(): TemplateResult | typeof nothing {
    const { notice } = this.#desk;
    if (!notice) return nothing;
    return html`<div class="card rc-notice ${notice.isError ? 'error' : ''}" role=${notice.isError ? 'alert' : 'status'}>
      <p>${notice.text}</p>
      <button
        class="plain"
        aria-label="Dismiss"
        @click=${() => {
          this.#desk.dismiss();
        }}
      >
        ✕
      </button>
    </div>`;
  }

  #jobView(): TemplateResult | typeof nothing {
    const { job } = this.#desk;
    if (!job) return nothing;
    return html`<div class="card rc-line rc-job">
      <span>${job.text}</span>
      <progress aria-label=${job.text} max="1" .value=${job.share}></progress>
      <button @click=${job.cancel}>Cancel</button>
    </div>`;
  }

  #listView(): TemplateResult {
    const { recordings, job } = this.#desk;
    const others = (recordings ?? []).filter(({ id }) => id !== this.#desk.recording?.id);
    return html`
      <div class="rc-line">
        <h3>Kept recordings</h3>
        <span class="muted">${this.#storageText(recordings ?? [])}</span>
        <span class="spacer"></span>
        <button ?disabled=${job !== null} @click=${this.#onPick}>Import…</button>
        <input class="rc-file" type="file" multiple hidden aria-label="Recording to import" @change=${this.#onFiles} />
        ${
          others.length > 1
            ? html`<button
                ?disabled=${job !== null}
                aria-expanded=${this.#isOpen(ALL, 'delete')}
                @click=${() => {
                  this.#toggle(ALL, this.#isOpen(ALL, 'delete') ? null : 'delete');
                }}
              >
                Delete all
              </button>`
            : nothing
        }
      </div>
      ${
        this.#isOpen(ALL, 'delete')
          ? confirmation(
              `Delete ${countOf(others.length, 'recording')} for good?`,
              () => {
                this.#delete(others);
              },
              () => {
                this.#toggle(ALL, null);
              },
            )
          : nothing
      }
      ${this.#rows(recordings)}
    `;
  }

  #rows(recordings: readonly KeptRecording[] | null): TemplateResult {
    if (!recordings) return html`<p class="empty" aria-busy="true">Looking for recordings…</p>`;
    if (recordings.length === 0) {
      return html`<p class="empty">
        Nothing is kept yet. Press Record before you talk, or drop a recording here that somebody gave you.
      </p>`;
    }
    const rows = repeat(
      recordings,
      ({ id }) => id,
      (recording) => this.#row(recording),
    );
    return html`<ul class="rc-list">
      ${rows}
    </ul>`;
  }

  #row(recording: KeptRecording): TemplateResult {
    const { id } = recording;
    const desk = this.#desk;
    return recordingRow({
      recording: id === desk.recording?.id ? desk.recording : recording,
      isLive: id === desk.recording?.id,
      isInMemory: desk.isInMemory(id),
      isBusy: desk.job !== null,
      tool: this.#open?.[0] === id ? this.#open[1] : null,
      exportForm: () => this.#exportForm(recording),
      onOpen: () => void this.#look(recording),
      onTool: (tool) => {
        this.#toggle(id, tool);
      },
      onRename: (name) => {
        this.#toggle(id, null);
        void desk.rename(recording, name);
      },
      onDelete: () => {
        this.#delete([recording]);
      },
    });
  }

  #exportForm(recording: KeptRecording | null): TemplateResult {
    return exportForm({
      hasSound: (recording?.header.sounds.length ?? 0) > 0,
      canWriteFolder: this.#folderPicker !== null,
      format: this.#format,
      onFormat: (format) => {
        this.#format = format;
        this.#host.requestUpdate();
      },
      onExport: (format, options) => {
        void this.#export(recording, format, options);
      },
      onClose: () => {
        this.#toggle(recording?.id ?? PRESENT, null);
      },
    });
  }
}
