import { z } from "zod";
import { createOpenApiDocument } from "../../openapi-document.ts";
import type { Route } from "../../route.ts";

/** The description of the given routes and of itself, written once. */
export function openApiRoute(described: readonly Route[], version: string): Route {
  const route: Route = {
    method: "GET",
    paths: ["/openapi.json"],
    tag: "native",
    summary: "This description, in OpenAPI 3.1.",
    answer: { kind: "json", schema: z.record(z.string(), z.unknown()) },
    handle: () => ({ kind: "json", body: document }),
  };
  const document = createOpenApiDocument([...described, route], version);
  return route;
}
