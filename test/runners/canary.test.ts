import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { llamaCppCapabilities } from "../../src/engines/llama-cpp/capabilities.ts";
import type { LoadOptions } from "../../src/core/engine.ts";
import { silentLog, type Log, type LogFields } from "../../src/core/log.ts";
import { createRunnerEngine } from "../../src/runners/index.ts";
import { createFakeClock, writeScriptedLlama } from "../../src/testing/index.ts";
import { ask, collect, loadRunner, never, runnerPid, terminalOf, textOf } from "./scripted-runner.ts";
import { isRunning, until } from "./until.ts";

/** Signs of life come by the real clock: the watches that wait for them by the fake one are off. */
const onlyCanary = { silenceLimitMs: 1_000_000_000, blockedLimitMs: null };

/** A log and what was written to it. */
function listen(): { readonly log: Log; readonly warnings: readonly string[]; readonly notes: readonly string[] } {
  const [warnings, notes]: [string[], string[]] = [[], []];
  const log = {
    ...silentLog,
    warn: (_: LogFields, message: string) => void warnings.push(message),
    info: (_: LogFields, message: string) => void notes.push(message),
  };
  return { log, warnings, notes };
}

/** Options of a load that notes what came of its tests. */
function noting(tests: boolean[]): LoadOptions {
  return { onTest: (passed) => void tests.push(passed) };
}

describe("a loaded model that is asked for one token before it takes requests", () => {
  it("is there when it decodes", async () => {
    const tests: boolean[] = [];
    const model = await loadRunner({ canaryTimeoutMs: 10_000, options: noting(tests) });
    expect(tests).toEqual([true]);
    expect(textOf(await collect(model.generate(ask("count 2"), never)))).toBe("0 1 ");
    await model.unload();
  });

  it("has failed to load when it answers with an error, and its process is ended", async () => {
    const { log, warnings } = listen();
    const tests: boolean[] = [];
    const load = { location: "undecodable", canaryTimeoutMs: 10_000, log, options: noting(tests) };
    const loading = loadRunner(load);
    await expect(loading).rejects.toMatchObject({
      code: "model_load_failed",
      message: expect.stringContaining("expected one token from it, got: nothing but NaN"),
    });
    expect(warnings).toContain("model is loaded and cannot decode");
    expect(tests).toEqual([false]);
  });

  it("has failed to load when no token comes in time", async () => {
    const clock = createFakeClock();
    const { log, warnings } = listen();
    let pid = 0;
    const note: Log = { ...log, info: (fields) => void (pid ||= Number(fields["pid"] ?? 0)) };
    const load = { location: "wedged", canaryTimeoutMs: 15_000, clock, log: note, ...onlyCanary };
    const failed = expect(loadRunner(load)).rejects.toMatchObject({
      code: "model_load_failed",
      message: expect.stringContaining("it decoded no token within 15 s"),
    });
    await until("the process loads", () => pid !== 0);
    // Nothing on this clock is due before the test token is asked for.
    await until("the test token is asked for", () => clock.pendingCount > 0);
    for (let passed = 0; warnings.length === 0 && passed < 1_000; passed += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(1_000);
    }
    await failed;
    await until("runner has exited", () => !isRunning(pid));
  });
});

describe("a model that works and answers nothing", () => {
  it("is ended when it decodes no token either, though its process gives signs of life", async () => {
    const clock = createFakeClock();
    const { log, warnings, notes } = listen();
    const tests: boolean[] = [];
    const load = { location: "wedged-later", canaryTimeoutMs: 15_000, clock, log, options: noting(tests) };
    const model = await loadRunner({ ...load, ...onlyCanary });
    const pid = runnerPid(model);
    const reply = model.generate(ask("wedge"), never)[Symbol.asyncIterator]();
    expect((await reply.next()).value).toMatchObject({ type: "prefill" });
    await clock.advance(19_999);
    expect(warnings).toEqual([]);
    await clock.advance(1);
    expect(warnings).toEqual(["model works and answers nothing: it is asked for one token"]);
    // A moment later: what its process says about the test token is no progress, whenever it comes.
    await clock.advance(1);
    await until("the process is asked", () => notes.filter((note) => note === "asked for a test token").length === 2);
    await clock.advance(14_998);
    expect([model.closed.aborted, isRunning(pid)]).toEqual([false, true]);
    await clock.advance(1);
    expect((await reply.next()).value).toMatchObject({
      type: "error",
      error: { code: "runner_crashed", message: expect.stringContaining("it decoded no token within 15 s") },
    });
    expect(model.closed.aborted).toBe(true);
    expect(tests).toEqual([true, false]);
    await until("runner has exited", () => !isRunning(pid));
  });

  it("goes on when it decodes, however long its work takes", async () => {
    const clock = createFakeClock();
    const { log, warnings, notes } = listen();
    const tests: boolean[] = [];
    const model = await loadRunner({ canaryTimeoutMs: 15_000, clock, log, options: noting(tests), ...onlyCanary });
    const leaving = new AbortController();
    const embedding = model.embed?.({ id: "e", texts: ["wait"] }, leaving.signal);
    const ended = expect(embedding).rejects.toMatchObject({ code: "cancelled" });
    for (let looks = 1; looks <= 3; looks += 1) {
      await clock.advance(20_000);
      expect(warnings).toHaveLength(looks);
      // The test token comes by the real clock.
      await until("the test token", () => notes.filter((note) => note.startsWith("model answers")).length === looks);
      expect(model.closed.aborted).toBe(false);
    }
    leaving.abort();
    await ended;
    await clock.advance(100_000);
    expect(tests).toEqual([true, true, true, true]);
    expect(warnings, "without work there is no suspicion").toHaveLength(3);
    await model.unload();
    expect(clock.pendingCount).toBe(0);
  });
});

describe("a real model", () => {
  it("decodes its canary, and its first request finds none of it in the cache", async () => {
    const folder = await mkdtemp(join(tmpdir(), "repartee-canary-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const location = join(folder, "tiny.gguf");
    await writeScriptedLlama(location, { script: "Hello there." });
    const engine = createRunnerEngine({ engineId: "llama-cpp", capabilities: llamaCppCapabilities, log: silentLog });
    const model = await engine.load({ name: "tiny", location }, { gpuLayers: 0 }, never);
    const events = await collect(
      model.generate({ id: "r", input: { kind: "chat", messages: [{ role: "user", content: "Hi" }] } }, never),
    );
    expect(textOf(events)).toBe("Hello there.");
    expect(terminalOf(events)).toMatchObject({ type: "finish", usage: { cachedTokens: 0 } });
    await model.unload();
  });
});
