import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addRange,
  clipRanges,
  countBytes,
  cutRanges,
  byteRanges,
  missingRanges,
  prefixLength,
  type ByteRange,
} from "./byte-ranges.ts";

const size = 64;
const aRange: fc.Arbitrary<ByteRange> = fc
  .tuple(fc.nat(size), fc.nat(size))
  .map(([a, b]): ByteRange => [Math.min(a, b), Math.max(a, b)]);

function bytesOf(ranges: readonly ByteRange[]): Set<number> {
  const bytes = new Set<number>();
  for (const [start, end] of ranges) for (let at = start; at < end; at += 1) bytes.add(at);
  return bytes;
}

describe("byte ranges", () => {
  it("hold exactly the bytes that were added, in the fewest ranges, in order", () => {
    fc.assert(
      fc.property(fc.array(aRange, { maxLength: 12 }), (added) => {
        const ranges = added.reduce<readonly ByteRange[]>(addRange, []);
        expect(bytesOf(ranges)).toEqual(bytesOf(added));
        expect(countBytes(ranges)).toBe(bytesOf(added).size);
        expect(byteRanges.safeParse(ranges).success).toBe(true);
        const missing = missingRanges(ranges, size);
        expect(byteRanges.safeParse(missing).success).toBe(true);
        expect(countBytes(missing) + countBytes(ranges)).toBe(size);
        expect(missing.every(([start]) => !bytesOf(ranges).has(start))).toBe(true);
        expect(bytesOf(ranges).has(prefixLength(ranges))).toBe(false);
      }),
    );
  });

  it("are cut into pieces that together are the same bytes", () => {
    const ranges: readonly ByteRange[] = [
      [0, 10],
      [12, 13],
      [20, 28],
    ];
    const pieces = cutRanges(ranges, 4);
    expect(pieces).toEqual([
      [0, 4],
      [4, 8],
      [8, 10],
      [12, 13],
      [20, 24],
      [24, 28],
    ]);
    expect(clipRanges(ranges, 13)).toEqual([
      [0, 10],
      [12, 13],
    ]);
    expect(clipRanges(ranges, 5)).toEqual([[0, 5]]);
  });

  it("are distinguished from anything else that a file may hold", () => {
    const wrong = [null, {}, [[1]], [[2, 1]], [[0, 2.5]], [["0", 3]], [[0, 2], [2, 3]], [[5, 6], [1, 2]], [[-1, 2]]]; // prettier-ignore
    expect(wrong.map((value) => byteRanges.safeParse(value).success)).toEqual(wrong.map(() => false));
    expect(byteRanges.safeParse([]).success).toBe(true);
  });
});
