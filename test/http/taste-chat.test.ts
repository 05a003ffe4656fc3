import { describe, expect, it } from "vitest";
import { startCompatServer } from "./support/compat-server.ts";
import { finish, start, text } from "./support/scripted-serving.ts";

const path = "/api/generate-response";
const user_input = "What should I watch tonight?";
const events = { accept: "text/event-stream" };

describe("POST /api/generate-response", () => {
  it("answers with the reply and who wrote it, and nothing else", async () => {
    const { post, serving } = await startCompatServer();
    const response = await post(path, {
      user_input,
      taste_analysis: { genres: ["noir"] },
      conversation_history: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
      ],
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      response: "Hello there",
      source: "model",
      complete: true,
      model: "tiny",
    });
    const [request] = serving.requests;
    expect(request).toMatchObject({ models: ["tiny"], fallback: "models" });
    const { input } = request?.generate ?? {};
    const messages = input?.kind === "chat" ? input.messages : [];
    expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(messages[0]?.content).toContain("noir");
  });

  it("streams tokens and the whole at the end to a client that accepts events", async () => {
    const { post } = await startCompatServer();
    const response = await post(path, { user_input }, events);
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const done = { response: "Hello there", source: "model", complete: true, model: "tiny" };
    expect(await response.text()).toBe(
      `event: token\ndata: {"text":"Hello"}\n\nevent: token\ndata: {"text":" there"}\n\nevent: done\ndata: ${JSON.stringify(done)}\n\n`,
    );
  });

  it("marks a reply that broke off, and one that a template wrote, without a model's name", async () => {
    const cut = () => [start, text("Hel"), finish({ complete: false, reason: "runner_crashed" })];
    const broken = await startCompatServer({ script: cut });
    const { complete, reason } = (await (await broken.post(path, { user_input })).json()) as Record<string, unknown>;
    expect([complete, reason]).toEqual([false, "runner_crashed"]);
    const written = () => [
      start,
      text("Sorry"),
      finish({ source: "template", model: "template", reason: "queue_full" }),
    ];
    const template = await startCompatServer({ script: written });
    const answer: unknown = await (await template.post(path, { user_input })).json();
    expect(answer).toEqual({ response: "Sorry", source: "template", complete: true, reason: "queue_full" });
  });

  it.each([
    ["an object", { a: { b: [1, null, true] } }],
    ["a list", ["jazz", { x: 1 }]],
    ["a text", "jazz"],
    ["a number", 5],
    ["null", null],
    ["a large one", Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, "v".repeat(100)]))],
  ])("takes %s for a taste analysis, and keeps the prompt small", async (_, taste_analysis) => {
    const { post, serving } = await startCompatServer();
    expect((await post(path, { user_input, taste_analysis })).status).toBe(200);
    expect(JSON.stringify(serving.requests[0]?.generate.input).length).toBeLessThan(4000);
  });

  it.each([
    ["an empty body", "", null, 400],
    ["a list", [], null, 400],
    ["no user_input", {}, "user_input", 400],
    ["an empty user_input", { user_input: "" }, "user_input", 400],
    ["an invisible user_input", { user_input: " \n\u200b\u0000" }, "user_input", 400],
    ["user_input as a number", { user_input: 5 }, "user_input", 400],
    ["a user_input of 8001 characters", { user_input: "x".repeat(8001) }, "user_input", 400],
    ["a user_input of 8001 emoji", { user_input: "🙂".repeat(8001) }, "user_input", 400],
    ["2 MB", { user_input: "x".repeat(2_000_000) }, null, 413],
    ["history as a text", { user_input, conversation_history: "Hi" }, "conversation_history", 400],
    [
      "an unknown role",
      { user_input, conversation_history: [{ role: "robot", content: "" }] },
      "conversation_history[0].role",
      400,
    ],
    [
      "a turn without content",
      { user_input, conversation_history: [{ role: "user" }] },
      "conversation_history[0].content",
      400,
    ],
  ])("refuses %s and names the field", async (_, body, param, status) => {
    const { post, serving } = await startCompatServer();
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { param } });
    expect(serving.requests).toHaveLength(0);
  });

  it("wants the key where keys are configured", async () => {
    const { post } = await startCompatServer({ apiKeys: ["a-key"] });
    expect((await post(path, { user_input })).status).toBe(401);
    expect((await post(path, { user_input }, { authorization: "Bearer another" })).status).toBe(401);
    expect((await post(path, { user_input }, { authorization: "Bearer a-key" })).status).toBe(200);
  });
});
