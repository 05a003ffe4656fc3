/**
 * The list while it grows: what a model chose, checked and filled in, then what retrieval found.
 *
 * 1. Nothing is in it twice, and nothing that was seen, liked, disliked or named in the question.
 * 2. Title and year of a grounded item are the catalog's.
 * 3. A model's reason for a grounded item is shown only if it is true of it as far as the catalog tells; else a written
 *    one is. Titles and reasons that the model copied out of its prompt are never shown.
 * 4. It never has more than `limit` items.
 * 5. What the model chose comes first unless it answers the question far worse than what retrieval would show in its
 *    place; then it is ranked among that.
 */
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import type { ReplySource } from "../../core/reply.ts";
import { isWithin } from "../asked/heard-years.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { sameTitle } from "../ground/index.ts";
import type { ParsedItem } from "../parse/index.ts";
import { confidenceOf } from "../ranking/confidence.ts";
import type { FitSigns, Ranking } from "../ranking/rank-entries.ts";
import type { TastePoint } from "../ranking/taste.ts";
import type { CatalogNames } from "../reasons/catalog-names.ts";
import type { OwnWords } from "../reasons/own-words.ts";
import { trueReason } from "../reasons/true-reason.ts";
import { writeReason, wordsForNothingKnown, type Footing } from "../reasons/write-reason.ts";
import type { Recommendation } from "../recommender.ts";
import { isVerySmall } from "./very-small.ts";

export interface ListAssembly {
  readonly items: readonly Recommendation[];
  isFull(): boolean;
  /** How many choices of the model may be shown, with those that are held back. */
  usable(): number;
  /** The item as it may be shown now; undefined when it is left out, or held back to be ranked by `fill`. */
  take(item: ParsedItem, signs: ModelSigns): Recommendation | undefined;
  /** Adds what retrieval ranked best, and what was held back where it ranks, until the list is full; returns what was added. */
  fill(): readonly Recommendation[];
}

export interface ModelSigns {
  readonly source: ReplySource;
  readonly tokenProbability: number | undefined;
  /** Of the model; undefined where it is not reported. */
  readonly parameterCount?: number | undefined;
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
  /** Tells what language a model's reason is in. */
  readonly languages: LanguageIdentifier | undefined;
  /** What the ranking goes by. */
  readonly footing: Footing;
  readonly names: CatalogNames;
  /** Tells what the model copied out of its prompt. */
  readonly ownWords: OwnWords;
  readonly isWanted: (entry: CatalogEntry) => boolean;
  readonly ground: (title: string, year: number | null) => CatalogEntry | undefined;
}

/**
 * By how much the confidence of a model's choice may be below that of the last item that retrieval would show. Of the
 * labelled titles of `npm run bench:recommend` 4 % of the good ones are further below, and 80 % of the bad ones. What a
 * very small model chooses is no better than chance (`smollm2-135m` on 20 questions): it comes first only where it fits
 * as well as what it replaces.
 * @public The benchmark reads it.
 */
export const heldBackFrom = 0.5;
const heldBackFromOfVerySmall = 0;

export function assembleList(options: AssemblyOptions): ListAssembly {
  const { limit, ranking, taste, offered, isOpen, isWanted, ground, language, languages, footing, names, ownWords } =
    options;
  const items: Recommendation[] = [];
  const liked = taste.flatMap(({ verdict, entry }) =>
    entry !== undefined && (verdict === "liked" || verdict === "named") ? [entry] : [],
  );
  const isFull = (): boolean => items.length >= limit;
  const heldBack = new Map<CatalogEntry, { readonly item: ParsedItem; readonly signs: ModelSigns }>();
  const lastFound = ranking.candidates[Math.min(limit, ranking.candidates.length) - 1];
  const lastConfidence = lastFound === undefined ? 0 : fitConfidence(ranking.signsOf(lastFound.entry));

  function isHeldBack(entry: CatalogEntry, { parameterCount }: ModelSigns): boolean {
    const from = isVerySmall(parameterCount) ? heldBackFromOfVerySmall : heldBackFrom;
    return !isOpen && isWanted(entry) && fitConfidence(ranking.signsOf(entry)) < lastConfidence - from;
  }

  function add(item: Recommendation): Recommendation {
    items.push(item);
    return item;
  }

  function hasTitle(title: string, year: number | null): boolean {
    return items.some((item) => sameTitle(item, { title, year }));
  }

  const reasonContext = { names, language, languages, liked, offered: [...offered.values()] };

  /** Of an entry: the model's where it holds, else a written one. */
  function reasonOf(
    entry: CatalogEntry,
    item: ParsedItem | undefined,
  ): Pick<Recommendation, "reason" | "reasonSource"> {
    const ofModel = item?.reason ?? item?.description;
    const isOwn = ofModel != null && ownWords.isReason(ofModel);
    const held = isOwn ? trueReason(ofModel, entry, reasonContext) : undefined;
    return held !== undefined
      ? { reason: held, reasonSource: "model" }
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

  /** A year that the model itself gives; one that it does not give is not known. */
  const isOfOtherYears = (year: number | null): boolean => year !== null && !isWithin(footing.years, year);

  function takeFree(item: ParsedItem, signs: ModelSigns): Recommendation | undefined {
    const { title, year } = item;
    if (
      !ownWords.isTitle(title) ||
      hasTitle(title, year) ||
      isOfOtherYears(year) ||
      taste.some((point) => sameTitle(point, { title, year }))
    ) {
      return undefined;
    }
    const [reason, description = ""] = [item.reason, item.description].filter(
      (text): text is string => text !== null && ownWords.isReason(text),
    );
    return add({
      title,
      year,
      description,
      // Nothing is known to check it against, and `grounded` says so.
      ...(reason === undefined
        ? { reason: wordsForNothingKnown(language), reasonSource: "written" }
        : { reason, reasonSource: "model" }),
      confidence: confidence({ fit: 0, coverage: undefined }, false, item, signs),
      grounded: false,
      source: signs.source,
    });
  }

  return {
    items,
    isFull,
    usable: () => items.length + heldBack.size,
    take(item, signs) {
      if (isFull() || !item.isComplete) return undefined;
      const named = item.id === null ? undefined : offered.get(item.id);
      const entry = named ?? ground(item.title, item.year);
      if (entry !== undefined && isHeldBack(entry, signs)) {
        heldBack.set(entry, { item, signs });
        return undefined;
      }
      if (entry !== undefined) return takeEntry(entry, item, signs);
      return isOpen ? takeFree(item, signs) : undefined;
    },
    fill() {
      const before = items.length;
      for (const { entry } of ranking.candidates) {
        if (isFull()) break;
        if (hasTitle(entry.title, entry.year ?? null)) continue;
        const chosen = heldBack.get(entry);
        takeEntry(entry, chosen?.item, chosen?.signs ?? { source: "template", tokenProbability: undefined });
      }
      return items.slice(before);
    },
  };
}

/** Of a catalog's entry, by what the question says alone. @public The benchmark asks for it. */
export function fitConfidence(fit: FitSigns): number {
  return confidenceOf({ ...fit, grounded: true });
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
