import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { LoadedModel } from "../../src/core/engine.ts";
import type { GenerateEvent } from "../../src/core/generate-event.ts";
import { createFakeClock } from "../../src/testing/index.ts";
import { ask, collect, loadRunner, never, runnerPid, terminalOf, textOf } from "./scripted-runner.ts";
import type { RunnerLoad } from "./scripted-runner.ts";

async function model(load: RunnerLoad = {}): Promise<LoadedModel> {
  const loaded = await loadRunner(load);
  onTestFinished(() => loaded.unload());
  return loaded;
}

describe("a reply from a runner", () => {
  it("arrives whole and in order, with one terminal event", async () => {
    const events = await collect((await model()).generate(ask("count 20"), never));
    expect(events[0]).toEqual({ type: "prefill", processedTokens: 3, totalTokens: 3, cachedTokens: 1 });
    expect(textOf(events)).toBe(Array.from({ length: 20 }, (_, i) => `${i} `).join(""));
    expect(terminalOf(events)).toMatchObject({ type: "finish", reason: "stop", usage: { completionTokens: 20 } });
    expect(events.filter((event) => event.type === "finish" || event.type === "error")).toHaveLength(1);
  });

  it("is unchanged by seven others at once", async () => {
    const loaded = await model();
    const alone = textOf(await collect(loaded.generate(ask("count 50"), never)));
    const together = await Promise.all(
      Array.from({ length: 8 }, () => collect(loaded.generate(ask("count 50"), never))),
    );
    expect(together.map(textOf)).toEqual(Array.from({ length: 8 }, () => alone));
  });

  it("keeps any text, over several chunks of the socket", async () => {
    const loaded = await model();
    const long = `repeat ${'😀é\u2028\\"\n\u0000\ud800'.repeat(40_000)}`;
    expect(textOf(await collect(loaded.generate(ask(long), never)))).toBe(long);
  });

  it("of an engine that never waits arrives whole", async () => {
    const events = await collect((await model()).generate(ask("burst 20000"), never));
    expect(textOf(events)).toBe("x".repeat(20_000));
    expect(terminalOf(events)).toMatchObject({ type: "finish", reason: "stop" });
  });

  it("carries an impossible token's log probability as a number", async () => {
    const events = await collect((await model()).generate(ask("logprob"), never));
    const delta = events.find((event) => event.type === "text-delta");
    expect(delta?.logprobs?.[0]?.logprob).toBe(-Number.MAX_VALUE);
  });

  it("carries the engine's own error with its facts", async () => {
    const last = terminalOf(await collect((await model()).generate(ask("refuse"), never)));
    expect(last.type === "error" && last.error).toMatchObject({
      code: "context_length_exceeded",
      status: 400,
      facts: { n_ctx: 8 },
      hint: "Say less.",
    });
  });

  it.each(["throw", "vanish"])(
    "of an engine that breaks the contract (%s) ends with an error all the same",
    async (how) => {
      const loaded = await model();
      const last = terminalOf(await collect(loaded.generate(ask(how), never)));
      expect(last.type === "error" && last.error.code).toBe("generation_failed");
      expect(loaded.closed.aborted).toBe(false);
    },
  );

  it("is refused when the request is larger than a frame, and the model stays", async () => {
    const loaded = await model();
    const last = terminalOf(await collect(loaded.generate(ask(`repeat ${"x".repeat(17 * 1024 * 1024)}`), never)));
    expect(last.type === "error" && last.error.code).toBe("payload_too_large");
    expect(textOf(await collect(loaded.generate(ask("count 1"), never)))).toBe("0 ");
  });

  it("is not asked for before it is read", async () => {
    const loaded = await model();
    loaded.generate(ask("exit 3"), never);
    expect(textOf(await collect(loaded.generate(ask("count 3"), never)))).toBe("0 1 2 ");
  });
});

