import { expect, test } from "vitest";
import { inCatalogWords } from "./words-abroad.ts";

test.each([
  ["une comédie française pour ce soir avec des amis", "comedy french friendship friends"],
  ["películas de terror con fantasmas", "horror ghost haunted"],
  ["películas de terror", "horror"],
  ["un film d'horreur", "horror"],
  ["Filme über den Krieg", "war"],
  ["commedie italiane con Totò", "comedy Totò"],
  ["комедии про школу", "comedy school"],
  ["韓国の復讐映画", "revenge korean"],
  ["한국 복수 영화", "korean revenge"],
  ["关于友情的喜剧电影", "comedy friendship friends"],
])("%j is looked for as %j", (question, words) => {
  expect(inCatalogWords(question)).toBe(words);
});

test.each([
  "prison break comedy",
  "a vampire in Venice",
  "spy film with a detective",
  "documentary about food",
  "mafia",
  "",
])("an English question is left as it is: %j", (question) => {
  expect(inCatalogWords(question)).toBe(question);
});
