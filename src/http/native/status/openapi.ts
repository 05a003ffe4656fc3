import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { createOpenApiDocument } from "../../openapi-document.ts";
import type { Route } from "../../route.ts";

/** The description of the given routes and of itself, written once, when somebody asks: a start need not wait for it. */
export function openApiRoute(described: readonly Route[], version: string): Route {
  let document: JsonObject | undefined;
  const route: Route = {
    method: "GET",
    paths: ["/openapi.json"],
    tag: "native",
    summary: "This description, in OpenAPI 3.1.",
    answer: { kind: "json", schema: z.record(z.string(), z.unknown()) },
    handle: () => ({ kind: "json", body: (document ??= createOpenApiDocument([...described, route], version)) }),
  };
  return route;
}
