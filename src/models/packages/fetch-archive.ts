/** A package by the user's own client, watched while it comes and tried again when the network broke. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { PackageReference } from "../../core/package-reference.ts";
import { pause } from "../download/retry-delay.ts";
import { watchForStall } from "../download/stall-watch.ts";
import type { PackageClientOptions } from "./client-command.ts";
import { fetchAction } from "./client-errors.ts";
import { folderSize } from "./folder-size.ts";
import { fetchTarball } from "./npm-client.ts";
import type { PackageArchive } from "./package-archive.ts";
import type { PackageLimits } from "./package-limits.ts";
import { fetchWheel } from "./pip-client.ts";

export interface WatchedFetchOptions {
  readonly reference: PackageReference;
  readonly clients: PackageClientOptions;
  /** Made anew for each try, within it all that the client writes. */
  readonly folder: string;
  readonly limits: PackageLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onBytes: (arrivedBytes: number) => void;
  /** About how large the archive will be. Rejects when there is no room for it. */
  readonly onSize: (aboutBytes: number) => Promise<void>;
}

/** Throws as `fetchTarball` and `fetchWheel` do; `download_stalled`. */
export async function fetchArchive(options: WatchedFetchOptions): Promise<PackageArchive> {
  const { reference, folder, limits, clock, log, random, signal } = options;
  for (let failedTries = 1; ; failedTries += 1) {
    const tryFolder = join(folder, `try-${failedTries}`);
    let arrivedBytes = 0;
    try {
      await mkdir(tryFolder, { recursive: true });
      return await oneTry({
        ...options,
        folder: tryFolder,
        onBytes(bytes) {
          arrivedBytes = Math.max(arrivedBytes, bytes);
          options.onBytes(bytes);
        },
      });
    } catch (error) {
      await rm(tryFolder, { recursive: true, force: true });
      if (signal.aborted || failedTries >= limits.maxTries || !isWorthATry(error, arrivedBytes)) throw error;
      const delayMs = random() * Math.min(limits.maxBackoffMs, limits.backoffMs * 2 ** (failedTries - 1));
      log.warn({ package: reference.name, err: error, delayMs }, "a package did not come; trying again");
      await pause(clock, delayMs, signal);
    }
  }
}

/** What npm writes beside the package: its logs, and what it notes of a registry. */
const hardlyAny = 64 * 1024;

function isWorthATry(error: unknown, arrivedBytes: number): boolean {
  if (!(error instanceof ReparteeError)) return false;
  if (error.facts["retryable"] === true) return true;
  // A closed network is reported at once; one that answered a moment ago may come back.
  const isNetwork = error.code === "package_registry_unreachable" || error.code === "download_stalled";
  return isNetwork && arrivedBytes > hardlyAny;
}

async function oneTry(options: WatchedFetchOptions): Promise<PackageArchive> {
  const { reference, clients, folder, limits, clock, signal, onBytes, onSize } = options;
  using watch = watchForStall(clock, limits.stallMs, signal, () => stalled(reference, limits.stallMs));
  const ending = new AbortController();
  const onStall = (): void => ending.abort(watch.signal.reason);
  if (watch.signal.aborted) onStall();
  watch.signal.addEventListener("abort", onStall, { once: true });
  const watching = watchFolder(folder, { clock, everyMs: limits.watchMs }, (bytes) => {
    watch.touch();
    onBytes(bytes);
  });
  const fetch = reference.client === "npm" ? fetchTarball : fetchWheel;
  try {
    return await fetch({
      ...clients,
      reference,
      folder,
      signal: ending.signal,
      onSize(aboutBytes) {
        watch.touch();
        onSize(aboutBytes).catch((error: unknown) => ending.abort(error));
      },
    });
  } finally {
    await watching.stop();
  }
}

function stalled(reference: PackageReference, stallMs: number): ReparteeError {
  const message = `Cannot ${fetchAction(reference)}: nothing came for ${stallMs / 1000} s`;
  return new ReparteeError("download_stalled", message, { hint: "Check the network and try again." });
}

/** Calls `onGrown` with the folder's size whenever it has grown. */
function watchFolder(
  folder: string,
  { clock, everyMs }: { readonly clock: Clock; readonly everyMs: number },
  onGrown: (bytes: number) => void,
): { stop(): Promise<void> } {
  let isStopped = false;
  let lastBytes = 0;
  let looking: Promise<void> = Promise.resolve();
  let call = clock.schedule(everyMs, look);

  function look(): void {
    looking = folderSize(folder)
      .then((bytes) => {
        if (isStopped) return;
        if (bytes > lastBytes) onGrown(bytes);
        lastBytes = bytes;
      })
      // A size that cannot be read costs a step of the progress; the client itself fails when the disk does.
      .catch(() => {})
      .finally(() => {
        if (!isStopped) call = clock.schedule(everyMs, look);
      });
  }

  return {
    async stop() {
      isStopped = true;
      call.cancel();
      await looking;
    },
  };
}
