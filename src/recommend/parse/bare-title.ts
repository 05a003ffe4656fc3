/**
 * Whether a line without any marker names an item: `**Heat** (1995) – …`, `《盗梦空间》（2010）`, `Heat (1995)`. The last of
 * these must be the whole line: what follows could make it a sentence.
 */
import { readHeading } from "./heading.ts";
import { readQuoted } from "./title-quotes.ts";

export function isBareTitle(line: string, isWhole: boolean): boolean {
  const heading = readHeading(line);
  if (heading.year === null || heading.title === "") return false;
  // Without marks, the line must be the title and its year alone: everything else may be a sentence.
  return readQuoted(line) === undefined
    ? isWhole && heading.body === "" && line.length <= 120
    : /^\P{Ll}/u.test(heading.title);
}
