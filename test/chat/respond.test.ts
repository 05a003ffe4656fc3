import { describe, expect, test } from "vitest";
import type { ChatMessage } from "../../src/core/chat-message.ts";
import { ReparteeError } from "../../src/core/errors.ts";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import type { FakeModelScript, FakeStep } from "../../src/testing/index.ts";
import { replies, says } from "../serving/scene.ts";
import { createRespondScene, eventsOf, never, ratingWith } from "./respond-scene.ts";

/** A model that gives the same reply to everything and keeps what it was asked. */
function listening(...steps: FakeStep[]): FakeModelScript & { readonly asked: GenerateRequest[] } {
  const asked: GenerateRequest[] = [];
  return {
    asked,
    replies(request) {
      asked.push(request);
      return steps;
    },
  };
}

function messagesOf(request: GenerateRequest | undefined): readonly ChatMessage[] {
  return request?.input.kind === "chat" ? request.input.messages : [];
}

const kind = says(" I", " hear", " you.", " Tell", " me", " more.", " Third", " one.", " Fourth.");
const twoSentences = "I hear you. Tell me more.";

describe("a persona's reply", () => {
  test("says two sentences, frees the model at the third, and is kept", async () => {
    const { scene, stores, responder } = await createRespondScene({ models: { a: replies(kind) } });
    const reply = await responder.respond({ text: "I am so sad today" }, never());
    expect(reply).toMatchObject({
      text: twoSentences,
      success: true,
      source: "model",
      model: "a",
      complete: true,
      finishReason: "stop",
      language: "en",
      persona: "ollie",
      persisted: true,
      userEmotion: { label: "sad", source: "text" },
    });
    expect(scene.records.at(-1)).toMatchObject({ outcome: "ok", finishReason: "stop", complete: true });
    const kept = await stores.conversations.messages(reply.conversationId);
    expect(kept.map(({ role, state, text }) => [role, state, text])).toEqual([
      ["user", "complete", "I am so sad today"],
      ["assistant", "complete", twoSentences],
    ]);
    expect(kept[0]).toMatchObject({ emotion: { label: "sad" }, language: "en" });
    expect(kept[1]).toMatchObject({ source: "model", model: "a", timings: { firstTokenMs: expect.any(Number) } });
    await scene.expectNothingLeft();
  });

  test("has a feeling that the model rated, as it becomes the user's, written in front of its words", async () => {
    const a = listening(kind);
    const { responder } = await createRespondScene({ models: { a } });
    // The fake engine finds the longest label likeliest: surprised, then neutral.
    expect((await responder.respond({ text: "Well" }, never())).emotion).toMatchObject({ label: "surprised" });
    expect(a.asked[0]?.replyPrefix).toBe("(surprised)");
    const angry = await responder.respond({ text: "Well", emotion: "angry" }, never());
    expect(angry.emotion.distribution.angry).toBe(0);
    expect(angry.userEmotion).toMatchObject({ label: "angry", confidence: 1, source: "client" });
  });

  test("is told feeling and language at the head of the user's words, and nothing of a doubtful feeling", async () => {
    const a = listening(kind);
    const { responder } = await createRespondScene({ models: { a } });
    await responder.respond({ text: "I am so sad", language: "es" }, never());
    await responder.respond({ text: "You know" }, never());
    const [first, second] = a.asked.map((request) => messagesOf(request).at(-1)?.content);
    expect(first).toBe("[feels sad; answer in Spanish]\nI am so sad");
    expect(second).toBe("[answer in English]\nYou know");
  });

  test("is told the same as everybody with that feeling in that language, before the user's words", async () => {
    const a = listening(kind);
    const { responder } = await createRespondScene({ models: { a } });
    for (const text of ["I am so sad", "You are sad", "I am angry"]) await responder.respond({ text }, never());
    const [first, second, other] = a.asked.map((request) => messagesOf(request).slice(0, -1));
    expect(second).toEqual(first);
    expect(other?.slice(0, 3)).toEqual(first?.slice(0, 3));
    expect(other).not.toEqual(first);
  });

  test("in a conversation sees the turns before exactly as they were prompted", async () => {
    const a = listening(kind);
    const { responder } = await createRespondScene({ models: { a } });
    const { conversationId } = await responder.respond({ text: "I am sad" }, never());
    await responder.respond({ text: "You see", conversationId }, never());
    const [first, second] = a.asked.map(messagesOf);
    expect(second?.slice(0, first?.length)).toEqual(first);
    expect(second?.slice(first?.length)).toEqual([
      { role: "assistant", content: expect.stringMatching(/^\(\w+\) I hear you\. Tell me more\.$/) },
      { role: "user", content: "[answer in English]\nYou see" },
    ]);
  });

  test("sees the last ten messages, in a window that stays while it can", async () => {
    const a = listening(kind);
    const { responder } = await createRespondScene({ models: { a } });
    const firsts: (string | undefined)[] = [];
    const sizes: number[] = [];
    for (let turn = 0; turn < 14; turn += 1) {
      await responder.respond({ text: `You, turn ${turn}`, conversationId: "c1" }, never());
      const stable = messagesOf(a.asked[0]).length - 1;
      const history = messagesOf(a.asked.at(-1)).slice(stable, -1);
      firsts.push(history[0]?.content);
      sizes.push(history.length);
    }
    expect(Math.max(...sizes)).toBe(10);
    expect(Math.min(...sizes.slice(6))).toBeGreaterThanOrEqual(6);
    // Fourteen turns move the window's beginning at most five times.
    expect(new Set(firsts).size).toBeLessThanOrEqual(6);
  });

  test("in another language than asked for is kept, told and warned of", async () => {
    const { responder } = await createRespondScene({ models: { a: replies(says(" Ich", " bin", " da.")) } });
    const reply = await responder.respond({ text: "You there", language: "es" }, never());
    expect(reply).toMatchObject({ language: "de", requestedLanguage: { language: "es", source: "client" } });
    expect(reply.warnings).toMatchObject([{ kind: "approximated", feature: "language" }]);
  });

  test("without marks for the eye, also where the model writes them", async () => {
    const { responder } = await createRespondScene({
      models: { a: replies(says("(happy)", " *smiles*", " That is", " **great**", " 😀!")) },
    });
    expect((await responder.respond({ text: "Hm" }, never())).text).toBe("That is great!");
  });

  test("of a history that the client keeps sees that, without canned lines", async () => {
    const a = listening(kind);
    const { personas, responder } = await createRespondScene({ models: { a } });
    const canned = (await personas.get("ollie")).canned.sad.lines.en?.[0] ?? "";
    const history = [
      { role: "user", content: "I am sad" },
      { role: "assistant", content: canned },
      { role: "user", content: "You hear" },
      { role: "assistant", content: "Yes, I do." },
    ] as const;
    await responder.respond({ text: "The end", history }, never());
    const seen = messagesOf(a.asked[0])
      .slice(-3)
      .map(({ content }) => content);
    expect(seen).toEqual([
      "[feels sad; answer in English]\nI am sad\n\n[answer in English]\nYou hear",
      "(neutral) Yes, I do.",
      "[answer in English]\nThe end",
    ]);
  });
});

