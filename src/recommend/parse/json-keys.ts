/** What the keys of a model's JSON mean, whatever words and language it chose. */
import { labelKind } from "./labels.ts";
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

export function keyKind(key: string): LabelKind | undefined {
  // `releaseYear`, `matchScore`
  return labelKind(key.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replace(/-/g, " "));
}
