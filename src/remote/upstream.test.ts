import { createServer, type Server, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { type Answer, type FakeServer, startFakeServer } from "../testing/fake-upstream/fake-server.ts";
import { createUpstream, type Upstream, type UpstreamOptions } from "./upstream.ts";

const { signal } = new AbortController();

async function upstreamThat(
  answer: Answer,
  options: Partial<UpstreamOptions> = {},
): Promise<{ server: FakeServer; upstream: Upstream }> {
  const server = await startFakeServer(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, upstream: createUpstream({ name: "gpu", baseUrl: server.url, random: () => 0, ...options }) };
}

const ok: Answer = (_request, response) => void response.end('{"ok": true}');
const question = { method: "GET", path: "/question" } as const;

it("upstream is asked with its key, as JSON, over one connection", async () => {
  const { server, upstream } = await upstreamThat(ok, { apiKey: "secret" });
  for (let count = 0; count < 5; count += 1) {
    const call = {
      method: "POST",
      path: "/v1/things",
      body: { text: "Größe" },
      headers: { "x-session": "a" },
    } as const;
    expect(await upstream.ask(call, signal)).toEqual({ ok: true });
  }
  expect(server.connectionCount).toBe(1);
  expect(server.requests[0]).toMatchObject({
    method: "POST",
    path: "/v1/things",
    body: { text: "Größe" },
    headers: { authorization: "Bearer secret", "content-type": "application/json", "x-session": "a" },
  });
});

it("upstream gets no more connections than it is allowed", async () => {
  let waiting: (() => void)[] = [];
  const { server, upstream } = await upstreamThat(
    (_request, response) => new Promise<void>((resolve) => waiting.push(() => resolve(void response.end("{}")))),
    { maxConnections: 2 },
  );
  const all = Promise.all(Array.from({ length: 6 }, () => upstream.ask(question, signal)));
  for (let round = 0; round < 3; round += 1) {
    await expect.poll(() => waiting.length).toBe(2);
    const ready = waiting;
    waiting = [];
    for (const go of ready) go();
  }
  await all;
  expect(server.connectionCount).toBe(2);
});

it("upstream without a key is sent no Authorization", async () => {
  const { server, upstream } = await upstreamThat(ok);
  await upstream.ask(question, signal);
  expect(server.requests[0]?.headers.authorization).toBeUndefined();
});

it.each([400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 501])("status %i is not tried again", async (status) => {
  const { server, upstream } = await upstreamThat((_request, response) => void response.writeHead(status).end("{}"));
  await expect(upstream.ask(question, signal)).rejects.toMatchObject({ facts: { upstream: "gpu", status } });
  expect(server.requests).toHaveLength(1);
});

it.each([502, 503, 504])("status %i is tried once more, and no more than that", async (status) => {
  const { server, upstream } = await upstreamThat((_request, response) => void response.writeHead(status).end("{}"));
  await expect(upstream.ask(question, signal)).rejects.toMatchObject({ code: "upstream_error" });
  expect(server.requests).toHaveLength(2);
});

it.each([
  [429, "1", "upstream_rate_limited", 2],
  [429, "30", "upstream_rate_limited", 1],
  [503, "2", "upstream_error", 2],
  [503, "3", "upstream_error", 1],
])(
  "status %i with Retry-After %s is tried %3$i times, and the time is passed on",
  async (status, retryAfter, code, tries) => {
    const clock = createFakeClock();
    const { server, upstream } = await upstreamThat(
      (_request, response) => void response.writeHead(status, { "retry-after": retryAfter }).end("{}"),
      { clock },
    );
    const asked = upstream.ask(question, signal);
    const refused = expect(asked).rejects.toMatchObject({ code, retryAfterSeconds: Number(retryAfter) });
    if (tries === 2) {
      await expect.poll(() => server.requests.length).toBe(1);
      // The clock of the whole answer, and the pause.
      await expect.poll(() => clock.pendingCount).toBe(2);
      await clock.advance(Number(retryAfter) * 1000);
    }
    await refused;
    expect(server.requests).toHaveLength(tries);
  },
);

it("the second try waits for the time that the server asked for and a random part of a quarter second", async () => {
  const clock = createFakeClock();
  let count = 0;
  const { upstream } = await upstreamThat(
    (_request, response) => {
      count += 1;
      if (count === 1) response.writeHead(503, { "retry-after": "1" }).end("{}");
      else response.end("{}");
    },
    { clock, random: () => 0.5 },
  );
  const asked = upstream.ask(question, signal);
  await expect.poll(() => count).toBe(1);
  // The clock of the whole answer, and the pause.
  await expect.poll(() => clock.pendingCount).toBe(2);
  await clock.advance(1_124);
  expect(count).toBe(1);
  await clock.advance(1);
  await asked;
  expect(count).toBe(2);
});

it("retries stay under a tenth of the requests", async () => {
  const { server, upstream } = await upstreamThat((_request, response) => void response.writeHead(503).end("{}"));
  for (let count = 0; count < 30; count += 1) await upstream.ask(question, signal).catch(() => {});
  expect(server.requests.length).toBeLessThanOrEqual(33);
  expect(server.requests.length).toBeGreaterThan(30);
});

it("redirect is an error that names where it points, without its query", async () => {
  const { server, upstream } = await upstreamThat(
    (_request, response) =>
      void response.writeHead(302, { location: "https://elsewhere.example/v1?token=t0ken" }).end(),
  );
  const refused = upstream.ask(question, signal);
  await expect(refused).rejects.toThrow('Upstream "gpu" redirects (status 302) to https://elsewhere.example/v1');
  await expect(refused).rejects.not.toThrow("t0ken");
  expect(server.requests).toHaveLength(1);
});

it("key that the upstream repeats is not in the error", async () => {
  const { upstream } = await upstreamThat(
    ({ headers }, response) =>
      void response.writeHead(401).end(JSON.stringify({ error: { message: `bad key ${headers.authorization}` } })),
    { apiKey: "hunter2" },
  );
  const refused = upstream.ask(question, signal);
  await expect(refused).rejects.toThrow('Upstream "gpu" reports an error (status 401): bad key Bearer [removed]');
  await expect(refused).rejects.toMatchObject({ code: "upstream_error", hint: expect.stringContaining("key") });
});

it.each([
  [
    { error: { message: "too long", type: "exceed_context_size_error", n_prompt_tokens: 5000, n_ctx: 4096 } },
    { n_prompt_tokens: 5000, n_ctx: 4096 },
  ],
  [
    { error: { message: "This model's maximum context length is 2048 tokens.", code: "context_length_exceeded" } },
    { n_ctx: 2048 },
  ],
  [{ object: "error", message: "This model's maximum context length is 2048 tokens.", code: 400 }, { n_ctx: 2048 }],
  [{ error: "the input length exceeds the context length" }, {}],
])("context overflow is known by what servers say: %j", async (body, facts) => {
  const { upstream } = await upstreamThat(
    (_request, response) => void response.writeHead(400).end(JSON.stringify(body)),
  );
  await expect(upstream.ask(question, signal)).rejects.toMatchObject({ code: "context_length_exceeded", facts });
});

it("upstream that nothing listens for cannot be reached", async () => {
  const { server, url } = await listen(() => {});
  await closed(server);
  const upstream = createUpstream({ name: "gpu", baseUrl: url, random: () => 0 });
  await expect(upstream.ask(question, signal)).rejects.toMatchObject({
    code: "upstream_unreachable",
    message: `Cannot reach upstream "gpu" at ${url}: the connection was refused`,
  });
});

it("connection that is not open in time is given up after two tries", async () => {
  let connections = 0;
  // Takes the connection and never answers the greeting of TLS.
  const { url } = await listen(() => (connections += 1));
  const upstream = createUpstream({
    name: "gpu",
    baseUrl: url.replace("http:", "https:"),
    timeouts: { connectMs: 30 },
    random: () => 0,
  });
  const asked = upstream.ask(question, signal);
  await expect(asked).rejects.toMatchObject({ code: "upstream_unreachable" });
  await expect(asked).rejects.toThrow("no connection stood in time within 30 ms");
  expect(connections).toBe(2);
});

it("connect clock counts neither waiting for a free connection nor a slow answer on one that is open", async () => {
  const clock = createFakeClock();
  const held: (() => void)[] = [];
  const { server, upstream } = await upstreamThat(
    (request, response) => {
      if (request.path === "/quick") response.end("{}");
      else held.push(() => void response.end("{}"));
    },
    { clock, maxConnections: 1 },
  );
  await upstream.ask({ method: "GET", path: "/quick" }, signal);
  const slow = [upstream.ask(question, signal), upstream.ask(question, signal)];
  await expect.poll(() => held.length).toBe(1);
  await clock.advance(5_000);
  held[0]?.();
  await expect.poll(() => held.length).toBe(2);
  await clock.advance(4_000);
  held[1]?.();
  expect(await Promise.all(slow)).toEqual([{}, {}]);
  expect(server.requests).toHaveLength(3);
  expect(clock.pendingCount).toBe(0);
});

it("answer in the language of TLS to who speaks none, and the other way round, is no crash", async () => {
  const { url } = await listen((socket) => void socket.end("\u0015\u0003\u0001\u0000\u0002\u0002F"));
  const plain = createUpstream({ name: "gpu", baseUrl: url, random: () => 0 });
  await expect(plain.ask(question, signal)).rejects.toMatchObject({ code: "upstream_error" });
  const encrypted = createUpstream({ name: "gpu", baseUrl: url.replace("http:", "https:"), random: () => 0 });
  await expect(encrypted.ask(question, signal)).rejects.toMatchObject({ code: "upstream_unreachable" });
});

it("question that is not answered in time ends in total_timeout and closes the connection", async () => {
  const clock = createFakeClock();
  const { server, upstream } = await upstreamThat(() => {}, { clock });
  const asked = upstream.ask(question, signal);
  const refused = expect(asked).rejects.toMatchObject({ code: "total_timeout", facts: { limit_ms: 10_000 } });
  await expect.poll(() => server.requests.length).toBe(1);
  await clock.advance(10_000);
  await refused;
  await expect.poll(() => server.openAnswers).toBe(0);
  expect(clock.pendingCount).toBe(0);
});

it("aborted call rejects with the signal's reason and closes the connection", async () => {
  const { server, upstream } = await upstreamThat(() => {});
  const abort = new AbortController();
  const asked = upstream.ask(question, abort.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  const reason = new Error("changed my mind");
  abort.abort(reason);
  await expect(asked).rejects.toBe(reason);
  await expect.poll(() => server.openAnswers).toBe(0);
});

it("connection that the server closed while it was idle is replaced unseen", async () => {
  const { server, upstream } = await upstreamThat((request, response) => {
    // Says that it keeps the connection and closes it as soon as the next request comes.
    if (request.path === "/second" && server.connectionCount === 1) response.destroy();
    else response.end("{}");
  });
  await upstream.ask({ method: "GET", path: "/first" }, signal);
  await upstream.ask({ method: "GET", path: "/second" }, signal);
  expect(server.connectionCount).toBe(2);
});

async function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; url: string }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await closed(server);
  });
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
