import { z } from "zod";
import type { Route } from "../route.ts";
import type { SmollmServices } from "./smollm-services.ts";
import { readSmollmState, type SmollmState } from "./smollm-state.ts";

interface SmollmInfo {
  readonly enabled: true;
  readonly provider: string;
  readonly fallback_provider: "echo";
  readonly model_name: string | null;
  readonly model_path: string | null;
  readonly state: SmollmState["state"];
  readonly loaded: boolean;
  readonly engine: string | null;
  readonly device: string | null;
  readonly device_reason: string | null;
  readonly parameters: number | null;
  readonly quantization: string | null;
  readonly context_window: number | null;
  readonly last_error: SmollmState["lastError"];
}

const infoSchema: z.ZodType<SmollmInfo> = z.object({
  enabled: z.literal(true),
  provider: z.string().describe("`local`, `ollama`, `openai` or `echo`."),
  fallback_provider: z.literal("echo").describe("What answers when the model cannot."),
  model_name: z.string().nullable(),
  model_path: z.string().nullable().describe("As configured."),
  state: z.enum(["unloaded", "loading", "ready", "unloading", "failed", "missing"]),
  loaded: z.boolean(),
  engine: z.string().nullable(),
  device: z.string().nullable().describe("Known once loaded, as is what follows."),
  device_reason: z.string().nullable().describe("Why it runs on the CPU where a GPU was wished."),
  parameters: z.number().nullable(),
  quantization: z.string().nullable(),
  context_window: z.int().nullable(),
  last_error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe("Why the model is missing, did not load, or went away."),
});

export function smollmInfoRoute({ smollm, pool, serving, under }: SmollmServices): Route {
  return {
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
  };
}
