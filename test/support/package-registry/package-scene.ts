/** A registry with packages in it, a cache of its own, and fetches out of the one into the other. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parsePackageReference, type PackageReference } from "../../../src/core/package-reference.ts";
import type { PackageClientOptions } from "../../../src/models/packages/client-command.ts";
import {
  fetchPackageFile,
  type FetchedPackageFile,
  type FetchPackageFileOptions,
} from "../../../src/models/packages/fetch-package-file.ts";
import { packageFileName } from "../../../src/models/registry/package-place.ts";
import { makeNpmPackage, makeWheel, type HostedPackage } from "./make-packages.ts";
import { startPackageRegistry, type PackageRegistry } from "./package-registry.ts";

export const weights = randomBytes(600_000);

export const tinyContent = {
  version: "1.2.0",
  files: { "data/tiny.gguf": weights, "data/other.gguf": randomBytes(20), "x.js": Buffer.from("throw 1") },
};

const tinyPackages: readonly HostedPackage[] = [
  makeNpmPackage({ ...tinyContent, name: "tiny" }),
  makeNpmPackage({ ...tinyContent, name: "@acme/tiny", version: "2.0.0" }),
  makeWheel({ ...tinyContent, name: "tiny-model" }),
  makeWheel({ ...tinyContent, name: "tiny-model", version: "1.1.0" }),
];

export interface PackageScene extends AsyncDisposable {
  readonly registry: PackageRegistry;
  readonly cacheFolder: string;
  /** npm and pip of this machine. */
  readonly realClients: PackageClientOptions;
  /** A script that starts in a tenth of a second. */
  readonly quickClients: PackageClientOptions;
  fetch(text: string, more?: SceneFetch): Promise<FetchedPackageFile>;
  /** What `fetch` rejects with; undefined when it does not. */
  failure(text: string, more?: SceneFetch): Promise<unknown>;
  /** Names of all files in the cache. */
  files(): Promise<readonly string[]>;
}

/** `clients`: the quick ones unless others are given. */
export type SceneFetch = Partial<FetchPackageFileOptions>;

export async function openPackageScene(packages: readonly HostedPackage[] = tinyPackages): Promise<PackageScene> {
  const registry = await startPackageRegistry(packages);
  const cacheFolder = await mkdtemp(join(tmpdir(), "packages-"));
  const realClients = { env: { ...process.env, ...registry.env }, npmFolder: cacheFolder };
  const script = fileURLToPath(new URL("./quick-client.mjs", import.meta.url));
  const quickClients: PackageClientOptions = {
    ...realClients,
    npmCommand: [process.execPath, script, "npm"],
    pipCommand: [process.execPath, script, "pip"],
  };

  async function fetch(text: string, more: SceneFetch = {}): Promise<FetchedPackageFile> {
    const reference = referenceOf(text);
    return await fetchPackageFile({
      cacheFolder,
      parts: [reference],
      target: packageFileName(reference),
      clients: quickClients,
      signal: AbortSignal.timeout(60_000),
      ...more,
      limits: { backoffMs: 1, maxBackoffMs: 1, spareDiskBytes: 0, watchMs: 10, ...more.limits },
    });
  }

  return {
    registry,
    cacheFolder,
    realClients,
    quickClients,
    fetch,
    failure: async (text, more) =>
      await fetch(text, more).then(
        () => undefined,
        (error: unknown) => error,
      ),
    async files() {
      const entries = await readdir(cacheFolder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await rm(cacheFolder, { recursive: true, force: true });
    },
  };
}

export function referenceOf(text: string): PackageReference {
  const found = parsePackageReference(text);
  if (found === undefined || "problem" in found) throw new Error(`no reference: ${text}`);
  return found;
}
