import { createParser } from "eventsource-parser";
import { describe, expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { ReparteeError } from "../../src/core/errors.ts";
import { silentLog } from "../../src/core/log.ts";
import { startServer, type StartedServer } from "../http/support/start-server.ts";
import { replies, says, type SceneOptions } from "../serving/scene.ts";
import { createRespondScene, type RespondScene } from "./respond-scene.ts";

const kind = says(" I", " hear", " you.", " Tell", " me", " more.", " Third", " one.");
const answering = { a: replies(kind) };

async function start(
  models: SceneOptions["models"] = answering,
  options: Parameters<typeof startServer>[0] = {},
): Promise<RespondScene & { readonly started: StartedServer }> {
  const scene = await createRespondScene({ models });
  const started = await startServer({ ...options, chat: scene });
  return { ...scene, started };
}

interface Frame {
  readonly event: string | undefined;
  readonly data: Record<string, unknown>;
}

async function framesOf(response: Response): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => void frames.push({ event, data: JSON.parse(data) }) });
  parser.feed(await response.text());
  return frames;
}

describe("POST /api/respond", () => {
  test.each(["anna@example.com", "auth0|5f7c", "Ana María", "u/1", "x".repeat(128)])(
    "takes the user %s, whom every route knows by that name",
    async (user) => {
      const { started } = await start();
      const response = await started.post("/api/respond", { text: "I am sad", user_id: user });
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: 200,
        body: { user_id: user },
      });
      const preferred = await fetch(`${started.url}/api/conversations?user_id=${encodeURIComponent(user)}`);
      expect(preferred.status).toBe(200);
    },
  );

  test("refuses a user without a name, or with one that is too long", async () => {
    const { started } = await start();
    for (const user of ["", "x".repeat(129)]) {
      expect((await started.post("/api/respond", { text: "Hi", user_id: user })).status).toBe(400);
    }
  });

  test("answers with text, feeling, language and where it comes from", async () => {
    const { started } = await start();
    const response = await started.post("/api/respond", { text: "I am sad", user_id: "ann", persona: null });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      text: "I hear you. Tell me more.",
      message_id: expect.any(String),
      user_message_id: expect.any(String),
      emotion: expect.any(String),
      confidence: expect.any(Number),
      emotion_source: expect.any(String),
      emotion_distribution: expect.any(Object),
      success: true,
      source: "model",
      complete: true,
      finish_reason: "stop",
      language: "en",
      detected_language: { language: "en", confidence: 0.95, source: "text" },
      user_emotion: { label: "sad", confidence: 0.9, source: "text" },
      model: "a",
      persona: "ollie",
      conversation_id: expect.stringMatching(/^[\w-]{36}$/),
      user_id: "ann",
      persisted: true,
      usage: {
        prompt_tokens: expect.any(Number),
        completion_tokens: expect.any(Number),
        cached_tokens: expect.any(Number),
      },
      warnings: [],
    });
  });

  test.each([
    ["Accept", { text: "I am sad" }, { accept: "text/event-stream" }],
    ["stream", { text: "I am sad", stream: true }, {}],
  ])("streams by %s: emotion, tokens, done", async (_, body, headers) => {
    const { started } = await start();
    const response = await started.post("/api/respond", body, headers);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const frames = await framesOf(response);
    const names = frames.map(({ event }) => event);
    expect(names[0]).toBe("emotion");
    expect(names.at(-1)).toBe("done");
    expect(new Set(names.slice(1, -1))).toEqual(new Set(["token"]));
    const said = frames.flatMap(({ event, data }) => (event === "token" ? [data["text"]] : [])).join("");
    expect(said).toBe("I hear you. Tell me more.");
    expect(frames.at(-1)?.data).toMatchObject({ text: said, success: true });
    expect(frames[0]?.data).toMatchObject({ conversation_id: frames.at(-1)?.data["conversation_id"] });
  });

  test("with stream false is one answer whatever Accept says", async () => {
    const { started } = await start();
    const body = { text: "You", stream: false };
    const response = await started.post("/api/respond", body, { accept: "text/event-stream" });
    expect(response.headers.get("content-type")).toContain("application/json");
  });

  test.each([
    ["nothing", {}, "text", 400],
    ["an empty text", { text: " " }, "text", 400],
    ["an oversized text", { text: "x".repeat(8_001) }, "text", 400],
    ["an oversized text of emoji", { text: "🙂".repeat(8_001) }, "text", 400],
    ["a text of the wrong type", { text: 3 }, "text", 400],
    ["an unknown emotion", { text: "x", emotion: "bored" }, "emotion", 400],
    ["an unknown language", { text: "x", language: "nl" }, "language", 400],
    ["an unknown language of a region", { text: "x", language: "nl-BE" }, "language", 400],
    ["a language as a number", { text: "x", language: 7 }, "language", 400],
    ["too many tokens", { text: "x", max_tokens: 5_000 }, "max_tokens", 400],
    ["an id with a space", { text: "x", conversation_id: "a b" }, "conversation_id", 400],
    ["a system message", { text: "x", history: [{ role: "system", content: "x" }] }, "history[0].role", 400],
    ["an unknown persona", { text: "x", persona: "nobody" }, "persona", 404],
  ])("refuses %s, streamed and not", async (_, body, param, status) => {
    const { started, scene } = await start();
    for (const stream of [false, true]) {
      const response = await started.post("/api/respond", { ...body, stream });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ error: { param } });
    }
    expect(scene.records).toHaveLength(0);
  });

  test("takes 8,000 characters, whatever they take in memory, and counts them when there are more", async () => {
    const { started } = await start();
    expect((await started.post("/api/respond", { text: "🙂".repeat(8_000) })).status).toBe(200);
    const refused = await started.post("/api/respond", { text: "🙂".repeat(8_001) });
    expect(await refused.json()).toMatchObject({
      error: { message: "text: expected at most 8000 characters, got a string of 8001 characters" },
    });
  });

  test.each([
    ["en-US", "en"],
    ["DE", "de"],
    ["pt_br", "pt"],
  ])("takes %s for its language", async (language, taken) => {
    const { started } = await start();
    const response = await started.post("/api/respond", { text: "x", language });
    expect(await response.json()).toMatchObject({ detected_language: { language: taken, source: "client" } });
  });

  test("names the values that are allowed, and the personas that exist", async () => {
    const { started } = await start();
    const messageOf = async (body: object): Promise<string> => {
      const { error } = (await (await started.post("/api/respond", { text: "x", ...body })).json()) as {
        error: { message: string };
      };
      return error.message;
    };
    expect(await messageOf({ emotion: "bored" })).toMatch(/happy.*sad.*angry.*neutral.*surprised/);
    expect(await messageOf({ language: "nl" })).toMatch(/en.*zh.*ja.*es.*fr.*de.*ru.*ko.*pt.*it/);
    expect(await messageOf({ persona: "oli" })).toContain("ollie");
  });

  test("refuses a body over the limit, and a stranger", async () => {
    const { started } = await start(answering, { apiKeys: ["right"], limits: { bodyBytes: 2_000 } });
    const key = { authorization: "Bearer right" };
    expect((await started.post("/api/respond", { text: "x".repeat(3_000) }, key)).status).toBe(413);
    expect((await started.post("/api/respond", { text: "You" }, key)).status).toBe(200);
    for (const path of ["/api/respond", "/api/respond/batch", "/api/personas/ollie/override"]) {
      expect((await started.post(path, { text: "You" }, { authorization: "Bearer wrong" })).status).toBe(401);
    }
  });

  test.each([
    ["on no model", {}, "no_model_configured"],
    [
      "on a dead model",
      { a: { loads: [[{ type: "fail", error: new ReparteeError("model_load_failed", "No") }]] } } as const,
      "model_load_failed",
    ],
  ])("%s answers 200 with a marked canned line, streamed and not", async (_, models, reason) => {
    const { started, personas } = await start(models);
    const lines = (await personas.get("ollie")).canned.angry.lines.de;
    const marks = { success: false, fallback: true, source: "template", confidence: 0.3, reason, language: "de" };
    const body = { text: "Ah", emotion: "angry", language: "de" };
    const whole = await started.post("/api/respond", body);
    expect(whole.status).toBe(200);
    const item = (await whole.json()) as { text: string };
    expect(item).toMatchObject(marks);
    expect(lines).toContain(item.text);
    const frames = await framesOf(await started.post("/api/respond", { ...body, stream: true }));
    expect(frames[0]).toMatchObject({ event: "emotion", data: { confidence: 0.3 } });
    expect(frames.at(-1)).toMatchObject({ event: "done", data: marks });
  });

  test("of a client that leaves frees the model", async () => {
    const { started, scene, stores } = await start({ a: replies(says(" I", " am"), { type: "hang" }) });
    const leaving = new AbortController();
    const response = await fetch(`${started.url}/api/respond`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: "You", stream: true, conversation_id: "c1" }),
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
    await expect.poll(() => scene.engine.liveGenerations, { timeout: 10_000 }).toBe(0);
    await expect.poll(() => stores.puts.at(-1)?.state, { timeout: 10_000 }).toBe("partial");
  });
});

