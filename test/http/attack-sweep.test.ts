/**
 * The sweep of a stranger: every route, every method, everything that may be sent in place of a key; then hosts and
 * origins. `npm run attack` sends all of it, `npm test` a part.
 */
import { Agent, request } from "node:http";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startServer, type StartedServer } from "./support/start-server.ts";

const isWhole = process.env["REPARTEE_ATTACK"] === "whole";
const key = "0123456789abcdef-the-key";
const publicPaths = new Set(["/", "/health", "/ready", "/innova/api/smollm/health"]);
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
const credentials: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: "" },
  { authorization: "Bearer" },
  { authorization: "Bearer " },
  { authorization: "Bearer wrong" },
  { authorization: `Bearer ${key}x` },
  { authorization: `Bearer ${key.slice(0, -1)}` },
  { authorization: `Bearer ${key.toUpperCase()}` },
  { authorization: `Bearer ${key} ${key}` },
  { authorization: `Bearer wrong, Bearer ${key}` },
  { authorization: `Basic ${Buffer.from(`key:${key}`).toString("base64")}` },
  { authorization: key },
  { authorization: `Token ${key}` },
  // The right one counts there (Anthropic's clients send it so), but not beside another that is wrong.
  { "x-api-key": `${key}x` },
  { authorization: "Bearer wrong", "x-api-key": key },
  { "api-key": key },
  { "x-authorization": `Bearer ${key}` },
  { cookie: `authorization=Bearer ${key}` },
  { authorization: "Bearer ' OR '1'='1" },
];
const foreignHosts = [
  ...[
    "evil.com",
    "evil.com:8000",
    "localhost.evil.com",
    "127.0.0.1.evil.com",
    "evil-localhost.com",
    "localhost-evil.com",
  ],
  ...[
    "notlocalhost.com",
    "local.host",
    "127.0.0.1.nip.io",
    "[::1].evil.com",
    "xn--lcalhost-1za.com",
    "evil.com.",
    "0x7f.evil.com",
  ],
  ...["localhost%2eevil.com", "evil.com%20", "localhost:80@evil.com", "evil.com#localhost", "evil.com/localhost"],
  ...["host.docker.internal.evil.com", "metadata.google.internal.evil.com", "printer.local", "LOCALHOST.EVIL.COM"],
];
const foreignOrigins = [
  ...[
    "https://evil.com",
    "http://localhost.evil.com",
    "null",
    "file://",
    "http://evil.com:8000",
    "https://localhost@evil.com",
  ],
  ...["http://127.0.0.1.evil.com", "http://notlocalhost", "chrome-extension://abc", "http://evil.com#localhost"],
  ...["http://localhost:8000/path", "ftp://localhost", "http://[::1].evil.com", "http://evil.com/?localhost", " "],
];

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
let started: StartedServer;

function statusOf(method: string, path: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: started.port, agent, method, path, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject).end();
  });
}

/** Every combination, several at once; those whose status is another than `expected` says. */
async function sweep<Case>(cases: readonly Case[], isRight: (one: Case) => Promise<boolean>): Promise<Case[]> {
  const wrong: Case[] = [];
  for (let start = 0; start < cases.length; start += 64) {
    const batch = cases.slice(start, start + 64);
    const right = await Promise.all(batch.map(isRight));
    wrong.push(...batch.filter((_, index) => right[index] !== true));
  }
  return wrong;
}

beforeEach(async () => {
  started = await startServer({ apiKeys: [key] });
});
afterAll(() => agent.destroy());

describe("a stranger's sweep", () => {
  it("finds no route that is neither public nor guarded, by any method and credential", async () => {
    const paths = [...new Set(started.server.routes().map(({ path }) => path.replaceAll(/\{\w+\}/g, "tiny")))];
    expect(paths.length).toBeGreaterThan(20);
    const sent = isWhole ? credentials : credentials.filter((_, index) => index % 6 === 0);
    const cases = paths
      .filter((path) => !publicPaths.has(path))
      .flatMap((path) => methods.flatMap((method) => sent.map((headers) => ({ path, method, headers }))));
    expect(await sweep(cases, async (one) => (await statusOf(one.method, one.path, one.headers)) === 401)).toEqual([]);
    expect(started.serving.requests).toEqual([]);
  });

  it("is refused by hosts and origins that are not this server's, also with the key", async () => {
    const authorization = `Bearer ${key}`;
    const cases = [
      ...foreignHosts.map((host) => ({ host, authorization })),
      ...foreignOrigins.map((origin) => ({ host: "localhost", origin, authorization })),
    ];
    expect(await sweep(cases, async (headers) => (await statusOf("GET", "/v1/models", headers)) === 403)).toEqual([]);
  });
});
