import { html, nothing, type TemplateResult } from 'lit';
import type { RecordingInfo } from './recording.js';
import { countOf, lengthOf, sizeOf } from './format.js';

export interface RecordCardModel {
  /** What is being recorded; null while nothing is. */
  readonly recording: RecordingInfo | null;
  readonly isWithSound: boolean;
  /** false: it comes from another tab, which does not give it away. */
  readonly hasSound: boolean;
  /** Nothing was said yet: there is nothing to export. */
  readonly isEmpty: boolean;
  readonly isBusy: boolean;
  readonly isExporting: boolean;
  readonly exportForm: () => TemplateResult;
  readonly onRecord: (withSound: boolean) => void;
  readonly onStop: () => void;
  readonly onExport: () => void;
}

/** Starts and stops the recording of the conversation, and says what that means. */
export function recordCard(model: RecordCardModel): TemplateResult {
  return html`
    <section class="card rc-card" aria-label="This conversation">
      <div class="rc-line">${model.recording ? whileRecording(model, model.recording) : beforeRecording(model)}</div>
      <p class="muted">${explanation(model)}</p>
      ${model.isExporting ? model.exportForm() : nothing}
    </section>
  `;
}

function beforeRecording(model: RecordCardModel): TemplateResult {
  const onRecord = ({ currentTarget }: Event): void => {
    const card = (currentTarget as HTMLElement).closest('.rc-card');
    model.onRecord(card?.querySelector<HTMLInputElement>('.rc-with-sound')?.checked ?? false);
  };
  return html`
    <button class="rc-record" aria-pressed="false" @click=${onRecord}><span class="rc-dot"></span>Record</button>
    ${
      model.hasSound
        ? html`<label><input type="checkbox" class="rc-with-sound" /> With sound</label>`
        : html`<span class="muted">Without sound: the other tab does not share it.</span>`
    }
    <span class="spacer"></span>
    <button
      ?disabled=${model.isEmpty || model.isBusy}
      aria-expanded=${model.isExporting}
      title=${model.isEmpty ? 'Nothing was said yet' : ''}
      @click=${model.onExport}
    >
      Export what was said so far…
    </button>
  `;
}

function whileRecording({ onStop, isWithSound }: RecordCardModel, recording: RecordingInfo): TemplateResult {
  const { lengthMs, turns, bytes } = recording;
  return html`
    <button class="rc-record" aria-pressed="true" @click=${onStop}><span class="rc-dot"></span>Stop recording</button>
    <span class="badge live">${isWithSound ? 'Recording with sound' : 'Recording'}</span>
    <span class="number">${lengthOf(lengthMs)} · ${countOf(turns, 'turn')} · ${sizeOf(bytes)}</span>
  `;
}

function explanation({ recording, isWithSound }: RecordCardModel): string {
  if (recording && isWithSound) {
    return 'The microphone is recorded now, also while nobody presses the button, and so is the avatar. All of it stays in this browser.';
  }
  if (recording) return 'Every event and every result of the speech detector is saved in this browser, but no sound.';
  return 'Saves the conversation so far and everything from now on, in this browser only, without tokens and keys. With sound, the microphone is recorded also while nobody presses the button: about 11 MB a minute.';
}