describe("a stream", () => {
  test("has its emotion before its first text, and one done at the end", async () => {
    const { scene, responder } = await createRespondScene({ models: { a: replies(kind) } });
    const events = await eventsOf(responder.respondStream({ text: "I am sad" }, never()));
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe("emotion");
    expect(types.filter((type) => type === "emotion")).toHaveLength(1);
    expect(types.indexOf("done")).toBe(types.length - 1);
    const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
    expect(text).toBe(twoSentences);
    expect(events.at(-1)).toMatchObject({ type: "done", reply: { text } });
    await scene.expectNothingLeft();
  });

  test("that its reader leaves frees the model and keeps what was said as partial", async () => {
    const { scene, stores, responder } = await createRespondScene({
      models: { a: replies(says(" I", " hear"), { type: "hang" }) },
    });
    for await (const event of responder.respondStream({ text: "You", conversationId: "c1" }, never())) {
      if (event.type === "text" && event.text.includes("hear")) break;
    }
    const kept = await stores.conversations.messages("c1");
    expect(kept.at(-1)).toMatchObject({ role: "assistant", state: "partial", text: "I hear" });
    await scene.expectNothingLeft();
  });

  test("that is cancelled before its first word keeps no empty reply", async () => {
    const { scene, stores, responder } = await createRespondScene({ models: { a: replies({ type: "hang" }) } });
    const caller = new AbortController();
    const reading = eventsOf(responder.respondStream({ text: "You", conversationId: "c1" }, caller.signal));
    await scene.clock.advance(10);
    caller.abort();
    expect((await reading).filter(({ type }) => type === "text")).toEqual([]);
    expect((await stores.conversations.messages("c1")).map(({ role }) => role)).toEqual(["user"]);
    await scene.expectNothingLeft();
  });

  test("that is cancelled ends at once, and frees the model and the conversation", async () => {
    const { scene, responder } = await createRespondScene({
      models: { a: { replies: [[...[says(" I")], { type: "hang" }], [kind]] } },
    });
    const caller = new AbortController();
    const reading = eventsOf(responder.respondStream({ text: "You", conversationId: "c1" }, caller.signal));
    await scene.clock.advance(10);
    caller.abort();
    expect((await reading).at(-1)).toMatchObject({
      type: "done",
      reply: { complete: false, finishReason: "cancelled" },
    });
    await scene.expectNothingLeft();
    expect((await responder.respond({ text: "You", conversationId: "c1" }, never())).text).toBe(twoSentences);
  });

  test("that breaks off in the middle is closed in its language, marked, and kept as partial without sending the closing to a model", async () => {
    const { scene, stores, responder } = await createRespondScene({
      models: { a: replies(says(" I", " hear"), { type: "fail", error: new ReparteeError("generation_failed", "x") }) },
    });
    const events = await eventsOf(responder.respondStream({ text: "You", conversationId: "c1" }, never()));
    const text = "I hear… I lost my thread there.";
    expect(events.map(({ type }) => type)).toEqual(["emotion", "text", "text", "text", "done"]);
    expect(events.at(-1)).toMatchObject({
      reply: { text, complete: false, reason: "generation_failed", source: "model", success: true },
    });
    expect((await stores.conversations.messages("c1")).at(-1)).toMatchObject({ state: "partial", text });
    await responder.respond({ text: "You", conversationId: "c1" }, never());
    const prompt = JSON.stringify(scene.engine.requests.at(-1));
    expect(prompt).toContain("I hear");
    expect(prompt).not.toContain("thread");
  });

  test("is checkpointed while it is spoken, at most once a second", async () => {
    const pause: FakeStep = { type: "delay", ms: 400 };
    const steps = [says(" I"), pause, says(" a"), pause, says(" b"), pause, says(" c"), pause, says(" d")];
    const { scene, stores, responder } = await createRespondScene({ models: { a: replies(...steps) } });
    const reading = responder.respond({ text: "You", conversationId: "c1" }, never());
    await scene.clock.advance(5_000);
    await reading;
    const states = stores.puts.filter(({ role }) => role === "assistant").map(({ state, text }) => [state, text]);
    expect(states).toEqual([
      ["streaming", "I"],
      ["streaming", "I a b c"],
      ["complete", "I a b c d"],
    ]);
    expect(new Set(stores.puts.map(({ id }) => id)).size).toBe(2);
  });
});

