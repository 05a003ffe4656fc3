/** What a model writes is judged before a person sees it; small models are guided, and what they cannot say is canned. */
import { describe, expect, test } from "vitest";
import type { ChatMessage } from "../../src/core/chat-message.ts";
import type { EmotionReader } from "../../src/core/emotion.ts";
import { ReparteeError } from "../../src/core/errors.ts";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import { certainReading } from "../../src/chat/emotion/distribution.ts";
import { createLanguageIdentifier } from "../../src/chat/language/language-identifier.ts";
import type { ResponderOptions } from "../../src/chat/respond/responder-options.ts";
import type { FakeModelScript } from "../../src/testing/index.ts";
import { says } from "../serving/scene.ts";
import { createRespondScene, eventsOf, never, type RespondScene } from "./respond-scene.ts";

interface Asked {
  readonly script: FakeModelScript;
  readonly asked: GenerateRequest[];
}

/** A model with weights that writes one text after the other, and the last one from then on. */
function writing(texts: readonly string[], rest: Partial<FakeModelScript> = {}): Asked {
  const asked: GenerateRequest[] = [];
  const script: FakeModelScript = {
    device: "cpu",
    replies(request) {
      asked.push(request);
      return [says(...(texts[Math.min(asked.length, texts.length) - 1] ?? "").split(/(?<=\s)/))];
    },
    ...rest,
  };
  return { script, asked };
}

/** A model that goes on from each reply prefix as the table says. */
function finishing(table: Readonly<Record<string, string>>, rest: Partial<FakeModelScript> = {}): Asked {
  const asked: GenerateRequest[] = [];
  const script: FakeModelScript = {
    device: "cpu",
    parameterCount: 135e6,
    slots: 8,
    replies(request) {
      asked.push(request);
      const lead = Object.keys(table).find((words) => request.replyPrefix?.endsWith(words) === true);
      return [says(...(lead === undefined ? " I do not know." : (table[lead] ?? "")).split(/(?=\s)/))];
    },
    ...rest,
  };
  return { script, asked };
}

function messagesOf(request: GenerateRequest | undefined): readonly ChatMessage[] {
  return request?.input.kind === "chat" ? request.input.messages : [];
}

async function open(
  models: Readonly<Record<string, Asked>>,
  change: Partial<ResponderOptions> = {},
): Promise<RespondScene & { readonly rejected: string[] }> {
  const rejected: string[] = [];
  const scripts = Object.fromEntries(Object.entries(models).map(([name, { script }]) => [name, script]));
  const scene = await createRespondScene(
    { models: scripts },
    {
      languages: createLanguageIdentifier(),
      onRejected: (model, reason) => void rejected.push(`${model}: ${reason}`),
      ...change,
    },
  );
  return { ...scene, rejected };
}

const japanese = "それはすてきだね、もっと聞かせてほしいな。";

