import { expect, test } from "vitest";
import { createLanguageIdentifier } from "../../src/chat/language/language-identifier.ts";
import { createRecommendScene } from "./recommend-scene.ts";

const signal = new AbortController().signal;
const languages = createLanguageIdentifier();
const english = /^(?:This comes|These 4 come|Here is what|I do not know)/;

const shortQuestions: readonly string[] = [
  ...["comedy", "noir", "anime", "westerns", "musical"],
  ...["romantic comedy", "noir thriller", "mafia movie", "crime series", "film noir"],
  ...["sad animal film", "horror in space", "spy drama series", "slow Korean thriller", "documentary about art"],
  ...["romantic comedy in Paris", "superhero action comedy film", "a slow Korean thriller"],
  ...["emotional animal adventure movie", "funny film for children"],
];

test("twenty questions of one to four English words are answered in English", async () => {
  const { recommender } = await createRecommendScene(undefined, { languages });
  const answered: (readonly [query: string, text: string])[] = [];
  for (const query of shortQuestions) {
    answered.push([query, (await recommender.recommend({ requestId: "r", query }, signal)).text]);
  }
  expect(answered).toHaveLength(20);
  expect(answered.filter(([, text]) => !english.test(text))).toEqual([]);
});

test.each([
  ["une comédie avec des robots", "fr"],
  ["un film triste de guerre", "fr"],
  ["una commedia romantica con musica", "it"],
  ["ein trauriger Film über alte Freunde", "de"],
  ["悲しい映画", "ja"],
  ["грустный фильм", "ru"],
])("a question that shows its language is answered in it: %s", async (query, language) => {
  const { recommender } = await createRecommendScene(undefined, { languages });
  const own = await recommender.recommend({ requestId: "r", query }, signal);
  const other = await recommender.recommend({ requestId: "r", query, language: "en" }, signal);
  expect(own.text).not.toMatch(english);
  expect(other.text).toMatch(english);
  expect(languages.identify(own.text)?.language).toBe(language);
});

test("a short question is answered in the language of the request", async () => {
  const { recommender } = await createRecommendScene(undefined, { languages });
  const { text } = await recommender.recommend({ requestId: "r", query: "comedy", language: "de" }, signal);
  expect(text).toBe("Diese 4 kommen deinem Wunsch nahe.");
});
