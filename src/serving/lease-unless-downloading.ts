import { ReparteeError } from "../core/errors.ts";
import type { Lease, ModelPool, WaitOptions } from "../models/pool/model-pool.ts";

/** Told when nobody knows yet how long the download takes. */
const unknownEtaSeconds = 10;
const longestRetrySeconds = 600;

/**
 * Holds a model, waiting for a load but not for a download or a conversion: they take minutes, and go on without the
 * request.
 * @throws ReparteeError `model_loading` while the model's file is on its way; else as `ModelPool.lease`.
 */
export async function leaseUnlessDownloading(pool: ModelPool, model: string, wait: WaitOptions): Promise<Lease> {
  const refusal = downloadRefusal(pool, model);
  if (refusal !== undefined) throw refusal;
  const leaving = new AbortController();
  const leave = (): void => leaving.abort(wait.signal.reason);
  if (wait.signal.aborted) leave();
  wait.signal.addEventListener("abort", leave, { once: true });
  try {
    return await pool.lease(model, {
      signal: leaving.signal,
      onProgress(fraction) {
        const begun = downloadRefusal(pool, model);
        if (begun === undefined) return wait.onProgress?.(fraction);
        if (leaving.signal.aborted) return;
        // An explicit load keeps the download going when the request is gone; its failure stays in the status.
        pool.load(model, { signal: new AbortController().signal }).catch(() => {});
        leaving.abort(begun);
      },
    });
  } finally {
    wait.signal.removeEventListener("abort", leave);
  }
}

function downloadRefusal(pool: ModelPool, model: string): ReparteeError | undefined {
  const status = pool.status(model);
  if (status?.phase !== "downloading" && status?.phase !== "converting") return undefined;
  const { etaSeconds = unknownEtaSeconds, loadFraction = 0 } = status;
  return new ReparteeError(
    "model_loading",
    `Cannot answer with model "${model}" yet: it is being ${status.phase === "converting" ? "converted" : "downloaded"} (${Math.floor(loadFraction * 100)} %)`,
    {
      hint: "Try again later, or ask for a written reply with fallback template; GET /v1/models shows the progress.",
      retryAfterSeconds: Math.min(longestRetrySeconds, Math.max(1, Math.ceil(etaSeconds))),
      facts: { loadFraction },
    },
  );
}
