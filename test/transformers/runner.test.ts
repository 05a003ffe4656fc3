import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Engine, LoadedModel } from "../../src/core/engine.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { Log } from "../../src/core/log.ts";
import { silentLog } from "../../src/core/log.ts";
import { silentObserver } from "../../src/core/observer.ts";
import { transformersCapabilities } from "../../src/engines/transformers/index.ts";
import { createModelPool } from "../../src/models/pool/create-model-pool.ts";
import { createRunnerEngine } from "../../src/runners/index.ts";
import { writeTinyBlenderbot } from "../../src/testing/tiny-onnx/write-tiny-blenderbot.ts";
import { writeTinyGpt2 } from "../../src/testing/tiny-onnx/write-tiny-gpt2.ts";
import { ask, chat, finishOf, never, temporaryFolder, user } from "./tiny-model.ts";

const answers = { seed: 9 };

function runnerEngine(log: Log = silentLog): Engine {
  return createRunnerEngine({ engineId: "transformers", capabilities: transformersCapabilities, log });
}

async function loadInRunner(location: string, log?: Log): Promise<LoadedModel> {
  const model = await runnerEngine(log).load({ name: "tiny", location }, {}, never);
  onTestFinished(() => model.unload());
  return model;
}

function childrenOfThisProcess(): readonly number[] {
  const path = `/proc/${process.pid}/task/${process.pid}/children`;
  return readFileSync(path, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

describe("a model in a runner", () => {
  it("answers, counts and classifies as in this process", async () => {
    const folder = await temporaryFolder();
    await writeTinyBlenderbot(folder, { answers: { script: "I hear you. 🙂" } });
    const model = await loadInRunner(folder);
    expect(model.info).toMatchObject({ engine: "transformers", device: "cpu", quantization: "fp32" });
    const reply = await ask(model, chat(user("Hello")));
    expect(reply.text).toBe("I hear you. 🙂");
    expect(finishOf(reply).usage.promptTokens).toBe(await model.countTokens?.(chat(user("Hello"))));
  });

  it("is cancelled from outside in the middle of a long reply, and goes on with the next", async () => {
    const folder = await temporaryFolder();
    await writeTinyGpt2(folder, { answers });
    const model = await loadInRunner(folder);
    const abort = new AbortController();
    let tokens = 0;
    for await (const event of model.generate({ id: "1", input: chat(user("Hello")) }, abort.signal)) {
      if (event.type === "text-delta") tokens += event.tokenCount;
      if (tokens === 5) abort.abort();
      if (event.type === "finish") expect(event.reason).toBe("cancelled");
    }
    expect(tokens).toBe(5);
    // The child has stopped as well: a model answers one request at a time.
    expect(finishOf(await ask(model, chat(user("Hello")), { maxTokens: 1 })).reason).toBe("length");
  });
});

const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("a runner that is killed (process ids are read from /proc)", () => {
  it("ends its reply with runner_crashed, and another takes its place", async () => {
    const folder = await temporaryFolder();
    await writeTinyGpt2(folder, { answers });
    const source = { name: "tiny", location: folder };
    const entries = [{ name: "tiny", engine: runnerEngine(), source, options: {}, createdSeconds: 0, preload: false }];
    const pool = createModelPool({ entries, observer: silentObserver, log: silentLog, clock: systemClock });
    onTestFinished(() => pool[Symbol.asyncDispose]());

    const before = new Set(childrenOfThisProcess());
    const lease = await pool.lease("tiny", { signal: never });
    const [runner = -1, ...others] = childrenOfThisProcess().filter((pid) => !before.has(pid));
    expect(others).toEqual([]);
    const iterator = lease.model.generate({ id: "1", input: chat(user("Hello")) }, never)[Symbol.asyncIterator]();
    await iterator.next();
    process.kill(runner, "SIGKILL");
    let last: unknown;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) last = next.value;
    expect(last).toMatchObject({ type: "error", error: { code: "runner_crashed" } });
    lease.release();

    const second = await pool.lease("tiny", { signal: never });
    expect(finishOf(await ask(second.model, chat(user("Hello")), { maxTokens: 3 })).reason).toBe("length");
    expect(childrenOfThisProcess()).not.toContain(runner);
    second.release();
  });
});

describe("token ids of somebody's words", () => {
  it("are in nothing that a process writes whose evaluation fails behind the last position", async () => {
    const folder = await temporaryFolder();
    await writeTinyBlenderbot(folder, { answers, positions: 24, claimedPositions: 64 });
    const { output, result } = await runFailing(folder, false);
    expect(result).toMatchObject({ type: "error", code: "generation_failed" });
    expect(output).toBe("");
    // The library itself does write them, on any other level: this is what is held back.
    const loud = await runFailing(folder, true);
    expect(loud.output).toContain("Inputs given to model");
  });
});

/** Lets a broken model answer in a process of its own, and gives back all that it wrote to stdout and stderr. */
async function runFailing(folder: string, loud: boolean): Promise<{ output: string; result: unknown }> {
  const program = fileURLToPath(new URL("./fixtures/failing-reply.mjs", import.meta.url));
  const child = spawn(process.execPath, [program, folder, String(loud)], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += String(chunk)));
  child.stderr?.on("data", (chunk) => (output += String(chunk)));
  const [[result]] = await Promise.all([once(child, "message"), once(child, "close")]);
  return { output, result };
}
