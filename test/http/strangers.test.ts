import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { startServer } from "./support/start-server.ts";
import type { StartedServer } from "./support/start-server.ts";

const apiKeys = ["first-key", "second-key"];

/** What a stranger may send instead of a key. */
const badCredentials: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: "" },
  { authorization: "Bearer" },
  { authorization: "Bearer " },
  { authorization: "Bearer wrong" },
  { authorization: "Bearer first-key2" },
  { authorization: "Bearer first-key second-key" },
  { authorization: "Basic Zmlyc3Qta2V5" },
  { authorization: "first-key" },
  { "x-api-key": "wrong" },
  { "x-api-key": "first-key", authorization: "Bearer wrong" },
  { "api-key": "first-key" },
];

const publicPaths = ["/", "/health", "/ready", "/innova/api/smollm/health"];

function fill(path: string): string {
  return path.replace("{name}", "tiny");
}

/** A request with any `Host`, which `fetch` does not send. */
function ask(
  { port }: StartedServer,
  options: { method?: string; path?: string; headers?: Record<string, string> },
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, ...options }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (piece: string) => (body += piece));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on("error", reject).end();
  });
}

/** The first line of the answer to bytes as they are. */
async function statusLine(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return (await text(socket)).split("\r\n")[0] ?? "";
}

describe("a stranger", () => {
  it("gets one and the same 401 on every route of a protocol, whatever stands in for a key", async () => {
    const started = await startServer({ apiKeys });
    const bodies = new Set<string>();
    const protectedRoutes = started.server.routes().filter(({ path }) => !publicPaths.includes(path));
    expect(protectedRoutes.length).toBeGreaterThan(10);
    for (const { method, path } of protectedRoutes) {
      for (const headers of badCredentials) {
        const answer = await ask(started, { method, path: fill(path), headers });
        expect(answer.status, `${method} ${path} ${JSON.stringify(headers)}`).toBe(401);
        expect(answer.headers["www-authenticate"]).toMatch(/^Bearer/);
        // Anthropic's errors carry the request's own id.
        bodies.add(answer.body.replace(/"request_id":"[^"]+"/, '"request_id":"…"'));
      }
    }
    // One for each of the shapes that errors have: OpenAI's, Anthropic's and Ollama's.
    expect(new Set([...bodies].map((body) => Object.keys(JSON.parse(body)).join()))).toEqual(
      new Set(["error", "type,error,request_id"]),
    );
    expect(bodies.size).toBe(3);
    expect(started.serving.requests).toEqual([]);
  });

  it("is none who sends a key as Anthropic's clients do", async () => {
    const started = await startServer({ apiKeys });
    const carriers: readonly Record<string, string>[] = [
      { "x-api-key": "second-key" },
      { authorization: "Bearer second-key" },
    ];
    for (const headers of carriers) {
      expect((await ask(started, { path: "/v1/models", headers })).status).toBe(200);
    }
  });

  it("gets the same 401 for routes and methods that do not exist", async () => {
    const started = await startServer({ apiKeys });
    for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]) {
      for (const path of ["/nowhere", "/v1/chat/completions/x", "/models/tiny", "/metrics/"]) {
        expect((await ask(started, { method, path })).status, `${method} ${path}`).toBe(401);
      }
    }
  });

  it.each([
    `/models/${"x".repeat(600)}`,
    `/api/personas/${"x".repeat(6000)}`,
    "/v1/models/%E0%A4%A",
    "/%",
    "/%zz/load",
  ])("gets no other answer on the path %s, however long or broken, and neither does a foreign page", async (path) => {
    const started = await startServer({ apiKeys });
    expect((await ask(started, { path })).status).toBe(401);
    const authorization = `Bearer ${apiKeys[0]}`;
    expect((await ask(started, { path, headers: { authorization, host: "evil.com" } })).status).toBe(403);
    expect((await ask(started, { path, headers: { authorization, origin: "https://evil.com" } })).status).toBe(403);
    expect((await ask(started, { path, headers: { authorization } })).status).toBe(404);
  });

  it("gets the public routes, and they name no model", async () => {
    const started = await startServer({ apiKeys });
    for (const path of publicPaths) {
      const answer = await ask(started, { path });
      expect(answer.status).toBe(200);
      expect(answer.body).not.toContain("tiny");
    }
    const found = started.server.routes().filter((route) => route.public);
    expect([...new Set(found.map(({ path }) => path))]).toEqual(publicPaths);
  });

  it("is told before its body is read", async () => {
    const started = await startServer({ apiKeys });
    const headers = { "content-type": "application/json", "content-length": "1000000" };
    const status = await new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port: started.port, method: "POST", path: "/v1/completions", headers });
      sent.on("error", reject).flushHeaders();
      sent.on("response", (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
    });
    expect(status).toBe(401);
  });

  it("is no stranger with any of the keys", async () => {
    const started = await startServer({ apiKeys });
    for (const key of apiKeys) {
      for (const scheme of ["Bearer", "bearer"]) {
        const answer = await ask(started, { path: "/v1/models", headers: { authorization: `${scheme} ${key}` } });
        expect(answer.status).toBe(200);
      }
    }
  });
});

