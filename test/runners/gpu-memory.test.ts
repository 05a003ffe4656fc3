import { expect, it } from "vitest";
import { silentLog } from "../../src/core/log.ts";
import { createGpuFallbackEngine } from "../../src/models/loading/gpu-fallback/create-gpu-fallback-engine.ts";
import { createRunnerEngine } from "../../src/runners/index.ts";
import { createFakeClock, fakeCapabilities } from "../../src/testing/index.ts";
import { ask, collect, never, terminalOf, textOf } from "./scripted-runner.ts";

it("a runner that its GPU kills for want of memory is followed by one on the processor, which answers what was asked", async () => {
  const inner = createRunnerEngine({
    engineId: "scripted",
    capabilities: fakeCapabilities,
    log: silentLog,
    childEntry: new URL("./fixtures/scripted-child.mjs", import.meta.url),
  });
  const engine = createGpuFallbackEngine({ inner, log: silentLog, clock: createFakeClock() });
  const model = await engine.load({ name: "some/model", location: "gpu" }, {}, never);
  const firstProcess = model.info.processId;
  expect(model.info.device).toBe("cuda");

  const events = await collect(model.generate(ask("gpu"), never));
  expect(textOf(events)).toBe("from the processor");
  expect(terminalOf(events)).toMatchObject({
    type: "finish",
    warnings: [{ kind: "device-changed", reason: "gpu_out_of_memory" }],
  });
  expect(model.info).toMatchObject({ device: "cpu", deviceReason: "gpu_out_of_memory" });
  expect(model.info.processId).not.toBe(firstProcess);
  expect(model.closed.aborted).toBe(false);
  await model.unload();
});
