import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Inspection } from '../model/inspection.js';
import type { Panel, PanelFactory, PanelHost } from '../shell/panels.js';
import { TimelinePointer, moveByKey } from './timeline-input.js';
import { type Reading, TimelinePainter } from './timeline-painter.js';
import { Timeline } from './timeline.js';
import { turnListView, waterfallView } from './turn-views.js';
import { endText, sourceText } from './user-turns.js';
import { figuresOf } from './waits.js';

const ZOOM = 2;

const FIELDS: readonly (readonly [keyof Reading, string])[] = [
  ['time', 'Time'],
  ['turn', 'Turn'],
  ['phase', 'Phase'],
  ['speech', 'Speech'],
  ['volume', 'Volume'],
  ['pause', 'Pause'],
  ['gate', 'Gate'],
  ['avatar', 'Avatar'],
  ['lock', 'Lock'],
  ['connection', 'Connection'],
];

export { timelineStyles as styles } from './timeline-styles.js';

/** Everything on one clock, every wait of one turn below it, and all turns below that. */
export const createPanel: PanelFactory = (inspection, host) =>
  new TimelinePanel(inspection.model(Timeline), inspection, host);

class TimelinePanel implements Panel {
  readonly #inspection: Inspection;
  readonly #host: PanelHost;
  readonly #timeline: Timeline;
  readonly #pointer: TimelinePointer;
  readonly #painter: TimelinePainter;

  constructor(timeline: Timeline, inspection: Inspection, host: PanelHost) {
    this.#inspection = inspection;
    this.#host = host;
    this.#timeline = timeline;
    this.#pointer = new TimelinePointer(timeline);
    this.#painter = new TimelinePainter(inspection, timeline, host);
  }

  view(): TemplateResult {
    const timeline = this.#timeline;
    timeline.update();
    if (!timeline.extent) return emptyView();
    const { turns, shownTurn, fold } = timeline;
    const { selection } = this.#inspection;
    return html`
      ${this.#tools()} ${this.#stage()} ${readout(timeline.hasPauses)} ${timelineHelp()}
      ${guard([turns, shownTurn], () => this.#waterfall())}
      ${guard([turns, fold.refusals, selection, timeline.maxRows], () => this.#list())}
    `;
  }

  paint(): void {
    this.#timeline.update();
    this.#painter.paint();
  }

