import { expect, it, onTestFinished } from "vitest";
import { silentLog, type Log, type LogFields } from "../../src/core/log.ts";
import type { RunnerEngine } from "../../src/runners/index.ts";
import { createFakeClock } from "../../src/testing/index.ts";
import {
  ask,
  collect,
  loadFrom,
  never,
  runnerPid,
  scriptedEngine,
  textOf,
  type RunnerLoad,
} from "./scripted-runner.ts";
import { isRunning, until } from "./until.ts";

interface Ahead {
  readonly engine: RunnerEngine;
  readonly pid: number;
  readonly warnings: readonly string[];
}

/** An engine whose process was started ahead and has prepared its library. */
async function startedAhead(load: RunnerLoad = {}, gpuLayers = 0): Promise<Ahead> {
  let pid = 0;
  const warnings: string[] = [];
  const log: Log = {
    ...silentLog,
    warn: (_, message) => void warnings.push(message),
    info: (fields: LogFields, message) => {
      if (message === "prepared") pid = Number(fields["pid"]);
    },
  };
  const engine = scriptedEngine({ ...load, log });
  onTestFinished(() => engine.endAhead());
  engine.startAhead({ gpuLayers });
  // A second call finds one that waits.
  engine.startAhead({ gpuLayers });
  await until("the process is prepared", () => pid !== 0);
  return { engine, pid, warnings };
}

it("the next load takes the process that was started ahead, the one after it starts its own", async () => {
  const { engine, pid } = await startedAhead();
  const first = await loadFrom(engine, {});
  const second = await loadFrom(engine, {});
  expect(runnerPid(first)).toBe(pid);
  expect(runnerPid(second)).not.toBe(pid);
  expect(textOf(await collect(first.generate(ask("preparations"), never)))).toBe('[{"gpuLayers":0}]');
  expect(textOf(await collect(second.generate(ask("preparations"), never)))).toBe("[]");
  engine.endAhead();
  expect(textOf(await collect(first.generate(ask("count 2"), never)))).toBe("0 1 ");
  await Promise.all([first.unload(), second.unload()]);
});

it("a load that comes while the process is being started waits for it", async () => {
  const engine = scriptedEngine();
  engine.startAhead({});
  const model = await loadFrom(engine, {});
  expect(textOf(await collect(model.generate(ask("preparations"), never)))).toBe("[{}]");
  await model.unload();
});

it("what could not be prepared does not fail the load", async () => {
  const { engine, pid } = await startedAhead({}, 13);
  const model = await loadFrom(engine, {});
  expect(runnerPid(model)).toBe(pid);
  await model.unload();
});

it("a process that no load takes is ended after a minute", async () => {
  const clock = createFakeClock();
  const { pid } = await startedAhead({ clock });
  await clock.advance(59_000);
  expect(isRunning(pid)).toBe(true);
  await clock.advance(1_000);
  await until("the process is ended", () => !isRunning(pid));
});

it("a load starts its own process where the one started ahead has died", async () => {
  const { engine, pid, warnings } = await startedAhead();
  process.kill(pid, "SIGKILL");
  await until("its end is noticed", () => warnings.length > 0);
  const model = await loadFrom(engine, {});
  expect(runnerPid(model)).not.toBe(pid);
  await model.unload();
});

it("a load that is cancelled ends the process it waited for", async () => {
  const engine = scriptedEngine({ child: "silent-child" });
  engine.startAhead({});
  const caller = new AbortController();
  const loading = loadFrom(engine, { signal: caller.signal });
  caller.abort();
  await expect(loading).rejects.toMatchObject({ code: "cancelled" });
});

it("a load reports what is wrong where no process could be started ahead", async () => {
  const engine = scriptedEngine({ child: "missing-child" });
  engine.startAhead({});
  await expect(loadFrom(engine, {})).rejects.toMatchObject({ code: "model_load_failed" });
});
