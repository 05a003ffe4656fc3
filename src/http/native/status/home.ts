import { z } from "zod";
import { assessReadiness } from "./readiness.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

const homeSchema = z.object({
  name: z.literal("repartee"),
  version: z.string(),
  ready: z.boolean(),
  models: z.record(z.string(), z.int()).describe("How many models are in each state."),
  links: z.record(z.string(), z.string()),
});

const links = { chat: "/v1/chat/completions", models: "/v1/models", ready: "/ready", openapi: "/openapi.json" };

/** For people who open the server's address. */
export function homeRoute({ pool, serving, version }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/"],
    tag: "native",
    summary: "What this server is and where to go next.",
    public: true,
    answer: { kind: "json", schema: homeSchema },
    handle() {
      const { ready, models } = assessReadiness(pool, serving);
      return { kind: "json", body: { name: "repartee", version, ready, models, links } };
    },
  });
}
