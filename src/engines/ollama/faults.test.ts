import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import { silentLog } from "../../core/log.ts";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { type FakeOllama, startFakeOllama } from "../../testing/fake-ollama/fake-ollama.ts";
import { faultOutcomes } from "../../../test/support/faulty-upstream/fault-outcomes.ts";
import {
  endOf,
  secretKey,
  silences,
  sitOutSilence,
  expectedEnd,
} from "../../../test/support/faulty-upstream/reply-end.ts";
import { replyOutcome } from "../../../test/support/faulty-upstream/reply-outcome.ts";
import { createOllamaEngine, type OllamaEngineOptions } from "./index.ts";

const { signal } = new AbortController();
let ollama: FakeOllama;

beforeAll(async () => {
  ollama = await startFakeOllama();
});

afterAll(() => ollama[Symbol.asyncDispose]());

function load(fault: string, options: Partial<OllamaEngineOptions> = {}): Promise<LoadedModel> {
  const engine = createOllamaEngine({ log: silentLog, host: ollama.url, apiKey: secretKey, ...options });
  return engine.load({ name: "m", location: `fault-${fault}:latest` }, {}, signal);
}

function callsOf(fault: string): number {
  return ollama.requests.filter(({ path, body }) => path === "/api/chat" && body["model"] === `fault-${fault}:latest`)
    .length;
}

describe.each(Object.entries(faultOutcomes))("Ollama with the fault %s", (fault, expected) => {
  it("ends the reply as it must, once, and shows no secret", async () => {
    const model = await load(fault);
    const callsBefore = callsOf(fault);
    const end = endOf(await replyOutcome(model));
    expect(expected.calls).toContain(callsOf(fault) - callsBefore);
    // Ollama's numbers are part of its last frame: there is no reply that lacks them alone.
    const here = fault === "no-usage" && expected.ends === "whole" ? { ...expected, warnings: [] } : expected;
    expect(end).toEqual(expectedEnd(here));
    await model.unload();
  });
});

describe("Ollama that falls silent", () => {
  it.each(silences)("%s: the reply ends after %i ms in %s, and not before", async (fault, limitMs, code, tokens) => {
    const clock = createFakeClock();
    const model = await load(fault, { clock });
    const end = await sitOutSilence(model, clock, { limitMs, tokens });
    expect(end).toEqual({ isEarly: false, code, tokens, isLast: true });
    await model.unload();
    expect(clock.pendingCount).toBe(0);
  });

  it("a slow reader of the reply is not the model's silence", async () => {
    const clock = createFakeClock();
    const model = await load("split-characters", { clock });
    const reply = model.generate({ id: "1", input: { kind: "text", text: "Go on" } }, signal)[Symbol.asyncIterator]();
    const first = await reply.next();
    await clock.advance(100_000);
    const second = await reply.next();
    expect([first.value?.type, second.value?.type]).toEqual(["text-delta", "text-delta"]);
    await reply.return?.();
    await model.unload();
  });
});

it("Ollama is left at once when the reader leaves", async () => {
  const model = await load("open-end");
  const reply = model.generate({ id: "1", input: { kind: "text", text: "Go on" } }, signal)[Symbol.asyncIterator]();
  await reply.next();
  await reply.return?.();
  await model.unload();
  await expect.poll(() => ollama.openAnswers).toBe(0);
});

it("Ollama that is not there cannot be loaded from", async () => {
  const closed = await startFakeOllama();
  await closed[Symbol.asyncDispose]();
  const engine = createOllamaEngine({ log: silentLog, host: closed.url });
  await expect(engine.load({ name: "m", location: "echo" }, {}, signal)).rejects.toMatchObject({
    code: "upstream_unreachable",
    message: `Cannot reach upstream "ollama" at ${closed.url}: the connection was refused`,
  });
});
