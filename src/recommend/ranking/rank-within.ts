import { isWithin, type YearRange } from "../asked/heard-years.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import type { Ranking } from "./rank-entries.ts";

type IsWanted = (entry: CatalogEntry) => boolean;

export interface RankedWithin {
  readonly ranking: Ranking;
  /** What a model may choose. */
  readonly isWanted: IsWanted;
}

/** Only what is of the years that were asked for; where that does not fill the list, anything else behind it. */
export function rankWithin(
  { years, limit }: { readonly years: YearRange | undefined; readonly limit: number },
  isWanted: IsWanted,
  rank: (isRanked: IsWanted) => Ranking,
): RankedWithin {
  if (years === undefined) return { ranking: rank(isWanted), isWanted };
  const isInside: IsWanted = (entry) => isWanted(entry) && isWithin(years, entry.year);
  const inside = rank(isInside);
  if (inside.candidates.length >= limit) return { ranking: inside, isWanted: isInside };
  const outside = rank((entry) => isWanted(entry) && !isWithin(years, entry.year));
  return { ranking: { ...inside, candidates: [...inside.candidates, ...outside.candidates] }, isWanted };
}
