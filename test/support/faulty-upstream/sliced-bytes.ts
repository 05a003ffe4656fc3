/** The bytes of a text, cut where `cuts` says: as a network may cut them. */
export async function* slicedBytes(text: string, cuts: readonly number[]): AsyncGenerator<Uint8Array, void, void> {
  const bytes = new TextEncoder().encode(text);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    yield bytes.subarray(start, end);
    start = end;
  }
}
