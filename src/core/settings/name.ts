/** Whether something can be the name of what anybody may bring: lower-case, then letters, digits, `_`, `.` and `-`. */
export function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][\w.-]*$/.test(value);
}