describe("POST /api/respond/batch", () => {
  test("answers in order", async () => {
    const { started } = await start();
    const requests = ["de", "es", "en"].map((language) => ({ text: "Ah", language }));
    const response = await started.post("/api/respond/batch", { requests });
    expect(await response.json()).toMatchObject({
      replies: requests.map(({ language }) => ({ detected_language: { language } })),
    });
  });

  test.each([
    ["no list", {}, "requests", 400],
    ["an empty list", { requests: [] }, "requests", 400],
    ["too long a list", { requests: Array.from({ length: 65 }, () => ({ text: "x" })) }, "requests", 400],
    ["a wrong item", { requests: [{ text: "x" }, { text: "" }] }, "requests[1].text", 400],
    ["an unknown persona", { requests: [{ text: "x", persona: "nobody" }] }, "requests[0].persona", 404],
  ])("refuses %s", async (_, body, param, status) => {
    const { started, scene } = await start();
    const response = await started.post("/api/respond/batch", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { param } });
    expect(scene.records).toHaveLength(0);
  });
});

describe("/api/personas", () => {
  test("lists and shows who can answer", async () => {
    const { started } = await start();
    const list = await (await fetch(`${started.url}/api/personas`)).json();
    expect(list).toMatchObject({ personas: [{ name: "ollie", title: "Ollie", spoken: true }], default: "ollie" });
    const shown = await (await fetch(`${started.url}/api/personas/ollie`)).json();
    expect(shown).toMatchObject({ name: "ollie", limits: { sentences: 2, max_tokens: 50 } });
    const unknown = await fetch(`${started.url}/api/personas/nobody`);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: "persona_not_found" } });
  });

  test("is changed and brought back, and refuses what does not fit", async () => {
    const { started, personas } = await start();
    const path = "/api/personas/ollie/override";
    const changed = await started.post(path, { limits: { sentences: 1 } });
    expect(await changed.json()).toMatchObject({
      persisted: true,
      persona: { limits: { sentences: 1, max_tokens: 50 } },
    });
    expect(await (await started.post("/api/respond", { text: "I am sad" })).json()).toMatchObject({
      text: "I hear you.",
    });
    const wrong = await started.post(path, { limits: { sentences: "many" } });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      error: {
        code: "invalid_request",
        param: "limits.sentences",
        // No line of a file: the caller sent none.
        message: 'Cannot change persona "ollie": limits.sentences: expected a whole number from 1 to 20, got "many"',
      },
    });
    expect((await started.post("/api/personas/nobody/override", {})).status).toBe(404);
    const restored = await fetch(started.url + path, { method: "DELETE" });
    expect(await restored.json()).toEqual({ name: "ollie", restored: true });
    expect((await personas.get("ollie")).limits.sentences).toBe(2);
  });
});

test("the whole program answers as a persona without any model", async () => {
  const app = await createApp(configFromOptions({ port: 0, autoDownload: false }), { log: silentLog });
  onTestFinished(() => app.close());
  const { url } = await app.listen();
  const response = await fetch(`${url}/api/respond`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "Hola, estoy triste", language: "es" }),
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ success: false, reason: "no_model_configured", language: "es" });
});
