/** A UUID; also on plain http, where there is no `crypto.randomUUID`. https://www.rfc-editor.org/rfc/rfc9562#section-5.4 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte, i) => {
    const marked = i === 6 ? (byte & 15) | 64 : i === 8 ? (byte & 63) | 128 : byte;
    return (i > 3 && i < 11 && i % 2 === 0 ? '-' : '') + marked.toString(16).padStart(2, '0');
  }).join('');
}