describe("what a model writes", () => {
  test("in another language is never shown: once more, colder and plainer, then a canned line", async () => {
    const a = writing([japanese]);
    const { personas, rejected, responder, scene } = await open({ a });
    const events = await eventsOf(responder.respondStream({ text: "I am so sad", language: "en" }, never()));
    const done = events.at(-1);
    expect(done).toMatchObject({
      type: "done",
      reply: { success: false, source: "template", reason: "unusable_reply", complete: true },
    });
    const { canned } = await personas.get("ollie");
    expect(canned.sad.lines.en).toContain(done?.type === "done" ? done.reply.text : "");
    expect(JSON.stringify(events)).not.toContain("すてき");
    expect(rejected).toEqual(["a: script", "a: script"]);
    expect(a.asked.at(-1)).toMatchObject({ sampling: { temperature: 0 }, replyPrefix: undefined });
    expect(messagesOf(a.asked.at(-1)).at(-1)?.content).toBe("I am so sad");
    await scene.expectNothingLeft();
  });

  test("is the model's own reply where the second try is good", async () => {
    const { rejected, responder } = await open({ a: writing([japanese, "That sounds hard. Tell me more."]) });
    const reply = await responder.respond({ text: "I am so sad", language: "en" }, never());
    expect(reply).toMatchObject({ text: "That sounds hard. Tell me more.", source: "model", success: true });
    expect(reply.reason).toBeUndefined();
    expect(rejected).toEqual(["a: script"]);
  });

  test("that contradicts the feeling is not shown, and is shown where the feeling fits", async () => {
    const wonderful = "How wonderful, tell me more about it.";
    const sad = await open({ a: writing([wonderful]) });
    expect((await sad.responder.respond({ text: "I am sad", language: "en" }, never())).source).toBe("template");
    expect(sad.rejected).toContain("a: tone");
    const happy = await open({ a: writing([wonderful]) });
    expect((await happy.responder.respond({ text: "I am happy", language: "en" }, never())).text).toBe(wonderful);
    expect(happy.rejected).toEqual([]);
  });

  test("slips behind its opening: the reply ends at the last good sentence, and says so", async () => {
    const { responder, scene } = await open({ a: writing(["That sounds really hard. How wonderful for you!"]) });
    const reply = await responder.respond({ text: "I am sad", language: "en" }, never());
    expect(reply).toMatchObject({ source: "model", complete: true, success: true });
    expect(reply.text.trim()).toBe("That sounds really hard.");
    expect(reply.warnings).toMatchObject([{ kind: "reply-cut", reason: "tone" }]);
    await scene.expectNothingLeft();
  });

  test("is shown as it is with the gate off", async () => {
    const { rejected, responder } = await open({ a: writing([japanese]) }, { replyGate: false });
    expect((await responder.respond({ text: "I am sad", language: "en" }, never())).text).toBe(japanese);
    expect(rejected).toEqual([]);
  });
});

