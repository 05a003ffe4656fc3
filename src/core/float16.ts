/**
 * IEEE 754 half precision, as F16 tensors and the scales of quantized blocks use it.
 */
const LARGEST = 65_504;
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The nearest half to `value` as its 16 bits, ties to even; values out of range become the largest half. */
export function float16Bits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  single[0] = Math.min(LARGEST, Math.max(-LARGEST, value));
  const pattern = bits[0] ?? 0;
  const sign = (pattern >>> 16) & 0x8000;
  const exponent = ((pattern >>> 23) & 0xff) - 127;
  const fraction = pattern & 0x7fffff;
  if (exponent >= -14) return sign | ((((exponent + 15) << 10) | 0) + roundShift(fraction, 13));
  if (exponent < -25) return sign;
  return sign | roundShift(fraction | 0x800000, -1 - exponent);
}

/** The value of a half's 16 bits; subnormal, infinite and none-number patterns included. */
export function float16Value(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 31;
  const fraction = pattern & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

let table: Float32Array | undefined;

/** The value of each of the 65,536 patterns: for many numbers, looking up is several times as fast. */
export function float16Table(): Float32Array {
  table ??= Float32Array.from({ length: 65_536 }, (_, pattern) => float16Value(pattern));
  return table;
}

/** `value / 2^shift`, rounded to the nearest whole number, ties to even; a carry runs on into the exponent. */
function roundShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}
