import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeScriptedLlama } from "../../src/testing/index.ts";
import { startHubServer, type HubServer } from "../support/hub-server/index.ts";
import { runCli, startCli, type CliResult } from "./run-cli.ts";

/** Enough that a download can be stopped in its middle. */
const idleMegabytes = 6;
const repository = "acme/tiny";
const token = "hf_made-up";

let hub: HubServer;
let content: Uint8Array;
let folder: string;
const hubFolder = mkdtempSync(join(tmpdir(), "repartee-hub-"));

beforeAll(async () => {
  const path = join(hubFolder, "model.gguf");
  await writeScriptedLlama(path, { script: "Hello from the hub.", idleMegabytes });
  content = readFileSync(path);
  hub = await startHubServer({
    tokens: [token],
    repositories: [
      { id: repository, commit: "a".repeat(40), files: [{ name: "tiny-Q4_K_M.gguf", content }] },
      { id: "acme/gated", gatedFor: [token], files: [{ name: "gated-Q4_K_M.gguf", content }] },
      ...["acme/two", "acme/listed"].map((id) => ({
        id,
        files: ["a-Q4_K_M.gguf", "a-Q8_0.gguf"].map((name) => ({ name, content })),
      })),
      { id: "acme/broken", files: [{ name: "broken-Q4_K_M.gguf", content: content.subarray(0, 2000) }] },
    ],
  });
  folder = hubFolder;
  writeConfig();
  await repartee(["pull", "tiny"], { REPARTEE_CACHE_DIR: join(hubFolder, "pulled") });
});
afterAll(async () => {
  await hub.close();
  rmSync(hubFolder, { recursive: true, force: true });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "repartee-models-"));
  writeConfig();
});
afterEach(() => {
  hub.clearFaults();
  rmSync(folder, { recursive: true, force: true });
});

function writeConfig(): void {
  writeFileSync(
    join(folder, "repartee.config.yaml"),
    `registry:
  - name: tiny
    repository: ${repository}
    licence: MIT
    files:
      - { quantization: Q4_K_M, file: tiny-Q4_K_M.gguf, size_bytes: ${content.byteLength} }
`,
  );
}

/** The set-up of tests that are not about the download: the cache as `pull tiny` left it. */
function withTinyPulled(): void {
  cpSync(join(hubFolder, "pulled"), join(folder, "cache"), { recursive: true });
}

function environment(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  // A port that nobody listens on, unless a test says so.
  return {
    REPARTEE_HUB_URL: hub.url,
    REPARTEE_CACHE_DIR: join(folder, "cache"),
    PORT: "1",
    // Every command would look for a GPU in a process of its own.
    REPARTEE_GPU_LAYERS: "0",
    ...more,
  };
}

function repartee(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return runCli(args, { folder, env: environment(env) });
}

interface ListedModel {
  readonly name: string;
  readonly fits: string;
  readonly state: string | null;
}

