/** What the keys of a model's JSON mean, whatever words and language it chose. */
import type { JsonValue } from "../../core/json.ts";
import { labelKindBefore } from "./labels.ts";
import type { LabelKind } from "./label-words.ts";

/** Keys that hold the list itself, in an object around it. */
const listKeys: ReadonlySet<string> = new Set([
  ...["recommendations", "recommendation", "items", "item", "results", "list", "suggestions", "data", "picks"],
  ...["movies", "films", "shows", "series", "books", "titles", "empfehlungen", "filme", "recommandations"],
  ...["recomendaciones", "películas", "peliculas", "recomendações", "raccomandazioni", "фильмы", "рекомендации"],
  ...["推荐", "电影", "推荐列表", "おすすめ", "映画", "추천", "영화"],
]);

export function isListKey(key: string | null): boolean {
  return key !== null && listKeys.has(key.toLowerCase());
}

/** @param value `"rating": "9/10"` is a confidence, `"rating": "PG-13"` is none. */
export function keyKind(key: string, value: JsonValue = null): LabelKind | undefined {
  // `releaseYear`, `matchScore`
  return labelKindBefore(
    key.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replace(/[-_]/g, " "),
    typeof value === "string" ? value.slice(0, 40) : "",
  );
}
