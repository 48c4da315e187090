import type { Colour } from '../shell/palette.js';
import { paintBar, xOf, type Row, type Scene } from './scene.js';
import type { Timeline } from './timeline.js';
import type { PlacedPause } from './user-turns.js';

/** What is behind the height of a pause, as a share of its colour. */
const GROUND_ALPHA = 0.2;
const DASH_PX = [3, 3];

/** Each pause as high as the turn sounded complete, with a line at the silence that ends it. */
export function paintPauses(scene: Scene, row: Row, timeline: Timeline): void {
  const { fromAt: leftAt, toAt: rightAt } = scene.viewport;
  for (const { pauses } of timeline.turns) {
    for (const pause of pauses) {
      const toAt = timeline.endOf(pause);
      const dueAt = pause.fromAt + pause.silenceMs;
      if (Math.max(toAt, dueAt) < leftAt || pause.fromAt > rightAt) continue;
      if (pause.completeness === null) paintUnanswered(scene, row, pause, toAt);
      else paintAnswered(scene, row, { ...pause, completeness: pause.completeness }, toAt);
      paintDue(scene, row, toAt, dueAt, colourOf(pause));
    }
  }
}

function colourOf({ completeness, outcome }: PlacedPause): Colour {
  if (completeness === null) return 'warn';
  return outcome === 'ended' ? 'accent' : 'kind-user';
}

function paintAnswered(
  scene: Scene,
  row: Row,
  pause: PlacedPause & { readonly completeness: number },
  toAt: number,
): void {
  const { context, palette } = scene;
  const { fromAt, completeness } = pause;
  const [left, right] = [xOf(scene, fromAt), Math.max(xOf(scene, toAt), xOf(scene, fromAt) + 2)];
  const height = Math.max(1, row.height * completeness);
  context.fillStyle = palette[colourOf(pause)];
  context.globalAlpha = GROUND_ALPHA;
  context.fillRect(left, row.top, right - left, row.height);
  context.globalAlpha = 1;
  context.fillRect(left, row.top + row.height - height, right - left, height);
}

function paintUnanswered(scene: Scene, row: Row, { fromAt }: PlacedPause, toAt: number): void {
  scene.context.setLineDash(DASH_PX);
  paintBar(scene, row, { fromAt, toAt, colour: 'warn', look: 'outline' });
  scene.context.setLineDash([]);
}

// Where nobody waited so long, a thin line leads from the pause to where it would have ended.
function paintDue(scene: Scene, { top, height }: Row, toAt: number, dueAt: number, colour: Colour): void {
  const { context, palette } = scene;
  const [end, due] = [xOf(scene, toAt), Math.round(xOf(scene, dueAt))];
  context.fillStyle = palette[colour];
  if (due > end) context.fillRect(end, top + height - 1, due - end, 1);
  context.fillStyle = palette.text;
  context.fillRect(due - 1, top - 2, 2, height + 4);
}
