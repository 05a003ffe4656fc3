import { describe, expect, test } from "vitest";
import type { ChatMessage } from "../../src/core/chat-message.ts";
import { emotionLabels } from "../../src/core/emotion.ts";
import { ReparteeError } from "../../src/core/errors.ts";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import { languages } from "../../src/core/language.ts";
import type { FakeModelScript } from "../../src/testing/index.ts";
import { replies, says } from "../serving/scene.ts";
import { createRespondScene, eventsOf, never } from "./respond-scene.ts";

function messagesOf(request: GenerateRequest | undefined): readonly ChatMessage[] {
  return request?.input.kind === "chat" ? request.input.messages : [];
}

const kind = says(" I", " hear", " you.", " Tell", " me", " more.", " Third", " one.", " Fourth.");
const twoSentences = "I hear you. Tell me more.";

describe("without a model that answers", () => {
  const dead: FakeModelScript = { loads: [[{ type: "fail", error: new ReparteeError("model_load_failed", "No") }]] };

  test.each([
    ["no model", {}, "no_model_configured"],
    ["a dead model", { a: dead }, "model_load_failed"],
    ["an empty model", { a: replies() }, "empty_reply"],
    ["a model of emoji", { a: replies(says("😀", "😀")) }, "empty_reply"],
  ])("%s: a canned line says so", async (_, models, reason) => {
    const { responder, personas, stores } = await createRespondScene({ models });
    const events = await eventsOf(responder.respondStream({ text: "I am sad", conversationId: "c1" }, never()));
    expect(events[0]).toMatchObject({ type: "emotion", emotion: { label: "sad", confidence: 0.3, source: "canned" } });
    const done = events.at(-1);
    const { canned } = await personas.get("ollie");
    expect(done).toMatchObject({
      type: "done",
      reply: { success: false, source: "template", reason, complete: true, emotion: { confidence: 0.3 } },
    });
    expect(canned.sad.lines.en).toContain(done?.type === "done" ? done.reply.text : "");
    expect((await stores.conversations.messages("c1")).at(-1)).toMatchObject({ source: "template", state: "complete" });
  });

  test("the last three lines of a conversation do not come again", async () => {
    const { responder } = await createRespondScene({ models: {} });
    const said: string[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      const { text } = await responder.respond({ text: "I am sad", conversationId: "c1" }, never());
      expect(said.slice(-3)).not.toContain(text);
      said.push(text);
    }
    expect(new Set(said).size).toBeGreaterThan(4);
  });

  test("every feeling has a line in every language", async () => {
    const { responder, personas } = await createRespondScene({ models: {} });
    const { canned } = await personas.get("ollie");
    for (const emotion of emotionLabels) {
      for (const language of languages) {
        const reply = await responder.respond({ text: "…", emotion, language }, never());
        expect(reply).toMatchObject({ language, emotion: { label: canned[emotion].replyEmotion } });
        expect(canned[emotion].lines[language]).toContain(reply.text);
      }
    }
  });

  test("a canned line is never told to the model as its own", async () => {
    let isDead = true;
    const asked: GenerateRequest[] = [];
    const a: FakeModelScript = {
      replies(request) {
        asked.push(request);
        return isDead ? [{ type: "fail", error: new ReparteeError("generation_failed", "x") }] : [kind];
      },
    };
    const { responder } = await createRespondScene({ models: { a } });
    const { text } = await responder.respond({ text: "I am sad", conversationId: "c1" }, never());
    isDead = false;
    await responder.respond({ text: "You again", conversationId: "c1" }, never());
    const seen = messagesOf(asked.at(-1))
      .map(({ content }) => content)
      .join("\n");
    expect(seen).not.toContain(text);
    expect(seen).toContain("I am sad\n\n[answer in English]\nYou again");
  });
});

describe("a store that fails", () => {
  const gone = async (): Promise<never> => {
    throw new ReparteeError("storage_unavailable", "gone");
  };
  const failing = {
    begin: gone,
    put: gone,
    find: gone,
    messages: gone,
    list: gone,
    remove: gone,
    // Turns wait for each other without a database as well.
    acquireTurn: async () => () => {},
    closeInterrupted: gone,
  };

  test("costs no reply: it says that it was not kept", async () => {
    const { responder, logged } = await createRespondScene(
      { models: { a: replies(kind) } },
      { conversations: failing },
    );
    expect(await responder.respond({ text: "You" }, never())).toMatchObject({ text: twoSentences, persisted: false });
    expect(logged.length).toBeGreaterThan(0);
  });

  test("by hanging is waited for a bounded time", async () => {
    const hang = (): Promise<never> => new Promise(() => {});
    const hanging = { ...failing, begin: hang, put: hang, find: hang, messages: hang };
    const { scene, responder } = await createRespondScene({ models: { a: replies(kind) } }, { conversations: hanging });
    const reading = responder.respond({ text: "You" }, never());
    await scene.clock.advance(10_000);
    expect(await reading).toMatchObject({ text: twoSentences, persisted: false });
  });
});
