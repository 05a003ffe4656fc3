import { describe, expect, test } from "vitest";
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import type { ReplyEvent, ReplyFinishEvent } from "../../core/reply.ts";
import { noUsage } from "../../core/usage.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";
import { createTasteChat } from "./taste-chat.ts";
import type { TasteChatRequest } from "./taste-request.ts";
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
    expect(await ask({}, "tiny").asked()).toMatchObject({ models: ["tiny"], fallback: "models" });
    expect(await ask({}).asked()).toMatchObject({ models: [], fallback: "models" });
  });

  test("two templates in a row differ, also without a history", async () => {
    const asked = await ask({ userInput: "Again" }).asked();
    expect(asked?.writeTemplate?.()).not.toBe(asked?.writeTemplate?.());
  });

  test("a reply that breaks off is closed in the user's language, once, before its end", async () => {
    const finish: ReplyFinishEvent = {
      type: "finish",
      source: "model",
      model: "tiny",
      finishReason: "length",
      complete: false,
      warnings: [],
      usage: noUsage,
      timings: { waitMs: 0, prefillMs: 0, decodeMs: 0, queueMs: 0, loadMs: 0, firstTokenMs: 1, totalMs: 2 },
    };
    async function eventsOf(end: ReplyEvent): Promise<readonly string[]> {
      const serving: Pick<Serving, "reply"> = {
        async *reply() {
          yield { type: "text-delta", text: "Schau", tokenCount: 1 };
          yield end;
        },
      };
      const chat = createTasteChat({ serving, languages, defaultModel: () => "tiny" });
      const request = { requestId: "r", userInput: "Hallo", history: [] };
      const events: string[] = [];
      for await (const event of chat.reply(request, new AbortController().signal))
        events.push(event.type === "text-delta" ? event.text : event.type);
      return events;
    }
    expect(await eventsOf(finish)).toEqual(["Schau", "… Jetzt habe ich den Faden verloren.", "finish"]);
    expect(await eventsOf({ ...finish, complete: true })).toEqual(["Schau", "finish"]);
    expect(await eventsOf({ ...finish, finishReason: "cancelled" })).toEqual(["Schau", "finish"]);
  });
});
