import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log, LogFields } from "../../src/core/log.ts";
import { createFakeClock } from "../../src/testing/index.ts";
import { ask, collect, loadRunner, never, runnerPid, terminalOf } from "./scripted-runner.ts";
import { isRunning, until } from "./until.ts";

const realTemp = process.env.TMPDIR;
let temp = "";

beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), "runners-"));
  process.env.TMPDIR = temp;
});

afterEach(() => {
  if (realTemp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = realTemp;
  rmSync(temp, { recursive: true });
});

function keepingLog(): { log: Log; lines: { level: string; fields: LogFields; message: string }[] } {
  const lines: { level: string; fields: LogFields; message: string }[] = [];
  const at =
    (level: string): Log["debug"] =>
    (fields, message) =>
      lines.push({ level, fields, message });
  return { lines, log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}

describe("loading in a runner", () => {
  it("reports progress that never goes back, in small steps, and leaves nothing on disk while the model runs", async () => {
    const fractions: number[] = [];
    const model = await loadRunner({ options: { onProgress: (fraction) => fractions.push(fraction), threads: 2 } });
    expect(model).toMatchObject({
      info: { name: "some/model", engine: "scripted", slots: 8 },
      capabilities: { chat: { unsupported: "It is scripted." }, completion: true },
    });
    // Heard of before the first byte is read: on a busy machine the start alone takes seconds.
    expect(fractions.filter((fraction) => fraction < 0.005)).toHaveLength(2);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.length).toBeGreaterThan(10);
    expect(fractions.length).toBeLessThanOrEqual(103);
    expect(readdirSync(temp)).toEqual([]);
    await model.unload();
  });

  it("passes the engine's log on at its level", async () => {
    const { log, lines } = keepingLog();
    const model = await loadRunner({ log, options: { threads: 3 } });
    await model.unload();
    expect(lines).toContainEqual({
      level: "info",
      fields: {
        model: "some/model",
        pid: runnerPid(model),
        threads: 3,
        error: expect.stringContaining("Error: shown"),
        big: "[bigint]",
      },
      message: "loading",
    });
  });

  it("rejects with the engine's own error, and the process ends", async () => {
    await expect(loadRunner({ location: "fail" })).rejects.toMatchObject({
      code: "model_file_invalid",
      message: "Cannot load: bad magic",
      facts: { offset: 4 },
    });
    expect(readdirSync(temp)).toEqual([]);
  });

  it("rejects with how the process died and what it wrote", async () => {
    await expect(loadRunner({ location: "die" })).rejects.toMatchObject({
      code: "model_load_failed",
      message: expect.stringMatching(/^Cannot load model "some\/model": its process ended: /),
      hint: expect.stringContaining("tensor is out of bounds"),
      facts: { stderr: expect.stringContaining("error loading model: tensor is out of bounds") },
    });
    expect(readdirSync(temp)).toEqual([]);
  });

  it("loads again in a fresh process when the first was killed", async () => {
    const { log, lines } = keepingLog();
    const model = await loadRunner({ location: `die once ${join(temp, "died")}`, log });
    expect(isRunning(runnerPid(model))).toBe(true);
    expect(lines.filter(({ level }) => level === "warn").map(({ fields }) => fields.err)).toMatchObject([
      { code: "model_load_failed", facts: { signal: "SIGKILL" } },
    ]);
    await model.unload();
  });

  it.each([
    ["once, where its process died", "die", 1],
    ["never, where the engine refused it", "fail", 0],
  ])("loads again %s", async (_, location, times) => {
    const { log, lines } = keepingLog();
    await expect(loadRunner({ location, log })).rejects.toBeInstanceOf(Error);
    expect(lines.filter(({ message }) => message.endsWith("loading again"))).toHaveLength(times);
  });

  it("rejects with `cancelled` when aborted, and the process has exited by then", async () => {
    const controller = new AbortController();
    const { log, lines } = keepingLog();
    const options = { onProgress: (fraction: number) => void (fraction > 0.01 && controller.abort()) };
    await expect(loadRunner({ location: "hang", options, signal: controller.signal, log })).rejects.toMatchObject({
      code: "cancelled",
    });
    const pid = Number(lines.find((line) => line.message === "loading")?.fields.pid);
    expect(pid).toBeGreaterThan(0);
    expect(isRunning(pid)).toBe(false);
    expect(lines.filter((line) => line.level === "warn")).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
  });

  it("starts nothing when it was aborted before", async () => {
    await expect(loadRunner({ child: "silent-child", signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(readdirSync(temp)).toEqual([]);
  });

  it("rejects with `load_timeout` when the process does not introduce itself", async () => {
    await expect(loadRunner({ child: "silent-child", startTimeoutMs: 600 })).rejects.toMatchObject({
      code: "load_timeout",
      message: expect.stringContaining("within 600 ms"),
    });
    expect(readdirSync(temp)).toEqual([]);
  });

  it("says what to do when the child's program is missing", async () => {
    await expect(loadRunner({ child: "missing-child" })).rejects.toMatchObject({
      code: "model_load_failed",
      hint: expect.stringContaining("npm run build"),
    });
  });

  it("says what to do when no socket can be made", async () => {
    process.env.TMPDIR = join(temp, "missing");
    await expect(loadRunner()).rejects.toMatchObject({
      code: "model_load_failed",
      hint: expect.stringContaining("TMPDIR"),
    });
  });

  it("fails when the caller's progress callback throws, and nothing else does", async () => {
    const options = {
      onProgress: () => {
        throw new Error("caller's mistake");
      },
    };
    await expect(loadRunner({ options })).rejects.toMatchObject({
      code: "model_load_failed",
      message: "caller's mistake",
    });
  });

  it("works where the path of the temporary folder is longer than a socket's may be", async () => {
    process.env.TMPDIR = mkdtempSync(join(temp, "x".repeat(120)));
    const model = await loadRunner();
    await model.unload();
  });
});

describe("unloading a runner", () => {
  it("ends the process, once, however often it is asked", async () => {
    const model = await loadRunner();
    const pid = runnerPid(model);
    await Promise.all([model.unload(), model.unload()]);
    await model.unload();
    expect(isRunning(pid)).toBe(false);
    expect(model.closed.reason).toMatchObject({ code: "model_unloaded" });
    expect(readdirSync(temp)).toEqual([]);
  });

  it("ends running replies and calls with `model_unloaded`, and later ones too", async () => {
    const model = await loadRunner();
    const reply = model.generate(ask("wait"), never)[Symbol.asyncIterator]();
    const read = [await reply.next(), await reply.next()];
    expect(read.map(({ value }) => value.type)).toEqual(["prefill", "text-delta"]);
    const call = model.embed?.({ id: "e", texts: ["wait"] }, never);
    const unloaded = model.unload();
    await expect(call).rejects.toMatchObject({ code: "model_unloaded" });
    expect(await reply.next()).toMatchObject({ value: { type: "error", error: { code: "model_unloaded" } } });
    expect(await reply.next()).toEqual({ value: undefined, done: true });
    await unloaded;
    const late = terminalOf(await collect(model.generate(ask("count 1"), never)));
    expect(late.type === "error" && late.error.code).toBe("model_unloaded");
    await expect(model.tokenize?.("a")).rejects.toMatchObject({ code: "model_unloaded" });
  });

  it("kills a process that stays", async () => {
    const { log, lines } = keepingLog();
    const clock = createFakeClock();
    const model = await loadRunner({ location: "stay", clock, log });
    let over = false;
    const unloaded = model.unload().then(() => (over = true));
    await clock.advance(2999);
    expect(over).toBe(false);
    expect(isRunning(runnerPid(model))).toBe(true);
    await clock.advance(1);
    await unloaded;
    await until("runner has exited", () => !isRunning(runnerPid(model)));
    expect(lines.filter((line) => line.level === "warn")).toHaveLength(1);
    expect(clock.pendingCount).toBe(0);
  });
});
