/**
 * `npm run lab:ray-serve`: Repartee in front of Ray Serve with two llama-servers, on the starter model. Wants
 * `LLAMA_SERVER` and a Python with venv; Ray Serve is fetched by pip into a folder for temporary files, once.
 */
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLog } from "../src/core/log.ts";
import { createOpenaiCompatibleEngine, openaiCompatibleCapabilities } from "../src/engines/openai-compatible/index.ts";
import { dialects } from "../src/engines/openai-compatible/dialects.ts";
import { engineContract } from "../src/testing/engine-contract.ts";
import { pullModel, sharedCache } from "../test-real/real-models.ts";
import { createReplica, type Replica } from "./replica.ts";
import {
  deployPath,
  findProgram,
  freePorts,
  missing,
  runProgram,
  startProgram,
  until,
  type RunningProgram,
} from "./programs.ts";

const llamaServer = process.env["LLAMA_SERVER"];
const python = findProgram("python3");
const starter = "smollm2-135m";
const minutes = 60_000;
let reason =
  llamaServer === undefined
    ? "LLAMA_SERVER is not set; `npm run bench -- --help` says how llama-server is built"
    : python === undefined
      ? missing("python3", "Debian's python3-venv")
      : undefined;

let ray: RunningProgram | undefined;
let base = "";
beforeAll(async () => {
  if (reason !== undefined || python === undefined || llamaServer === undefined) return;
  const [model, interpreter] = await Promise.all([pullModel(starter), prepareRay(python)]);
  reason = model.problem;
  if (reason !== undefined) return;
  const [port = 0] = await freePorts(1);
  base = `http://127.0.0.1:${port}`;
  const args = ["--llama-server", llamaServer, "--model", starterFile(), "--port", String(port)];
  ray = startProgram(interpreter, [deployPath("lab/ray-serve/serve_llama.py"), ...args]);
  await until(
    () => ray?.output().includes("is listening on") === true || ray?.process.exitCode !== null,
    3 * minutes,
    "Ray Serve",
  );
  if (ray.process.exitCode !== null) throw new Error(`Ray Serve ended:\n${ray.output()}`);
}, 15 * minutes);
afterAll(async () => await ray?.stop("SIGTERM"), minutes);

describe("the engine contract, through Ray Serve", () => {
  const dialect = "llama-server";
  const lacked = Object.entries(dialects[dialect].lacks).map(([name, unsupported]) => [name, { unsupported }]);
  const chat = (content: string) => ({ kind: "chat", messages: [{ role: "user", content }] }) as const;
  const checks = engineContract({
    capabilities: { ...openaiCompatibleCapabilities, ...Object.fromEntries(lacked) },
    source: { name: "owner/llama", location: "ray/llama" },
    longInput: chat("Tell me a long story about a fox."),
    otherInput: chat("What is the weather like? Write many sentences."),
    waitMs: minutes,
    skips: {
      "usage reports prompt tokens that were reused": "two workers have read the prompts of earlier checks",
      "stop text that never comes changes nothing": "a worker with the prompt in its cache sums in another order",
      "tool that must be called is called with arguments that parse":
        "llama-server forces none where the template has none",
      "embed gives one vector of length 1 a text": "a llama-server that chats gives no vectors",
    },
    createEngine: () =>
      createOpenaiCompatibleEngine({
        log: silentLog,
        upstreams: [{ name: "ray", baseUrl: `${base}/v1`, dialect }],
      }),
  });
  for (const check of checks) {
    test(
      `${check.name}${check.skip === undefined ? "" : ` (${check.skip})`}`,
      async ({ skip }) => {
        skip(check.skip !== undefined || reason !== undefined, check.skip ?? reason);
        await check.run();
      },
      3 * minutes,
    );
  }
});

describe("Repartee in front of Ray Serve", () => {
  test(
    "ends each stream of a worker that is killed, and answers from another one",
    async ({ skip }) => {
      skip(reason !== undefined, reason);
      await using repartee = await startRepartee();
      const streams = await Promise.all([0, 1, 2, 3].map((number) => openStream(repartee.url, number)));
      const workers = llamaServers();
      expect(workers).toHaveLength(2);
      process.kill(workers[0] ?? 0, "SIGKILL");
      const ends = await Promise.all(streams.map((stream) => readToEnd(stream)));
      console.log(ends.map((text) => /"code":"(\w+)"|"finish_reason":"(\w+)"/.exec(text)?.[0] ?? "cut").join(", "));
      for (const text of ends) expect(text).toMatch(/data: \[DONE\]|"code":"upstream_truncated"/);
      expect(ends.some((text) => text.includes("upstream_truncated"))).toBe(true);
      for (let asked = 0; asked < 4; asked += 1)
        expect(await ask(repartee.url)).toMatchObject({ repartee: { source: "model" } });
      await until(() => llamaServers().length === 2, minutes, "a worker in place of the killed one");
    },
    5 * minutes,
  );
});

/** The interpreter of a virtual environment with Ray Serve. */
async function prepareRay(interpreter: string): Promise<string> {
  const folder = join(tmpdir(), "repartee-lab-ray-serve");
  const own = join(folder, "bin", "python");
  if (!existsSync(own)) runProgram(interpreter, ["-m", "venv", folder]);
  runProgram(own, ["-m", "pip", "install", "--quiet", "-r", deployPath("lab/ray-serve/requirements.txt")]);
  return own;
}

function starterFile(): string {
  const files = runProgram("find", [sharedCache, "-name", "SmolLM2-135M-Instruct*.gguf"]).trim().split("\n");
  return files[0] ?? "";
}

async function startRepartee(): Promise<Replica> {
  const [port = 0] = await freePorts(1);
  const config = join(tmpdir(), `repartee-lab-ray-serve-${port}.json`);
  const upstreams = [{ name: "ray", base_url: `${base}/v1`, dialect: "llama-server" }];
  writeFileSync(config, JSON.stringify({ upstreams }));
  const replica = createReplica(port, tmpdir(), [
    ...["--model", "openai:ray/llama", "--database-path", ":memory:", "--config", config],
  ]);
  await replica.start();
  return replica;
}

function llamaServers(): readonly number[] {
  return runProgram("ps", ["-eo", "pid,stat,args"])
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, state = "Z", command]) => command === llamaServer && !state.startsWith("Z"))
    .map(([pid]) => Number(pid));
}

function post(url: string, body: Readonly<Record<string, unknown>>): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function ask(url: string): Promise<unknown> {
  return await (await post(url, { messages: [{ role: "user", content: "Hello!" }], max_tokens: 8 })).json();
}

interface OpenStream {
  readonly reader: ReadableStreamDefaultReader<string>;
  readonly begun: string;
}

/** A stream whose first bytes are here. */
async function openStream(url: string, number: number): Promise<OpenStream> {
  const content = `Story ${number}: tell a very long story about a fox.`;
  const { body } = await post(url, { messages: [{ role: "user", content }], max_tokens: 800, stream: true });
  if (body === null) throw new Error("expected a body");
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  return { reader, begun: (await reader.read()).value ?? "" };
}

async function readToEnd({ reader, begun }: OpenStream): Promise<string> {
  let text = begun;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return text.slice(-2000);
    text += value;
  }
}
