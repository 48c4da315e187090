/** The part of a conversation that is shown; page time, ms. */
export interface Viewport {
  readonly fromAt: number;
  readonly toAt: number;
}

const MIN_SPAN_MS = 50;
const MAX_SPAN_MS = 24 * 3600 * 1000;
const MARGIN_SHARE = 0.05;

/** Shows `factor` times as much; what lies at `share` of the width (0 to 1) stays where it is. */
export function zoomed({ fromAt, toAt }: Viewport, factor: number, share: number): Viewport {
  const span = toAt - fromAt;
  const nextSpan = clamp(span * factor, MIN_SPAN_MS, MAX_SPAN_MS);
  const nextFromAt = fromAt + (span - nextSpan) * share;
  return { fromAt: nextFromAt, toAt: nextFromAt + nextSpan };
}

/** Moves by a share of what is shown: 1 is a whole width, later. At least a tenth of the width stays in `extent`. */
export function panned({ fromAt, toAt }: Viewport, share: number, extent: Viewport): Viewport {
  const span = toAt - fromAt;
  const nextFromAt = clamp(fromAt + span * share, extent.fromAt - span * 0.9, extent.toAt - span * 0.1);
  return { fromAt: nextFromAt, toAt: nextFromAt + span };
}

/** All of a stretch, with a little around it. */
export function fitted({ fromAt, toAt }: Viewport): Viewport {
  const span = clamp(toAt - fromAt, MIN_SPAN_MS, MAX_SPAN_MS);
  return { fromAt: fromAt - span * MARGIN_SHARE, toAt: fromAt + span * (1 + MARGIN_SHARE) };
}

/** The same length, moved so that it ends at `toAt` with a little room. */
export function endingAt(viewport: Viewport, toAt: number): Viewport {
  const span = viewport.toAt - viewport.fromAt;
  const end = toAt + span * MARGIN_SHARE;
  return { fromAt: end - span, toAt: end };
}

/** The same viewport if a stretch is wholly in it; otherwise moved to its middle, and wide enough for it. */
export function showing(viewport: Viewport, stretch: Viewport): Viewport {
  if (stretch.fromAt >= viewport.fromAt && stretch.toAt <= viewport.toAt) return viewport;
  const span = viewport.toAt - viewport.fromAt;
  if (stretch.toAt - stretch.fromAt > span) return fitted(stretch);
  const fromAt = (stretch.fromAt + stretch.toAt - span) / 2;
  return { fromAt, toAt: fromAt + span };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