async function listed(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ListedModel[]> {
  return JSON.parse((await repartee(["list", "--json", ...args], env)).stdout);
}

/** Percents of the lines that a download wrote. */
function percentsOf(stderr: string): readonly number[] {
  return [...stderr.matchAll(/^ *(\d+) %/gm)].map(([, percent]) => Number(percent));
}

describe("repartee list", () => {
  test("shows built-in and own models with size, quantization and fit", async () => {
    const { code, stdout, stderr } = await repartee(["list"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^NAME +SIZE +QUANTIZATION +DOWNLOADED +LOADED +FITS THIS MACHINE$/m);
    expect(stdout).toMatch(/^llama-3\.2-3b +2\.0 GB +Q4_K_M +– +– +(?:yes|tight|no)$/m);
    expect(stdout).toMatch(/^tiny +\d+ MB +Q4_K_M +– +– +yes$/m);
    expect(stdout).not.toMatch(/ $/m);
  });

  test("asks the hub nothing", async () => {
    const before = hub.requests.length;
    await repartee(["list"]);
    await repartee(["show", "tiny"]);
    expect(hub.requests).toHaveLength(before);
  });

  test("leaves out what does not fit, and what is not here", async () => {
    withTinyPulled();
    const fitting = await listed(["--fits"]);
    expect(fitting.map(({ name }) => name)).toContain("tiny");
    expect(fitting.filter(({ fits }) => fits === "no")).toEqual([]);
    expect((await listed(["--downloaded"])).map(({ name }) => name)).toEqual(["tiny"]);
  });

  test("says what a running server has loaded", async () => {
    withTinyPulled();
    const server = startCli(["serve", "--model", "tiny"], { folder, env: environment({ PORT: "0" }) });
    try {
      const [url = ""] = /http:\/\/[\d.:]+/.exec(await server.waitFor(/listening on http:\/\/[\d.]+:\d+/)) ?? [];
      const { port } = new URL(url);
      await fetch(`${url}/models/tiny/load`, { method: "POST" });
      const tiny = (await listed(["--downloaded"], { PORT: port })).find(({ name }) => name === "tiny");
      expect(tiny).toMatchObject({ state: "ready" });
      const refused = await repartee(["rm", "tiny", "--yes"], { PORT: port });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/has it in state "ready"[\s\S]*\/models\/tiny\/unload/);
    } finally {
      server.kill("SIGKILL");
      await server.ended;
    }
  });
});

describe("repartee pull", () => {
  test("downloads, tells the progress line by line, and says where the file is", async () => {
    const { code, stdout, stderr } = await repartee(["pull", "tiny"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tiny is here \(\d+ MB\): .*tiny-Q4_K_M\.gguf\n$/);
    expect(stderr).not.toContain("\u001b");
    const percents = percentsOf(stderr);
    expect(percents.at(-1)).toBe(100);
    expect(percents).toEqual([...new Set(percents)].toSorted((one, other) => one - other));
    const [, path = ""] = /: (.*)\n$/.exec(stdout) ?? [];
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  test("takes a repository and a quantization", async () => {
    const { code, stdout } = await repartee(["pull", `hf:${repository}`, "--quantization", "q4_k_m"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/tiny-Q4_K_M\.gguf\n$/);
  });

  test.each([
    ["hf:acme/two", "q8", "hf:acme/two:q8"],
    ["hf:acme/two:Q4_K_M@main", "Q8_0", "hf:acme/two:Q8_0@main"],
    ["acme/two", "Q8_0", "hf:acme/two:Q8_0"],
    ["two", "q8", "two:Q8_0"],
  ])("of %s in %s names the reference that means what was pulled: %s", async (reference, quantization, told) => {
    writeFileSync(
      join(folder, "repartee.config.yaml"),
      "registry:\n  - { name: two, repository: acme/listed, files: [{ quantization: Q4_K_M, file: a-Q4_K_M.gguf }, { quantization: Q8_0, file: a-Q8_0.gguf }] }\n",
    );
    const { code, stdout, stderr } = await repartee(["pull", reference, "--quantization", quantization]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/-Q8_0\.gguf\n$/);
    expect(stdout.startsWith(`${told.replace("hf:", "")} is here`)).toBe(true);
    expect(stderr).toContain(`Chat with it: repartee chat ${told}\n`);
    expect((await repartee(["show", told])).stdout).toMatch(/path .*-Q8_0\.gguf/);
  });

  test("stops at Ctrl-C, says how to go on, and goes on from there", async () => {
    hub.inject({ kind: "slow", bytesPerSecond: 5_000_000 });
    const before = hub.sentBytes;
    const pulling = startCli(["pull", "tiny"], { folder, env: environment() });
    await hub.sent(before + content.byteLength / 2);
    pulling.kill("SIGINT");
    const { code, stderr } = await pulling.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped at \d+ %; what has arrived is kept\. Continue with: repartee pull tiny\n$/);
    expect((await repartee(["list"])).stdout).toMatch(/^tiny .* \d+ % +–/m);

    hub.clearFaults();
    const resumedAt = hub.sentBytes;
    expect((await repartee(["pull", "tiny"])).code).toBe(0);
    expect(hub.sentBytes - resumedAt).toBeLessThan(content.byteLength * 0.9);
  });

  test("of a gated model says where the licence is and which variable to set; with a token it works", async () => {
    const refused = await repartee(["pull", "hf:acme/gated"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`${hub.url}/acme/gated`);
    expect(refused.stderr).toContain("HUGGINGFACE_TOKEN");
    const allowed = await repartee(["pull", "hf:acme/gated"], { HUGGINGFACE_TOKEN: token });
    expect(allowed.code).toBe(0);
    expect(allowed.stdout + allowed.stderr).not.toContain(token);
  });

  test("of an unknown name suggests the nearest, of an unknown repository says so", async () => {
    const unknown = await repartee(["pull", "llama-3.2-3c"]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/Hint: .*llama-3\.2-3b/);
    const missing = await repartee(["pull", "hf:acme/nothing"]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/no repository "acme\/nothing"/);
  });

  test("offline asks nothing of the hub and says so; what is here is still here", async () => {
    const before = hub.requests.length;
    const refused = await repartee(["pull", "tiny", "--offline"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/offline/);
    expect(hub.requests).toHaveLength(before);
    withTinyPulled();
    expect((await repartee(["pull", "tiny", "--offline"])).code).toBe(0);
  });

  test("chat has the same flag: what is not here is not fetched by a name alone", async () => {
    const uses = hub.requests.length;
    const { code, stderr } = await runCli(["chat", "tiny", "--offline"], { folder, env: environment(), input: "hi" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/its file is not here, and the setting offline is on/);
    expect(hub.requests.length).toBe(uses);
  });

  test("refuses a file that is no whole model", async () => {
    const { code, stderr } = await repartee(["pull", "hf:acme/broken"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: /m);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe("repartee show", () => {
  test("tells all that is known, before and after the download", async () => {
    const before = await repartee(["show", "tiny"]);
    expect(before.stdout).toMatch(/^tiny\n/);
    expect(before.stdout).toMatch(/licence +MIT/);
    expect(before.stdout).toMatch(/downloaded +–/);
    withTinyPulled();
    const after = await repartee(["show", "tiny"]);
    expect(after.stdout).toMatch(/downloaded +yes/);
    expect(after.stdout).toMatch(/path .*tiny-Q4_K_M\.gguf/);
    expect(after.stdout).toMatch(/fits +yes\n +It needs [\d.]+ [MG]B of memory; free is/);
    expect(JSON.parse((await repartee(["show", "tiny", "--json"])).stdout)).toMatchObject({
      name: "tiny",
      repository,
      context_window_tokens: 2048,
      state: null,
    });
  });

  test("tells of a gated model where its licence is accepted", async () => {
    writeFileSync(
      join(folder, "repartee.config.yaml"),
      "registry:\n  - { name: closed, repository: acme/gated, gated: true, files: [{ quantization: Q4_K_M, file: gated-Q4_K_M.gguf, size_bytes: 1 }] }\n",
    );
    const { stdout } = await repartee(["show", "closed"]);
    expect(stdout).toContain(`accept the licence at ${hub.url}/acme/gated, then set HUGGINGFACE_TOKEN`);
  });

  test("tells of a repository beyond the catalog whether it is gated, as the hub lists it", async () => {
    expect((await repartee(["show", "hf:acme/gated"])).stdout).toMatch(/gated +yes/);
    expect((await repartee(["show", "hf:acme/two"])).stdout).toMatch(/gated +no/);
  });
});

describe("repartee rm", () => {
  test("deletes the file, says how much came free, and finds nothing the second time", async () => {
    withTinyPulled();
    const { code, stdout } = await repartee(["rm", "tiny"]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Deleted tiny; ${Math.round(content.byteLength / 1e6)} MB came free.\n`,
    });
    expect(readdirSync(join(folder, "cache", "models"))).toEqual([]);
    const again = await repartee(["rm", "tiny"]);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/nothing of it was downloaded/);
  });

  test("never touches a file outside of the model folder", async () => {
    const path = join(folder, "own.gguf");
    writeFileSync(path, content);
    const { code, stderr } = await repartee(["rm", path, "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/not in the model folder/);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  test("refuses a file that a running server reads under another name, as the server itself does", async () => {
    withTinyPulled();
    const file = join(folder, "repartee.config.yaml");
    writeFileSync(file, `${readFileSync(file, "utf8")}models:\n  - { name: mine, reference: tiny }\n`);
    const server = startCli(["serve"], { folder, env: environment({ PORT: "0" }) });
    try {
      const [url = ""] = /http:\/\/[\d.:]+/.exec(await server.waitFor(/listening on http:\/\/[\d.]+:\d+/)) ?? [];
      await fetch(`${url}/models/mine/load`, { method: "POST" });
      const refused = await repartee(["rm", "tiny", "--yes"], { PORT: new URL(url).port });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/its file, as model "mine", in state "ready"[\s\S]*\/models\/mine\/unload/);
      const asked = await fetch(`${url}/models/tiny`, { method: "DELETE" });
      expect([asked.status, await asked.json()]).toMatchObject([409, { error: { code: "model_in_use" } }]);
      await fetch(`${url}/models/mine/unload`, { method: "DELETE" });
      expect((await repartee(["rm", "tiny", "--yes"], { PORT: new URL(url).port })).code).toBe(0);
    } finally {
      server.kill("SIGKILL");
      await server.ended;
    }
  });

  test.each(["tiny", "hf:acme/two", "hf:acme/two:q8"])(
    "of %s refuses while the file is being downloaded, and deletes what came of it afterwards",
    async (reference) => {
      hub.inject({ kind: "stall", afterBytes: 1_000_000 });
      const before = hub.sentBytes;
      const pulling = startCli(["pull", reference], { folder, env: environment() });
      await hub.sent(before + 1_000_000);
      const { code, stderr } = await repartee(["rm", reference]);
      pulling.kill("SIGINT");
      await pulling.ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(/being downloaded/);
      expect((await repartee(["rm", reference])).code).toBe(0);
      expect(readdirSync(join(folder, "cache", "models"))).toEqual([]);
    },
  );
});

describe("repartee doctor", () => {
  test("tells what there is and, when all is well, that it is", async () => {
    withTinyPulled();
    const { code, stdout } = await repartee(["doctor", "--online"], { REPARTEE_GPU_LAYERS: "auto" });
    for (const word of ["llama.cpp", "processor", "memory", "gpu", "disk", join(folder, "cache"), "1 downloaded"]) {
      expect(stdout).toContain(word);
    }
    expect(stdout).toContain(`${hub.url}, reachable`);
    expect({ code, isWell: stdout.includes("No problems found.") }).toEqual({ code: 0, isWell: true });
  });

  test("tells each fault with what to do, and ends with 1", async () => {
    const { code, stdout } = await repartee(["doctor", "--json", "--online"], {
      REPARTEE_MODEL: "./gone.gguf",
      REPARTEE_PROT: "1",
      REPARTEE_HUB_URL: "http://127.0.0.1:1",
    });
    expect(code).toBe(1);
    const { problems, hub: asked, node_llama_cpp: version } = JSON.parse(stdout);
    expect(asked).toMatchObject({ reachable: false });
    expect(version).toMatch(/^\d+\.\d+/);
    expect(problems.map(({ problem }: { problem: string }) => problem)).toEqual([
      expect.stringContaining("REPARTEE_PROT"),
      expect.stringContaining("The hub does not answer"),
      expect.stringContaining("./gone.gguf is missing"),
    ]);
    for (const { hint } of problems) expect(hint).toMatch(/\w/);
  });

  test("looks at the machine all the same when the settings are wrong", async () => {
    const { code, stdout } = await repartee(["doctor"], { PORT: "eighty" });
    expect(code).toBe(1);
    expect(stdout).toMatch(/processor/);
    expect(stdout).toMatch(/- .*PORT/);
  });
});
