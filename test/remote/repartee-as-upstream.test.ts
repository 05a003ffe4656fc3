import { afterAll, beforeAll, expect, it } from "vitest";
import type { LoadedModel } from "../../src/core/engine.ts";
import { silentLog } from "../../src/core/log.ts";
import { createOpenaiCompatibleEngine } from "../../src/engines/openai-compatible/index.ts";
import { createRepartee, type Repartee } from "../../src/index.ts";
import { replyOutcome } from "../support/faulty-upstream/reply-outcome.ts";

const { signal } = new AbortController();
let repartee: Repartee;
let url = "";
let model: LoadedModel;

beforeAll(async () => {
  repartee = await createRepartee({ model: "echo", apiKeys: ["upstream-key"], maxInFlight: 2, maxQueued: 0 });
  ({ url } = await repartee.listen({ port: 0 }));
  model = await load("upstream-key");
});

afterAll(() => repartee[Symbol.asyncDispose]());

function load(apiKey: string): Promise<LoadedModel> {
  const upstreams = [{ name: "next", baseUrl: `${url}/v1`, apiKey, dialect: "repartee" as const }];
  const engine = createOpenaiCompatibleEngine({ log: silentLog, upstreams });
  return engine.load({ name: "remote-echo", location: "next/echo" }, {}, signal);
}

it("another Repartee answers a chat, with its own count of tokens", async () => {
  const { text, tokens, finish } = await replyOutcome(model);
  expect([text, tokens]).toEqual(["Say something.", 2]);
  expect(finish).toMatchObject({
    reason: "stop",
    usage: { promptTokens: 4, completionTokens: 2, cachedTokens: 0 },
    warnings: [],
  });
});

it("another Repartee goes on with a plain text, to a limit and to a stop text", async () => {
  const input = { kind: "text", text: "Größe 你好 👩‍👩‍👧‍👦 end" } as const;
  expect((await replyOutcome(model, { input })).text).toBe(input.text);
  const limited = await replyOutcome(model, { input, maxTokens: 2 });
  expect([limited.text, limited.finish?.reason]).toEqual(["Größe 你", "length"]);
  const stopped = await replyOutcome(model, { input, stop: ["👩"] });
  expect([stopped.text, stopped.finish?.reason]).toEqual(["Größe 你好 ", "stop"]);
});

it("another Repartee that refuses a prompt as too long says so through two servers", async () => {
  // One word for who counts by white space, 5,000 for the server.
  const text = "你".repeat(5000);
  const window = { n_ctx: 4096 };
  expect((await replyOutcome(model, { input: { kind: "text", text } })).error).toMatchObject({
    code: "context_length_exceeded",
    facts: window,
  });
});

it("another Repartee with a wrong key cannot be loaded from, and the key is not shown", async () => {
  const refused = load("wrong-key");
  await expect(refused).rejects.toMatchObject({ code: "upstream_error", facts: { status: 401 } });
  await expect(refused).rejects.not.toThrow("wrong-key");
});

it("another Repartee stops working when the reply is aborted", async () => {
  const abort = new AbortController();
  const input = { kind: "text", text: "word ".repeat(4000) } as const;
  const reply = model.generate({ id: "1", input }, abort.signal)[Symbol.asyncIterator]();
  await reply.next();
  abort.abort();
  let last;
  for (let next = await reply.next(); next.done !== true; next = await reply.next()) last = next.value;
  expect(last).toMatchObject({ type: "finish", reason: "cancelled" });
  // Its two places are free again as soon as it has seen that its client has left.
  const both = async (): Promise<unknown[]> =>
    (await Promise.all([replyOutcome(model), replyOutcome(model)])).map(({ finish }) => finish?.reason);
  await expect.poll(both).toEqual(["stop", "stop"]);
});
