/** Somebody in danger is answered by a written line in every chat that has no persona, whatever its model would say. */
import { describe, expect, test } from "vitest";
import { createLanguageIdentifier } from "../../src/chat/language/language-identifier.ts";
import { createSmollmChat } from "../../src/chat/smollm/index.ts";
import { createTasteChat } from "../../src/chat/taste/index.ts";
import { dangerLines } from "../../src/chat/turn-kind/danger-reply.ts";
import { languages, type Language } from "../../src/core/language.ts";
import { silentLog } from "../../src/core/log.ts";
import type { ReplyEvent } from "../../src/core/reply.ts";
import { builtInPersonas } from "../../src/chat/persona/built-in-folder.ts";
import { loadPersonas } from "../../src/chat/persona/load-personas.ts";
import { createMemoryStores } from "../support/memory-stores.ts";
import { createScene, says } from "../serving/scene.ts";
import { never } from "./respond-scene.ts";

interface Answer {
  readonly text: string;
  readonly source: string | undefined;
  readonly complete: boolean | undefined;
  readonly reason: string | undefined;
}

interface Chats {
  readonly taste: (text: string, said?: string) => Promise<Answer>;
  readonly smollm: (text: string, said?: string) => Promise<Answer>;
  readonly stored: (text: string) => Promise<Answer>;
  readonly completion: (text: string) => Promise<Answer>;
}

const nonsense = "That is fun.";

async function openChats(): Promise<Chats> {
  const { clock, serving } = await createScene({ models: { m: { replies: () => [says(nonsense)] } } });
  const model = (): string => "m";
  const identifier = createLanguageIdentifier();
  const taste = createTasteChat({ serving, defaultModel: model, languages: identifier });
  const { conversations } = createMemoryStores();
  const own = { provider: "llama-cpp", modelPath: null, model, problem: () => undefined, historyMessages: 4 };
  const smollm = createSmollmChat({ ...own, serving, conversations, languages: identifier, log: silentLog, clock });
  const length = { requestId: "r", maxTokens: 50, temperature: 0 };
  const user = (content: string) => ({ role: "user", content }) as const;
  const earlier = (said: string | undefined) =>
    said === undefined ? [] : ([user("…"), { role: "assistant", content: said }] as const);
  return {
    taste: (userInput, said) =>
      collect(taste.reply({ requestId: "r", userInput, history: [...earlier(said)] }, never())),
    smollm: (text, said) =>
      collect(smollm.reply({ ...length, input: { kind: "chat", messages: [...earlier(said), user(text)] } }, never())),
    stored: (text) => collect(smollm.replyInConversation({ ...length, text, history: [] }, never())),
    completion: (text) => collect(smollm.reply({ ...length, input: { kind: "text", text } }, never())),
  };
}

async function collect(events: AsyncIterable<ReplyEvent>): Promise<Answer> {
  let text = "";
  let end: ReplyEvent | undefined;
  for await (const event of events) {
    if (event.type === "text-delta") text += event.text;
    end = event;
  }
  if (end?.type !== "finish") return { text, source: undefined, complete: undefined, reason: undefined };
  return { text, source: end.source, complete: end.complete, reason: end.reason };
}

const cries: Readonly<Record<Language, string>> = {
  en: "I want to die",
  zh: "我想死",
  ja: "もう死にたい",
  es: "no quiero vivir mas",
  fr: "je veux plus vivre",
  de: "Ich möchte nicht mehr leben",
  ru: "жить больше не хочу",
  ko: "죽고 싶어요",
  pt: "não quero mais viver",
  it: "non voglio vivere",
};

describe.each(["taste", "smollm", "stored"] as const)("the %s chat", (kind) => {
  test.each(languages)("answers a danger by a written line in %s", async (language) => {
    const chats = await openChats();
    const [line] = dangerLines[language];
    const answer = await chats[kind](cries[language]);
    expect(answer).toEqual({ text: line, source: "template", complete: true, reason: "unusable_reply" });
  });

  test("leaves every other turn to the model", async () => {
    const chats = await openChats();
    expect(await chats[kind]("The movie was to die for")).toMatchObject({ text: nonsense, source: "model" });
  });
});

test.each(["taste", "smollm"] as const)("the %s chat does not say the same line twice in a row", async (kind) => {
  const chats = await openChats();
  const [line, other] = dangerLines.en;
  expect(await chats[kind]("I want to die", line)).toMatchObject({ text: other });
});

test("a text to be completed is the model's, whatever it speaks of", async () => {
  expect(await (await openChats()).completion("I want to die")).toMatchObject({ text: nonsense, source: "model" });
});

test("the lines are those of the shipped persona", async () => {
  const { files } = await loadPersonas([builtInPersonas()]);
  const ollie = files.find(({ persona }) => persona.name === "ollie")?.persona;
  expect(ollie?.writtenTurns.danger?.lines).toEqual(dangerLines);
});