describe("cancelling a reply", () => {
  it("ends it with finish, and leaves the others", async () => {
    const loaded = await model();
    const other = collect(loaded.generate(ask("count 200"), never));
    const controller = new AbortController();
    const events = [];
    for await (const event of loaded.generate(ask("count 1000000"), controller.signal)) {
      events.push(event);
      if (event.type === "text-delta") controller.abort();
    }
    expect(events.map((event) => event.type)).toEqual(["prefill", "text-delta", "finish"]);
    expect(events.at(-1)).toMatchObject({ reason: "cancelled" });
    expect(terminalOf(await other)).toMatchObject({ type: "finish", reason: "stop", usage: { completionTokens: 200 } });
  });

  it("before it began asks nothing of the runner", async () => {
    const events = await collect((await model()).generate(ask("exit 3"), AbortSignal.abort()));
    expect(events).toMatchObject([{ type: "finish", reason: "cancelled", usage: { completionTokens: 0 } }]);
  });

  it("ends it after a moment with the tokens so far, when the engine is deaf", async () => {
    const clock = createFakeClock();
    const loaded = await model({ clock });
    const controller = new AbortController();
    const events: GenerateEvent[] = [];
    const reply = loaded.generate(ask("deaf"), controller.signal)[Symbol.asyncIterator]();
    for (let i = 0; i < 2; i += 1) events.push((await reply.next()).value);
    controller.abort();
    const last = reply.next();
    let over = false;
    void last.then(() => (over = true));
    await clock.advance(999);
    expect(over).toBe(false);
    await clock.advance(1);
    events.push((await last).value);
    expect(await reply.next()).toEqual({ value: undefined, done: true });
    expect(events.at(-1)).toMatchObject({
      type: "finish",
      reason: "cancelled",
      usage: { promptTokens: 3, completionTokens: 1, cachedTokens: 1 },
    });
    expect(loaded.closed.aborted).toBe(false);
  });

  it("by leaving the loop stops the runner's work", async () => {
    const loaded = await model();
    for await (const event of loaded.generate(ask("count 1000000000"), never)) {
      if (event.type === "text-delta") break;
    }
    expect(textOf(await collect(loaded.generate(ask("count 2"), never)))).toBe("0 1 ");
  });
});

describe("calls to a runner", () => {
  it("answer as the engine does, float for float", async () => {
    const loaded = await model();
    const result = await loaded.embed?.({ id: "e", texts: ["a", "four"] }, never);
    expect(result?.vectors).toEqual([Float32Array.of(1, 0.1, -0), Float32Array.of(4, 0.1, -0)]);
    expect(await loaded.tokenize?.("aé")).toEqual([97, 233]);
    expect(await loaded.countTokens?.({ kind: "text", text: "four" })).toBe(4);
  });

  it("exist only where the engine has them", async () => {
    expect((await model()).classify).toBeUndefined();
  });

  it("reject with the engine's error, and with `cancelled` when aborted", async () => {
    const loaded = await model();
    await expect(loaded.embed?.({ id: "e", texts: ["fail"] }, never)).rejects.toMatchObject({
      code: "unsupported_by_model",
    });
    const controller = new AbortController();
    const waiting = loaded.embed?.({ id: "e", texts: ["wait"] }, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    await expect(loaded.embed?.({ id: "e", texts: ["a"] }, AbortSignal.abort())).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("whose answer has another form reject, and the model stays", async () => {
    const loaded = await model({ child: "raw-child" });
    await expect(loaded.tokenize?.("a")).rejects.toMatchObject({ code: "internal" });
    expect(loaded.closed.aborted).toBe(false);
  });
});

describe("the runner's process", () => {
  it("names its model and is another one for each model", async () => {
    const [one, two] = [await model(), await model()];
    expect(textOf(await collect(one.generate(ask("title"), never)))).toBe("repartee-runner: some/model");
    expect(runnerPid(one)).not.toBe(runnerPid(two));
    expect(runnerPid(one)).not.toBe(process.pid);
  });

  it.runIf(process.platform === "linux")("is the first to go when memory runs out, and leaves no core", async () => {
    const pid = runnerPid(await model());
    expect(readFileSync(`/proc/${pid}/oom_score_adj`, "utf8").trim()).toBe("500");
    expect(readFileSync(`/proc/${pid}/coredump_filter`, "utf8").trim()).toMatch(/^0+$/);
  });

  it("gets the environment without secrets", async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("RUNNER_TEST_API_KEY", "sk-1");
    vi.stubEnv("RUNNER_TEST_FOLDER", "/weights");
    const loaded = await model();
    expect(textOf(await collect(loaded.generate(ask("environment RUNNER_TEST_API_KEY"), never)))).toBe("undefined");
    expect(textOf(await collect(loaded.generate(ask("environment RUNNER_TEST_FOLDER"), never)))).toBe("/weights");
  });
});
