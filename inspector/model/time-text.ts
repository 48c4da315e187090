/** A moment as `m:ss.mmm`, with hours once there are some; `ms` counts from the beginning. */
export function clockText(ms: number): string {
  const rounded = Math.round(Math.abs(ms));
  const secs = Math.floor(rounded / 1000);
  const minutes = Math.floor(secs / 60);
  const hours = Math.floor(minutes / 60);
  const head = hours > 0 ? `${hours}:${twoDigits(minutes % 60)}` : String(minutes);
  return `${ms < 0 ? '−' : ''}${head}:${twoDigits(secs % 60)}.${String(rounded % 1000).padStart(3, '0')}`;
}

/** A length of time as a person says it: `85 ms`, `2.45 s`, `3:20 min`, `2:05 h`. */
export function lengthText(ms: number): string {
  const sign = ms < 0 ? '−' : '';
  const length = Math.abs(ms);
  // The limits are those of rounding: `1000 ms` and `60.00 s` are never written.
  if (length < 999.5) return `${sign}${Math.round(length)} ms`;
  if (length < 59_995) return `${sign}${(length / 1000).toFixed(2)} s`;
  const secs = Math.round(length / 1000);
  if (secs < 3600) return `${sign}${Math.floor(secs / 60)}:${twoDigits(secs % 60)} min`;
  const minutes = Math.round(secs / 60);
  return `${sign}${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)} h`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}