describe("a small model", () => {
  const info = { slots: 8, contextWindowTokens: 4096, parameterCount: 135e6 } as const;
  const small = {
    models: { info: () => info, countTokens: async () => undefined },
    random: () => 0,
  };

  test("finishes what the persona begins, and the reply says what was written for it", async () => {
    const a = finishing({ "Do you want to tell me about": " your cat?", "hardest part of": " being a fish?" });
    const { responder, scene } = await open({ a }, small);
    const reply = await responder.respond({ text: "I am sad, my cat ran away.", language: "en" }, never());
    expect(reply).toMatchObject({
      text: "I'm so sorry, that sounds really hard. Do you want to tell me about your cat?",
      writtenOpening: "I'm so sorry, that sounds really hard. Do you want to tell me about",
      source: "model",
      success: true,
      complete: true,
    });
    expect(a.asked.length).toBeGreaterThanOrEqual(4);
    expect(new Set(a.asked.map(({ replyPrefix }) => replyPrefix)).size).toBe(a.asked.length);
    await scene.expectNothingLeft();
  });

  test.each([
    ["angry", "I am angry at my boss.", "neutral"],
    ["sad", "I am sad about my boss.", "sad"],
    ["happy", "I am happy about my boss.", "happy"],
  ] as const)("that was begun for somebody %s keeps the feeling of its opening to the end", async (felt, text, met) => {
    const emotions: EmotionReader = {
      read: (words) => certainReading(words === text ? felt : "surprised", 0.9, "text"),
    };
    const leads = ["What bothers you most about", "Do you want to tell me about", "What do you like most about"];
    const a = finishing(Object.fromEntries(leads.map((lead) => [lead, " your boss?"])));
    const { responder } = await open({ a }, { ...small, emotions });
    const events = await eventsOf(responder.respondStream({ text, language: "en" }, never()));
    const done = events.at(-1);
    const reply = done?.type === "done" ? done.reply : undefined;
    expect(reply?.writtenOpening).toBeDefined();
    expect(reply?.emotion.label).toBe(met);
    expect(events[0]).toMatchObject({ type: "emotion", emotion: reply?.emotion });
  });

  test("is told little: a short text, two turns in the reply's language, the user's words", async () => {
    const a = finishing({ "Do you want to tell me about": " your cat?" });
    const { responder } = await open({ a }, small);
    await responder.respond({ text: "I am sad, my cat ran away.", language: "en" }, never());
    const messages = messagesOf(a.asked[0]);
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user", "assistant", "user"]);
    expect(messages.at(-1)?.content).toBe("I am sad, my cat ran away.");
    expect(messages[3]?.content).toBe("My snowman melted while I was at school.");
    expect(messages.map(({ content }) => content).join(" ")).not.toMatch(
      /\((?:sad|happy|neutral)\)|\[feels|[^\p{ASCII}]/u,
    );
    expect(messages[0]?.content.split(/\s+/).length).toBeLessThan(50);
  });

  const offSubject = { "Do you want to tell me about": " your job as a pilot?" };
  const lostCat = { text: "I am sad, my cat ran away.", language: "en" } as const;

  test("whose candidates are all off the subject leaves the end to the persona as well, and it is said", async () => {
    const { personas, rejected, responder, scene } = await open({ a: finishing(offSubject) }, small);
    const events = await eventsOf(responder.respondStream(lostCat, never()));
    const texts = events.flatMap((event) => (event.type === "text" ? [event.text] : []));
    const { openings } = await personas.get("ollie");
    const [ending] = openings.en?.sad?.endings ?? [];
    expect(texts).toEqual(["I'm so sorry, that sounds really hard.", ` ${ending}`]);
    const done = events.at(-1);
    expect(done).toMatchObject({
      reply: { source: "template", model: "template", success: false, reason: "unusable_reply", complete: true },
    });
    expect(done?.type === "done" && done.reply.writtenOpening).toBeUndefined();
    expect(rejected).toEqual(["a: below_bar"]);
    await scene.expectNothingLeft();
  });

  test("that breaks off behind the opening leaves a whole reply, a template's", async () => {
    const broken = new ReparteeError("generation_failed", "broke");
    const script: FakeModelScript = {
      device: "cpu",
      parameterCount: 135e6,
      slots: 8,
      replies: () => [says(" your"), { type: "fail", error: broken }],
    };
    const { responder, scene } = await open({ a: { script, asked: [] } }, small);
    const reply = await responder.respond(lostCat, never());
    expect(reply.text).toMatch(/^I'm so sorry, that sounds really hard\. .+[.?]$/);
    expect(reply).toMatchObject({ source: "template", success: false, reason: "generation_failed", complete: true });
    await scene.expectNothingLeft();
  });

  test("shows nothing of its own while another model may have something better", async () => {
    const b = writing(["Oh no, your cat! Where did you last see it?"], { parameterCount: 1e9 });
    const { responder } = await open({ a: finishing(offSubject), b }, { ...small, others: () => ["b"] });
    const events = await eventsOf(responder.respondStream(lostCat, never()));
    expect(events.find((event) => event.type === "text")).not.toMatchObject({ text: expect.stringContaining("sorry") });
  });

  test("is not asked in a language that it cannot write", async () => {
    const a = finishing({});
    const { rejected, responder } = await open({ a }, small);
    const reply = await responder.respond({ text: "Ich bin traurig", language: "de", emotion: "sad" }, never());
    expect(reply).toMatchObject({ source: "template", language: "de", reason: "unusable_reply" });
    expect(a.asked).toEqual([]);
    expect(rejected).toEqual(["a: model_language"]);
  });

  test("begins differently and asks differently in the next turns of a conversation", async () => {
    const table = { "Do you want to tell me about": " your cat?", "Would you like to talk about": " your cat?" };
    const { responder } = await open({ a: finishing(table) }, small);
    const openings: (string | undefined)[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const reply = await responder.respond(
        { text: "I am sad, my cat ran away.", language: "en", conversationId: "c1" },
        never(),
      );
      openings.push(reply.writtenOpening);
    }
    expect(openings[0]).toMatch(/^I'm so sorry.*Do you want to tell me about$/);
    expect(openings[1]).not.toMatch(/I'm so sorry, that sounds|Do you want to tell me about/);
  });
});

test("a model of middle size speaks for itself, with the short prompt", async () => {
  const info = { slots: 4, contextWindowTokens: 4096, parameterCount: 1e9 };
  const a = writing(["I hear you. What happened with your cat?"], { parameterCount: 1e9 });
  const { responder } = await open({ a }, { models: { info: () => info, countTokens: async () => undefined } });
  const reply = await responder.respond({ text: "I am sad, my cat ran away.", language: "en" }, never());
  expect(reply.text).toBe("I hear you. What happened with your cat?");
  expect(reply.writtenOpening).toBeUndefined();
  expect(a.asked).toHaveLength(1);
  expect(messagesOf(a.asked[0])[0]?.content).not.toContain("round brackets");
});
