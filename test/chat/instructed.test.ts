/** Replies by a client's own instructions, on real serving above a scripted engine. */
import { describe, expect, test } from "vitest";
import {
  createInstructedResponder,
  type InstructedEvent,
  type InstructedRequest,
} from "../../src/chat/instructed/instructed-responder.ts";
import { ReparteeError } from "../../src/core/errors.ts";
import { silentLog } from "../../src/core/log.ts";
import type { ResponderOptions } from "../../src/chat/respond/responder-options.ts";
import { replies, says, type SceneOptions } from "../serving/scene.ts";
import { createRespondScene, never, wordEmotions, wordLanguages, type RespondScene } from "./respond-scene.ts";

const system = { role: "system", content: "Be brief." } as const;
const question: InstructedRequest = {
  text: "I am sad",
  language: "en",
  messages: [system],
  tools: [],
  toolChoice: "auto",
};

async function answered(
  models: SceneOptions["models"],
  change: Partial<InstructedRequest> = {},
  signal: AbortSignal = never(),
): Promise<RespondScene & { readonly events: readonly InstructedEvent[] }> {
  const kept = await createRespondScene({ models });
  const { scene, stores, personas } = kept;
  const options: ResponderOptions = {
    serving: scene.serving,
    personas,
    conversations: stores.conversations,
    emotions: wordEmotions,
    languages: wordLanguages,
    defaultModel: () => Object.keys(models)[0],
    defaultPersona: "ollie",
    historyMessages: 4,
    log: silentLog,
    clock: scene.clock,
    random: () => 0,
  };
  const events: InstructedEvent[] = [];
  const stream = createInstructedResponder(options).respondStream({ ...question, ...change }, signal);
  for await (const event of stream) events.push(event);
  return { ...kept, events };
}

const types = (events: readonly InstructedEvent[]): readonly string[] =>
  events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);

test("the feeling is read from the first words and comes before them, once", async () => {
  const { events, scene, stores } = await answered({
    a: replies(says("That", " makes", " me sad", " too,", " my friend.")),
  });
  expect(types(events)).toEqual(["emotion", "text", "done"]);
  expect(events[0]).toMatchObject({ emotion: { label: "sad", source: "text" }, userEmotion: { label: "sad" } });
  expect(events.at(-1)).toMatchObject({
    reply: { text: "That makes me sad too, my friend.", source: "model", complete: true },
  });
  expect(scene.engine.requests[0]?.request).toMatchObject({
    input: { kind: "chat", messages: [system, { role: "user", content: "I am sad" }] },
    maxTokens: 256,
  });
  expect(stores.conversations).toBeDefined();
  expect(await stores.conversations.list({ limit: 10 })).toEqual([]);
});

test("the conversation goes before what is said, and its oldest part goes first", async () => {
  const turns = Array.from({ length: 10 }, (_, index) => [
    { role: "user", content: `Question ${index}` } as const,
    { role: "assistant", content: `Answer ${index}` } as const,
  ]).flat();
  const { scene } = await answered({ a: replies(says("Yes.")) }, { messages: [system, ...turns] });
  const { input } = scene.engine.requests[0]?.request ?? {};
  const messages = input?.kind === "chat" ? input.messages : [];
  expect(messages[0]).toEqual(system);
  expect(messages.at(-1)).toEqual({ role: "user", content: "I am sad" });
  expect(messages.at(-2)).toEqual({ role: "assistant", content: "Answer 9" });
});

describe("functions", () => {
  const tools = [{ name: "weather", parameters: { type: "object" } }] as const;

  test("are offered, and called without a word", async () => {
    const { events } = await answered({ a: {} }, { tools, toolChoice: "required" });
    expect(types(events)).toEqual(["tool-calls", "done"]);
    expect(events[0]).toMatchObject({ calls: [{ name: "weather", arguments: "{}" }] });
    expect(events.at(-1)).toMatchObject({ reply: { text: "", source: "model", complete: true } });
  });

  test("whose result came are answered without a new message", async () => {
    const call = { id: "c1", name: "weather", arguments: "{}" };
    const messages = [
      system,
      { role: "user", content: "How is it?" },
      { role: "assistant", content: "", toolCalls: [call] },
      { role: "tool", content: "rain", toolCallId: "c1" },
    ] as const;
    const { scene } = await answered({ a: replies(says("It rains.")) }, { text: "", messages, tools });
    expect(scene.engine.requests[0]?.request).toMatchObject({ input: { messages } });
  });
});

describe("when no model answers", () => {
  test.each([
    ["there is none", {}, "no_model_configured"],
    [
      "it is dead",
      { a: { loads: [[{ type: "fail", error: new ReparteeError("model_load_failed", "No") }]] } },
      "model_load_failed",
    ],
    ["it says nothing", { a: replies() }, "empty_reply"],
  ] satisfies readonly (readonly [string, SceneOptions["models"], string])[])(
    "because %s, a line of the persona's is said and marked",
    async (_, models, reason) => {
      const { events, personas } = await answered(models);
      expect(events[0]).toMatchObject({ type: "emotion", emotion: { label: "sad", source: "canned" } });
      const done = events.at(-1);
      expect(done).toMatchObject({ type: "done", reply: { source: "template", reason, complete: true } });
      const { canned } = await personas.get("ollie");
      expect(canned.sad.lines.en).toContain(done?.type === "done" ? done.reply.text : "");
    },
  );

  test("any more, the reply is closed in words and marked", async () => {
    const broken = replies(says("I think that"), { type: "crash" });
    const { events } = await answered({ a: broken });
    const done = events.at(-1);
    expect(done).toMatchObject({ reply: { complete: false } });
    expect(done?.type === "done" ? done.reply.text : "").toMatch(/^(?:I think that){1,2}… I lost my thread/);
  });

  test("because nobody listens, nothing is made up", async () => {
    const { events } = await answered({ a: replies(says("Hi")) }, {}, AbortSignal.abort());
    expect(types(events)).toEqual(["done"]);
    expect(events[0]).toMatchObject({ reply: { text: "", complete: false } });
  });
});
