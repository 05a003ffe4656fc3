import { z } from "zod";
import type { ModelInfo } from "../../../core/model-info.ts";
import { taggedName } from "../../ollama/find-model.ts";
import { detailsOf, detailsSchema, digestOf } from "../../ollama/model-details.ts";
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
      // Ollama's fields of the same, for its clients.
      model: z.string().describe("As Ollama names it."),
      size: z.int(),
      size_vram: z.int(),
      digest: z.string(),
      details: detailsSchema,
      expires_at: z.iso.datetime(),
      context_length: z.int().optional(),
    }),
  ),
  memory: z.object({ budget_bytes: z.int().optional().describe("Absent: no limit."), used_bytes: z.int() }),
});

/** What uses memory now, and for how long. */
export function runningModelsRoute({ pool }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/models/running", "/api/ps"],
    tag: "native",
    summary: "Lists the models in memory, loading and unloading ones included.",
    answer: { kind: "json", schema: runningModelsSchema },
    handle() {
      const { budgetBytes, usedBytes } = pool.memory();
      const memory = { used_bytes: usedBytes, budget_bytes: budgetBytes };
      return {
        kind: "json",
        body: { models: pool.running().map((model) => toItem(model, pool.info(model.name))), memory },
      };
    },
  });
}

/** Of a model that stays: Ollama has a date in any case. */
const never = "2318-01-01T00:00:00.000Z";

function toItem(
  model: RunningModel,
  info: ModelInfo | undefined,
): z.infer<typeof runningModelsSchema>["models"][number] {
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
    model: taggedName(name),
    size: memoryBytes ?? info?.sizeBytes ?? 0,
    size_vram: info?.memory?.vramBytes ?? 0,
    digest: digestOf(name),
    details: detailsOf({ engine, ...(info === undefined ? {} : { info }) }),
    expires_at: unloadAt?.toISOString() ?? never,
    context_length: info?.contextWindowTokens,
  };
}
