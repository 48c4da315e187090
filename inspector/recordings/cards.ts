import { html, nothing, type TemplateResult } from 'lit';
import type { RecordingInfo } from './recording.js';
import { countOf, lengthOf, sizeOf, type Job, type Notice } from './recordings-words.js';
import type { Player, Speed } from './recording-source.js';
import type { Source } from '../model/source.js';
import type { PanelHost } from '../shell/panels.js';

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

const SPEEDS: readonly (readonly [Speed, string])[] = [
  [1, 'As fast as it was'],
  [4, 'Four times as fast'],
  ['at-once', 'At once'],
];

/** What goes through a recording, if that is what is looked at. */
export function playerOf(source: Source): (Source & Player) | null {
  // No other source of this kind has such a method.
  return source.kind === 'recording' && 'seek' in source ? (source as Source & Player) : null;
}

/** Plays a recording that is looked at: all panels show it as if it happened now. `paintPlayer` fills in the position. */
export function playerBar(source: Source, host: PanelHost): TemplateResult {
  const player = playerOf(source);
  return html`
    <section class="card rc-card" aria-label="Recording that is open">
      <div class="rc-line">
        <p class="rc-name">${source.label}</p>
        <span class="spacer"></span>
        <button
          @click=${() => {
            host.open(null);
          }}
        >
          Close, back to the page
        </button>
      </div>
      ${player ? controls(player, host) : ''}
      <p class="muted">
        It goes through the real machine again. Look at it in the other tabs: in Tuning, settings can be tried on it.
      </p>
    </section>
  `;
}

/** Moves what shows the position: it changes with each frame of the display, also when nothing was said. */
export function paintPlayer({ positionMs, lengthMs, isPlaying }: Player, root: ShadowRoot): void {
  const seek = root.querySelector<HTMLInputElement>('.rc-seek');
  const position = root.querySelector('.rc-position');
  const play = root.querySelector<HTMLButtonElement>('.rc-play');
  if (!seek || !position || !play) return;
  const text = lengthOf(positionMs);
  seek.value = String(positionMs);
  if (position.textContent !== text) {
    position.textContent = text;
    seek.ariaValueText = `${text} of ${lengthOf(lengthMs)}`;
  }
  const label = isPlaying ? 'Pause' : 'Play';
  if (play.textContent !== label) play.textContent = label;
}

function controls(player: Player, host: PanelHost): TemplateResult {
  const { speed, lengthMs } = player;
  const chosen = speed === 'at-once' ? 1 : speed;
  const playAt = (next: Speed): void => {
    player.play(next);
    host.requestUpdate();
  };
  const onPlay = ({ currentTarget }: Event): void => {
    if (player.isPlaying) player.pause();
    else playAt(speedIn((currentTarget as HTMLElement).closest('.rc-line')));
    host.requestUpdate();
  };
  const onSpeed = ({ currentTarget }: Event): void => {
    if (player.isPlaying) playAt(speedIn((currentTarget as HTMLElement).closest('.rc-line')));
  };
  const onSeek = ({ currentTarget }: Event): void => {
    player.seek(Number((currentTarget as HTMLInputElement).value));
    host.requestUpdate();
  };
  const options = SPEEDS.map(
    ([value, label]) => html`<option value=${value} ?selected=${value === chosen}>${label}</option>`,
  );
  return html`<div class="rc-line">
    <button class="primary rc-play" @click=${onPlay}>Play</button>
    <select class="rc-speed" aria-label="How fast" @change=${onSpeed}>
      ${options}
    </select>
    <input
      class="rc-seek"
      type="range"
      min="0"
      max=${Math.max(1, Math.ceil(lengthMs))}
      step="1"
      aria-label="Position"
      @input=${onSeek}
    />
    <span class="number"><span class="rc-position"></span> / ${lengthOf(lengthMs)}</span>
  </div>`;
}

function speedIn(line: Element | null): Speed {
  const value = line?.querySelector<HTMLSelectElement>('.rc-speed')?.value;
  return SPEEDS.find(([speed]) => String(speed) === value)?.[0] ?? 1;
}

/** What the panel reports. */
interface Messages {
  readonly notice: Notice | null;
  readonly job: Job | null;
  dismiss(): void;
}

/** The notice, and the job that is under way. */
export function messages(model: Messages): TemplateResult {
  return html`${noticeView(model)} ${jobView(model)}`;
}

function noticeView(model: Messages): TemplateResult | typeof nothing {
  const { notice } = model;
  if (!notice) return nothing;
  const onDismiss = (): void => {
    model.dismiss();
  };
  return html`<div class="card rc-notice ${notice.isError ? 'error' : ''}" role=${notice.isError ? 'alert' : 'status'}>
    <p>${notice.text}</p>
    <button class="plain" aria-label="Dismiss" @click=${onDismiss}>✕</button>
  </div>`;
}

function jobView({ job }: Messages): TemplateResult | typeof nothing {
  if (!job) return nothing;
  return html`<div class="card rc-line rc-job">
    <span>${job.text}…</span>
    <progress aria-label=${job.text} max="1" .value=${job.share}></progress>
    <button @click=${job.cancel}>Cancel</button>
  </div>`;
}