describe("a browser", () => {
  it("reaches the server by loopback names, addresses and configured names only", async () => {
    const started = await startServer({ allowedHosts: ["Chat.example.org"] });
    const statusOf = async (host: string): Promise<number> => (await ask(started, { headers: { host } })).status;
    for (const host of ["localhost", "localhost:8000", "app.localhost", "127.0.0.1:1", "[::1]:8000", "192.168.1.7"]) {
      expect(await statusOf(host), host).toBe(200);
    }
    expect(await statusOf("chat.example.org:443")).toBe(200);
    // As nginx, Compose and Kubernetes name servers; no page on the internet can have such a name.
    for (const host of ["repartee_servers", "repartee:8000", "repartee.chat.svc", "repartee.chat.svc.cluster.local"]) {
      expect(await statusOf(host), host).toBe(200);
    }
    for (const host of [
      "evil.com",
      "localhost.evil.com",
      "127.0.0.1.evil.com",
      "chat.example.org.evil.com",
      "notlocalhost.com",
    ]) {
      expect(await statusOf(host), host).toBe(403);
    }
  });

  it.each(["/health", "/ready"])("may probe %s whatever it calls the server, or by no name at all", async (path) => {
    const started = await startServer();
    expect((await ask(started, { path, headers: { host: "evil.com" } })).status).toBe(200);
    for (const version of ["1.0", "1.1"]) {
      expect(await statusLine(started.port, `GET ${path} HTTP/${version}\r\nConnection: close\r\n\r\n`)).toMatch(
        / 200 /,
      );
    }
  });

  it.each(["1.0", "1.1"])("with a foreign name in HTTP/%s is refused on every other route", async (version) => {
    const started = await startServer();
    const lines = `GET /v1/models HTTP/${version}\r\nHost: evil.com\r\nConnection: close\r\n\r\n`;
    expect(await statusLine(started.port, lines)).toMatch(/ 403 /);
  });

  it.each([
    [{ host: "evil.com" }, "REPARTEE_ALLOWED_HOSTS"],
    [{ origin: "https://evil.com" }, "REPARTEE_CORS_ORIGINS"],
  ])("with %j is refused with the variable that would let it in", async (headers, variable) => {
    const answer = await ask(await startServer(), { path: "/v1/models", headers });
    expect(JSON.parse(answer.body)).toMatchObject({ error: { hint: expect.stringMatching(` ${variable}$`) } });
  });

  it("on a page of this machine or a configured one may call and read", async () => {
    const started = await startServer({ corsOrigins: ["https://app.example.org"] });
    for (const origin of [
      "http://localhost:3000",
      "https://127.0.0.1",
      "http://[::1]:5173",
      "https://app.example.org",
    ]) {
      const answer = await ask(started, { path: "/v1/models", headers: { origin } });
      expect(answer.status, origin).toBe(200);
      expect(answer.headers["access-control-allow-origin"]).toBe(origin);
    }
  });

  it("on any other page is refused and cannot read why", async () => {
    const started = await startServer();
    for (const origin of [
      "https://evil.com",
      "http://localhost.evil.com",
      "null",
      "http://evil.com#localhost",
      "file://",
    ]) {
      const answer = await ask(started, { path: "/v1/models", headers: { origin } });
      expect(answer.status, origin).toBe(403);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  it("gets its preflight answered without a key, and nothing is reflected but header names", async () => {
    const started = await startServer({ apiKeys });
    const answer = await ask(started, {
      method: "OPTIONS",
      path: "/v1/chat/completions",
      headers: {
        origin: "http://localhost:3000",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, x-stainless-os, <script>",
      },
    });
    expect(answer).toMatchObject({ status: 204, body: "" });
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "http://localhost:3000",
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-allow-headers": "authorization, x-stainless-os",
    });
  });
});
