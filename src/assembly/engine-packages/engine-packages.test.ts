import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addEngine } from "./add-engine.ts";
import { findInstallPlace } from "./install-place.ts";
import { listEngines } from "./list-engines.ts";

let root = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "repartee-engines-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function writePackage(folder: string, manifest: Readonly<Record<string, unknown>>): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

/** An npm that installs what it is asked for where npm would, and writes down how it was called. */
function writeNpm(): readonly [string, string] {
  const path = join(root, "npm.mjs");
  writeFileSync(
    path,
    `import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
const args = process.argv.slice(2);
writeFileSync(${JSON.stringify(join(root, "call.json"))}, JSON.stringify({ args, folder: process.cwd(), prefix: process.env.npm_config_prefix ?? null }));
for (const specifier of args.filter((one) => /.@/.test(one))) {
  const at = specifier.lastIndexOf("@");
  const name = specifier.slice(0, at);
  const folder = join(process.cwd(), "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: specifier.slice(at + 1).replace(/^[~^]/, "") }));
}`,
  );
  return [process.execPath, path];
}

const call = (): unknown => JSON.parse(readFileSync(join(root, "call.json"), "utf8"));
const stateOf = (packageFolder: string, engine: string): unknown =>
  listEngines({ packageFolder, platform: "linux-x64" }).find((one) => one.engine === engine)?.state;

async function add(packageFolder: string, engine: "cuda" | "speech", npmCommand = writeNpm()): Promise<string> {
  return await addEngine(engine, {
    packageFolder,
    platform: "linux-x64",
    client: { env: { ...process.env, npm_config_prefix: "/elsewhere" }, npmCommand },
    signal: new AbortController().signal,
  });
}

describe("adding an engine", () => {
  test("saves its packages in the project that Repartee is installed in", async () => {
    writePackage(root, { name: "app" });
    const repartee = writePackage(join(root, "node_modules", "repartee"), { name: "repartee" });
    expect(stateOf(repartee, "cuda")).toBe("missing");
    expect(await add(repartee, "cuda")).toBe(root);
    expect(call()).toMatchObject({ folder: root, prefix: null });
    expect(call()).toMatchObject({
      args: expect.arrayContaining(["--save-exact", "--ignore-scripts", "@node-llama-cpp/linux-x64-cuda@3.22.1"]),
    });
    expect(stateOf(repartee, "cuda")).toBe("installed");
  });

  test("puts them beside a global install", async () => {
    const repartee = writePackage(join(root, "lib", "node_modules", "repartee"), { name: "repartee" });
    await add(repartee, "speech");
    expect(call()).toMatchObject({ args: expect.arrayContaining(["--global"]), folder: join(root, "lib") });
  });

  test("puts them into a clone's packages in the place of empty ones, and leaves those that are there", async () => {
    const clone = writePackage(join(root, "clone"), { name: "repartee" });
    writePackage(join(clone, "node_modules", "@node-llama-cpp", "linux-x64-cuda"), { name: "skip", version: "1.0.0" });
    writePackage(join(clone, "node_modules", "sherpa-onnx-node"), { name: "sherpa-onnx-node", version: "9.9.9" });
    expect(stateOf(clone, "cuda")).toBe("missing");
    await add(clone, "cuda");
    await add(clone, "speech");
    expect([stateOf(clone, "cuda"), stateOf(clone, "speech")]).toEqual(["installed", "installed"]);
    expect(readFileSync(join(clone, "node_modules", "sherpa-onnx-node", "package.json"), "utf8")).toContain("9.9.9");
    expect(existsSync(join(clone, ".cache", "engine-packages"))).toBe(false);
  });

  test("names the line to run where another package manager installed Repartee", async () => {
    writePackage(root, { name: "app" });
    writeFileSync(join(root, "pnpm-lock.yaml"), "");
    const repartee = writePackage(join(root, "node_modules", "repartee"), { name: "repartee" });
    await expect(add(repartee, "cuda")).rejects.toMatchObject({
      code: "config_invalid",
      message: 'Cannot add engine "cuda": expected npm, got pnpm',
      hint: expect.stringContaining('pnpm add "@node-llama-cpp/linux-x64-cuda@3.22.1"'),
    });
  });

  test("reports what npm complains of", async () => {
    writePackage(root, { name: "app" });
    const repartee = writePackage(join(root, "node_modules", "repartee"), { name: "repartee" });
    const failing = join(root, "failing.mjs");
    writeFileSync(failing, `console.error("npm error code EACCES"); process.exitCode = 243;`);
    await expect(add(repartee, "cuda", [process.execPath, failing])).rejects.toMatchObject({
      code: "package_client_failed",
      message: expect.stringContaining("EACCES"),
      hint: `Run it as the user who owns ${root}; images take engines when they are built.`,
    });
    await expect(add(repartee, "cuda", [join(root, "no-npm"), ""])).rejects.toMatchObject({
      code: "package_client_missing",
    });
  });
});

test("a GPU build of another release counts as missing", () => {
  const repartee = writePackage(join(root, "node_modules", "repartee"), { name: "repartee" });
  for (const build of ["linux-x64-cuda", "linux-x64-cuda-ext"]) {
    const name = `@node-llama-cpp/${build}`;
    writePackage(join(root, "node_modules", name), { name, version: "3.0.0" });
  }
  expect(stateOf(repartee, "cuda")).toBe("missing");
});

test("an install place is a project, a global install, a clone or another package manager's", () => {
  expect(findInstallPlace(root).kind).toBe("clone");
  expect(findInstallPlace(join(root, "node_modules", "repartee")).kind).toBe("global");
  writePackage(root, { name: "app" });
  expect(findInstallPlace(join(root, "node_modules", "repartee")).kind).toBe("project");
  const stored = join(root, "node_modules", ".pnpm", "repartee@0.1.0", "node_modules", "repartee");
  expect(findInstallPlace(stored)).toMatchObject({ kind: "foreign", manager: "pnpm" });
});
