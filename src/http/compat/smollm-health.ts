import { z } from "zod";
import type { Route } from "../route.ts";
import type { SmallBoxServices } from "./small-box-services.ts";
import { readSmallBoxState, type SmallBoxState } from "./small-box-state.ts";

interface SmollmHealth {
  readonly status: "ok" | "degraded";
  readonly model_loaded: boolean;
  readonly state: SmallBoxState["state"];
  readonly provider: string;
}

const healthSchema: z.ZodType<SmollmHealth> = z.object({
  status: z.enum(["ok", "degraded"]).describe("degraded: replies are echoes until the model is back."),
  model_loaded: z.boolean(),
  state: z.enum(["unloaded", "loading", "ready", "unloading", "failed", "missing"]),
  provider: z.string(),
});

/** By GET and by POST, as clients of this contract ask either way. Cheap, and tells strangers no path. */
export function smollmHealthRoutes({ smallBox, pool, serving, under }: SmallBoxServices): readonly Route[] {
  return (["GET", "POST"] as const).map((method) => ({
    method,
    paths: [under("/smollm/health")],
    tag: "compat",
    summary: "Whether the small-box model answers, or an echo.",
    public: true,
    answer: { kind: "json", schema: healthSchema },
    handle() {
      const { state } = readSmallBoxState({ pool, serving, smallBox });
      const status = state === "failed" || state === "missing" ? "degraded" : "ok";
      return { kind: "json", body: { status, model_loaded: state === "ready", state, provider: smallBox.provider } };
    },
  }));
}
