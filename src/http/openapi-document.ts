import { z } from "zod";
import type { JsonObject, JsonValue } from "../core/json.ts";
import type { Route } from "./route.ts";

/** The OpenAPI 3.1 document of these routes. */
export function createOpenApiDocument(routes: readonly Route[], version: string): JsonObject {
  const paths: Record<string, Record<string, JsonValue>> = {};
  for (const route of routes) {
    for (const path of route.paths) {
      const operations = (paths[path] ??= {});
      operations[route.method.toLowerCase()] = describeOperation(route, path);
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Repartee",
      version,
      summary: "Answers people with open-weight language models on its own machine.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: { schemas: { Error: errorSchema }, securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
    security: [{ apiKey: [] }],
  };
}

function describeOperation(route: Route, path: string): JsonObject {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: "Slashes may be sent raw or percent-encoded.",
    schema: { type: "string" },
  }));
  const parameters = [...inPath, ...queryParameters(route)];
  return {
    summary: route.summary,
    tags: [route.tag],
    ...(route.public === true ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.upload === undefined ? {} : { requestBody: uploadBody(route.upload.fields) }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { "application/json": { schema: schemaOf(route.body, "input") } } },
        }),
    responses: { "200": { description: "The answer.", content: answerContent(route) }, ...errorResponses(route) },
  };
}

/** A form, or the bare file with the same fields in the query string. */
function uploadBody(fields: z.ZodObject): JsonObject {
  const binary = { type: "string", format: "binary" };
  const form = schemaOf(fields, "input");
  const properties = { file: binary, ...(form["properties"] as JsonObject) };
  return {
    required: true,
    content: {
      "multipart/form-data": { schema: { type: "object", required: ["file"], properties } },
      "audio/*": { schema: binary },
    },
  };
}

function queryParameters({ query }: Route): readonly JsonObject[] {
  // Every field of an object schema is a schema itself; Zod's type of the shape says so less strictly.
  const fields = Object.entries(query?.shape ?? {}) as [string, z.ZodType][];
  return fields.map(([name, schema]) => ({
    name,
    in: "query",
    required: !schema.safeParse(undefined).success,
    schema: schemaOf(schema, "input"),
  }));
}

function answerContent({ answer }: Route): JsonObject {
  if (answer.kind === "text") return { [answer.contentType]: { schema: { type: "string" } } };
  if (answer.kind === "bytes") {
    return Object.fromEntries(
      answer.contentTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }]),
    );
  }
  if (answer.kind === "event-stream") {
    return { "text/event-stream": { schema: { type: "string", description: answer.description } } };
  }
  return {
    "application/json": { schema: schemaOf(answer.schema, "output") },
    ...(answer.alsoStreams === undefined ? {} : { [streamType(answer.alsoStreams)]: { schema: { type: "string" } } }),
  };
}

function streamType(form: true | "lines"): string {
  return form === "lines" ? "application/x-ndjson" : "text/event-stream";
}

function errorResponses(route: Route): JsonObject {
  const statuses = [
    ...(route.body === undefined && route.upload === undefined ? [] : [400, 413, 415]),
    ...(route.query === undefined ? [] : [400]),
    ...(route.public === true ? [] : [401]),
    403,
    500,
    ...(route.errors ?? []),
  ];
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return Object.fromEntries(
    [...new Set(statuses)].toSorted((a, b) => a - b).map((status) => [status, { description: "An error.", content }]),
  );
}

/** Zod writes plain JSON; its type says so less strictly. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest as JsonObject;
}

const errorSchema: JsonObject = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["message", "type", "param", "code"],
      properties: {
        message: { type: "string" },
        type: { type: "string" },
        param: { type: ["string", "null"], description: "The request's field that was wrong." },
        code: { type: "string", description: "Stable; listed in docs/errors.md." },
        hint: { type: "string", description: "What to do next." },
      },
      additionalProperties: { type: ["string", "number", "boolean"] },
    },
  },
};
