import { describe, expect, test } from "vitest";
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";
import { createTasteChat, type TasteChatRequest } from "./taste-chat.ts";
import { tastePhrases } from "./template-phrases.ts";

/** Tells languages by one word each. */
const words: Readonly<Record<string, Language>> = { hallo: "de", hola: "es", ciao: "it", hello: "en" };
const languages: LanguageIdentifier = {
  identify(text) {
    const found = Object.entries(words).find(([word]) => text.toLowerCase().includes(word));
    return found === undefined ? undefined : { language: found[1], confidence: 1, source: "text" };
  },
};

/** What serving was asked, and what the template would say. */
function ask(request: Partial<TasteChatRequest>, model?: string) {
  const requests: ReplyRequest[] = [];
  const serving: Pick<Serving, "reply"> = {
    async *reply(asked) {
      requests.push(asked);
      yield* [];
    },
  };
  const chat = createTasteChat({ serving, languages, defaultModel: () => model });
  const events = chat.reply({ requestId: "r", userInput: "12", history: [], ...request }, new AbortController().signal);
  return { events, asked: async () => (await events[Symbol.asyncIterator]().next(), requests[0]) };
}

function languageOf(text: string | undefined): Language | undefined {
  const found = Object.entries(tastePhrases).find(([, { closing }]) => closing.some((end) => text?.endsWith(end)));
  return found?.[0] as Language | undefined;
}

describe("createTasteChat", () => {
  const rows: readonly (readonly [Partial<TasteChatRequest>, Language])[] = [
    [{ userInput: "Hallo du" }, "de"],
    [{ userInput: "12", history: [{ role: "user", content: "hola" }] }, "es"],
    [{ userInput: "hello", history: [{ role: "user", content: "hola" }] }, "en"],
    [{ userInput: "12", history: [{ role: "assistant", content: "hola" }] }, "en"],
    [{ userInput: "12", tasteAnalysis: { profile: { language: "it-IT" } } }, "it"],
    [{ userInput: "ciao", tasteAnalysis: { language: "fr" } }, "it"],
    [{ userInput: "12" }, "en"],
  ];
  test.each(rows)("of %j writes in the user's language, as far as it is known", async (request, language) => {
    const asked = await ask(request).asked();
    expect(languageOf(asked?.writeTemplate?.())).toBe(language);
  });

  test("asks the default model, and none while there is none, with a template at the end", async () => {
    expect(await ask({}, "tiny").asked()).toMatchObject({ models: ["tiny"], fallback: "template" });
    expect(await ask({}).asked()).toMatchObject({ models: [], fallback: "template" });
  });

  test("two templates in a row differ, also without a history", async () => {
    const asked = await ask({ userInput: "Again" }).asked();
    expect(asked?.writeTemplate?.()).not.toBe(asked?.writeTemplate?.());
  });
});
