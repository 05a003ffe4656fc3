import type { Clock } from "../../../core/clock.ts";
import type { Log } from "../../../core/log.ts";
import { withTimeout } from "../../../core/with-timeout.ts";
import type { ModelEntry } from "../model-entry.ts";

/** Of a file's size: its weights, a context of a few thousand tokens, and buffers. */
const memoryPerFileByte = 1.2;
/** An estimate reads a file's header; a disk that takes longer must not hold up the loads that wait behind it. */
const limitMs = 5_000;

/**
 * The memory that a model will take, in bytes: as its entry estimates, else by the size of its file; 0 for a model
 * without a file, which runs elsewhere or costs nothing. Never rejects: the load itself reports what is wrong with a file.
 */
export function estimateMemory(
  entry: ModelEntry,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): number | Promise<number> {
  const byFile = Math.ceil((entry.sizeBytes ?? 0) * memoryPerFileByte);
  if (entry.estimateBytes === undefined) return byFile;

  function isSize(bytes: number | undefined): bytes is number {
    return bytes !== undefined && Number.isFinite(bytes) && bytes >= 0;
  }
  function failed(error: unknown): number {
    log.debug({ model: entry.name, assumedBytes: byFile, err: error }, "memory of a model could not be estimated");
    return byFile;
  }
  try {
    const estimate = entry.estimateBytes();
    if (typeof estimate === "number") return isSize(estimate) ? Math.ceil(estimate) : byFile;
    return withTimeout(estimate, { clock, timeoutMs: limitMs, onTimeout: () => undefined }).then(
      (bytes) => (isSize(bytes) ? Math.ceil(bytes) : failed(`no size within ${limitMs} ms`)),
      failed,
    );
  } catch (error) {
    return failed(error);
  }
}
