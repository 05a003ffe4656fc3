import { expect, test } from "vitest";
import { describeRunning } from "./ps.ts";

const now = new Date("2026-01-01T12:00:00.000Z");
const model = { name: "llama", engine: "llama-cpp", state: "ready", leases: 0, pinned: false };

test("running models are a table with what they take and when they go, and the sum below", () => {
  const models = [
    {
      ...model,
      device: "cpu",
      memory_bytes: 2_345_000_000,
      resident_bytes: 2_500_000_000,
      pid: 4711,
      unload_at: "2026-01-01T12:29:31.000Z",
    },
    { ...model, name: "small", device: "cpu", memory_bytes: 800_000_000, leases: 2, pinned: true },
    { ...model, name: "next", state: "waiting" },
  ];
  const answer = { models, memory: { used_bytes: 3_145_000_000, budget_bytes: 8_000_000_000 } };
  expect(describeRunning(answer, now)).toBe(
    [
      "NAME   STATE    ENGINE     DEVICE  MEMORY  RESIDENT  REQUESTS  PID   UNLOADS",
      "llama  ready    llama-cpp  cpu     2.3 GB  2.5 GB    0         4711  in 30 min",
      "small  ready    llama-cpp  cpu     800 MB  –         2         –     never (pinned)",
      "next   waiting  llama-cpp  –       –       –         0         –     –",
      "3.1 GB in use of 8.0 GB",
      "",
    ].join("\n"),
  );
});

test("a model about to go says so in seconds, and one past its time never a negative number", () => {
  const at = (unload_at: string) => describeRunning({ models: [{ ...model, unload_at }] }, now);
  expect(at("2026-01-01T12:00:42.400Z")).toMatch(/ in 42 s$/m);
  expect(at("2026-01-01T11:59:00.000Z")).toMatch(/ in 0 s$/m);
});

test("a model that its GPU had no memory for is on the processor, with the reason", () => {
  const moved = { ...model, device: "cpu", device_reason: "gpu_out_of_memory" };
  expect(describeRunning({ models: [moved] }, now)).toMatch(/ cpu \(GPU out of memory\) /);
});

test("without a model it says so", () => {
  expect(describeRunning({ models: [], memory: { used_bytes: 0 } }, now)).toBe("No model is in memory.\n0 B in use\n");
});

test("an answer of another version is shown as far as it is understood, without control characters", () => {
  expect(describeRunning({ models: [{ name: "a\u001b[2J", leases: {} }, 7] }, now)).toMatch(/^a\[2J +– +– +–/m);
  expect(describeRunning("hello", now)).toBe("No model is in memory.\n");
});
