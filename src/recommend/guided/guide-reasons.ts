/** How a loaded model is asked for a list: a very small one for reasons alone, one by one, and only in English. */
import type { GenerateWith } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { Language } from "../../core/language.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import type { ListFormat, OfferedEntry } from "../prompt/build-prompt.ts";
import type { Ranking } from "../ranking/rank-entries.ts";
import type { TastePoint } from "../ranking/taste.ts";
import { writeReason, type Footing } from "../reasons/write-reason.ts";
import { isVerySmall } from "../service/very-small.ts";
import { guidedList, type GuidedItem } from "./guided-list.ts";
import { reasonOpenings } from "./openings.ts";

export interface GuideOptions {
  readonly limit: number;
  readonly ranking: Ranking;
  readonly offered: readonly OfferedEntry[];
  readonly taste: readonly TastePoint[];
  readonly language: Language;
  readonly footing: Footing;
  readonly format: ListFormat;
  readonly isOpen: boolean;
}

export interface Guide {
  readonly generateWith: GenerateWith;
  /** Whether the model that was asked last is guided: then its items were chosen by retrieval. */
  readonly isGuided: boolean;
}

export function guideReasons(options: GuideOptions): Guide {
  const { format, isOpen, language } = options;
  let isGuided = false;
  return {
    generateWith(model, request, signal) {
      isGuided = !isOpen && format === "list" && model.info.device !== "none" && isVerySmall(model.info.parameterCount);
      if (!isGuided) return model.generate(request, signal);
      return language === "en"
        ? guidedList(model, request, itemsOf(options), signal)
        : notAsked(model.info.name, language);
    },
    get isGuided() {
      return isGuided;
    },
  };
}

/** What retrieval would show, with the first half of each reason. */
function itemsOf({ footing, language, limit, offered, ranking, taste }: GuideOptions): readonly GuidedItem[] {
  const aliases = new Map(offered.map(({ alias, entry }) => [entry, alias]));
  const liked = taste.flatMap(({ verdict, entry }): readonly CatalogEntry[] =>
    entry !== undefined && (verdict === "liked" || verdict === "named") ? [entry] : [],
  );
  return ranking.candidates.slice(0, limit).flatMap(({ entry }, place) => {
    const alias = aliases.get(entry);
    if (alias === undefined) return [];
    return [
      { alias, entry, opening: writeReason(entry, { liked, place, language, footing, wording: reasonOpenings }) },
    ];
  });
}

/** In other languages such a model writes nothing usable. */
async function* notAsked(model: string, language: Language): AsyncGenerator<GenerateEvent, void, void> {
  const message = `Model "${model}" is too small to write in "${language}"`;
  yield {
    type: "error",
    error: new ReparteeError("unusable_reply", message, { facts: { reject_reason: "model_language" } }),
  };
}
