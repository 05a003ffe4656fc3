import { spawnSync } from "node:child_process";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { readYaml } from "../../src/schema/index.ts";
import { readRepositoryFile } from "./repository-files.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Without what is bundled, which `npm run test:package` weighs. */
const maxUnpackedBytes = 12.2e6;
const maxPackedBytes = 4e6;

/** Output of npm, without its scripts: `dist/` is built already. */
function npm(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

const packed = z.tuple([
  z.object({ size: z.number(), unpackedSize: z.number(), files: z.array(z.object({ path: z.string() })) }),
]);

let pack: z.infer<typeof packed>[0];
beforeAll(() => {
  [pack] = packed.parse(JSON.parse(npm("pack", "--dry-run", "--json", "--ignore-scripts")));
}, 120_000);

test("the package holds what users need, nothing else, and is no larger than agreed", () => {
  const { size, unpackedSize, files } = pack;
  const paths = files.map(({ path }) => path);
  for (const needed of ["dist/cli/main.js", "dist/index.d.ts", "LICENSE", "README.md", "CHANGELOG.md"]) {
    expect(paths).toContain(needed);
  }
  const allowed =
    /^(?:catalogs|dist|data|deploy|docs|personas|node_modules)\/|^(?:CHANGELOG|README)\.md$|^LICENSE$|^package\.json$/;
  expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
  const ours = paths.filter((path) => !path.startsWith("node_modules/"));
  expect(ours.filter((path) => /\.test\.[cm]?[jt]s$|\.env$|\.key$|\.pem$|\.gguf$|\.onnx$|\.tgz$/.test(path))).toEqual(
    [],
  );
  expect(unpackedSize).toBeLessThanOrEqual(maxUnpackedBytes);
  expect(size).toBeLessThanOrEqual(maxPackedBytes);
});

test("the declarations of the package import none that it leaves out", () => {
  const paths = new Set(pack.files.map(({ path }) => path));
  const waiting = ["dist/index.d.ts", "dist/testing/index.d.ts", "dist/web/avatar.d.ts"];
  const read = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (read.has(path)) continue;
    read.add(path);
    expect(paths).toContain(path);
    for (const [, from = ""] of readRepositoryFile(path).matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
      waiting.push(posix.join(posix.dirname(path), from).replace(/\.[jt]s$/, ".d.ts"));
    }
  }
  expect(read.size).toBeGreaterThan(200);
});

const bom = z.object({
  bomFormat: z.literal("CycloneDX"),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      properties: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    }),
  ),
});

// npm's own way to leave development out (`--omit dev`) also leaves out what is used by both.
test("the bill of materials names what users get, and marks what is for development", { timeout: 60_000 }, () => {
  const { components } = bom.parse(JSON.parse(npm("run", "--silent", "sbom")));
  const isMarked = (name: string): boolean | undefined =>
    components
      .find((component) => component.name === name)
      ?.properties?.some((one) => one.name === "cdx:npm:package:development" && one.value === "true") === true;
  const names = new Set(components.map(({ name }) => name));
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readRepositoryFile("package.json")));
  for (const name of Object.keys(dependencies)) {
    expect(names).toContain(name);
    expect(isMarked(name), name).toBe(false);
  }
  for (const name of ["vitest", "oxlint", "vite"]) expect(isMarked(name), name).toBe(true);
});

const workflow = z.object({
  name: z.string(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      strategy: z.object({ matrix: z.object({ os: z.array(z.string()), node: z.array(z.string()) }) }).optional(),
      permissions: z.record(z.string(), z.string()).optional(),
      steps: z.array(z.object({ run: z.string().optional(), uses: z.string().optional() })),
    }),
  ),
});

function readWorkflow(name: string): z.infer<typeof workflow> {
  const path = `.github/workflows/${name}.yml`;
  const { value, problems } = readYaml(workflow, readRepositoryFile(path));
  if (value === undefined) throw new Error(`${path}: ${JSON.stringify(problems)}`);
  return value;
}

test("workflows run commands that there are, with no more rights than they need", () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readRepositoryFile("package.json")));
  for (const { jobs, permissions } of [readWorkflow("ci"), readWorkflow("release")]) {
    expect(permissions).toEqual({ contents: "read" });
    const runs = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    const asked = runs.flatMap((run) =>
      [...run.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name),
    );
    expect(asked.length).toBeGreaterThan(1);
    for (const name of asked) expect(scripts).toHaveProperty(name);
  }
});

test("every promised system and line of Node is tested, and a release carries provenance and a bill of materials", () => {
  const { matrix } = readWorkflow("ci").jobs["test"]?.strategy ?? {};
  expect(matrix?.node).toEqual(["20.19", "22", "24"]);
  expect(matrix?.os.map((os) => os.split("-")[0])).toEqual(["ubuntu", "macos", "windows"]);
  const publish = readWorkflow("release").jobs["publish"];
  expect(publish?.permissions).toMatchObject({ "id-token": "write" });
  const commands = publish?.steps.map(({ run = "" }) => run).join("\n") ?? "";
  expect(commands).toMatch(/npm publish .*--provenance/);
  expect(commands).toContain("npm run --silent sbom");
});
