import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ReparteeError } from "../../src/core/errors.ts";
import type { GenerateEvent } from "../../src/core/generate-event.ts";
import { ask, collect, loadRunner, never, runnerPid, terminalOf, textOf } from "./scripted-runner.ts";
import { isRunning, until } from "./until.ts";

function errorOf(events: readonly GenerateEvent[]): ReparteeError {
  const last = terminalOf(events);
  if (last.type !== "error") throw new Error(`the reply ended with ${last.type}`);
  return last.error;
}

describe("a runner that dies", () => {
  it("by kill -9 in the middle of replies ends each with one error, and closes the model", async () => {
    const model = await loadRunner();
    const first = model.generate(ask("wait"), never)[Symbol.asyncIterator]();
    await first.next();
    await first.next();
    const others = [1, 2, 3].map(() => collect(model.generate(ask("wait"), never)));
    const call = model.embed?.({ id: "e", texts: ["wait"] }, never);
    process.kill(runnerPid(model), "SIGKILL");

    const expected = {
      code: "runner_crashed",
      message: 'The process of model "some/model" ended: killed by SIGKILL',
      hint: expect.stringContaining("out of memory"),
      facts: { signal: "SIGKILL" },
    };
    await expect(call).rejects.toMatchObject(expected);
    expect(await first.next()).toMatchObject({ value: { type: "error", error: expected } });
    expect(await first.next()).toEqual({ value: undefined, done: true });
    for (const events of await Promise.all(others)) {
      expect(errorOf(events)).toMatchObject(expected);
      expect(events.filter((event) => event.type === "error" || event.type === "finish")).toHaveLength(1);
    }
    expect(model.closed.aborted).toBe(true);
    expect(model.closed.reason).toMatchObject(expected);
    expect(errorOf(await collect(model.generate(ask("count 1"), never)))).toMatchObject(expected);
    await model.unload();
    expect(model.closed.reason).toMatchObject(expected);
  });

  it("by itself: what it said before still arrives, with its exit code and its last line", async () => {
    const model = await loadRunner();
    const events = await collect(model.generate(ask("exit 134"), never));
    expect(textOf(events)).toBe("last words");
    expect(errorOf(events)).toMatchObject({
      code: "runner_crashed",
      hint: "It last wrote: GGML_ASSERT(n > 0) failed",
      facts: { exitCode: 134, stderr: "GGML_ASSERT(n > 0) failed" },
    });
  });

  it("after much noise on stderr keeps the end of it", async () => {
    const model = await loadRunner();
    const { facts } = errorOf(await collect(model.generate(ask("noise"), never)));
    const stderr = String(facts.stderr);
    expect(Buffer.byteLength(stderr)).toBeLessThanOrEqual(8192);
    expect(stderr).toMatch(/the end/);
    expect(stderr.length).toBeGreaterThan(4000);
  });

  it("leaves another model's replies alone", async () => {
    const [doomed, healthy] = await Promise.all([loadRunner(), loadRunner()]);
    onTestFinished(() => healthy.unload());
    const reply = collect(healthy.generate(ask("count 100"), never));
    await collect(doomed.generate(ask("exit 1"), never));
    expect(terminalOf(await reply)).toMatchObject({ type: "finish", reason: "stop" });
    expect(healthy.closed.aborted).toBe(false);
  });

  it("is ended when its engine gives the model up, and says the engine's reason", async () => {
    const model = await loadRunner();
    expect(errorOf(await collect(model.generate(ask("give-up"), never)))).toMatchObject({
      code: "generation_failed",
      message: "The context was lost",
    });
    expect(model.closed.aborted).toBe(true);
    await until("runner has exited", () => !isRunning(runnerPid(model)));
  });
});

describe("a runner that breaks the protocol", () => {
  it.each([
    ["garbage", "is not JSON"],
    ["half-event", "is not a runner's frame"],
    ["unknown-code", "is not a runner's frame"],
    ["oversize", "a line is longer than 16777216 bytes"],
  ])("with %s is ended and reported", async (location, complaint) => {
    const model = await loadRunner({ child: "raw-child", location });
    const error = errorOf(await collect(model.generate(ask("x"), never)));
    expect(error.code).toBe("runner_crashed");
    expect(error.message).toContain("it broke the protocol");
    expect(error.message).toContain(complaint);
    expect(model.closed.aborted).toBe(true);
  });

  it("by hanging up is ended", async () => {
    const model = await loadRunner({ child: "raw-child", location: "hang-up" });
    expect(errorOf(await collect(model.generate(ask("x"), never))).code).toBe("runner_crashed");
  });

  it("by answers that nobody asked for or that come twice is not heard", async () => {
    const model = await loadRunner({ child: "raw-child", location: "strange-ids" });
    onTestFinished(() => model.unload());
    const events = await collect(model.generate(ask("x"), never));
    expect(textOf(events)).toBe("yours");
    expect(events.map((event) => event.type)).toEqual(["text-delta", "finish"]);
    expect(model.closed.aborted).toBe(false);
  });
});

describe("signals", () => {
  it.skipIf(process.platform === "win32")(
    "of the terminal and the service manager are left to the parent",
    async () => {
      const model = await loadRunner();
      onTestFinished(() => model.unload());
      const reply = collect(model.generate(ask("count 300"), never));
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(runnerPid(model), signal);
      expect(terminalOf(await reply)).toMatchObject({ type: "finish", reason: "stop" });
    },
  );

  it.each(["count 1000000000", "block"])("kill -9 of the parent ends its runner, busy with %s", async (prompt) => {
    const script = fileURLToPath(new URL("./fixtures/parent.mjs", import.meta.url));
    const parent = spawn(process.execPath, [script, prompt], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = await once(parent.stdout, "data");
    const { runnerPid: pid } = JSON.parse(String(line));
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await until("runner has exited", () => !isRunning(pid));
  });
});
