import { describe, expect, it } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import { chatCompletionSchema } from "../../src/http/openai/map-chat-reply.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { readEvents } from "./support/read-events.ts";
import { aborted, createScriptedServing, finish, start, text } from "./support/scripted-serving.ts";
import { startServer } from "./support/start-server.ts";

const path = "/v1/chat/completions";
const hello = { model: "tiny", messages: [{ role: "user", content: "Hi" }] };

describe("chat completions", () => {
  it("answers with a whole reply that its own schema describes", async () => {
    const { post } = await startServer();
    const response = await post(path, hello);
    expect(response.status).toBe(200);
    const body = await response.json();
    expect(chatCompletionSchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-\w{20}$/),
      object: "chat.completion",
      model: "tiny",
      system_fingerprint: "repartee-1.2.3",
      choices: [{ index: 0, message: { role: "assistant", content: "Hello there" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14, prompt_tokens_details: { cached_tokens: 5 } },
      repartee: { source: "model", complete: true, model: "tiny" },
    });
  });

  it("answers without the prefix and without a model's name", async () => {
    const { post, serving } = await startServer();
    const response = await post("/chat/completions", { messages: hello.messages });
    expect(response.status).toBe(200);
    expect(serving.requests[0]).toMatchObject({ models: ["tiny"], fallback: "none" });
  });

  it("streams role, text, finish and [DONE], in this order", async () => {
    const { post } = await startServer();
    const response = await post(path, { ...hello, stream: true });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const events = readEvents(await response.text());
    expect(events).toMatchObject([
      { object: "chat.completion.chunk", choices: [{ delta: { role: "assistant", content: "" } }] },
      { choices: [{ delta: { content: "Hello" }, finish_reason: null }] },
      { choices: [{ delta: { content: " there" }, finish_reason: null }] },
      { choices: [{ delta: {}, finish_reason: "stop" }], repartee: { source: "model", complete: true } },
      "[DONE]",
    ]);
  });

  it("streams the usage in a chunk without choices, when asked", async () => {
    const { post } = await startServer();
    const response = await post(path, { ...hello, stream: true, stream_options: { include_usage: true } });
    const events = readEvents(await response.text());
    expect(events.at(-2)).toMatchObject({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 2 } });
    expect(events[0]).toMatchObject({ usage: null });
  });

  it("answers an error before the first token with its real status, streamed or not", async () => {
    const error = new ReparteeError("queue_full", "Cannot queue: 64 requests wait", { retryAfterSeconds: 3 });
    const serving = createScriptedServing(() => [
      { type: "queued", ahead: 3 },
      { type: "error", error },
    ]);
    const { post } = await startServer({ serving });
    for (const stream of [true, false]) {
      const response = await post(path, { ...hello, stream });
      expect(response.status).toBe(429);
      expect(response.headers.get("retry-after")).toBe("3");
      expect(response.headers.get("content-type")).toMatch(/^application\/json/);
      expect(await response.json()).toEqual({
        error: { message: "Cannot queue: 64 requests wait", type: "rate_limit_error", param: null, code: "queue_full" },
      });
    }
  });

  it("ends a stream that breaks off with an error frame and no [DONE]", async () => {
    const error = new ReparteeError("runner_crashed", "Runner died");
    const serving = createScriptedServing(() => [start, text("Hel"), { type: "error", error }]);
    const { post } = await startServer({ serving });
    const response = await post(path, { ...hello, stream: true });
    expect(response.status).toBe(200);
    const stream = await response.text();
    expect(readEvents(stream).at(-1)).toMatchObject({ error: { code: "runner_crashed", message: "Runner died" } });
    expect(stream).not.toContain("[DONE]");
  });

  it("ends a stream with an error frame that tells no inner details, when serving breaks its contract", async () => {
    const serving = createScriptedServing(() => [start, text("Hel")]);
    const { post, logged } = await startServer({ serving });
    const stream = await (await post(path, { ...hello, stream: true })).text();
    expect(readEvents(stream).at(-1)).toMatchObject({ error: { code: "internal" } });
    expect(stream).not.toContain("terminal event");
    expect(logged.find(({ message }) => message === "request failed")).toBeDefined();
  });

  it("sends the headers and heartbeats once the first token takes longer than the commit deadline", async () => {
    const clock = createFakeClock();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    let asked = (): void => {};
    const began = new Promise<void>((resolve) => (asked = resolve));
    const serving = createScriptedServing(async function* () {
      asked();
      yield { type: "queued", ahead: 1 };
      await released;
      yield* [start, text("late"), finish()];
    });
    const { post } = await startServer({ serving, clock, limits: { commitDeadlineMs: 10_000, heartbeatMs: 15_000 } });
    const pending = post(path, { ...hello, stream: true });
    await began;
    await clock.advance(10_000);
    const response = await pending;
    expect(response.status).toBe(200);
    await clock.advance(15_000);
    release();
    const stream = await response.text();
    expect(stream.startsWith(": heartbeat\n\n")).toBe(true);
    expect(readEvents(stream).at(-1)).toBe("[DONE]");
  });

  it("frees the reply at once when the client leaves, streamed or not", async () => {
    for (const stream of [true, false]) {
      let free = (): void => {};
      const freed = new Promise<void>((resolve) => (free = resolve));
      let begin = (): void => {};
      const began = new Promise<void>((resolve) => (begin = resolve));
      const serving = createScriptedServing(async function* (_request, signal) {
        yield* [start, text("Hel")];
        begin();
        await aborted(signal);
        free();
        yield finish({ finishReason: "cancelled", complete: false });
      });
      const { url, logged } = await startServer({ serving });
      const controller = new AbortController();
      const request = fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...hello, stream }),
        signal: controller.signal,
      });
      request.catch(() => {});
      await began;
      controller.abort();
      await freed;
      await expect.poll(() => serving.live, { timeout: 10_000 }).toBe(0);
      await expect
        .poll(() => logged.find(({ message }) => message === "request"), { timeout: 10_000 })
        .toMatchObject({ aborted: true });
    }
  });

  it("gives n replies, each with a seed of its own, and counts the prompt once", async () => {
    for (const stream of [false, true]) {
      const { post, serving } = await startServer();
      const response = await post(path, { ...hello, n: 3, seed: 7, stream, stream_options: { include_usage: true } });
      expect(response.status).toBe(200);
      const body = await response.text();
      const last = stream ? readEvents(body).at(-2) : JSON.parse(body);
      expect(last).toMatchObject({ usage: { prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 } });
      expect(serving.requests.map(({ generate }) => generate.sampling?.seed)).toEqual([7, 8, 9]);
      expect(new Set(serving.requests.map(({ requestId }) => requestId)).size).toBe(3);
      if (stream) {
        const texts = ["", "", ""];
        for (const event of readEvents(body)) {
          const [choice] = (event as { choices?: { index: number; delta: { content?: string } }[] }).choices ?? [];
          if (choice !== undefined) texts[choice.index] += choice.delta.content ?? "";
        }
        expect(texts).toEqual(["Hello there", "Hello there", "Hello there"]);
      }
    }
  });

  it("marks a reply that a template wrote, when the request asks for one", async () => {
    const origin = { source: "template", model: "template", reason: "model_not_found" } as const;
    const serving = createScriptedServing(() => [{ type: "start", ...origin }, text("Sorry."), finish(origin)]);
    const { post } = await startServer({ serving });
    const response = await post(path, { ...hello, model: "nobody", repartee: { fallback: "template" } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ model: "template", repartee: { ...origin, complete: true } });
    expect(serving.requests[0]?.fallback).toBe("template");
  });

  it("says `length` for a reply that broke off", async () => {
    const serving = createScriptedServing(() => [
      start,
      text("Hel"),
      finish({ complete: false, reason: "token_stall" }),
    ]);
    const { post } = await startServer({ serving });
    expect(await (await post(path, hello)).json()).toMatchObject({
      choices: [{ finish_reason: "length" }],
      repartee: { complete: false, reason: "token_stall" },
    });
  });

  it("logs one line a request, without its words, its key or its query", async () => {
    const { url, logged } = await startServer({ apiKeys: ["secret-key"] });
    const response = await fetch(`${url}${path}?token=query-secret`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer secret-key", "x-request-id": "my.id-1" },
      body: JSON.stringify({ messages: [{ role: "user", content: "private words" }] }),
    });
    await response.text();
    expect(response.headers.get("x-request-id")).toBe("my.id-1");
    await expect.poll(() => logged.length, { timeout: 10_000 }).toBe(1);
    expect(logged[0]).toMatchObject({
      requestId: "my.id-1",
      method: "POST",
      route: path,
      status: 200,
      message: "request",
    });
    expect(JSON.stringify(logged)).not.toMatch(/secret|private words/);
  });
});
