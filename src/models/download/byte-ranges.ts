import { z } from "zod";

/** Sets of bytes of a file as ranges `[start, end)`: sorted, not empty, never touching one another. */
export type ByteRange = readonly [start: number, end: number];

/** The set with one more range. */
export function addRange(ranges: readonly ByteRange[], [start, end]: ByteRange): readonly ByteRange[] {
  if (end <= start) return ranges;
  const before = ranges.filter((range) => range[1] < start);
  const after = ranges.filter((range) => range[0] > end);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const merged: ByteRange = [Math.min(start, touching[0]?.[0] ?? start), Math.max(end, touching.at(-1)?.[1] ?? end)];
  return [...before, merged, ...after];
}

/** What lies in `[0, size)` and not in the set. */
export function missingRanges(ranges: readonly ByteRange[], size: number): readonly ByteRange[] {
  const missing: ByteRange[] = [];
  let position = 0;
  for (const [start, end] of ranges) {
    if (start > position) missing.push([position, Math.min(start, size)]);
    position = Math.max(position, end);
  }
  if (position < size) missing.push([position, size]);
  return missing;
}

/** The set without everything from `size` on. */
export function clipRanges(ranges: readonly ByteRange[], size: number): readonly ByteRange[] {
  return ranges.flatMap(([start, end]): readonly ByteRange[] => (start < size ? [[start, Math.min(end, size)]] : []));
}

export function countBytes(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** How many bytes from the first one on are there without a gap. */
export function prefixLength(ranges: readonly ByteRange[]): number {
  const [first] = ranges;
  return first !== undefined && first[0] === 0 ? first[1] : 0;
}

/** Each range cut into pieces of at most `pieceBytes`, in the file's order. */
export function cutRanges(ranges: readonly ByteRange[], pieceBytes: number): readonly ByteRange[] {
  return ranges.flatMap(([start, end]) => {
    const pieces: ByteRange[] = [];
    for (let at = start; at < end; at += pieceBytes) pieces.push([at, Math.min(end, at + pieceBytes)]);
    return pieces;
  });
}

/** A set as JSON has it: whole numbers, in order, apart. */
export const byteRanges = z
  .array(z.tuple([z.int().min(0), z.int().min(0)]).readonly())
  .readonly()
  .refine((ranges) => ranges.every(([start, end], index) => end > start && start > (ranges[index - 1]?.[1] ?? -1)));
