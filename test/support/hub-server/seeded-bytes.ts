/** Bytes that look random and are the same for the same seed. */
export function seededBytes(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  // xorshift32; a seed of 0 would stay 0.
  let state = seed === 0 ? 0x9e3779b9 : seed | 0;
  for (let at = 0; at < length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}