describe("an engine that rates no labels", () => {
  test("shows the persona's table first, and what the text says at the end", async () => {
    const base = await createRespondScene({ models: { a: replies(says(" How", " sad.")) } });
    const { responder } = await createRespondScene(
      { models: {} },
      {
        serving: ratingWith(base.scene.serving, async () => {
          throw new ReparteeError("unsupported_by_model", "Cannot rate labels");
        }),
        defaultModel: () => "a",
      },
    );
    const events = await eventsOf(responder.respondStream({ text: "Ah", emotion: "sad" }, never()));
    expect(events[0]).toMatchObject({ emotion: { source: "canned" } });
    expect(events.at(-1)).toMatchObject({ reply: { emotion: { label: "sad", source: "text" }, success: true } });
  });

  test("that hangs costs a reply the rating's own time and no more", async () => {
    const base = await createRespondScene({ models: { a: replies(kind) } });
    const { scene } = base;
    const { responder } = await createRespondScene(
      { models: {} },
      {
        clock: scene.clock,
        defaultModel: () => "a",
        serving: ratingWith(
          scene.serving,
          (_, signal) =>
            new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("late")))),
        ),
      },
    );
    const reading = responder.respond({ text: "You" }, never());
    await scene.clock.advance(3_000);
    expect((await reading).text).toBe(twoSentences);
  });

  test("a tag that the model writes itself is read and not said", async () => {
    const base = await createRespondScene({ models: { a: replies(says("(hap", "py)", " Oh", " yes.")) } });
    const unable = async (): Promise<never> => {
      throw new ReparteeError("unsupported_by_model", "Cannot rate labels");
    };
    const { responder } = await createRespondScene(
      { models: {} },
      { serving: ratingWith(base.scene.serving, unable), defaultModel: () => "a" },
    );
    const events = await eventsOf(responder.respondStream({ text: "Ah" }, never()));
    expect(events[0]).toMatchObject({ emotion: { label: "happy", source: "model" } });
    expect(events.at(-1)).toMatchObject({ reply: { text: "Oh yes." } });
  });
});

