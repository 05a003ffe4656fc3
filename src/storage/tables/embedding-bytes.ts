/** Vectors as bytes: float32, little-endian, on every machine. */

export function toBytes(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(vector.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of vector.entries()) view.setFloat32(index * 4, value, true);
  return bytes;
}

/** @throws RangeError when there are fewer bytes than `dimension` numbers need. */
export function fromBytes(bytes: Uint8Array, dimension: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: dimension }, (_, index) => view.getFloat32(index * 4, true));
}
