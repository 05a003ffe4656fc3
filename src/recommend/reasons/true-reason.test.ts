import { expect, test } from "vitest";
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { builtInCatalog } from "../catalog/open-catalog.ts";
import { readCatalogNames } from "./catalog-names.ts";
import { trueReason } from "./true-reason.ts";

const catalog = builtInCatalog();
const names = readCatalogNames(catalog);

function entry(id: string): CatalogEntry {
  const found = catalog.find((one) => one.id === id);
  if (found === undefined) throw new Error(`The catalog has no ${id}`);
  return found;
}

const languages: LanguageIdentifier = {
  identify: (text) =>
    /\b(?:the|of|with|works)\b/.test(text) ? { language: "en", confidence: 0.9, source: "text" } : undefined,
};
const offered = ["oldboy-2003", "heat-1995", "interstellar-2014", "juno-2007", "bridge-of-spies-2015"].map(entry);
const liked = [entry("inception-2010"), entry("amelie-2001")];

function isShown(reason: string, of: string, language: Language = "en"): boolean {
  return trueReason(reason, entry(of), { names, language, languages, liked, offered }) === reason;
}

test.each([
  ["A man locked up without a reason looks for revenge.", "oldboy-2003"],
  ["If you like revenge with a mystery behind it, this is for you.", "oldboy-2003"],
  ["Park Chan-wook tells of a man and his jailer.", "oldboy-2003"],
  ["A master thief and a detective collide.", "heat-1995"],
  ["Like Inception, it is science fiction by Christopher Nolan.", "interstellar-2014"],
  ["A thief's world of the 90s.", "heat-1995"],
  ["A pilot looks for a new home beyond a wormhole, in 2014.", "interstellar-2014"],
])("a reason that the catalog bears out is shown: %s", (reason, of) => {
  expect(isShown(reason, of)).toBe(true);
});

test.each([
  ["nothing of the entry", "It has great visuals and you will love it.", "oldboy-2003"],
  ["only a common word", "The young man has a good life.", "oldboy-2003"],
  ["another entry", "A pregnant teenager picks parents for her child.", "oldboy-2003"],
  ["another title", "A thief's story in the manner of The Godfather.", "heat-1995"],
  ["a title that is liked and has nothing to do with it", "A thief for those who love Amélie.", "heat-1995"],
  ["a title in quotes that nobody knows", "A thief, as in “the purple lighthouse”.", "heat-1995"],
  ["a person who is not in it", "A thief, played by Tom Hanks.", "heat-1995"],
  ["a person at its beginning", "Spielberg shows a thief at work.", "heat-1995"],
  ["a person that no catalog knows", "A thief, played by Oswald Quimby.", "heat-1995"],
  ["a century", "A thief of the 20th century.", "heat-1995"],
  ["another number", "One of 3 thieves and a detective.", "heat-1995"],
  ["a prize", "A thief in an award-winning film.", "heat-1995"],
  ["a source", "A thief, based on a bestselling novel.", "heat-1995"],
  ["followers", "A thief; it inspired a series of films.", "heat-1995"],
  ["the end of a sentence", "is a film about a thief and a detective.", "heat-1995"],
  ["another year", "A thief and a detective in 1987.", "heat-1995"],
  ["a genre that it is not", "A thief in a musical.", "heat-1995"],
  ["ids of the prompt", "A thief, better than m3.", "heat-1995"],
  ["the prompt's words", "The user likes a thief.", "heat-1995"],
  ["its title alone", "Interstellar (2014)", "interstellar-2014"],
  ["one word", "Thief.", "heat-1995"],
  ["no end", "A thief and a detective. ".repeat(13), "heat-1995"],
])("a reason with %s is not", (_, reason, of) => {
  expect(isShown(reason, of)).toBe(false);
});

test.each([
  [
    "another plot around words that it has",
    "A journalist working for the most feared woman in fashion meets a woman of seventy-nine when he was not there.",
    "the-devil-wears-prada-2006",
  ],
  [
    "a plot of its own",
    "The movie is set in Morocco where a young man found himself with two rifles but was not allowed to shoot them.",
    "babel-2006",
  ],
  ["the form of the prompt", "comedy, drama | David Frankel", "the-devil-wears-prada-2006"],
])("a reason with %s is not, though it has words of the entry", (_, reason, of) => {
  expect(trueReason(reason, entry(of), { names, language: "en", languages, liked: [], offered: [] })).toBeUndefined();
});

test("of a reason the first sentences that hold are shown", () => {
  const context = { names, language: "en", languages, liked: [], offered: [] } as const;
  const karate = entry("the-karate-kid-1984");
  const held = "A story about a young boy who learns karate from an old handyman.";
  const talk = "This is a classic example of how different perspectives can combine when it's done right.";
  expect(trueReason(`${held} ${talk}`, karate, context)).toBe(held);
  expect(trueReason(`${talk} ${held}`, karate, context)).toBeUndefined();
});

test("an adjective that the genres bear out is no claim; one that they contradict is", () => {
  const context = { names, language: "en", languages, liked: [], offered: [] } as const;
  const heat = entry("heat-1995");
  expect(trueReason("A tense, gripping duel of a thief and a detective.", heat, context)).toBeDefined();
  expect(trueReason("A heartwarming, funny, gentle tale of a thief.", heat, context)).toBeUndefined();
});

test("a reason in another language than the list's is not shown", () => {
  const prada = entry("the-devil-wears-prada-2006");
  const reason = "A journalist works for the most feared woman in fashion.";
  const shown = (["en", "fr"] as const).map((language) =>
    trueReason(reason, prada, { names, language, languages, liked: [], offered: [] }),
  );
  expect(shown).toEqual([reason, undefined]);
});

test.each([
  ["de", "Ein Krimi von Michael Mann.", "Ein Krimi von Steven Spielberg."],
  ["fr", "Un thriller de vengeance de Park Chan-wook.", "Une comédie de vengeance."],
  ["es", "Un thriller de Park Chan-wook.", "Un thriller de Tom Hanks."],
  ["ja", "謎とスリラーの「オールド・ボーイ」です。", "クリストファー・ノーランのスリラーです。"],
  ["zh", "这部惊悚片充满悬疑。", "这是一部浪漫的喜剧片。"],
  ["ru", "Триллер о мести и тайне.", "Комедия о любви."],
] as const)("reasons in %s are checked by its names of genres", (language, good, bad) => {
  const of = language === "de" ? "heat-1995" : "oldboy-2003";
  expect([isShown(good, of, language), isShown(bad, of, language)]).toEqual([true, false]);
});
