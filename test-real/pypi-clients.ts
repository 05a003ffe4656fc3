/** Clients from PyPI in a virtual environment of their own, kept for all runs beside the weights. */
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { lastLine } from "./last-line.ts";
import { sharedCache } from "./real-models.ts";

const run = promisify(execFile);

/** What each client's script imports, and the packages that bring it. */
const packages = {
  openai: ["openai"],
  ollama: ["ollama"],
  anthropic: ["anthropic"],
  llm: ["llm"],
  "langchain-openai": ["langchain-openai"],
  "pydantic-ai": ["pydantic-ai-slim[openai]"],
  litellm: ["litellm"],
} as const;

export type PypiClient = keyof typeof packages;

/** Of all installations together. What is not here by then is skipped. */
const installLimitMs = 170_000;

export interface PypiClients {
  /** Why a client cannot be had here; undefined when it is here. */
  problem(client: PypiClient): string | undefined;
  /** The last line that a script of `fixtures/clients` prints, read as JSON. @throws Error with what it wrote. */
  run(script: string, environment: Readonly<Record<string, string>>): Promise<unknown>;
}

export async function installPypiClients(): Promise<PypiClients> {
  const folder = join(sharedCache, "pypi-clients");
  const python = join(folder, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const problems = new Map<PypiClient, string>();
  const startedMs = performance.now();
  const names = Object.keys(packages) as PypiClient[];
  const noPython = await makeEnvironment(folder, python);
  for (const name of names) {
    const problem = noPython ?? (await install(python, name, installLimitMs - (performance.now() - startedMs)));
    if (problem !== undefined) problems.set(name, `${name} cannot be had here: ${problem}`);
  }
  return {
    problem: (client) => problems.get(client),
    async run(script, environment) {
      const path = fileURLToPath(new URL(`fixtures/clients/${script}`, import.meta.url));
      const env = { ...process.env, ...environment };
      const { stdout } = await run(python, [path], { env, timeout: 240_000 });
      return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    },
  };
}

async function makeEnvironment(folder: string, python: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true });
    await run(python, ["--version"]);
    return undefined;
  } catch {
    // Not there yet, or made for a Python that is no longer installed.
  }
  try {
    await run("python3", ["-m", "venv", "--clear", folder], { timeout: 120_000 });
    return undefined;
  } catch (thrown) {
    return lastLine(thrown);
  }
}

/** pip answers at once where the packages are there, without asking a registry. */
async function install(python: string, name: PypiClient, leftMs: number): Promise<string | undefined> {
  if (leftMs <= 0) return `pip has not finished in ${installLimitMs / 1000} s`;
  const quiet = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20", "--only-binary=:all:"];
  try {
    await run(python, ["-m", "pip", "install", ...quiet, ...packages[name]], { timeout: Math.ceil(leftMs) });
    return undefined;
  } catch (thrown) {
    return lastLine(thrown);
  }
}
