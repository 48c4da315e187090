import type { Inspection } from '../model/inspection.js';
import { turnColour, type Colour } from '../shell/palette.js';
import type { PlacedTurn } from '../what-if/what-if.js';
import {
  paintAxis,
  GAP_PX,
  GUTTER_PX,
  type Row,
  type Rows,
  type RowName,
  paintBar,
  paintLine,
  xOf,
  type Bar,
  type Scene,
} from './scene.js';
import { paintPauses } from './paint-pauses.js';
import { paintLevel, paintSpeech, paintTrueGate } from './paint-curves.js';
import { firstWhere } from '../model/sorted.js';
import type { Span, TrackName, WireMoment } from './timeline-fold.js';
import type { Timeline } from './timeline.js';
import { lengthText } from '../model/time-text.js';
import type { UserTurn } from './user-turns.js';

/** A turn's end that would move by less than this, ms, is the same. */
const SAME_END_MS = 40;
/** An end that is written after its bar needs this much room, px. */
const ENDING_PX = 90;

type Looks = Pick<Bar, 'colour' | 'look'> & { readonly text?: string };

/** Paints all rows of a conversation as the timeline shows it; the whole canvas, from nothing. */
export function paintTimeline(scene: Scene, rows: Rows, inspection: Inspection, timeline: Timeline): void {
  const { context, width } = scene;
  const { history, selection } = inspection;
  const { fold, turns } = timeline;
  context.clearRect(0, 0, GUTTER_PX + width, rows.height);
  paintAxis(scene, rows, timeline.extent?.fromAt ?? 0);
  context.save();
  context.beginPath();
  context.rect(GUTTER_PX, 0, width, rows.height);
  context.clip();
  paintSelectedTurn(scene, rows.height, turns, selection.turnId);
  const inRow = (name: RowName, paint: (row: Row) => void): void => {
    const row = rows.rows.get(name);
    if (row) paint(row);
  };
  inRow('gate', (row) => paintTrueGate(scene, row, history));
  inRow('speech', (row) => paintSpeech(scene, row, history, fold.thresholds));
  inRow('level', (row) => paintLevel(scene, row, history, fold.thresholds));
  // The literal is typed by its own keys.
  for (const name of Object.keys(LOOKS) as TrackName[]) inRow(name, (row) => paintTrack(scene, row, timeline, name));
  inRow('held', (row) => paintRefusals(scene, row, timeline));
  inRow('user', (row) => paintTurns(scene, row, timeline));
  inRow('pauses', (row) => paintPauses(scene, row, timeline));
  inRow('what-if', (row) => paintWhatIf(scene, row, timeline.whatIf?.turns ?? [], timeline));
  inRow('wire', (row) => paintWire(scene, row, fold.wire));
  const { selectedAt } = timeline;
  if (selectedAt !== null) paintLine(scene, selectedAt, 'accent', rows.height);
  context.restore();
}

const LOOKS: Readonly<Record<TrackName, (span: Span) => Looks>> = {
  held: ({ kind, turnId }) =>
    kind === 'held' ? { colour: turnColour(turnId ?? 0), look: 'solid' } : { colour: 'warn', look: 'outline' },
  gate: () => ({ colour: 'muted', look: 'outline' }),
  avatar: ({ kind }) => ({ colour: 'good', look: kind === 'speaking' ? 'solid' : 'faint', text: kind }),
  lock: ({ turnId }) => ({ colour: 'warn', look: 'faint', text: `waits for turn ${turnId ?? '?'}` }),
  connection: ({ kind }) => ({ ...connectionLooks(kind), text: kind }),
  waits: ({ kind, ending }) => ({ colour: ending ? 'live' : 'kind-sent', look: 'solid', text: kind }),
};

function connectionLooks(kind: string): Looks {
  if (kind === 'connected') return { colour: 'good', look: 'faint' };
  return kind === 'failed' ? { colour: 'live', look: 'solid' } : { colour: 'warn', look: 'solid' };
}

