import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import { silentLog } from "../../core/log.ts";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { type FakeOpenai, startFakeOpenai } from "../../testing/fake-openai/fake-openai.ts";
import { faultOutcomes } from "../../../test/support/faulty-upstream/fault-outcomes.ts";
import {
  endOf,
  secretKey,
  silences,
  sitOutSilence,
  expectedEnd,
} from "../../../test/support/faulty-upstream/reply-end.ts";
import { replyOutcome } from "../../../test/support/faulty-upstream/reply-outcome.ts";
import { createOpenaiCompatibleEngine, type OpenaiCompatibleEngineOptions } from "./index.ts";

const { signal } = new AbortController();
let upstream: FakeOpenai;

beforeAll(async () => {
  // A server without a list of models is believed to have them all.
  upstream = await startFakeOpenai({ unlisted: true });
});

afterAll(() => upstream[Symbol.asyncDispose]());

function load(model: string, options: Partial<OpenaiCompatibleEngineOptions> = {}): Promise<LoadedModel> {
  const upstreams = [{ name: "gpu", baseUrl: `${upstream.url}/v1`, apiKey: secretKey }];
  const engine = createOpenaiCompatibleEngine({ log: silentLog, upstreams, ...options });
  return engine.load({ name: "m", location: `gpu/${model}` }, {}, signal);
}

function callsOf(model: string): number {
  return upstream.requests.filter(({ body }) => body["model"] === model).length;
}

describe.each(Object.entries(faultOutcomes))("upstream with the fault %s", (fault, expected) => {
  it("ends the reply as it must, once, and shows no secret", async () => {
    const model = await load(`fault-${fault}`);
    expect(endOf(await replyOutcome(model))).toEqual(expectedEnd(expected));
    expect(expected.calls).toContain(callsOf(`fault-${fault}`));
    await model.unload();
  });
});

it.each(["no-finish-reason", "empty-finish-reason"])(
  "upstream with the fault %s may have left out the end",
  async (fault) => {
    const model = await load(`fault-${fault}`);
    expect(endOf(await replyOutcome(model))).toMatchObject({ ends: "error", code: "upstream_truncated", tokens: 60 });
    await model.unload();
  },
);

describe("upstream that falls silent", () => {
  it.each(silences)("%s: the reply ends after %i ms in %s, and not before", async (fault, limitMs, code, tokens) => {
    const clock = createFakeClock();
    const model = await load(`fault-${fault}`, { clock });
    const end = await sitOutSilence(model, clock, { limitMs, tokens });
    expect(end).toEqual({ isEarly: false, code, tokens, isLast: true });
    await model.unload();
    expect(clock.pendingCount).toBe(0);
  });
});

it("upstream is left at once when the reader leaves", async () => {
  const model = await load("fault-open-end");
  const input = { kind: "chat", messages: [{ role: "user", content: "Go on" }] } as const;
  const reply = model.generate({ id: "1", input }, signal)[Symbol.asyncIterator]();
  await reply.next();
  await reply.return?.();
  await expect.poll(() => upstream.openAnswers).toBe(0);
});

it("upstream that does not stream gives its reply in one chunk", async () => {
  await using whole = await startFakeOpenai({ unstreamed: true });
  const engine = createOpenaiCompatibleEngine({
    log: silentLog,
    upstreams: [{ name: "gpu", baseUrl: `${whole.url}/v1` }],
  });
  const model = await engine.load({ name: "m", location: "gpu/echo" }, {}, signal);
  const chat = await replyOutcome(model);
  expect([chat.text, chat.finish?.reason, chat.finish?.usage.completionTokens]).toEqual(["Say something.", "stop", 2]);
  const text = await replyOutcome(model, { input: { kind: "text", text: "Once upon a time" } });
  expect([text.text, text.finish?.reason]).toEqual(["Once upon a time", "stop"]);
  const tools = [{ name: "look", parameters: { type: "object", properties: { at: { type: "string" } } } }] as const;
  const messages = [{ role: "user", content: "Look" }] as const;
  const called = await replyOutcome(model, { input: { kind: "chat", messages, tools } });
  expect(called.finish?.reason).toBe("tool-calls");
  expect(called.events).toContainEqual(expect.objectContaining({ name: "look", argumentsDelta: '{"at":"word"}' }));
});
