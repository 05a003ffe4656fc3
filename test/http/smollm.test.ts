import { describe, expect, it } from "vitest";
import { startCompatServer } from "./support/compat-server.ts";
import { createScriptedPool } from "./support/scripted-pool.ts";
import { finish, start, text } from "./support/scripted-serving.ts";

const messages = [{ role: "user", content: "Hi" }];
const chat = "/innova/api/smollm/chat";
const generate = "/innova/api/smollm/generate";
const chatlaya = "/innova/api/chatlaya/message";
const echoed = { source: "template", model: "template", reason: "runner_crashed" } as const;

async function doneOf(response: Response): Promise<Record<string, unknown>> {
  const data = /^event: done\ndata: (.*)$/m.exec(await response.text())?.[1] ?? "{}";
  return JSON.parse(data) as Record<string, unknown>;
}

describe("the smollm routes", () => {
  it.each([
    [chat, { messages }, { kind: "chat", messages }],
    [generate, { prompt: "Once" }, { kind: "text", text: "Once" }],
  ])("POST %s answers in its shape, with the contract's defaults", async (path, body, input) => {
    const { post, serving } = await startCompatServer();
    const response = await post(path, body);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      response: "Hello there",
      model_info: { model_name: "tiny", device: "cpu", parameters: null },
      source: "model",
      complete: true,
    });
    expect(serving.requests[0]).toMatchObject({
      models: ["tiny"],
      fallback: "template",
      generate: { input, maxTokens: 512, sampling: { temperature: 0.7 } },
    });
  });

  it("take max_tokens and temperature, and the echo has what the user said last", async () => {
    const { post, serving } = await startCompatServer();
    await post(chat, { messages, max_tokens: 3, temperature: 0 });
    expect(serving.requests[0]?.generate).toMatchObject({ maxTokens: 3, sampling: { temperature: 0 } });
    expect(serving.requests[0]?.writeTemplate?.()).toBe("Hi");
  });

  it("say echo where the model did not answer", async () => {
    const { post } = await startCompatServer({ script: () => [start, text("Hi"), finish(echoed)] });
    expect(await (await post(chat, { messages })).json()).toEqual({
      response: "Hi",
      model_info: { model_name: "echo", device: "none", parameters: null },
      source: "template",
      complete: true,
      reason: "runner_crashed",
    });
  });

  it.each([
    [{ message: "Hi" }, ["user:Hi"]],
    [{ content: "Hi" }, ["user:Hi"]],
    [{ messages }, ["user:Hi"]],
    [
      { messages: [...messages, { role: "assistant", content: "Yes?" }], message: "Go" },
      ["user:Hi", "assistant:Yes?", "user:Go"],
    ],
  ])("POST /chatlaya/message takes %j and streams", async (body, turns) => {
    const { post, serving } = await startCompatServer();
    for (const path of [chatlaya, "/chatlaya/message"]) {
      const stream = await (await post(path, { ...body, conversation_id: "c-1" })).text();
      expect(stream).toMatch(
        /^event: token\ndata: \{"text":"Hello"\}\n\nevent: token\n.*\n\nevent: done\ndata: .*\n\n$/,
      );
      expect(stream).toContain('"conversation_id":"c-1"');
      expect(stream).toContain('"response":"Hello there"');
    }
    const { input } = serving.requests[0]?.generate ?? {};
    expect(input?.kind === "chat" && input.messages.map(({ role, content }) => `${role}:${content}`)).toEqual(turns);
  });

  it("POST /chatlaya/message keeps the conversation: the next message needs its id only", async () => {
    const { post, serving } = await startCompatServer();
    const first = await doneOf(await post(chatlaya, { message: "I am Anna" }));
    expect(first).toMatchObject({ persisted: true, conversation_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const { conversation_id } = first;
    const second = await doneOf(await post(chatlaya, { message: "Who am I?", conversation_id, messages }));
    expect(second).toMatchObject({ persisted: true, conversation_id });
    expect(new Set([first, second].flatMap((one) => [one["user_message_id"], one["message_id"]])).size).toBe(4);
    const seen = serving.requests.map(({ generate: { input } }) => input.kind === "chat" && input.messages);
    expect(seen).toEqual([
      [{ role: "user", content: "I am Anna" }],
      [
        { role: "user", content: "I am Anna" },
        { role: "assistant", content: "Hello there" },
        { role: "user", content: "Who am I?" },
      ],
    ]);
    await doneOf(await post(chatlaya, { message: "And I?", conversation_id: 7 }));
    expect(await doneOf(await post(chatlaya, { message: "And I?", conversationId: "" }))).not.toHaveProperty("error");
    expect(JSON.stringify(serving.requests.slice(2))).not.toContain("Anna");
  });

  it("POST /chatlaya/message gives a number back as a number, and no echo to the model", async () => {
    let turn = 0;
    const { post, serving } = await startCompatServer({
      script: () => [start, text("Hi"), turn++ === 0 ? finish(echoed) : finish()],
    });
    for (const message of ["One", "Two"]) {
      expect(await doneOf(await post(chatlaya, { message, conversation_id: 7 }))).toMatchObject({ conversation_id: 7 });
    }
    const { input } = serving.requests[1]?.generate ?? {};
    expect(input?.kind === "chat" && input.messages).toEqual([{ role: "user", content: "One\n\nTwo" }]);
  });

  it.each([
    [chat, "an empty body", "", null, 400],
    [chat, "no messages", {}, "messages", 400],
    [chat, "empty messages", { messages: [] }, "messages", 400],
    [chat, "messages as a text", { messages: "Hi" }, "messages", 400],
    [chat, "an unknown role", { messages: [{ role: "robot", content: "" }] }, "messages[0].role", 400],
    [chat, "only the assistant's words", { messages: [{ role: "assistant", content: "Hi" }] }, "messages", 400],
    [chat, "only a system text", { messages: [{ role: "system", content: "Hi" }] }, "messages", 400],
    [chat, "no tokens", { messages, max_tokens: 0 }, "max_tokens", 400],
    [chat, "max_tokens as a text", { messages, max_tokens: "9" }, "max_tokens", 400],
    [chat, "too hot", { messages, temperature: 9 }, "temperature", 400],
    [chat, "2 MB", { messages: [{ role: "user", content: "x".repeat(2_000_000) }] }, null, 413],
    [generate, "no prompt", {}, "prompt", 400],
    [generate, "an empty prompt", { prompt: " " }, "prompt", 400],
    [generate, "prompt as a list", { prompt: ["a"] }, "prompt", 400],
    [chatlaya, "nothing said", {}, "message", 400],
    [chatlaya, "an empty message", { message: "" }, "message", 400],
    [chatlaya, "only the assistant's words", { messages: [{ role: "assistant", content: "Hi" }] }, "message", 400],
    [chatlaya, "an id with spaces", { message: "Hi", conversation_id: "a b" }, "conversation_id", 400],
    [chatlaya, "half a number as id", { message: "Hi", conversationId: 1.5 }, "conversationId", 400],
    [chatlaya, "a list as id", { message: "Hi", conversation_id: [] }, "conversation_id", 400],
  ])("POST %s refuses %s and names the field", async (path, _, body, param, status) => {
    const { post, serving } = await startCompatServer();
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { param } });
    expect(serving.requests).toHaveLength(0);
  });

  it("GET /smollm/info tells state, device, path and last error; health only whether replies are echoes", async () => {
    const { url } = await startCompatServer();
    const info: unknown = await (await fetch(`${url}/innova/api/smollm/info`)).json();
    expect(info).toMatchObject({
      ...{ enabled: true, provider: "local", model_name: "tiny", model_path: "models/tiny.gguf" },
      ...{ state: "ready", loaded: true, device: "cpu", quantization: "Q4_K_M", last_error: null },
    });
    for (const method of ["GET", "POST"]) {
      const health: unknown = await (await fetch(`${url}/innova/api/smollm/health`, { method })).json();
      expect(health).toEqual({ status: "ok", model_loaded: true, state: "ready", provider: "local" });
    }
  });

  it("say what is wrong with a model that failed and one that is not there", async () => {
    const failed = await startCompatServer({ pool: createScriptedPool({ tiny: "failed" }) });
    const info: unknown = await (await fetch(`${failed.url}/innova/api/smollm/info`)).json();
    expect(info).toMatchObject({ state: "failed", loaded: false, last_error: { code: "model_file_missing" } });
    const missing = await startCompatServer({ pool: createScriptedPool({ tiny: "unloaded" }), problem: "No file" });
    const gone: unknown = await (await fetch(`${missing.url}/innova/api/smollm/info`)).json();
    expect(gone).toMatchObject({ state: "missing", last_error: { message: "No file" } });
    const health = await (await fetch(`${missing.url}/innova/api/smollm/health`)).text();
    expect(JSON.parse(health)).toMatchObject({ status: "degraded" });
    expect(health).not.toContain("No file");
  });

  it("say that a model is being chosen, as replies do, where there will be one", async () => {
    const pool = createScriptedPool({});
    const { url, serving } = await startCompatServer({ pool, hasModel: false });
    const infoOf = async (): Promise<unknown> => await (await fetch(`${url}/innova/api/smollm/info`)).json();
    expect(await infoOf()).toMatchObject({ state: "missing", last_error: { code: "no_model_configured" } });
    serving.setState({ choosingModel: true });
    expect(await infoOf()).toMatchObject({ state: "missing", loaded: false, last_error: { code: "model_loading" } });
  });

  it("want the key where keys are configured, but for health", async () => {
    const { post, url } = await startCompatServer({ apiKeys: ["a-key"] });
    for (const [path, body] of [
      [chat, { messages }],
      [generate, { prompt: "a" }],
      [chatlaya, { message: "a" }],
    ] as const) {
      expect((await post(path, body)).status).toBe(401);
      expect((await post(path, body, { authorization: "Bearer a-key" })).status).toBe(200);
    }
    expect((await fetch(`${url}/innova/api/smollm/info`)).status).toBe(401);
    expect((await fetch(`${url}/innova/api/smollm/health`)).status).toBe(200);
  });

  it("stand under the prefix of the settings, and under none with /", async () => {
    const moved = await startCompatServer({ smollmPrefix: "/box" });
    expect((await moved.post("/box/smollm/chat", { messages })).status).toBe(200);
    expect((await moved.post("/box/chatlaya/message", { message: "a" })).status).toBe(200);
    expect((await moved.post("/chatlaya/message", { message: "a" })).status).toBe(200);
    expect((await moved.post(chat, { messages })).status).toBe(404);
    const bare = await startCompatServer({ smollmPrefix: "/" });
    expect((await bare.post("/smollm/chat", { messages })).status).toBe(200);
  });
});
