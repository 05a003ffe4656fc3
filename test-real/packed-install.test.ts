/** What a stranger does: the packed package, an empty folder, the registry and nothing else; then a chat. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { pullModel, type PulledModel } from "./real-models.ts";
import { startRealServer } from "./real-server.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const starter = "smollm2-135m";
/** On Linux x64, where npm also takes llama.cpp's ARM build. */
const maxInstalledBytes = 200e6;
const maxTarballBytes = 10e6;
const reply = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]),
  repartee: z.object({ source: z.string() }),
});

let folder = "";
let tarball = "";
let registryProblem: string | undefined;
let model: PulledModel;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "repartee-packed-"));
  const ping = await npm(["ping"], folder);
  if (ping.code !== 0) {
    registryProblem = `no npm registry answers: ${ping.output.trim().split("\n")[0] ?? ""}`;
    return;
  }
  const packed = await npm(["pack", "--pack-destination", folder], root);
  if (packed.code !== 0) throw new Error(`npm pack failed: ${packed.output}`);
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");
  model = await pullModel(starter);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function npm(args: readonly string[], cwd: string): Promise<{ readonly code: number; readonly output: string }> {
  // Settings of the npm that runs these tests are not those of a stranger; where registries are, is.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_registry)/i.test(name) && name !== "NODE_OPTIONS" && name !== "VITEST",
  );
  const child = spawn("npm", args, {
    cwd,
    env: Object.fromEntries(inherited),
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "close");
  return { code: child.exitCode ?? 1, output };
}

function bytesIn(path: string): number {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}

test.for([
  ["this machine's npm", ["install"]],
  ["npm 10", ["exec", "--yes", "--package=npm@10", "--", "npm", "install"]],
  ["npm 11", ["exec", "--yes", "--package=npm@11", "--", "npm", "install"]],
] as const)("the packed package installs with %s, small and without a warning, and chats", async (row, { skip }) => {
  skip(registryProblem !== undefined, registryProblem);
  skip(model.problem !== undefined, model.problem);
  const [name, command] = row;
  const project = mkdtempSync(join(folder, "project-"));
  const startedMs = performance.now();
  const { code, output } = await npm([...command, tarball], project);
  expect(code, output).toBe(0);
  // What npm says of the settings of this machine is not about the package.
  const complaints = output.split("\n").filter((line) => /warn|deprecated|error/i.test(line));
  expect(complaints.filter((line) => !/Unknown (?:env|user|project) config/.test(line))).toEqual([]);

  const modules = join(project, "node_modules");
  const sizeBytes = bytesIn(modules);
  const count = Object.keys(lockedPackages(modules)).length;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  console.log(`${name}: ${count} packages, ${(sizeBytes / 1e6).toFixed(0)} MB, ${seconds} s`);
  expect(sizeBytes).toBeLessThan(maxInstalledBytes);
  expect(lstatSync(tarball).size).toBeLessThan(maxTarballBytes);
  expect(Object.values(lockedPackages(modules)).filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);

  await using server = await startRealServer(
    ["--model", starter],
    {},
    join(modules, "repartee", "dist", "cli", "main.js"),
  );
  const messages = [{ role: "user", content: "Hello! Who are you?" }];
  const { status, body } = await server.post("/v1/chat/completions", { messages, max_tokens: 40 });
  expect(status, JSON.stringify(body)).toBe(200);
  const { choices, repartee } = reply.parse(body);
  expect(repartee.source).toBe("model");
  expect(choices[0].message.content).toMatch(/[A-Za-z]{2}/);
});

function lockedPackages(modules: string): Readonly<Record<string, { readonly hasInstallScript?: boolean }>> {
  const tree: { readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>> } = JSON.parse(
    readFileSync(join(modules, ".package-lock.json"), "utf8"),
  );
  return tree.packages;
}
