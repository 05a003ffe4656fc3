/** Embedding vectors inside JSON: the base64 of their 32-bit floats, in this machine's byte order on both sides. */
export function vectorToText(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

export function textToVector(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  // A copy: a Buffer may lie in a shared pool at an offset that floats cannot start at.
  const vector = new Float32Array(bytes.length / Float32Array.BYTES_PER_ELEMENT);
  new Uint8Array(vector.buffer).set(bytes);
  return vector;
}
