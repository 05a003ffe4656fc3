import { expect, test } from "vitest";
import { createLanguageIdentifier } from "../../src/chat/language/language-identifier.ts";
import { ReparteeError } from "../../src/core/errors.ts";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import { createMemoryPreferenceStore, type RecommendEvent, type RecommendRequest } from "../../src/recommend/index.ts";
import { createGate } from "../../src/testing/index.ts";
import { candidatesOf, createRecommendScene, says } from "./recommend-scene.ts";

const signal = new AbortController().signal;
const ask = (query: string, more: Partial<RecommendRequest> = {}): RecommendRequest => ({
  requestId: "r",
  query,
  ...more,
});

/** A model that chooses the first candidates it is given, and says what the catalog says of them. */
const choosing = (count: number) => ({
  replies: (request: GenerateRequest) => [
    says(
      candidatesOf(request)
        .slice(0, count)
        .map(({ id, about }, index) => `${index + 1}. [${id}] ${about}\n`)
        .join(""),
    ),
  ],
});

async function collect(events: AsyncIterable<RecommendEvent>): Promise<readonly RecommendEvent[]> {
  const all: RecommendEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test("recommend gives what the model chose, with titles and years of the catalog and the model's reasons", async () => {
  const { recommender, scene } = await createRecommendScene(choosing(3));
  const result = await recommender.recommend(ask("a samurai film", { kind: "movie", limit: 3 }), signal);
  expect(result).toMatchObject({ source: "model", model: "small", complete: true, byModel: 3 });
  expect(result.recommendations).toHaveLength(3);
  const offered = candidatesOf(scene.engine.requests[0]?.request);
  expect(result.recommendations.map(({ title }) => title)).toEqual(offered.slice(0, 3).map(({ title }) => title));
  for (const item of result.recommendations) {
    expect(item).toMatchObject({ grounded: true, reason: item.description, reasonSource: "model", source: "model" });
    expect(item.year).toBeGreaterThan(1900);
    expect(item.confidence).toBeGreaterThan(0);
    expect(item.confidence).toBeLessThan(1);
  }
  expect(offered.length).toBeGreaterThanOrEqual(12);
  expect(offered.length).toBeLessThanOrEqual(20);
  expect(scene.engine.requests[0]?.request).toMatchObject({
    sampling: { temperature: 0.7, topP: 0.9, topK: 40 },
    maxTokens: 800,
  });
});

test("recommendStream shows each item before the reply goes on, and ends with one done", async () => {
  const gate = createGate();
  const { recommender } = await createRecommendScene({
    replies: () => [says("Well:\n1. [m1] One.\n2. [m2] Tw"), { type: "wait", gate }, says("o.\n")],
  });
  const types: string[] = [];
  for await (const event of recommender.recommendStream(ask("space", { limit: 2 }), signal)) {
    types.push(event.type);
    if (types.filter((type) => type === "recommendation").length === 1) gate.open();
  }
  expect(types.filter((type) => type === "recommendation")).toHaveLength(2);
  expect(types.filter((type) => type === "done")).toHaveLength(1);
  expect(types.at(-1)).toBe("done");
});

test("recommend leaves out what is liked, disliked, seen or named in the question, whoever proposes it", async () => {
  const { recommender } = await createRecommendScene({
    replies: () => [
      says(
        "1. Alien (1979) - a\n2. Heat (1995) - b\n3. Se7en (1995) - c\n4. Aliens (1986) - d\n5. The Terminator (1984) - e\n",
      ),
    ],
  });
  await recommender.addPreference({ userId: "ada", title: "Heat", year: 1995, verdict: "seen" }, signal);
  await recommender.addPreference({ userId: "ada", title: "se7en", verdict: "disliked" }, signal);
  const request = ask("like Aliens", { userId: "ada", preferences: [{ title: "Alien", year: 1979 }], limit: 6 });
  const { recommendations } = await recommender.recommend(request, signal);
  const titles = recommendations.map(({ title }) => title);
  expect(titles[0]).toBe("The Terminator");
  expect(titles).toHaveLength(6);
  expect(new Set(titles).size).toBe(6);
  for (const title of ["Alien", "Aliens", "Heat", "Se7en"]) expect(titles).not.toContain(title);
});

test.each([
  ["どんぶらこ", "ja", "この言葉はわかりませんでした。多くの人に好まれている作品です。"],
  ["что-то этакое", "ru", "Этих слов я не знаю. Вот что нравится многим."],
  ["ein Film über die Imkerei", "de", "Diese Wörter kenne ich nicht. Hier ist, was viele mögen."],
  ["🙂", "en", "Here is what many people like."],
  ["something good", "en", "Here is what many people like."],
] as const)("recommend boasts of nothing where no word of %j is known", async (query, language, text) => {
  const { recommender } = await createRecommendScene();
  const result = await recommender.recommend(ask(query, { language }), signal);
  expect(result.text).toBe(text);
  expect(result.recommendations).toHaveLength(4);
  for (const { confidence } of result.recommendations) expect(confidence).toBeLessThan(0.3);
});

test("recommend goes by the taste where no word of the question is known, and says so", async () => {
  const { recommender } = await createRecommendScene();
  const request = ask("どんぶらこ", { language: "en", preferences: [{ title: "Spirited Away" }] });
  const { text, recommendations } = await recommender.recommend(request, signal);
  expect(text).toBe("I do not know these words. This goes by your taste.");
  expect(recommendations.map(({ title }) => title)).toContain("Kiki's Delivery Service");
  const untouched = await recommender.recommend({ ...request, query: "" }, signal);
  expect(untouched.recommendations).toEqual(recommendations);
  expect(untouched.text).toBe("This goes by your taste.");
});

test("recommend understands words of other languages that begin as the catalog's do", async () => {
  const { recommender } = await createRecommendScene();
  const { recommendations } = await recommender.recommend(ask("une comédie avec des robots"), signal);
  expect(recommendations[0]?.confidence).toBeGreaterThan(0.8);
});

test("recommend knows the best known films by their titles in other languages", async () => {
  const { recommender } = await createRecommendScene();
  for (const query of ["как Начало", "wie Die Verurteilten", "como Cadena perpetua", "comme Les Affranchis"]) {
    const { recommendations } = await recommender.recommend(ask(query, { language: "en" }), signal);
    for (const { confidence } of recommendations) expect(confidence, query).toBeGreaterThan(0.3);
  }
  const preferences = [{ title: "千と千尋の神隠し" }];
  const { recommendations } = await recommender.recommend(ask("", { language: "en", preferences }), signal);
  expect(recommendations[0]?.reason).toContain("Spirited Away");
});

test.each(["seen", "liked", "disliked"] as const)(
  "recommend leaves out every work of a title that was %s without a year, and one of them where a year was given",
  async (verdict) => {
    const query = "a comedy series about the workers of a paper company and their boss";
    const titlesFor = async (more: { readonly year?: number }): Promise<readonly string[]> => {
      const { recommender } = await createRecommendScene();
      await recommender.addPreference({ userId: "ada", kind: "series", title: "The Office", verdict, ...more }, signal);
      const asked = ask(query, { userId: "ada", limit: 20 });
      const { recommendations } = await recommender.recommend(asked, signal);
      return recommendations.map(({ title, year }) => `${title} ${year}`).filter((title) => title.includes("Office"));
    };
    expect((await titlesFor({})).filter((title) => title.startsWith("The Office"))).toEqual([]);
    if (verdict === "seen") expect(await titlesFor({ year: 2005 })).toContain("The Office 2001");
  },
);

test("recommend leaves out every work of a title that the question's preferences name without a year", async () => {
  const { recommender } = await createRecommendScene({
    replies: () => [says("1. The Office (2001) - a\n2. The Office (2005) - b\n3. The IT Crowd (2006) - c\n")],
  });
  const preferences = [{ title: "The Office", verdict: "seen" as const }];
  const { recommendations } = await recommender.recommend(ask("an office", { preferences, limit: 20 }), signal);
  const titles = recommendations.map(({ title }) => title);
  expect(titles).toContain("The IT Crowd");
  expect(titles).not.toContain("The Office");
});

test("recommend says another user's preferences nothing", async () => {
  const { recommender } = await createRecommendScene();
  await recommender.addPreference({ userId: "eve", title: "Seven Samurai", verdict: "seen" }, signal);
  const { recommendations } = await recommender.recommend(ask("samurai", { userId: "ada" }), signal);
  expect(recommendations.map(({ title }) => title)).toContain("Seven Samurai");
});

test("recommend drops in catalog mode what a model made up, and fills the list from the ranking", async () => {
  const { recommender } = await createRecommendScene({
    replies: () => [says("1. The Purple Lighthouse of Nowhere (1987) - great\n2. [m99] What?\n3. [m1] Good.\n")],
  });
  const { recommendations, source } = await recommender.recommend(ask("war"), signal);
  expect(source).toBe("model");
  expect(recommendations).toHaveLength(4);
  expect(recommendations.every(({ grounded }) => grounded)).toBe(true);
  expect(recommendations.map((item) => item.source)).toEqual(["model", "template", "template", "template"]);
});

test("recommend marks in open mode what no catalog has, and takes year and spelling of what one has", async () => {
  const { recommender } = await createRecommendScene({
    replies: () => [
      says("1. The Purple Lighthouse of Nowhere (1987) - great\n2. the godfather part 2 (1974) - family\n"),
    ],
  });
  const { recommendations } = await recommender.recommend(ask("mafia", { mode: "open", limit: 2 }), signal);
  expect(recommendations).toMatchObject([
    { title: "The Purple Lighthouse of Nowhere", year: 1987, grounded: false, reason: "great" },
    { title: "The Godfather Part II", year: 1974, grounded: true },
  ]);
  expect(recommendations[0]?.confidence).toBeLessThan(recommendations[1]?.confidence ?? 0);
});

test("recommend uses open mode for a kind that no catalog has", async () => {
  const { recommender } = await createRecommendScene({ replies: () => [says("1. Dune (1965) - sand\n")] });
  const { recommendations } = await recommender.recommend(ask("deserts", { kind: "book" }), signal);
  expect(recommendations).toMatchObject([{ title: "Dune", year: 1965, grounded: false }]);
});

test.each([
  ["no model", undefined, "no_model_configured"],
  [
    "a model that cannot be loaded",
    { loads: [[{ type: "fail", error: new ReparteeError("model_file_missing", "x") }]] },
    "model_file_missing",
  ],
  ["a model that dies before a word", { replies: [[{ type: "crash" }]] }, "request_quarantined"],
  ["a model that chats instead", { replies: [[says("I would rather talk about the weather today.")]] }, "empty_reply"],
] as const)("recommend answers from the catalog and says so, with %s", async (_, script, reason) => {
  const { recommender } = await createRecommendScene(script);
  const result = await recommender.recommend(ask("", { preferences: [{ title: "Spirited Away" }] }), signal);
  expect(result).toMatchObject({ source: "template", reason, byModel: 0 });
  expect(result.recommendations).toHaveLength(4);
  expect(result.recommendations[0]?.reason).toContain("Spirited Away");
  expect(result.model).toBeUndefined();
});

test("recommend keeps what was finished when the model dies in the middle, and fills up", async () => {
  let asked = 0;
  const { recommender } = await createRecommendScene({
    // Asked to go on after its death, it dies again.
    replies: () => [
      ...(asked++ === 0 ? [says("1. [m1] First.\n2. [m2] Second.\n3. [m3] Thi")] : []),
      { type: "crash" },
    ],
  });
  const result = await recommender.recommend(ask("love"), signal);
  expect(result).toMatchObject({ source: "model", complete: false, reason: "request_quarantined" });
  expect(result.recommendations.map(({ source }) => source)).toEqual(["model", "model", "template", "template"]);
  expect(result.recommendations.map(({ reason }) => reason)).not.toContain("Thi");
});

test("recommend frees a model that goes on behind the last wanted item", async () => {
  const { recommender, scene } = await createRecommendScene({
    replies: () => [says("1. [m1] One.\n2. [m2] Two.\n3. [m3] Three.\n"), { type: "hang" }],
  });
  const { recommendations } = await recommender.recommend(ask("love", { limit: 2 }), signal);
  expect(recommendations).toHaveLength(2);
  await scene.expectNothingLeft();
});

test("an abort frees the model and ends the stream with done", async () => {
  const { recommender, scene } = await createRecommendScene({
    replies: () => [says("1. [m1] One.\n2. [m2] Tw"), { type: "hang" }],
  });
  const leaving = new AbortController();
  const events: RecommendEvent[] = [];
  for await (const event of recommender.recommendStream(ask("love"), leaving.signal)) {
    events.push(event);
    if (event.type === "recommendation") leaving.abort();
  }
  expect(events.at(-1)).toMatchObject({ type: "done", result: { complete: false, reason: "cancelled" } });
  await scene.expectNothingLeft();
});

test("a stream that is left early frees the model", async () => {
  const { recommender, scene } = await createRecommendScene({
    replies: () => [says("1. [m1] One.\n2. [m2] T"), { type: "hang" }],
  });
  for await (const { type } of recommender.recommendStream(ask("love"), signal)) if (type === "recommendation") break;
  await scene.expectNothingLeft();
});

test("a model that answers in JSON is understood as one that writes a list", async () => {
  const { recommender, scene } = await createRecommendScene(
    {
      replies: () => [
        says(
          '{"recommendations":[{"id":"m1","reason":"Fits.","confidence":0.9},{"id":"m2","reason":"Too.","confidence":0.1}]}',
        ),
      ],
    },
    { format: "json" },
  );
  const result = await recommender.recommend(ask("love", { limit: 2 }), signal);
  expect(result.recommendations.map(({ source }) => source)).toEqual(["model", "model"]);
  expect(scene.engine.requests[0]?.request.format?.kind).toBe("json-schema");
});

test("a model whose lists cannot be used is asked for JSON, and goes on with what it does better", async () => {
  const { recommender, scene } = await createRecommendScene(
    {
      replies: (request) =>
        request.format === undefined
          ? [says("1. [m1] One, and then I forgot what a list is.")]
          : [says(JSON.stringify({ recommendations: ["m1", "m2", "m3"].map((id) => ({ id, reason: "Fits." })) }))],
    },
    { random: () => 0.1 },
  );
  const formats: (string | undefined)[] = [];
  for (let round = 0; round < 12; round += 1) {
    const result = await recommender.recommend(ask("love", { limit: 3 }), signal);
    expect(result.recommendations).toHaveLength(3);
    formats.push(result.format);
  }
  expect(formats).toEqual([...Array.from({ length: 5 }, () => "list"), ...Array.from({ length: 7 }, () => "json")]);
  expect(scene.engine.requests.map(({ request }) => (request.format === undefined ? "list" : "json"))).toEqual(formats);
});

test("replies that break off do not count against the form they were asked in", async () => {
  const { recommender } = await createRecommendScene(
    { replies: () => [says("1. [m1] One.\n2. [m2] Tw"), { type: "crash" }] },
    { random: () => 0 },
  );
  for (let round = 0; round < 7; round += 1) {
    expect((await recommender.recommend(ask("love"), signal)).format).toBe("list");
  }
});

test("reasons are in the language that was asked for, else in that of the question", async () => {
  const languages = createLanguageIdentifier();
  const { recommender } = await createRecommendScene(undefined, { languages });
  const german = await recommender.recommend(ask("ein trauriger Film über zwei alte Freunde wie Inception"), signal);
  expect(german.text).toBe("Diese 4 kommen deinem Wunsch nahe.");
  expect(german.recommendations.map(({ reason }) => reason).join(" ")).toContain("„Inception“");
  const korean = await recommender.recommend(ask("ein trauriger Film", { language: "ko" }), signal);
  expect(korean.recommendations[0]?.reason).toMatch(/\p{sc=Hangul}/u);
  expect((await recommender.recommend(ask("1234"), signal)).text).toBe(
    "I do not know these words. Here is what many people like.",
  );
});

test("a model is told the language of its reasons where it is known, at the end of its prompt", async () => {
  const { recommender, scene } = await createRecommendScene(choosing(4));
  await recommender.recommend(ask("love", { language: "fr" }), signal);
  await recommender.recommend(ask("love"), signal);
  const prompts = scene.engine.requests.map(({ request: { input } }) =>
    input.kind === "chat" ? (input.messages.at(-1)?.content ?? "") : "",
  );
  expect(prompts[0]?.endsWith("Recommend 4 items. Write the reasons in French.")).toBe(true);
  expect(prompts[1]?.endsWith("Recommend 4 items.")).toBe(true);
});

test("the same question gives the model the same prompt, so that it is read from the cache", async () => {
  const { recommender, scene } = await createRecommendScene(choosing(4));
  await recommender.recommend(ask("love in Paris"), signal);
  await recommender.recommend(ask("love in Paris"), signal);
  const [first, second] = scene.engine.requests;
  expect(first?.request.input).toEqual(second?.request.input);
});

test("an embedding model takes over once it has read the catalog, and preferences follow it", async () => {
  const store = createMemoryPreferenceStore();
  const old = await createRecommendScene(undefined, { preferences: store });
  await old.recommender.addPreference({ userId: "ada", title: "Nobody Knows This One" }, signal);
  expect((await store.list("ada"))[0]?.embedding?.model).toBe("lexical-1");

  const { recommender } = await createRecommendScene(
    { replies: () => [] },
    { preferences: store, embeddingModel: "small" },
  );
  const before = await recommender.recommend(ask("a samurai"), signal);
  expect(before.recommendations.map(({ title }) => title)).toContain("Seven Samurai");
  await expect.poll(async () => (await store.list("ada"))[0]?.embedding?.model).toBe("small");
  const found = await recommender.searchPreferences({ userId: "ada", query: "Nobody" }, signal);
  expect(found).toMatchObject([{ preference: { title: "Nobody Knows This One" } }]);
});

test("an embedding model that is missing leaves everything to words", async () => {
  const { recommender } = await createRecommendScene(undefined, { embeddingModel: "gone" });
  const { preference } = await recommender.addPreference({ userId: "ada", title: "Seven Samurai" }, signal);
  expect(preference.embedding).toBeUndefined();
  await recommender.addPreference({ userId: "ada", title: "The Office" }, signal);
  const found = await recommender.searchPreferences({ userId: "ada", query: "japanese warriors" }, signal);
  expect(found[0]?.preference.title).toBe("Seven Samurai");
  expect((await recommender.recommend(ask("ghosts"), signal)).recommendations).toHaveLength(4);
});

test("a store that cannot be read costs a recommendation nothing but the kept taste", async () => {
  const broken = {
    ...createMemoryPreferenceStore(),
    list: async () => {
      throw new ReparteeError("storage_unavailable", "Cannot read");
    },
  };
  const { recommender } = await createRecommendScene(undefined, { preferences: broken });
  expect((await recommender.recommend(ask("ghosts", { userId: "ada" }), signal)).recommendations).toHaveLength(4);
  await expect(recommender.listPreferences({ userId: "ada" })).rejects.toMatchObject({ code: "storage_unavailable" });
});

test.each([
  ["1. [m1] One.\n2. [m2] Two.\n", ""],
  ["Here you go:\n1. [m1] One.\n2. [m2] Two.\n", "Here you go:"],
  ["Here you go:\n\n1. [m1] One.\n2. [m2] Two.\n\nEnjoy [them]!\nBye.", "Here you go:\n\nEnjoy [them]!\nBye."],
  ['Here:\n[{"id": "m1", "reason": "One."}, {"id": "m2", "reason": "Two."}]', "Here:"],
])("tokens joined are the text around the list: %j", async (text, around) => {
  const { recommender } = await createRecommendScene({ replies: () => [says(text)] });
  const events = await collect(recommender.recommendStream(ask("love", { limit: 3 }), signal));
  expect(events.map((event) => (event.type === "token" ? event.text : "")).join("")).toBe(around);
  expect(events.at(-1)).toMatchObject({ result: { text: around } });
  const types = events.map(({ type }) => type);
  if (around !== "") expect(types.indexOf("token")).toBeLessThan(types.indexOf("recommendation"));
});

test.each([
  ["a reply without an item", "I know no films.", undefined],
  ["a very small model", "Here you go:\n1. [m1] One.\n2. [m2] Two.\n", 135e6],
])("no token comes of the text of %s, which a written one replaces", async (_, text, size) => {
  const { recommender } = await createRecommendScene({ replies: () => [says(text)] }, { parameterCount: () => size });
  const events = await collect(recommender.recommendStream(ask("love", { limit: 3 }), signal));
  expect(events.filter(({ type }) => type === "token")).toEqual([]);
  expect(JSON.stringify(events.at(-1))).toContain("come close to what you asked for");
});
