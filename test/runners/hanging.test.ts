import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LoadedModel } from "../../src/core/engine.ts";
import { createFakeClock } from "../../src/testing/index.ts";
import type { FakeClock } from "../../src/testing/index.ts";
import { ask, collect, loadRunner, never, runnerPid, terminalOf } from "./scripted-runner.ts";
import { stopProcess } from "./stop-process.ts";
import { isRunning, until } from "./until.ts";

/** Windows cannot stop a process. The clock is a fake one: a real child, and no real waiting. */
const describeWithSignals = process.platform === "win32" ? describe.skip : describe;

interface Scene {
  readonly clock: FakeClock;
  readonly model: LoadedModel;
  readonly pid: number;
  /** Stops the runner; whatever it said before is heard when this resolves. */
  stop(): Promise<void>;
}

async function scene(load: { silenceLimitMs?: number; blockedLimitMs?: number | null } = {}): Promise<Scene> {
  const clock = createFakeClock();
  const model = await loadRunner({ clock, ...load });
  const pid = runnerPid(model);
  onTestFinished(() => {
    if (isRunning(pid)) process.kill(pid, "SIGKILL");
  });
  async function stop(): Promise<void> {
    await stopProcess(pid);
    // Two turns of the event loop: one that has begun, and one that reads all that waits in the socket.
    for (let i = 0; i < 2; i += 1) await clock.advance(0);
  }
  return { clock, model, pid, stop };
}

describeWithSignals("a runner that gives no sign of life", () => {
  it("is killed at the limit and not before; its replies and calls end with one error each", async () => {
    const { clock, model, pid, stop } = await scene();
    const reply = model.generate(ask("wait"), never)[Symbol.asyncIterator]();
    await reply.next();
    await reply.next();
    const call = model.embed?.({ id: "e", texts: ["wait"] }, never);
    await stop();
    await clock.advance(7_999);
    expect([model.closed.aborted, isRunning(pid)]).toEqual([false, true]);

    const expected = {
      code: "runner_crashed",
      message: 'The process of model "some/model" ended: it gave no sign of life for 8 s',
      facts: { signal: "SIGKILL" },
    };
    const rejected = expect(call).rejects.toMatchObject(expected);
    await clock.advance(1);
    await rejected;
    expect(await reply.next()).toMatchObject({ value: { type: "error", error: expected } });
    expect(await reply.next()).toEqual({ value: undefined, done: true });
    expect(model.closed.reason).toMatchObject(expected);
    expect(terminalOf(await collect(model.generate(ask("count 1"), never)))).toMatchObject({ error: expected });
    await until("runner has exited", () => !isRunning(pid));
    expect(clock.pendingCount).toBe(0);
  });

  it("is killed at the limit that was asked for", async () => {
    const { clock, model, pid, stop } = await scene({ silenceLimitMs: 60_000, blockedLimitMs: null });
    await stop();
    await clock.advance(59_999);
    expect([model.closed.aborted, isRunning(pid)]).toEqual([false, true]);
    await clock.advance(1);
    await until("model is closed", () => model.closed.aborted);
    expect(model.closed.reason).toMatchObject({ message: expect.stringContaining("no sign of life for 60 s") });
  });

  it("and goes on before the limit is as good as before", async () => {
    const { clock, model, pid, stop } = await scene();
    await stop();
    await clock.advance(7_999);
    process.kill(pid, "SIGCONT");
    expect(await model.tokenize?.("a")).toEqual([97]);
    await clock.advance(7_999);
    expect(model.closed.aborted).toBe(false);
    await model.unload();
    expect(clock.pendingCount).toBe(0);
  });
});

describe("a runner that is busy", () => {
  it("with a reply without end is not killed", async () => {
    const { clock, model } = await scene();
    const leaving = new AbortController();
    const reply = collect(model.generate(ask("count 1000000000"), leaving.signal));
    for (let i = 0; i < 20; i += 1) {
      // The answer is heard at this moment of the fake clock, amid the reply's tokens.
      expect(await model.tokenize?.("a")).toEqual([97]);
      await clock.advance(7_000);
    }
    expect(model.closed.aborted).toBe(false);
    leaving.abort();
    expect(terminalOf(await reply)).toMatchObject({ type: "finish", reason: "cancelled" });
    await model.unload();
  });
});

describeWithSignals("a runner that is stopped", () => {
  it("is killed three seconds after its unload began, and the unload ends with it", async () => {
    const { clock, model, pid, stop } = await scene();
    await stop();
    const unloaded = model.unload();
    await clock.advance(2_999);
    expect(isRunning(pid)).toBe(true);
    await clock.advance(1);
    await unloaded;
    expect(isRunning(pid)).toBe(false);
    expect(clock.pendingCount).toBe(0);
  });

  it("does not outlive a parent that exits", async () => {
    const script = fileURLToPath(new URL("./fixtures/exiting-parent.mjs", import.meta.url));
    const parent = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = await once(parent.stdout, "data");
    const { runnerPid: pid } = JSON.parse(String(line));
    onTestFinished(() => {
      if (isRunning(pid)) process.kill(pid, "SIGKILL");
    });
    await stopProcess(pid);
    const exited = once(parent, "exit");
    parent.stdin.end();
    expect(await exited).toEqual([0, null]);
    await until("runner has exited", () => !isRunning(pid));
  });
});
