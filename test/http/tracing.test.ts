import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createApp, type App } from "../../src/app.ts";
import { configFromOptions, type Config } from "../../src/config/index.ts";
import type { LogFields } from "../../src/core/log.ts";
import { startFakeOpenai } from "../../src/testing/fake-openai/fake-openai.ts";

interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number };
}

/** Takes what an OpenTelemetry collector takes on port 4318. */
async function startCollector(): Promise<{ url: string; bodies: string[]; keys: unknown[]; spans(): WireSpan[] }> {
  const bodies: string[] = [];
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.once("end", () => {
      const isOtlp = request.url === "/v1/traces" && request.headers["content-type"] === "application/json";
      keys.push(request.headers["x-key"]);
      if (isOtlp) bodies.push(body);
      response.writeHead(isOtlp ? 200 : 404, { "content-type": "application/json" }).end("{}");
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const spans = (): WireSpan[] =>
    bodies.flatMap((body) => {
      const { resourceSpans } = JSON.parse(body) as {
        resourceSpans: { scopeSpans: { spans: WireSpan[] }[] }[];
      };
      return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, keys, spans };
}

interface Warned {
  readonly warnings: string[];
}

async function startServer(options: Partial<Config>): Promise<{ app: App; url: string } & Warned> {
  const warnings: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn: (_fields: LogFields, message: string) => void warnings.push(message),
    error() {},
  };
  const app = await createApp(configFromOptions({ port: 0, ...options }), { log });
  onTestFinished(() => app.close());
  const { url } = await app.listen();
  return { app, url, warnings };
}

async function startBehindUpstream(
  options: Partial<Config>,
): Promise<{ app: App; url: string; upstreamHeaders(): unknown } & Warned> {
  const upstream = await startFakeOpenai();
  onTestFinished(() => upstream[Symbol.asyncDispose]());
  const upstreams = [{ name: "gpu", baseUrl: `${upstream.url}/v1` }];
  const server = await startServer({ model: "openai:gpu/echo", upstreams, ...options });
  const upstreamHeaders = (): unknown =>
    upstream.requests.findLast(({ method }) => method === "POST")?.headers["traceparent"];
  return { ...server, upstreamHeaders };
}

async function ask(url: string, headers: Record<string, string> = {}, more: object = {}): Promise<string> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ messages: [{ role: "user", content: "a very private question" }], ...more }),
  });
  return await response.text();
}

function attribute(span: WireSpan | undefined, key: string): unknown {
  const value = span?.attributes.find((one) => one.key === key)?.value ?? {};
  return Object.values(value)[0];
}

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const callerSpan = "00f067aa0ba902b7";

test("a traced request has a span for itself, its reply, the reply's stages and the upstream, without anybody's words", async () => {
  const collector = await startCollector();
  const { app, url, upstreamHeaders } = await startBehindUpstream({
    otelEndpoint: collector.url,
    otelHeaders: ["x-key=a%20b"],
  });
  await ask(url, { traceparent: `00-${traceId}-${callerSpan}-01` }, { stream: true });
  await app.close();

  const spans = collector.spans();
  const named = new Map(spans.map((span) => [span.name, span]));
  const [request, reply, upstream] = [
    named.get("POST /v1/chat/completions"),
    named.get("chat echo"),
    named.get("upstream gpu"),
  ];
  expect([...named.keys()]).toEqual(expect.arrayContaining(["queue", "load", "prefill", "decode"]));
  expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(request).toMatchObject({ parentSpanId: callerSpan, kind: 2, status: {} });
  expect(attribute(request, "http.response.status_code")).toBe("200");
  expect(reply).toMatchObject({ parentSpanId: request?.spanId, kind: 1 });
  expect(attribute(reply, "gen_ai.operation.name")).toBe("chat");
  expect(attribute(reply, "gen_ai.usage.output_tokens")).toBe("4");
  for (const name of ["queue", "load", "prefill", "decode", "upstream gpu"]) {
    expect(named.get(name)?.parentSpanId, name).toBe(reply?.spanId);
  }
  expect(upstream?.kind).toBe(3);
  expect(upstreamHeaders()).toBe(`00-${traceId}-${upstream?.spanId}-01`);
  for (const span of spans) expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
  expect(collector.bodies.join("")).not.toContain("private");
  expect(new Set(collector.keys)).toEqual(new Set(["a b"]));
});

test("a reply that a template wrote has a span of what was tried before, and its reason", async () => {
  const collector = await startCollector();
  const { app, url } = await startBehindUpstream({ otelEndpoint: `${collector.url}/` });
  await ask(url, {}, { model: "openai:gpu/fault-status-500", repartee: { fallback: "template" } });
  await app.close();
  const spans = collector.spans();
  expect(
    attribute(
      spans.find(({ name }) => name.startsWith("chat ")),
      "repartee.source",
    ),
  ).toBe("template");
  expect(
    attribute(
      spans.find(({ name }) => name === "fallback"),
      "repartee.reason",
    ),
  ).toEqual(expect.any(String));
});

test("a caller that does not sample is traced no further, and its context is passed on", async () => {
  const collector = await startCollector();
  const { app, url, upstreamHeaders } = await startBehindUpstream({ otelEndpoint: collector.url });
  await ask(url, { traceparent: `00-${traceId}-${callerSpan}-00` });
  await app.close();
  expect(collector.spans()).toEqual([]);
  expect(upstreamHeaders()).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
});

test("a header that is no traceparent begins a trace of its own", async () => {
  const collector = await startCollector();
  const { app, url } = await startBehindUpstream({ otelEndpoint: collector.url });
  await ask(url, { traceparent: `00-${"0".repeat(32)}-${callerSpan}-01` });
  await app.close();
  const [request] = collector.spans().filter(({ kind }) => kind === 2);
  expect(request?.traceId).toMatch(/^(?!0{32})[\da-f]{32}$/);
  expect(request?.parentSpanId).toBeUndefined();
});

test("without the setting nothing is traced and no header is passed on", async () => {
  const { url, upstreamHeaders } = await startBehindUpstream({});
  await ask(url, { traceparent: `00-${traceId}-${callerSpan}-01` });
  expect(upstreamHeaders()).toBeUndefined();
});

test("a collector that is away costs no request and is reported once", async () => {
  const { app, url, warnings } = await startServer({ model: "echo", otelEndpoint: "http://127.0.0.1:9" });
  for (let count = 0; count < 3; count += 1) expect(await ask(url)).toContain("chat.completion");
  await app.close();
  expect(warnings.filter((message) => message.includes("traces"))).toHaveLength(1);
});
