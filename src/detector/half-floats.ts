/**
 * Numbers in half precision, from base64 of all their high bytes and then all their low ones.
 * @throws RangeError when they are not as many as they should be, DOMException when the text is damaged.
 */
export function decodeNumbers(text: string, count: number): Float32Array {
  const bytes = atob(text);
  if (bytes.length !== 2 * count) throw new RangeError(`There are ${bytes.length} bytes where ${2 * count} should be.`);
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    numbers[i] = halfFloat((bytes.charCodeAt(i) << 8) | bytes.charCodeAt(count + i));
  }
  return numbers;
}

/** https://en.wikipedia.org/wiki/Half-precision_floating-point_format; infinities are not among the numbers. */
function halfFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const mantissa = half & 1023;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25);
}
