/** The server in a process of its own, as a user runs it, so that it can be killed. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeScriptedLlama } from "repartee/testing";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;
  /** The runners' process ids. Linux only. */
  runnerPids(): readonly number[];
}

/** With its blanks in front of the words, as text is cut into tokens: a reply that goes on elsewhere finds its place. */
const script = " One word after another and no end in sight,";

/** A model that never stops talking, a few milliseconds a token, under the name `endless`. */
export async function startServerProcess(...flags: readonly string[]): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-faults-"));
  const model = join(folder, "endless.gguf");
  await writeScriptedLlama(model, { script, eos: false, idleMegabytes: 24 });
  const server = await startServerIn(folder, "--context-size", "2048", "--database-path", ":memory:", ...flags);
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same model, quicker and with room for a persona's prompt, as a file of `folder`. */
export async function writeEndlessModel(folder: string): Promise<void> {
  await writeScriptedLlama(join(folder, "endless.gguf"), { script, eos: false, contextLength: 8192 });
}

/** The server with the model of `folder`, loaded; what it keeps there outlives it. */
export async function startServerIn(folder: string, ...flags: readonly string[]): Promise<ServerProcess> {
  const model = join(folder, "endless.gguf");
  const args = ["serve", "--port", "0", "--model", model, "--gpu-layers", "0", "--log-format", "json", ...flags];
  const child = spawn(process.execPath, [entry, ...args], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  const url = await printedUrl(child);
  const ready = await fetch(`${url}/models/endless/load`, { method: "POST" });
  if (!ready.ok) throw new Error(`The model did not load: ${await ready.text()}`);
  return {
    url,
    process: child,
    runnerPids: () => childrenOf(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
    },
  };
}

async function printedUrl(child: ChildProcess): Promise<string> {
  let printed = "";
  for await (const text of child.stdout ?? []) {
    printed += String(text);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (url !== undefined) {
      child.stdout?.resume();
      return url;
    }
  }
  throw new Error(`The server ended and printed:\n${printed}`);
}

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Resolves once `condition` holds; rejects after `limitMs`. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs: number, what: string): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not after ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Opens a streamed reply of `maxTokens` tokens. */
export async function openStream(url: string, maxTokens: number, signal?: AbortSignal): Promise<Response> {
  return await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "endless",
      messages: [{ role: "user", content: "Go" }],
      stream: true,
      max_tokens: maxTokens,
    }),
    signal,
  });
}

/** The data of a stream's events, as they come. */
export async function* eventData(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of response.body ?? []) {
    const events = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) if (event.startsWith("data: ")) yield event.slice("data: ".length);
  }
}

/** The value of a metric without labels, or the sum over its labels. */
export async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
