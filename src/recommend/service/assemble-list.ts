/**
 * The list while it grows: what a model chose, checked and filled in, then what retrieval found.
 *
 * 1. Nothing is in it twice, and nothing that was seen, liked, disliked or named in the question.
 * 2. Title and year of a grounded item are the catalog's.
 * 3. A model's reason for a grounded item is shown only if it is true of it as far as the catalog tells; else a written
 *    one is.
 * 4. It never has more than `limit` items.
 */
import type { Language } from "../../core/language.ts";
import type { ReplySource } from "../../core/reply.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { sameTitle } from "../ground/index.ts";
import type { ParsedItem } from "../parse/index.ts";
import { confidenceOf } from "../ranking/confidence.ts";
import type { FitSigns, Ranking } from "../ranking/rank-entries.ts";
import type { TastePoint } from "../ranking/taste.ts";
import type { CatalogNames } from "../reasons/catalog-names.ts";
import { isTrueReason } from "../reasons/true-reason.ts";
import { writeReason, type Footing } from "../reasons/write-reason.ts";
import type { Recommendation } from "../recommender.ts";

export interface ListAssembly {
  readonly items: readonly Recommendation[];
  isFull(): boolean;
  /** The item as it may be shown; undefined when it is left out. */
  take(item: ParsedItem, signs: ModelSigns): Recommendation | undefined;
  /** Adds what retrieval ranked best until the list is full; returns what was added. */
  fill(): readonly Recommendation[];
}

export interface ModelSigns {
  readonly source: ReplySource;
  readonly tokenProbability: number | undefined;
}

export interface AssemblyOptions {
  readonly limit: number;
  readonly ranking: Ranking;
  readonly taste: readonly TastePoint[];
  /** The entries that the model was given, by the id it knows them by; empty when titles are free. */
  readonly offered: ReadonlyMap<string, CatalogEntry>;
  readonly isOpen: boolean;
  /** Of the reasons that no model wrote. */
  readonly language: Language;
  /** What the ranking goes by. */
  readonly footing: Footing;
  readonly names: CatalogNames;
  readonly isWanted: (entry: CatalogEntry) => boolean;
  readonly ground: (title: string, year: number | null) => CatalogEntry | undefined;
}

export function assembleList(options: AssemblyOptions): ListAssembly {
  const { limit, ranking, taste, offered, isOpen, isWanted, ground, language, footing, names } = options;
  const items: Recommendation[] = [];
  const liked = taste.flatMap(({ verdict, entry }) =>
    entry !== undefined && (verdict === "liked" || verdict === "named") ? [entry] : [],
  );
  const isFull = (): boolean => items.length >= limit;

  function add(item: Recommendation): Recommendation {
    items.push(item);
    return item;
  }

  function hasTitle(title: string, year: number | null): boolean {
    return items.some((item) => sameTitle(item, { title, year }));
  }

  const reasonContext = { names, language, liked, offered: [...offered.values()] };

  /** Of an entry: the model's where it holds, else a written one. */
  function reasonOf(
    entry: CatalogEntry,
    item: ParsedItem | undefined,
  ): Pick<Recommendation, "reason" | "reasonSource"> {
    const ofModel = item?.reason ?? item?.description;
    return ofModel != null && isTrueReason(ofModel, entry, reasonContext)
      ? { reason: ofModel, reasonSource: "model" }
      : { reason: writeReason(entry, { liked, place: items.length, language, footing }), reasonSource: "written" };
  }

  function takeEntry(entry: CatalogEntry, item: ParsedItem | undefined, signs: ModelSigns): Recommendation | undefined {
    if (!isWanted(entry) || items.some(({ id }) => id === entry.id)) return undefined;
    return add({
      id: entry.id,
      title: entry.title,
      year: entry.year ?? null,
      description: entry.description,
      ...reasonOf(entry, item),
      confidence: confidence(ranking.signsOf(entry), true, item, signs),
      grounded: true,
      source: signs.source,
    });
  }

  function takeFree(item: ParsedItem, signs: ModelSigns): Recommendation | undefined {
    const { title, year } = item;
    if (title === "" || hasTitle(title, year) || taste.some((point) => sameTitle(point, { title, year }))) {
      return undefined;
    }
    return add({
      title,
      year,
      description: item.reason === null ? "" : (item.description ?? ""),
      // Nothing is known to check it against, and `grounded` says so.
      reason: item.reason ?? item.description ?? "",
      reasonSource: "model",
      confidence: confidence({ fit: 0, coverage: undefined }, false, item, signs),
      grounded: false,
      source: signs.source,
    });
  }

  return {
    items,
    isFull,
    take(item, signs) {
      if (isFull() || !item.isComplete) return undefined;
      const named = item.id === null ? undefined : offered.get(item.id);
      const entry = named ?? ground(item.title, item.year);
      if (entry !== undefined) return takeEntry(entry, item, signs);
      return isOpen ? takeFree(item, signs) : undefined;
    },
    fill() {
      const before = items.length;
      for (const { entry } of ranking.candidates) {
        if (isFull()) break;
        if (!hasTitle(entry.title, entry.year ?? null)) {
          takeEntry(entry, undefined, { source: "template", tokenProbability: undefined });
        }
      }
      return items.slice(before);
    },
  };
}

function confidence(fit: FitSigns, grounded: boolean, item: ParsedItem | undefined, signs: ModelSigns): number {
  const value = confidenceOf({
    ...fit,
    grounded,
    tokenProbability: signs.tokenProbability,
    ...(item?.confidence == null ? {} : { stated: item.confidence }),
  });
  return Math.round(value * 100) / 100;
}
