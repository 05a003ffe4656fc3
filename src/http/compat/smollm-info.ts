import { z } from "zod";
import { defineRoute, type Route } from "../route.ts";
import type { SmollmServices } from "./smollm-services.ts";
import { readSmollmState } from "./smollm-state.ts";

const infoSchema = z.object({
  enabled: z.literal(true),
  provider: z.string().describe("`local`, `ollama`, `openai` or `echo`."),
  fallback_provider: z.literal("echo").describe("What answers when the model cannot."),
  model_name: z.string().nullable(),
  model_path: z.string().nullable().describe("As configured."),
  state: z.enum(["unloaded", "loading", "ready", "unloading", "failed", "missing"]),
  loaded: z.boolean(),
  engine: z.string().nullable(),
  device: z.string().nullable().describe("Known once loaded, as is what follows."),
  device_reason: z.string().nullable().describe("Why it runs on the CPU although a GPU was requested."),
  parameters: z.number().nullable(),
  quantization: z.string().nullable(),
  context_window: z.int().nullable(),
  last_error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe("Why the model is missing, did not load, or was lost."),
});

type SmollmInfo = z.infer<typeof infoSchema>;

export function smollmInfoRoute({ smollm, pool, serving, under }: SmollmServices): Route {
  return defineRoute({
    method: "GET",
    paths: [under("/smollm/info")],
    tag: "compat",
    summary: "The smollm model: where it is, where it runs and what went wrong last.",
    answer: { kind: "json", schema: infoSchema },
    handle() {
      const { state, model, lastError } = readSmollmState({ pool, serving, smollm });
      const info = model?.info;
      const body: SmollmInfo = {
        enabled: true,
        provider: smollm.provider,
        fallback_provider: "echo",
        model_name: smollm.model ?? null,
        model_path: smollm.modelPath,
        state,
        loaded: state === "ready",
        engine: model?.engine ?? null,
        device: info?.device ?? null,
        device_reason: info?.deviceReason ?? null,
        parameters: info?.parameterCount ?? null,
        quantization: info?.quantization ?? null,
        context_window: info?.contextWindowTokens ?? null,
        last_error: lastError,
      };
      return { kind: "json", body };
    },
  });
}
