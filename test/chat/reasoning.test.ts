/** What a model only thinks is shown on no route of the chats. */
import { describe, expect, test } from "vitest";
import { createLanguageIdentifier } from "../../src/chat/language/language-identifier.ts";
import { createSmollmChat } from "../../src/chat/smollm/index.ts";
import { createTasteChat } from "../../src/chat/taste/index.ts";
import type { ReplyEvent } from "../../src/core/reply.ts";
import { silentLog } from "../../src/core/log.ts";
import { createMemoryStores } from "../support/memory-stores.ts";
import { createScene, says } from "../serving/scene.ts";
import { createRespondScene, never } from "./respond-scene.ts";

const thought = "The user wants a film. Perhaps Heat?";
const reply = "I am glad you asked me. What did you like last?";
const forms: readonly (readonly [string, string])[] = [
  ["between marks", `<think>\n${thought}\n</think>\n\n${reply}`],
  ["between longer marks", `<thinking>${thought}</thinking>${reply}`],
  ["in the middle", `${reply.slice(0, 24)}<think>${thought}</think>${reply.slice(24)}`],
];

type Chat = (text: string) => Promise<readonly ReplyEvent[]>;

/** A chat whose model writes one text after the other, in tokens of three letters. */
async function open(kind: "taste" | "smollm", texts: readonly string[]): Promise<Chat> {
  let asked = 0;
  const replies = () => [says(...((texts[asked++] ?? "").match(/[\s\S]{1,3}/gu) ?? []))];
  const { clock, serving } = await createScene({ models: { thinker: { replies } } });
  const model = (): string => "thinker";
  const taste = createTasteChat({ serving, defaultModel: model });
  const { conversations } = createMemoryStores();
  const own = { provider: "llama-cpp", modelPath: null, model, problem: () => undefined, historyMessages: 4 };
  const smollm = createSmollmChat({ ...own, serving, conversations, log: silentLog, clock });
  return async (text) => {
    const input = { kind: "chat", messages: [{ role: "user", content: text }] } as const;
    const events =
      kind === "taste"
        ? taste.reply({ requestId: "r", userInput: text, history: [] }, never())
        : smollm.reply({ requestId: "r", input, maxTokens: 50, temperature: 0 }, never());
    const seen: ReplyEvent[] = [];
    for await (const event of events) seen.push(event);
    return seen;
  };
}

function textOf(events: readonly ReplyEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}

describe.each(["taste", "smollm"] as const)("the %s chat", (kind) => {
  test.each(forms)("does not show reasoning %s", async (_, written) => {
    const chat = await open(kind, [written]);
    expect(textOf(await chat("Hello"))).toBe(reply);
  });

  test("takes a reply of nothing but reasoning for none", async () => {
    const chat = await open(kind, [`<think>${thought}`]);
    const events = await chat("Hello");
    expect(textOf(events)).not.toContain("Heat");
    expect(events.at(-1)).toMatchObject({ type: "finish", source: "template", reason: "empty_reply" });
  });

  test("waits for the end of a model's reasoning once that came without a beginning", async () => {
    const chat = await open(kind, [`${thought}</think>${reply}`, `${thought}</think>${reply}`, reply]);
    expect(textOf(await chat("Hello"))).not.toContain("think>");
    expect(textOf(await chat("Hello"))).toBe(reply);
    expect(textOf(await chat("Hello"))).toBe(reply);
  });
});

describe.each([true, false])("a persona with its gate %s", (replyGate) => {
  test.each(forms)("does not say reasoning %s", async (_, written) => {
    const languages = createLanguageIdentifier();
    const { responder } = await createRespondScene(
      { models: { m: { device: "cpu", replies: () => [says(...(written.match(/[\s\S]{1,3}/gu) ?? []))] } } },
      { languages, replyGate },
    );
    const answer = await responder.respond({ text: "I watched a film.", language: "en" }, never());
    expect(answer).toMatchObject({ text: reply, source: "model" });
  });
});
