import { z } from "zod";
import type { Route } from "../route.ts";
import type { SmollmServices } from "./smollm-services.ts";
import { readSmollmState } from "./smollm-state.ts";

const healthSchema = z.object({
  status: z.enum(["ok", "degraded"]).describe("degraded: replies are echoes until the model is back."),
  model_loaded: z.boolean(),
  state: z.enum(["unloaded", "loading", "ready", "unloading", "failed", "missing"]),
  provider: z.string(),
});

/** By GET and by POST, as clients of this contract use both. Cheap, and shows no path to strangers. */
export function smollmHealthRoutes({ smollm, pool, serving, under }: SmollmServices): readonly Route[] {
  return (["GET", "POST"] as const).map((method) => ({
    method,
    paths: [under("/smollm/health")],
    tag: "compat",
    summary: "Whether the smollm model answers, or an echo.",
    public: true,
    answer: { kind: "json", schema: healthSchema },
    handle() {
      const { state } = readSmollmState({ pool, serving, smollm });
      const status = state === "failed" || state === "missing" ? "degraded" : "ok";
      return { kind: "json", body: { status, model_loaded: state === "ready", state, provider: smollm.provider } };
    },
  }));
}
