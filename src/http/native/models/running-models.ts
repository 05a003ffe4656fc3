import { z } from "zod";
import type { RunningModel } from "../../../models/pool/model-pool.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

const runningModelsSchema = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      engine: z.string(),
      state: z
        .enum(["waiting", "loading", "ready", "unloading"])
        .describe("waiting: for memory that other models hold."),
      device: z.string().optional().describe("Known once loaded."),
      device_reason: z.string().optional().describe("Why it is the CPU although a GPU was requested."),
      memory_bytes: z.int().optional().describe("RAM and VRAM, measured or estimated; known once loaded."),
      pid: z.int().optional().describe("The process that hosts it; absent for the server's own."),
      resident_bytes: z.int().optional().describe("Of that process: its memory that is in RAM."),
      blocked_ms: z
        .int()
        .optional()
        .describe("Of that process: for how long it has answered nobody; 0 while it works."),
      leases: z.int().describe("Requests that hold it now."),
      idle_since: z.iso.datetime().optional(),
      unload_at: z.iso.datetime().optional().describe("Unless a request uses it before."),
      pinned: z.boolean(),
    }),
  ),
  memory: z.object({
    budget_bytes: z.int().optional().describe("Absent: no limit."),
    used_bytes: z.int(),
  }),
});

/** What uses memory now, and for how long. */
export function runningModelsRoute({ pool }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/ps"],
    tag: "native",
    summary: "Lists the models in memory, loading and unloading ones included.",
    answer: { kind: "json", schema: runningModelsSchema },
    handle() {
      const { budgetBytes, usedBytes } = pool.memory();
      const memory = { used_bytes: usedBytes, budget_bytes: budgetBytes };
      return { kind: "json", body: { models: pool.running().map(toItem), memory } };
    },
  });
}

function toItem(model: RunningModel): z.infer<typeof runningModelsSchema>["models"][number] {
  const { name, engine, state, device, memoryBytes, processId, leases, idleSince, unloadAt, pinned } = model;
  return {
    name,
    engine,
    state,
    device,
    device_reason: model.deviceReason,
    memory_bytes: memoryBytes,
    pid: processId,
    resident_bytes: model.vitals?.residentBytes,
    blocked_ms: model.vitals?.blockedMs,
    leases,
    idle_since: idleSince?.toISOString(),
    unload_at: unloadAt?.toISOString(),
    pinned,
  };
}