  #tools(): TemplateResult {
    const timeline = this.#timeline;
    const follow = html`<button
      aria-pressed=${timeline.isFollowing}
      @click=${() => this.#do(() => timeline.follow(!timeline.isFollowing))}
    >
      Live
    </button>`;
    return html`<div class="toolbar">
      ${this.#inspection.control ? follow : nothing}
      <button @click=${() => this.#do(() => timeline.fitAll())}>Show all</button>
      <button ?disabled=${!timeline.shownTurn} @click=${() => this.#do(() => timeline.fitTurn(timeline.shownTurn))}>
        Show turn
      </button>
      <button aria-label="Zoom out" @click=${() => this.#do(() => timeline.zoom(ZOOM))}>−</button>
      <button aria-label="Zoom in" @click=${() => this.#do(() => timeline.zoom(1 / ZOOM))}>+</button>
      <span class="spacer"></span>
      <span class="tl-span number muted"></span>
    </div>`;
  }

  #stage(): TemplateResult {
    const pointer = this.#pointer;
    return html`<div
      class="tl-stage"
      role="slider"
      tabindex="0"
      aria-label="Moment on the timeline"
      aria-valuemin="0"
      aria-valuenow="0"
      aria-valuemax="0"
      @keydown=${this.#onKey}
      @pointerdown=${(event: PointerEvent) => pointer.down(event)}
      @pointermove=${(event: PointerEvent) => this.#do(() => pointer.move(event))}
      @pointerup=${(event: PointerEvent) => this.#do(() => pointer.up(event))}
      @pointercancel=${(event: PointerEvent) => pointer.up(event)}
      @pointerleave=${() => pointer.leave()}
      @wheel=${this.#onWheel}
      @dblclick=${this.#onDoubleClick}
    >
      <canvas class="tl-canvas"></canvas><i class="tl-cursor" hidden></i>
    </div>`;
  }

  #waterfall(): TemplateResult | typeof nothing {
    const timeline = this.#timeline;
    const { turns, shownTurn: turn } = timeline;
    if (!turn) return nothing;
    return waterfallView({
      turn,
      figures: figuresOf(turns, turn),
      hasPrevious: turn !== turns[0],
      hasNext: turn !== turns.at(-1),
      step: (step) => timeline.selectNext(step),
      select: (turnId) => this.#inspection.select({ turnId, seq: null }),
    });
  }

  #list(): TemplateResult {
    const { turns, fold, extent, maxRows } = this.#timeline;
    const { selection } = this.#inspection;
    return turnListView({
      turns,
      refusals: fold.refusals,
      selectedTurn: selection.turnId,
      selectedSeq: selection.seq,
      originAt: extent?.fromAt ?? 0,
      limit: maxRows,
      selectTurn: (turnId) => this.#inspection.select({ turnId, seq: null }),
      selectRefusal: (seq) => this.#inspection.select({ turnId: null, seq }),
      showMore: () => this.#do(() => this.#timeline.showMoreRows()),
    });
  }

  #do(act: () => void): void {
    const { isFollowing, maxRows } = this.#timeline;
    act();
    // All else that it changes is on the canvas, which is painted anyway.
    if (isFollowing !== this.#timeline.isFollowing || maxRows !== this.#timeline.maxRows) this.#host.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { shownTurn } = this.#timeline;
    this.#do(() => {
      if (moveByKey(this.#timeline, event)) event.preventDefault();
    });
    const turn = this.#timeline.shownTurn;
    if (turn && turn !== shownTurn) {
      this.#host.announce(`Turn ${turn.timing.turnId}, by ${sourceText(turn)}, ${endText(turn)}`);
    }
  };

  readonly #onWheel = (event: WheelEvent): void => {
    this.#do(() => {
      if (this.#pointer.wheel(event)) event.preventDefault();
    });
  };

  readonly #onDoubleClick = (): void => {
    const { cursor } = this.#timeline;
    const turn = cursor === null ? undefined : this.#timeline.turnAt(this.#timeline.atOf(cursor));
    this.#do(() => this.#timeline.fitTurn(turn));
  };
}

function emptyView(): TemplateResult {
  return html`<p class="empty">
    Nothing has happened yet. Start the conversation and say something: what is heard, and every wait, is drawn here.
  </p>`;
}

function readout(hasPauses: boolean): TemplateResult {
  const fields = FIELDS.filter(([name]) => hasPauses || name !== 'pause').map(
    ([name, label]) =>
      html`<div>
        <dt>${label}</dt>
        <dd class="number" data-reading=${name}></dd>
      </div>`,
  );
  return html`<dl class="tl-readout">${fields}</dl>`;
}

/** How to read and how to move the timeline, folded away. */
function timelineHelp(): TemplateResult {
  return html`<details class="tl-help">
    <summary>How to read it, and keys</summary>
    <dl>
      <dt>Button</dt>
      <dd>Held, in the colour of the turn. An outline: held, but refused. ✕: a press was refused.</dd>
      <dt>Gate</dt>
      <dd>Outline: it is wanted open. Red: sound does go through. They should agree.</dd>
      <dt>Speech, Level</dt>
      <dd>How sure the detector is, and how loud it was over the noise of the room. Dashed: what counts as speech.</dd>
      <dt>Pauses</dt>
      <dd>
        Each pause that the turn analyzer judged, as high as the turn sounded complete. The upright line: when that much
        silence ends it. A dashed outline: no answer, so silence alone decided.
      </dd>
      <dt>What if</dt>
      <dd>
        Where turns would end with the settings being tried. A slanted line goes from the end that was. Red: cut off.
      </dd>
      <dt>Waiting</dt>
      <dd>The start or stop of a turn was sent and is not confirmed yet. Red: it failed.</dd>
      <dt>Messages</dt>
      <dd>Sent above, received below.</dd>
      <dt>← →</dt>
      <dd>Move along, with Shift faster. With Alt: move the line that values are read at.</dd>
      <dt>↑ ↓</dt>
      <dd>Previous and next turn. Enter selects what is at the line, Escape takes the line away.</dd>
      <dt>+ − 0</dt>
      <dd>
        Zoom in, out, show all. Also Ctrl and wheel, or two fingers. A double click shows a turn as large as it goes.
      </dd>
    </dl>
  </details>`;
}
