import { z } from "zod";
import { defineRoute, type Route } from "../../route.ts";

/** Alive: the process answers. Whether a model does is `/ready`'s matter. */
export function healthRoute(): Route {
  return defineRoute({
    method: "GET",
    paths: ["/health"],
    tag: "native",
    summary: "Whether the server is alive.",
    public: true,
    anyHost: true,
    answer: { kind: "json", schema: z.object({ status: z.literal("ok") }) },
    handle: () => ({ kind: "json", body: { status: "ok" } }),
  });
}