function paintTrack(scene: Scene, row: Row, timeline: Timeline, name: TrackName): void {
  const track = timeline.fold.tracks[name];
  const { spans } = track;
  let paintedTo = -Infinity;
  for (let i = track.indexAt(scene.viewport.fromAt); i < spans.length; i++) {
    const span = spans[i];
    if (!span || span.fromAt > scene.viewport.toAt) return;
    const toAt = timeline.endOf(span);
    // Of many in one pixel the first stands for all.
    const right = Math.floor(xOf(scene, toAt));
    if (right <= paintedTo) continue;
    paintedTo = right;
    const isRoomy = xOf(scene, spans[i + 1]?.fromAt ?? Infinity) - right > ENDING_PX;
    paintBar(scene, row, { ...LOOKS[name](span), fromAt: span.fromAt, toAt, ending: isRoomy ? span.ending : '' });
  }
}

function paintTurns(scene: Scene, row: Row, timeline: Timeline): void {
  for (const turn of timeline.turns) {
    const { turnId, discardReason } = turn.timing;
    const look = discardReason ? 'outline' : 'solid';
    const toAt = timeline.endOf(turn);
    paintBar(scene, row, { fromAt: turn.fromAt, toAt, colour: turnColour(turnId), look, text: String(turnId) });
  }
}

function paintWhatIf(scene: Scene, row: Row, wouldBe: readonly PlacedTurn[], timeline: Timeline): void {
  const { fromAt: leftAt, toAt: rightAt } = scene.viewport;
  for (const { startAt: fromAt, endAt, resumedAfterMs } of wouldBe) {
    const toAt = timeline.endOf({ fromAt, toAt: endAt });
    if (toAt < leftAt || fromAt > rightAt) continue;
    const was = endAt === null ? null : endedAt(timeline.turns, fromAt, endAt);
    const colour: Colour = resumedAfterMs === null ? 'accent' : 'live';
    if (was !== null && Math.abs(toAt - was) >= SAME_END_MS) {
      const text = `${toAt > was ? '+' : ''}${lengthText(toAt - was)}`;
      paintBar(scene, row, { fromAt, toAt, colour, look: 'faint', text });
      paintMove(scene, row, was, toAt, colour);
    } else paintBar(scene, row, { fromAt, toAt, colour, look: 'outline' });
  }
}

// When the turn ended that was there at that time; null when there was none, or it goes on.
function endedAt(turns: readonly UserTurn[], fromAt: number, toAt: number): number | null {
  const turn = turns[firstWhere(turns.length, (i) => (turns[i]?.toAt ?? Infinity) > fromAt)];
  return turn && turn.fromAt < toAt ? turn.toAt : null;
}

// From where the turn ended to where it would have ended.
function paintMove(scene: Scene, { top, height }: Row, was: number, end: number, colour: Colour): void {
  const { context, palette } = scene;
  context.strokeStyle = palette[colour];
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(xOf(scene, was), top - GAP_PX);
  context.lineTo(xOf(scene, end), top);
  context.lineTo(xOf(scene, end), top + height);
  context.stroke();
}

function paintRefusals(scene: Scene, { top, height }: Row, { fold: { refusals } }: Timeline): void {
  const { context, palette } = scene;
  context.fillStyle = palette.live;
  for (const { at } of refusals) context.fillText('✕', xOf(scene, at) - 4, top + height / 2);
}

// Sent above, received below.
function paintWire(scene: Scene, { top, height }: Row, wire: readonly WireMoment[]): void {
  const { context, palette, viewport } = scene;
  const half = height / 2;
  const painted = { sent: -Infinity, received: -Infinity };
  for (let i = firstWhere(wire.length, (index) => (wire[index]?.at ?? 0) >= viewport.fromAt); i < wire.length; i++) {
    const moment = wire[i];
    if (!moment || moment.at > viewport.toAt) return;
    const x = Math.floor(xOf(scene, moment.at));
    const side = moment.isSent ? 'sent' : 'received';
    if (x <= painted[side]) continue;
    painted[side] = x;
    context.fillStyle = palette[moment.isSent ? 'kind-sent' : 'kind-received'];
    context.fillRect(x, moment.isSent ? top : top + half + 1, 2, half - 1);
  }
}

function paintSelectedTurn(scene: Scene, height: number, turns: readonly UserTurn[], turnId: number | null): void {
  const turn = turns.findLast(({ timing }) => timing.turnId === turnId);
  if (!turn) return;
  const { context, palette } = scene;
  const left = xOf(scene, Math.min(turn.fromAt, turn.timing.pressedAt));
  context.fillStyle = palette.accent;
  context.globalAlpha = 0.1;
  context.fillRect(left, 0, Math.max(2, xOf(scene, turn.untilAt) - left), height);
  context.globalAlpha = 1;
}
