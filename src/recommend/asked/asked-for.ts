/** What a question asks for besides its subject: titles, years, quality, a kind. Each is taken out of it. */
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { saysSomething } from "../embedding/content-words.ts";
import type { TitleFinder } from "../ranking/named-titles.ts";
import { namedKind, withoutBest, withoutKind } from "./best-of-all.ts";
import { hearCuedYears, hearYears, inBoth, type YearRange } from "./heard-years.ts";

export interface AskedFor {
  readonly named: readonly CatalogEntry[];
  readonly years: YearRange | undefined;
  /** Only of a question that says nothing of a subject: elsewhere its words are compared. */
  readonly kind: string | undefined;
  /** The question without titles, in words that tell its language. */
  readonly untitled: string;
  /** What is left. */
  readonly rest: string;
}

/** A year with a cue is read before titles are: `from 1917` is no war film. */
export function readAskedFor(question: string, titles: TitleFinder, kinds: ReadonlySet<string>): AskedFor {
  const cued = hearCuedYears(question);
  const { entries: named, rest: untitled } = titles.find(cued.rest);
  const heard = hearYears(untitled);
  const rest = withoutBest(heard.rest);
  const years = inBoth(cued.years, heard.years);
  const left = withoutKind(rest, kinds);
  if (named.length > 0 || saysSomething(left)) return { named, years, kind: undefined, untitled, rest };
  return { named, years, kind: namedKind(rest, kinds), untitled, rest: left };
}
