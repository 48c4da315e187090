import { html, type TemplateResult } from 'lit';
import type { Player, Speed } from './recording-source.js';
import type { Source } from '../model/source.js';
import type { PanelHost } from '../shell/panel.js';
import { lengthOf } from './format.js';

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
