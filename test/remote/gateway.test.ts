import { expect, onTestFinished, test } from "vitest";
import { createApp, type App } from "../../src/app.ts";
import { configFromOptions, type UpstreamConfig } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { startFakeOpenai, type FakeOpenai } from "../../src/testing/fake-openai/fake-openai.ts";

const replyPath = "/v1/chat/completions";

async function startUpstream(): Promise<FakeOpenai> {
  const server = await startFakeOpenai();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

async function startGateway(servers: readonly FakeOpenai[], upstream: Partial<UpstreamConfig> = {}): Promise<App> {
  const [baseUrl = "", ...replicas] = servers.map(({ url }) => `${url}/v1`);
  const config = configFromOptions({
    profile: "gateway",
    upstreams: [{ name: "gpu", baseUrl, ...(replicas.length === 0 ? {} : { replicas }), ...upstream }],
    model: "openai:gpu/echo",
    port: 0,
  });
  const app = await createApp(config, { log: silentLog });
  onTestFinished(() => app.close());
  return app;
}

function ask(url: string, content: string, more: object = {}): Promise<Response> {
  return fetch(`${url}${replyPath}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content }], ...more }),
  });
}

function repliesOf({ requests }: FakeOpenai): number {
  return requests.filter(({ path }) => path === replyPath).length;
}

test("gateway asks for a whole reply where the client does, and for a stream where it reads one", async () => {
  const upstream = await startUpstream();
  const { url } = await (await startGateway([upstream])).listen();
  const whole = (await (await ask(url, "one two")).json()) as { choices: { message: { content: string } }[] };
  expect(whole.choices[0]?.message.content).toBe("one two");
  expect(await (await ask(url, "one two", { stream: true })).text()).toMatch(/data: \[DONE\]\n\n$/);
  const asked = upstream.requests.filter(({ path }) => path === replyPath);
  expect(asked.map(({ body }) => body["stream"])).toEqual([false, true]);
  expect(asked[0]?.body).not.toHaveProperty("stream_options");
});

test("an upstream with whole_replies off is asked for streams only", async () => {
  const upstream = await startUpstream();
  const { url } = await (await startGateway([upstream], { wholeReplies: false })).listen();
  expect((await ask(url, "one two")).status).toBe(200);
  expect(upstream.requests.find(({ path }) => path === replyPath)?.body["stream"]).toBe(true);
});

test("turns of a conversation go to the replica that has read its beginning", async () => {
  const servers = [await startUpstream(), await startUpstream()];
  const { url } = await (await startGateway(servers)).listen();
  const messages = [{ role: "user", content: "Which film tonight?" }];
  for (let turn = 0; turn < 4; turn += 1) {
    expect((await ask(url, "", { messages, stream: true })).status).toBe(200);
    messages.push({ role: "assistant", content: "That one." }, { role: "user", content: `And then ${turn}?` });
  }
  expect(servers.map(repliesOf).toSorted((a, b) => a - b)).toEqual([0, 4]);
  await Promise.all(Array.from({ length: 40 }, (_, index) => ask(url, `Conversation ${index}`)));
  for (const server of servers) expect(repliesOf(server)).toBeGreaterThan(8);
});

test("a replica that is down costs no request, and readiness depends on the others", async () => {
  const servers = [await startUpstream(), await startUpstream()];
  const { url } = await (await startGateway(servers)).listen();
  expect((await ask(url, "warm")).status).toBe(200);
  await servers[0]?.[Symbol.asyncDispose]();
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => (await ask(url, `After the end of one, ${index}`)).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect((await fetch(`${url}/ready`)).status).toBe(200);
});

test("sixty streams at once come to their end, with no upstream called unreachable", async () => {
  const upstream = await startUpstream();
  const { url } = await (await startGateway([upstream])).listen();
  const ends = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const text = await (await ask(url, `word ${index}`, { stream: true })).text();
      return text.endsWith("data: [DONE]\n\n") ? "whole" : text.slice(-300);
    }),
  );
  expect(new Set(ends)).toEqual(new Set(["whole"]));
});