describe("requests", () => {
  test("to one conversation are answered one after the other, others at once", async () => {
    const a = listening({ type: "delay", ms: 100 }, kind);
    const { scene, responder } = await createRespondScene({ models: { a } });
    const same = [1, 2].map((turn) => responder.respond({ text: `You ${turn}`, conversationId: "c1" }, never()));
    const other = responder.respond({ text: "You", conversationId: "c2" }, never());
    await scene.clock.advance(50);
    expect(a.asked).toHaveLength(2);
    await scene.clock.advance(500);
    await Promise.all([...same, other]);
    expect(
      messagesOf(a.asked.at(-1))
        .map(({ content }) => content)
        .join(),
    ).toContain("You 1");
  });

  test("of a batch are answered in their order, as many at once as the model has slots", async () => {
    const a = listening({ type: "delay", ms: 100 }, kind);
    const view = { info: () => ({ slots: 2 }), countTokens: async () => undefined };
    const { scene, responder } = await createRespondScene({ models: { a } }, { models: view });
    const requests = ["You one", "You two", "You three"].map((text, index) => ({ text, conversationId: `c${index}` }));
    const reading = responder.respondBatch(requests, never());
    await scene.clock.advance(50);
    expect(a.asked).toHaveLength(2);
    await scene.clock.advance(1_000);
    expect((await reading).map(({ conversationId }) => conversationId)).toEqual(["c0", "c1", "c2"]);
  });

  test("of a batch with one that is wrong are refused as a whole, by its place", async () => {
    const a = listening(kind);
    const { responder } = await createRespondScene({ models: { a } });
    await expect(
      responder.respondBatch([{ text: "You" }, { text: "You", persona: "nobody" }], never()),
    ).rejects.toMatchObject({ code: "persona_not_found", param: "requests[1].persona" });
    expect(a.asked).toHaveLength(0);
  });

  test("for somebody else's conversation are refused", async () => {
    const { responder } = await createRespondScene({ models: { a: replies(kind) } });
    await responder.respond({ text: "You", conversationId: "c1", userId: "ann" }, never());
    for (const userId of ["bob", undefined]) {
      const stranger = responder.respond({ text: "You", conversationId: "c1", userId }, never());
      await expect(stranger).rejects.toMatchObject({ code: "not_found", param: "conversation_id" });
    }
  });
});

test("a prompt too long for the model loses its oldest turns, and says so", async () => {
  const a = listening(kind);
  const view = {
    info: () => ({ slots: 4, contextWindowTokens: 1_700 }),
    countTokens: async (_: string, input: GenerateRequest["input"]) =>
      input.kind === "chat" ? Math.ceil(input.messages.reduce((sum, { content }) => sum + content.length, 0) / 3) : 0,
  };
  const { responder } = await createRespondScene({ models: { a } }, { models: view });
  const long = "You know the story of the sea. ".repeat(60);
  for (let turn = 0; turn < 4; turn += 1)
    await responder.respond({ text: `${turn} ${long}`, conversationId: "c1" }, never());
  const reply = await responder.respond({ text: "The end", conversationId: "c1" }, never());
  expect(reply.warnings).toMatchObject([{ kind: "history-trimmed" }]);
  const last = messagesOf(a.asked.at(-1));
  expect(last[0]?.role).toBe("system");
  expect(await view.countTokens("a", { kind: "chat", messages: last })).toBeLessThan(1_700);
});
