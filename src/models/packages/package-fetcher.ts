/** Packages fetched one after the other into one folder, with one progress for all of them and room on the disk. */
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { packageSpecifier, type PackageReference } from "../../core/package-reference.ts";
import { checkSpace, freeBytes as freeBytesOnDisk } from "../download/free-space.ts";
import { createProgressReporter, type DownloadProgress } from "../download/progress.ts";
import { fetchAction } from "./client-errors.ts";
import { fetchArchive } from "./fetch-archive.ts";
import type { FetchPackageOptions } from "./fetch-package-options.ts";
import type { PackageArchive } from "./package-archive.ts";
import type { PackageLimits } from "./package-limits.ts";

export interface PackageFetcher {
  readonly folder: string;
  readonly limits: PackageLimits;
  fetch(reference: PackageReference, part: { readonly index: number; readonly count: number }): Promise<PackageArchive>;
  /** Reports 100 %. */
  finish(totalBytes: number): void;
}

export interface FetcherContext {
  /** There already; all packages go in here. */
  readonly folder: string;
  readonly limits: PackageLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export function createFetcher(options: FetchPackageOptions, context: FetcherContext): PackageFetcher {
  const { folder, limits, clock } = context;
  const { aboutBytes, onProgress, freeBytes = freeBytesOnDisk, random = Math.random } = options;
  let now: Pick<DownloadProgress, "phase" | "package"> = { phase: "downloading-package", package: "" };
  const reporter = createProgressReporter(clock, 100, (progress) => onProgress?.({ ...progress, ...now }));
  let earlierBytes = 0;

  async function checkRoom(neededBytes: number, reference: PackageReference): Promise<void> {
    checkSpace(await freeBytes(folder), neededBytes + limits.spareDiskBytes, fetchAction(reference));
  }

  return {
    folder,
    limits,
    async fetch(reference, { index, count }) {
      now = { phase: "downloading-package", package: packageSpecifier(reference) };
      // The client has its package twice for a moment, and later the file is beside the package.
      if (aboutBytes !== undefined && index === 0) await checkRoom(aboutBytes * (1 + 1 / count), reference);
      let partBytes = aboutBytes === undefined ? 0 : aboutBytes / count;
      let arrivedBytes = 0;
      const archive = await fetchArchive({
        reference,
        clients: options.clients,
        folder: join(folder, `package-${index}`),
        limits,
        clock,
        log: context.log,
        random,
        signal: context.signal,
        async onSize(said) {
          partBytes = said;
          if (aboutBytes === undefined) await checkRoom(2 * said, reference);
        },
        onBytes(bytes) {
          arrivedBytes = Math.max(arrivedBytes, partBytes === 0 ? bytes : Math.min(bytes, partBytes));
          const expected = Math.max(
            aboutBytes ?? 0,
            earlierBytes + Math.max(partBytes, arrivedBytes) * (count - index),
          );
          reporter.update(earlierBytes + arrivedBytes, Math.max(expected, earlierBytes + arrivedBytes + 1));
        },
      });
      earlierBytes += arrivedBytes;
      now = { ...now, phase: "unpacking" };
      reporter.update(earlierBytes, Math.max(aboutBytes ?? 0, earlierBytes + 1));
      return archive;
    },
    finish(totalBytes) {
      // What came packed may have been more, and progress never goes back.
      reporter.finish(Math.max(totalBytes, earlierBytes));
    },
  };
}
