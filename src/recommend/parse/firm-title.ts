import { readHeading } from "./heading.ts";
import type { Heading } from "./heading.ts";

/** A sign that goes on with no title, no year and no sentence. */
const stray = "{";
/** What a title does not begin with unless its second half is still to come. */
const opening = /^["'“„«‹「『《〈【（([*_`]/u;
/** It may yet close around a year. */
const openBracket = /[([（][^)\]）]*$/u;

/**
 * Whether a line, as far as it has come, names an item, whatever follows: `Heat (1995)` does, `Heat, 1995` and
 * `「Heat: a` do not.
 */
export function isFirmTitle(written: string): boolean {
  const heading = readHeading(written);
  const isWhole = !opening.test(heading.title) && !openBracket.test(heading.title);
  const isTitle = isWhole && /[\p{L}\p{N}]/u.test(heading.title);
  return isTitle && isSettled(heading) && isSettled(readHeading(written + stray));
}

function isSettled({ title, year, body }: Heading): boolean {
  return title !== "" && (year !== null || body !== "");
}
