import { describe, expect, it } from "vitest";
import { startServer } from "./support/start-server.ts";

interface Operation {
  readonly summary?: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Record<string, { schema: { properties?: Record<string, unknown> } }> };
  readonly responses: Record<string, unknown>;
}

async function readDocument(
  url: string,
): Promise<{ openapi: string; paths: Record<string, Record<string, Operation>> }> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as never;
}

describe("the OpenAPI document", () => {
  it("has every route that is registered and no other", async () => {
    const { server, url } = await startServer();
    const { openapi, paths } = await readDocument(url);
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const registered = server.routes().map(({ method, path }) => `${method} ${path}`);
    expect(openapi).toBe("3.1.0");
    expect(documented.toSorted()).toEqual(registered.toSorted());
  });

  it("says of each route whether it needs a key, and of each that it can fail", async () => {
    const { server, url } = await startServer();
    const { paths } = await readDocument(url);
    for (const { method, path, public: isPublic } of server.routes()) {
      const operation = paths[path]?.[method.toLowerCase()];
      expect(operation?.summary).toMatch(/\.$/);
      expect(operation?.security?.length === 0).toBe(isPublic);
      expect("401" in (operation?.responses ?? {})).toBe(!isPublic);
    }
  });
});

describe("a request without a route", () => {
  it("gets 404 for an unknown path and 405 with Allow for an unknown method", async () => {
    const { url } = await startServer();
    const unknown = await fetch(`${url}/v2/chat`);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: "not_found" } });

    for (const [method, path, allow] of [
      ["GET", "/v1/chat/completions", "POST"],
      ["DELETE", "/v1/models", "GET, HEAD"],
      ["GET", "/models/a/b/load", "POST"],
      ["POST", "/models/a%2Fb/unload", "DELETE"],
      ["PUT", "/", "GET, HEAD"],
    ] as const) {
      const response = await fetch(url + path, { method });
      expect(response.status, `${method} ${path}`).toBe(405);
      expect(response.headers.get("allow")).toBe(allow);
      expect(await response.json()).toMatchObject({ error: { code: "method_not_allowed" } });
    }
  });

  it("is refused in the words of the protocol that its path belongs to", async () => {
    const { url } = await startServer();
    const read = async (path: string, method: string): Promise<unknown> =>
      await (await fetch(url + path, { method })).json();
    const anthropic = {
      type: "error",
      error: { type: expect.stringMatching(/^(?:invalid_request|not_found)_error$/) },
    };
    expect(await read("/v1/messages", "PUT")).toMatchObject(anthropic);
    expect(await read("/v1/messages/batches", "GET")).toMatchObject(anthropic);
    expect(await read("/api/chat", "GET")).toEqual({ error: expect.stringContaining("it answers to POST") });
  });

  it("gets 404 in OpenAI's shape for a path that cannot be decoded", async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/models/%zz/load`, { method: "POST" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found", type: "invalid_request_error" } });
  });
});
