import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { ModelSettings } from "./direct-subject.ts";
import { childrenOf, cpuMs, residentBytes } from "./process-figures.ts";
import type { Prompt, StreamTimes, Subject } from "./stream-times.ts";

/** Longest wait for a server to load the model. */
const startTimeoutMs = 120_000;

/** Repartee as a user starts it, answering over HTTP. */
export async function startRepartee(model: ModelSettings): Promise<Subject> {
  const port = await freePort();
  const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
  const args = [
    "--model",
    model.path,
    "--threads",
    model.threads,
    "--slots",
    model.slots,
    "--context-size",
    model.contextSize,
  ];
  const flags = [
    "serve",
    "--port",
    port,
    "--gpu-layers",
    0,
    "--database-path",
    ":memory:",
    "--log-level",
    "warn",
    ...args,
  ].map(String);
  const child = spawn(process.execPath, [cli, ...flags], { stdio: ["ignore", "ignore", "inherit"] });
  return await serve("repartee", child, port, "/ready");
}

/** llama.cpp's own server, with the same model and settings. */
export async function startLlamaServer(binary: string, model: ModelSettings): Promise<Subject> {
  const port = await freePort();
  const context = model.contextSize * model.slots;
  const flags = [
    "-m",
    model.path,
    "-t",
    model.threads,
    "-np",
    model.slots,
    "-c",
    context,
    "--port",
    port,
    "-ngl",
    0,
  ].map(String);
  const child = spawn(binary, flags, { stdio: ["ignore", "ignore", "ignore"] });
  return await serve("llama-server", child, port, "/health");
}

async function serve(name: string, child: ChildProcess, port: number, readyPath: string): Promise<Subject> {
  const base = `http://127.0.0.1:${port}`;
  await waitUntilReady(`${base}${readyPath}`, child);
  const pid = child.pid ?? 0;
  return {
    name,
    answer: async (prompts) =>
      await Promise.all(prompts.map(async (prompt) => await stream(base, prompt, () => cpuMs(pid)))),
    residentBytes: () => ({
      server: residentBytes(pid) ?? 0,
      ...Object.fromEntries(
        childrenOf(pid).map((runner, index) => [`runner ${index + 1}`, residentBytes(runner) ?? 0]),
      ),
    }),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function stream(base: string, prompt: Prompt, servingCpuMs: () => number | undefined): Promise<StreamTimes> {
  const startedAt = performance.now();
  const response = await fetch(`${base}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      messages: prompt.messages,
      max_tokens: prompt.maxTokens,
      seed: prompt.seed,
      temperature: 0.8,
      stream: true,
      stream_options: { include_usage: true },
    }),
  });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  let firstAt = Number.NaN;
  let lastAt = Number.NaN;
  let pieces = 0;
  let firstCpuMs: number | undefined;
  let usage: Usage | undefined;
  for await (const data of eventData(response.body)) {
    if (data === "[DONE]") break;
    const chunk = JSON.parse(data) as Chunk;
    usage = chunk.usage ?? usage;
    if (chunk.error !== undefined) throw new Error(`The stream broke off: ${JSON.stringify(chunk.error)}`);
    if (!chunk.choices?.[0]?.delta.content) continue;
    lastAt = performance.now();
    if (pieces === 0) {
      firstAt = lastAt;
      firstCpuMs = servingCpuMs();
    }
    pieces += 1;
  }
  const lastCpuMs = servingCpuMs();
  const cachedTokens = usage?.prompt_tokens_details?.cached_tokens ?? 0;
  return {
    startedAt,
    firstAt,
    lastAt,
    tokens: usage?.completion_tokens ?? pieces,
    cachedTokens,
    ...(firstCpuMs === undefined || lastCpuMs === undefined
      ? {}
      : { servingCpuMs: { first: firstCpuMs, last: lastCpuMs } }),
  };
}

interface Usage {
  readonly completion_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number };
}

interface Chunk {
  readonly choices?: readonly { readonly delta: { readonly content?: string } }[];
  readonly usage?: Usage | null;
  readonly error?: unknown;
}

/** The data lines of a stream of server-sent events. */
async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data: ")) yield line.slice("data: ".length).trimEnd();
  }
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with exit code ${child.exitCode}; its error is above.`);
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`The server was not ready after ${startTimeoutMs / 1000} s.`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port was found.");
  return address.port;
}
