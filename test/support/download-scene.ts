/** A hub on this machine and a cache folder for the tests of downloads, both new for each test. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { downloadFile } from "../../src/models/download/download-file.ts";
import type { DownloadOptions, DownloadResult } from "../../src/models/download/download-options.ts";
import { createHub } from "../../src/models/hub/create-hub.ts";
import { startHubServer, type HubServer, type HubServerOptions } from "./hub-server/index.ts";

export interface DownloadScene {
  readonly server: HubServer;
  readonly cacheFolder: string;
  /** Of `acme/tiny`, `tiny.gguf`, unless `changes` say otherwise. */
  download(changes?: Partial<DownloadOptions>): Promise<DownloadResult>;
  /** Where a file of `acme/tiny` is kept. */
  pathOf(file?: string): string;
  /** Faster than an equality of vitest on a megabyte. */
  hasBytes(expected: Uint8Array, path?: string): Promise<boolean>;
}

/** For the test file that calls it: the same object in all of its tests. */
export function useDownloadScene(
  hosted: HubServerOptions,
  limits: NonNullable<DownloadOptions["limits"]>,
): DownloadScene {
  let server: HubServer;
  let cacheFolder = "";
  beforeEach(async () => {
    cacheFolder = await mkdtemp(join(tmpdir(), "repartee-download-"));
    server = await startHubServer(hosted);
  });
  afterEach(async () => {
    await server.close();
    await rm(cacheFolder, { recursive: true, force: true });
  });
  const pathOf = (file = "tiny.gguf"): string => join(cacheFolder, "models", "acme", "tiny", "main", file);
  return {
    get server() {
      return server;
    },
    get cacheFolder() {
      return cacheFolder;
    },
    download: (changes = {}) =>
      downloadFile({
        hub: createHub({ url: server.url }),
        cacheFolder,
        repository: "acme/tiny",
        revision: "main",
        file: "tiny.gguf",
        signal: new AbortController().signal,
        ...changes,
        limits: { ...limits, ...changes.limits },
      }),
    pathOf,
    hasBytes: async (expected, path = pathOf()) => (await readFile(path)).equals(expected),
  };
}
