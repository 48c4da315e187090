/** Where a volume stands on the ring, 0 to 1: below 0.4 (-70 dBFS) lie converters and dither. */
export function shownVolume(volume: number): number {
  return Math.min(1, Math.max(0, (volume - 0.4) / 0.6));
}
