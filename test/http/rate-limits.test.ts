/** What clients see of limits: headers, true times, and written replies where a person waits. */
import { request } from "node:http";
import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { configFromOptions, type Config } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { connectRealtime } from "../support/voice/realtime-client.ts";

async function serve(options: Partial<Config>): Promise<string> {
  const config = configFromOptions({
    model: "echo",
    port: 0,
    autoDownload: false,
    apiKeys: ["key-a", "key-b"],
    ...options,
  });
  const app = await createApp(config, { log: silentLog });
  onTestFinished(() => app.close());
  return (await app.listen()).url;
}

function post(url: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer key-a", ...headers },
    body: JSON.stringify(body),
  });
}

const chat = { messages: [{ role: "user", content: "Hello" }] };

test("protocol routes past a limit answer 429 with the time after which the same request is let in", async () => {
  const url = await serve({ keyRequestsPerMinute: 2 });
  const first = await post(`${url}/v1/chat/completions`, chat);
  expect(first.status).toBe(200);
  expect(first.headers.get("x-ratelimit-limit-requests")).toBe("2");
  expect(first.headers.get("x-ratelimit-remaining-requests")).toBe("1");
  expect(first.headers.get("x-ratelimit-reset-requests")).toMatch(/^\d+(?:\.\d)?s$/);
  await post(`${url}/v1/messages`, { model: "echo", max_tokens: 5, ...chat });
  const refused = await post(`${url}/v1/chat/completions`, chat);
  const seconds = Number(refused.headers.get("retry-after"));
  expect([refused.status, seconds > 15 && seconds <= 30]).toEqual([429, true]);
  expect(await refused.json()).toMatchObject({
    error: {
      type: "rate_limit_error",
      code: "rate_limited",
      message: "Cannot answer now: this key has used its 2 requests a minute",
    },
  });
  const anthropic = await post(`${url}/v1/messages`, { model: "echo", max_tokens: 5, ...chat });
  expect(anthropic.headers.get("anthropic-ratelimit-requests-remaining")).toBe("0");
  expect(Date.parse(anthropic.headers.get("anthropic-ratelimit-requests-reset") ?? "")).toBeGreaterThan(Date.now());
  expect(await anthropic.json()).toMatchObject({ type: "error", error: { type: "rate_limit_error" } });
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "key-a", maxRetries: 0 });
  const answer = client.chat.completions.create({ model: "echo", messages: [{ role: "user", content: "Hi" }] });
  await expect(answer).rejects.toBeInstanceOf(OpenAI.RateLimitError);
  expect((await post(`${url}/v1/chat/completions`, chat, { authorization: "Bearer key-b" })).status).toBe(200);
});

test(
  "native routes past a limit answer at once with a written reply that says so; nobody's model is asked",
  { timeout: 120_000 },
  async () => {
    const url = await serve({ keyRequestsPerMinute: 1 });
    await post(`${url}/v1/chat/completions`, chat);
    const reply = await post(`${url}/api/respond`, { text: "I am sad today." });
    expect(reply.status).toBe(200);
    expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(30);
    expect(await reply.json()).toMatchObject({
      source: "template",
      reason: "rate_limited",
      fallback: true,
      success: false,
    });
    const streamed = await post(`${url}/api/respond`, { text: "I am sad today.", stream: true });
    expect(await streamed.text()).toMatch(/event: done\ndata: .*"reason":"rate_limited"/);
    for (const [path, body] of [
      ["/api/generate-response", { user_input: "Hello", taste_analysis: {} }],
      ["/api/recommendations", { query: "a film like Alien" }],
      ["/innova/api/smollm/chat", chat],
      ["/innova/api/chatlaya/message", { message: "Hello" }],
    ] as const) {
      const answer = await post(url + path, body);
      const text = await answer.text();
      expect([answer.status, text.length > 20], path).toEqual([200, true]);
      expect(text, path).not.toMatch(/"source":"(?:fallback_)?model"/);
    }
    expect((await fetch(`${url}/api/conversations`, { headers: { authorization: "Bearer key-a" } })).status).toBe(429);
  },
);

test("tokens are counted after the reply, over all routes of a key", async () => {
  const url = await serve({ keyTokensPerMinute: 3 });
  const first = await post(`${url}/v1/chat/completions`, chat);
  expect(first.headers.get("x-ratelimit-remaining-tokens")).toBe("3");
  const { usage } = (await first.json()) as { usage: { total_tokens: number } };
  expect(usage.total_tokens).toBeGreaterThan(3);
  const refused = await post(`${url}/v1/completions`, { prompt: "Hello" });
  expect([refused.status, refused.headers.get("x-ratelimit-remaining-tokens")]).toEqual([429, "0"]);
});

test("an address pays for wrong keys, and then gets 429 instead of 401", async () => {
  const url = await serve({ addressRequestsPerMinute: 3 });
  const statuses = [];
  for (let count = 0; count < 5; count++) {
    statuses.push((await post(`${url}/v1/chat/completions`, chat, { authorization: "Bearer wrong" })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

test("requests at once are counted until their answers are sent or their clients have left", async () => {
  const url = await serve({ keyConcurrentRequests: 1 });
  const ask = async (): Promise<number> => {
    const answer = await post(`${url}/v1/chat/completions`, chat);
    await answer.text();
    return answer.status;
  };
  expect([await ask(), await ask()]).toEqual([200, 200]);
  // A body that does not come: its request runs.
  const headers = { "content-type": "application/json", "content-length": "999", authorization: "Bearer key-a" };
  const running = request(`${url}/v1/chat/completions`, { method: "POST", headers });
  running.on("error", () => {});
  running.flushHeaders();
  await expect.poll(ask, { timeout: 10_000 }).toBe(429);
  running.destroy();
  await expect.poll(ask, { timeout: 10_000 }).toBe(200);
});

test("a realtime session is one request until it is closed, and its tokens count", async () => {
  const headers = { authorization: "Bearer key-a" };
  const url = await serve({ keyConcurrentRequests: 1, keyTokensPerMinute: 5 });
  const client = await connectRealtime(url, { headers });
  await client.next("session.created");
  expect((await post(`${url}/v1/chat/completions`, chat)).status).toBe(429);
  await expect(connectRealtime(url, { headers })).rejects.toThrow("429");
  expect((await post(`${url}/v1/chat/completions`, chat, { authorization: "Bearer key-b" })).status).toBe(200);
  const session = { output_modalities: ["text"], instructions: "Say it again.", max_output_tokens: 20 };
  client.send({ type: "session.update", session });
  const content = [{ type: "input_text", text: "These are more words than a minute of this key allows for." }];
  client.send({ type: "conversation.item.create", item: { type: "message", role: "user", content } });
  client.send({ type: "response.create" });
  await client.next("response.done");
  client.socket.close();
  await expect
    .poll(async () => await (await post(`${url}/v1/chat/completions`, chat)).json())
    .toMatchObject({ error: { message: expect.stringContaining("used its 5 tokens a minute") } });
});
